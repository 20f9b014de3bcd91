"""Compiles the translations (`.po`) into what gettext reads at run time (`.mo`)."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TranslationsHook(BuildHookInterface[Any]):
    """Runs for wheels and for editable installs; the `.mo` files are build artefacts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        translations = Path(self.root, "resources", "dialsheet_resources", "translations")
        for source in translations.glob("*/LC_MESSAGES/*.po"):
            catalog = read_po(source.read_bytes().splitlines(), locale=source.parts[-3])
            with source.with_suffix(".mo").open("wb") as target:
                write_mo(target, catalog)
