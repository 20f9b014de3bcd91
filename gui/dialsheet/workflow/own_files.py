"""Which files a library wrote: these may be written anew, as long as nobody changed them."""

import os
from dataclasses import dataclass
from pathlib import Path

from dialsheet.ports import Library


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """The files of one campaign, or of one command where there is no campaign."""

    library: Library
    owner: str  # the campaign's ID, or the command's name
    force: bool = False  # a person lets any file be replaced

    def is_own(self, path: Path, sha256: str) -> bool:
        """Whether the file at `path` is, byte for byte, what was written there last."""
        return self.force or sha256 in self._digests(path)

    def note(self, path: Path, sha256: str, standing: str | None) -> None:
        """Keep the digest of a file before it is there; after a crash the old one may still be."""
        digests = [sha256, *(each for each in self._digests(path) if each == standing)]
        self.library.set_setting(_name(path), {"by": self.owner, "sha256": digests})

    def _digests(self, path: Path) -> list[str]:
        kept = self.library.setting(_name(path))
        return kept["sha256"] if kept and kept["by"] == self.owner else []


def _name(path: Path) -> str:
    return f"written {os.path.normcase(os.path.realpath(path))}"
