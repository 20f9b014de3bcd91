"""Every code of the library has its words."""

import re
from pathlib import Path

import pytest

from dialsheet import store
from dialsheet.assets import has_text

OBSTACLES = {
    "not_ready",
    "contact_open",
    "already_called",
    "suppressed",
    "number_open",
    "number_corrected",
    "excluded",
    "told_open",
}
CODES = {
    code
    for path in Path(store.__file__).parent.glob("*.py")
    for code in re.findall(r'"store\.(\w+)"', path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_its_words(code: str) -> None:
    endings = [""] if code in OBSTACLES else ["", ".title", ".next"]
    assert [ending for ending in endings if not has_text(f"store.{code}{ending}")] == []


def test_the_codes_were_found() -> None:
    assert len(CODES) > 15
    assert OBSTACLES < CODES
