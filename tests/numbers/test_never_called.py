"""Who is never called, whatever the cell says."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata, PhoneNumberType

from dialsheet.numbers import Check, check_number, number_type, readings

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
EVERYWHERE = {"112", "911"}
ALONE = ["{}", "+{code}{}", "00{code}{}", "Tel: {}"]


def examples(region: str, *kinds: str) -> set[str]:
    """The short numbers of these kinds that the package has as examples."""
    plan = PhoneMetadata.short_metadata_for_region(region)
    numbers = (getattr(plan, kind, None) for kind in kinds)
    return {number.example_number for number in numbers if number and number.example_number}


def test_emergency_and_short_numbers() -> None:
    for region in REGIONS:
        code = phonenumbers.country_code_for_region(region)
        emergency = examples(region, "emergency") | EVERYWHERE
        short = examples(region, "short_code", "toll_free", "premium_rate", "standard_rate")
        for number in emergency | short:
            for writing in [*ALONE, "0{}"] if number in emergency else ALONE:
                cell = writing.format(number, code=code)
                assert check_number(cell, region).check is Check.INVALID, (cell, region)
                assert readings(cell, region) == (), (cell, region)


@pytest.mark.parametrize("cell", ["+247 00 911", "+682 00 999"])
def test_zeros_in_front_make_no_number_of_an_emergency_call(cell: str) -> None:
    assert check_number(cell, None).by_person(accepted=True).check is Check.INVALID


@pytest.mark.parametrize(
    ("cell", "callable_by_person"),
    [
        ("+1 911 555 1234", False),
        ("+44 999 123 4567", False),
        ("+49 110 1234567", False),
        ("+1 415 911 1234", True),  # in the middle they are digits like any other
        ("+1 555 911 1234", True),
    ],
)
def test_what_begins_like_an_emergency_number_is_let_through_by_nobody(
    cell: str, callable_by_person: bool
) -> None:
    verdict = check_number(cell, None)
    assert verdict.by_person(accepted=True).callable is callable_by_person
    if not callable_by_person:
        assert verdict.reason is not None
        assert verdict.reason.code == "numbers.emergency"


@given(st.sampled_from(REGIONS), st.text("0123456789", min_size=2, max_size=6))
def test_any_short_number(region: str, digits: str) -> None:
    code = phonenumbers.country_code_for_region(region)
    number = phonenumbers.PhoneNumber(
        country_code=code,
        national_number=int(digits),
        italian_leading_zero=digits.startswith("0"),
        number_of_leading_zeros=len(digits) - len(digits.lstrip("0")),
    )
    is_short = phonenumbers.is_valid_short_number_for_region(number, region)
    if is_short or phonenumbers.is_emergency_number(digits, region):
        assert check_number(digits, region).check is Check.INVALID


def test_premium_rate_numbers_wait_for_a_person() -> None:
    for region in REGIONS:
        number = phonenumbers.example_number_for_type(region, PhoneNumberType.PREMIUM_RATE)
        if number is None:
            continue
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        verdict = check_number(e164, None)
        assert (verdict.check, verdict.rule, verdict.e164) == ("proposed", "premium-rate", e164)
        assert number_type(e164) == "premium"


@pytest.mark.parametrize(
    ("cell", "region"),
    [
        ("011 15 2349 97597", "AR"),  # a digit too many at home; abroad it would be Texas
        ("2079460958", None),  # London without its 0; with a + it would be Egypt
        ("8.19012E+11", "JP"),
        ("81901234", "JP"),
        ("+81 90-1234-567", "JP"),
        ("090-1234-567O", "JP"),
        ("090-12345678-9", "US"),
    ],
)
def test_no_stranger_is_called(cell: str, region: str | None) -> None:
    assert not check_number(cell, region).callable
