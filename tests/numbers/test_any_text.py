"""Any text at all gets a verdict, and no verdict says more than the cell does."""

import re

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.errors import Reason
from dialsheet.numbers import RULES, Check, check_number, phone_likeness, readings

# Text that is made of what numbers are made of meets more rules than text of any kind.
PIECES = ["+", "00", "011", "010", "0", "1", "81", "44", "39", "(0)", "90", "1234", "5678", "415"]
PIECES += ["555", "2671", " ", "-", "ー", "(", ")", "/", ".", ",", ";", "\n", "x", "#", "*", "ext"]
PIECES += [
    "tel:",
    "Tel ",
    "電話",
    "fax ",
    "'",
    '="',
    ".0",
    "E+11",
    "E9",
    "\u200b",
    "\u00a0",
    "０９",
]
PIECES += [
    "٠٩",
    "FLOWERS",
    "²",
    "½",
    "①",
    "\u202e",
    "\ud800",
    "\x00",
    "ﷺ",
    "😀",
    "年",
    ";ext=",
    "~",
]

number_like = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
any_text = st.one_of(st.text(st.characters(exclude_categories=())), number_like)
regions = st.sampled_from(
    [None, "", "JP", "US", "GB", "DE", "IT", "AR", "AU", "001", "XX", "jp", "é"]
)


@given(any_text, regions)
def test_any_text_gets_a_verdict(cell: str, region: str | None) -> None:
    verdict = check_number(cell, region)
    numbered = verdict.check not in (Check.INVALID, Check.EMPTY)
    assert (verdict.e164 is not None) == numbered
    assert (verdict.reason is None) == (verdict.check is Check.VALID)
    assert set(verdict.rules) <= set(RULES)
    assert verdict.e164 == next(iter(readings(cell, region)), None)
    for e164 in readings(cell, region):
        assert re.fullmatch(r"\+[1-9][0-9]{1,14}", e164)
    assert 0 <= phone_likeness([cell], region) <= 1


@given(any_text, regions)
def test_what_may_be_called_is_a_number_and_stays_one(cell: str, region: str | None) -> None:
    verdict = check_number(cell, region)
    if verdict.check is Check.UNLISTED or verdict.e164 is None:
        return
    assert phonenumbers.is_valid_number(phonenumbers.parse(verdict.e164))
    again = check_number(verdict.e164, None)
    assert again.e164 == verdict.e164
    if verdict.callable:
        assert again.check is Check.VALID
        assert again.region == verdict.region


@given(number_like, regions)
def test_digits_are_never_invented(cell: str, region: str | None) -> None:
    """The digits that are called stand in the cell, in this order, but for the country's code."""
    verdict = check_number(cell, region)
    if not verdict.callable or region == "AR":  # the plan itself puts a 9 before Argentine mobiles
        return
    assert verdict.e164 is not None
    number = phonenumbers.parse(verdict.e164)
    digits = phonenumbers.national_significant_number(number)
    if verdict.rule != "country":
        digits = f"{number.country_code}{digits}"
    said = iter(str(int(char)) for char in cell if char.isdecimal())
    assert all(digit in said for digit in digits)


@given(any_text, regions)
def test_a_reason_never_holds_the_number(cell: str, region: str | None) -> None:
    reason = check_number(cell, region).reason
    if isinstance(reason, Reason):
        assert not re.search("[0-9]{4}", f"{reason.code} {dict(reason.params)}")


@given(st.sampled_from(PIECES), st.sampled_from(PIECES), regions)
def test_very_long_cells(first: str, second: str, region: str | None) -> None:
    cell = (first + second) * (10_000 // len(first + second))
    assert check_number(cell, region).check in (Check.INVALID, Check.EMPTY)
    check_number(cell[:200], region)
