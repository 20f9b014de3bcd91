"""A number that the service tells is compared however it is written."""

import pytest

from dialsheet.campaign import e164_of, is_number

LONDON = "+442079460958"


@pytest.mark.parametrize(
    ("told", "same"),
    [
        ("+442079460958", True),
        ("+44 20 7946-0958", True),
        ("+44 (0)20 7946 0958", True),
        ("00442079460958", True),
        ("442079460958", True),
        ("020 7946 0958", True),
        ("+442079460959", False),
        ("+12079460958", False),
        ("020 7946 0959", False),
        ("+44207946****", None),
        ("0958", None),
        ("sip:+442079460959@example.org", None),
        ("unknown", None),
        ("", None),
        (None, None),
    ],
)
def test_whether_a_number_is_that_one(told: str | None, same: bool | None) -> None:
    assert is_number(told, LONDON) is same


@pytest.mark.parametrize(
    ("told", "e164"),
    [
        ("+44 (0)20 7946-0958", LONDON),
        ("020 7946 0958", None),
        ("+44207946****", None),
        ("+1", None),
        (None, None),
    ],
)
def test_only_a_number_told_in_full_is_one(told: str | None, e164: str | None) -> None:
    assert e164_of(told) == e164
