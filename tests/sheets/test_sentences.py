"""Everything that this room says has its sentence."""

import re
from pathlib import Path

import pytest

import dialsheet.sheets
from dialsheet import assets
from dialsheet.errors import Reason

ROOM = Path(dialsheet.sheets.__file__).parent
SOURCE = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
TROUBLES = sorted(set(re.findall(r'(?:BadInput|OutsideFault)\(\s*"(sheets\.\w+)"', SOURCE)))
CODES = sorted(set(re.findall(r'"(sheets\.\w+)"', SOURCE)))


def test_the_codes_were_found() -> None:
    assert len(TROUBLES) > 12
    assert set(TROUBLES) < set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_sentence(code: str) -> None:
    assert assets.has_text(code)


@pytest.mark.parametrize("code", TROUBLES)
def test_every_trouble_has_a_title_and_a_next_step(code: str) -> None:
    assert assets.has_text(f"{code}.title")
    assert assets.has_text(f"{code}.next")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            Reason("sheets.too_many_cells", {"cells": 4, "expected": 3}),
            "This row has 4 cells where 3 were expected: they may be shifted.",
        ),
        (Reason("sheets.blank_rows", {"count": 1}), "One blank row was passed over."),
        (Reason("sheets.blank_rows", {"count": 3}), "3 blank rows were passed over."),
        (
            Reason("sheets.other_worksheets", {"sheet": "Contacts", "count": 2}),
            "The worksheet “Contacts” was read; there are 2 others.",
        ),
    ],
)
def test_sentences(reason: Reason, sentence: str) -> None:
    assert assets.sentence(reason) == sentence
