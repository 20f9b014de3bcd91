"""Every rule and every problem can be said to a person."""

import pytest

from dialsheet import assets
from dialsheet.errors import Reason
from dialsheet.numbers import check_number
from dialsheet.numbers.rules import Problem, Rule

CODES = [
    f"numbers.{word.replace('-', '_')}" for word in (*Rule, *Problem, "several_repairs", "accepted")
]


@pytest.mark.parametrize("code", CODES)
def test_every_word_has_its_sentence(code: str) -> None:
    assert assets.has_text(code)


@pytest.mark.parametrize(
    ("cell", "region", "sentence"),
    [
        ("090-1234-5678", "JP", "The country code of Japan (+81) was put in front."),
        ("555-2671", "US", "The area code is missing."),
        (
            "33612345678",
            "DE",
            "This can be a number in Germany that lost the 0 in front,"
            " or a number in France that lost its +.",
        ),
        (
            "Tel: 819012345678",
            "US",
            "This takes several repairs, each of which must be accepted: lost-plus, label.",
        ),
    ],
)
def test_sentences(cell: str, region: str, sentence: str) -> None:
    reason = check_number(cell, region).reason
    assert isinstance(reason, Reason)
    assert assets.sentence(reason) == sentence


@pytest.mark.parametrize("cell", ["", "12", "x", "09012345678", "819012345678", "+1 123 456 7890"])
def test_every_placeholder_is_filled(cell: str) -> None:
    for region in (None, "JP", "US", "??"):
        reason = check_number(cell, region).reason
        if reason is not None:
            assert "{" not in assets.sentence(reason)
