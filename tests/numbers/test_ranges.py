"""What is told by one match is what the closer look says: the same verdict, or none at all."""

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.numbers import Check, check_column, check_number
from dialsheet.numbers.ranges import Ranges

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
CALLING_CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
KINDS = phonenumbers.PhoneNumberType.values()
DIGITS = "0123456789"
SIGNS = " ()-.+0"


def agrees(cell: str, region: str | None) -> bool:
    """Whether a range was found; its number must be what the closer look says."""
    found = Ranges(region).find(cell)
    if found is None:
        return False
    number, (code, name, at_home) = found
    verdict = check_number(cell, region)
    assert verdict.check is (Check.REPAIRED if at_home else Check.VALID), (cell, region)
    assert (verdict.e164, verdict.region) == (f"+{number}", name), (cell, region)
    assert verdict.rule == ("country" if at_home else None), (cell, region)
    assert str(number).startswith(str(code))
    return True


def examples() -> list[tuple[str, str]]:
    """A region and the national digits of each of its examples, of every kind."""
    return [
        (region, phonenumbers.national_significant_number(number))
        for region in REGIONS
        for kind in KINDS
        if (number := phonenumbers.example_number_for_type(region, kind))
    ]


def spoilt(digits: str, dice: random.Random) -> str:
    """With some of the digits changed, one more or one less."""
    for _ in range(dice.randint(0, 3)):
        at = dice.randint(0, len(digits))
        digits = digits[:at] + dice.choice(["", *DIGITS]) + digits[at + dice.randint(0, 1) :]
    return digits


@pytest.mark.parametrize("region", REGIONS)
def test_numbers_close_to_the_examples_of_every_country(region: str) -> None:
    dice = random.Random(region)
    code = phonenumbers.country_code_for_region(region)
    prefix = phonenumbers.ndd_prefix_for_region(region, True) or ""
    found = 0
    for home, national in examples():
        if home == region:
            for _ in range(6):
                digits = spoilt(national, dice)
                found += agrees(f"+{code}{digits}", None)
                found += agrees(digits, region)
                found += agrees(prefix + digits, region)
    assert found or region in ("AR", "BR")


def test_most_examples_are_found_at_once() -> None:
    told = [agrees(f"+{phonenumbers.country_code_for_region(home)}{digits}", home)
            for home, digits in examples()]  # fmt: skip
    assert sum(told) > 0.85 * len(told)  # the rest is premium-rate, or a prefix may touch it


@given(st.sampled_from(CALLING_CODES), st.text(DIGITS, max_size=16))
def test_any_digits_after_any_calling_code(code: int, digits: str) -> None:
    agrees(f"+{code}{digits}", None)


@given(st.sampled_from(REGIONS), st.text(DIGITS, max_size=16))
def test_any_digits_at_home(region: str, digits: str) -> None:
    agrees(digits, region)


@given(st.sampled_from(examples()), st.data())
def test_signs_between_the_digits(example: tuple[str, str], data: st.DataObject) -> None:
    region, digits = example
    for start in ("", f"+{phonenumbers.country_code_for_region(region)}"):
        cell = start + digits
        for _ in range(data.draw(st.integers(0, 4))):
            at = data.draw(st.integers(0, len(cell)))
            cell = cell[:at] + data.draw(st.sampled_from(SIGNS)) + cell[at:]
        agrees(cell, region)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "+",
        "2026-01-05",
        "2026-01-05 143012",
        "+1",
        "1e9",
        "+１４１５５５５２６７１",
        "²",
        "+1 ",
    ],
)
def test_what_is_no_plain_number_takes_the_closer_look(cell: str) -> None:
    assert not agrees(cell, "US")


def test_a_column_says_what_each_cell_says() -> None:
    dice = random.Random(7)
    cells = [f"+1{dice.choice(('415', '416', '900', '242'))}{dice.randint(0, 9_999_999):07}"
             for _ in range(2000)]  # fmt: skip
    cells += [f"0{dice.randint(0, 9_999_999_999):010}" for _ in range(500)]
    cells += ["", "call me", *cells[:50], "112", "+49 (0)30 1234567"]
    for region in ("US", "JP", "CA", None):
        assert list(check_column(cells, region)) == [check_number(cell, region) for cell in cells]
    regions = [dice.choice(["US", "Japan", "", "nowhere"]) for _ in cells]
    column = check_column(cells, "GB", regions)
    places = {"US": "US", "Japan": "JP", "": "GB", "nowhere": "?"}
    assert list(column) == [
        check_number(cell, places[said]) for cell, said in zip(cells, regions, strict=True)
    ]
