"""Whose the files are that tests write over."""

import hashlib
from pathlib import Path


class Everything:
    """Any file may be replaced."""

    def is_own(self, path: Path, sha256: str) -> bool:
        """Always."""
        return True

    def note(self, path: Path, sha256: str, standing: str | None) -> None:
        """Nothing is kept."""


class These:
    """Files that were written before, by their digests, and what was noted of others."""

    def __init__(self, *contents: bytes) -> None:
        self.digests = {hashlib.sha256(content).hexdigest() for content in contents}

    def is_own(self, path: Path, sha256: str) -> bool:
        """Whether it was written before."""
        return sha256 in self.digests

    def note(self, path: Path, sha256: str, standing: str | None) -> None:
        """It is, from now on."""
        self.digests.add(sha256)
