"""Verdicts agree with `phonenumbers`, which is the one authority."""

import phonenumbers
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from dialsheet.numbers import Check, Verdict, check_number

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
CALLING_CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
KINDS = PhoneNumberType.values()
DIGITS = "0123456789"

chosen = st.sampled_from([None, "JP", "US", "DE", "IT", "GB", "AR"])


def canonical(text: str, region: str | None = None) -> str | None:
    """The E.164 number that `phonenumbers` reads and lists."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return e164 if len(e164) <= 16 else None  # more digits are no E.164 number


def is_taken_as_it_is(verdict: Verdict, cell: str) -> bool:
    """Valid; or nothing but premium-rate, which a person lets through."""
    held = verdict.check is Check.PROPOSED and verdict.rule == "premium-rate"
    return (verdict.check is Check.VALID or held) and verdict.e164 == cell


def written(number: phonenumbers.PhoneNumber, style: int) -> str:
    return phonenumbers.format_number(number, style)


@st.composite
def nearly_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """A region, and the national digits of one of its examples with some of them changed."""
    region = draw(st.sampled_from(REGIONS))
    number = phonenumbers.example_number_for_type(region, draw(st.sampled_from(KINDS)))
    number = number or phonenumbers.example_number(region)
    digits = phonenumbers.national_significant_number(number)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(digits)))
        digits = digits[:at] + draw(st.sampled_from(["", *DIGITS])) + digits[at + 1 :]
    return region, digits


@given(st.sampled_from(CALLING_CODES), st.text(DIGITS, min_size=1, max_size=14), chosen)
@example(49, "4940504", None)
@example(1, "1234567890", "US")
def test_any_digits_after_any_calling_code(code: int, digits: str, region: str | None) -> None:
    agrees(f"+{code}{digits}", region)


@given(nearly_numbers(), chosen)
def test_digits_close_to_real_numbers(nearly: tuple[str, str], region: str | None) -> None:
    home, digits = nearly
    agrees(f"+{phonenumbers.country_code_for_region(home)}{digits}", region)


def agrees(cell: str, region: str | None) -> None:
    if len(cell) > 16:
        return
    verdict = check_number(cell, region)
    assert is_taken_as_it_is(verdict, cell) == (canonical(cell) == cell)
    if verdict.check is Check.UNLISTED:
        assert verdict.e164 is not None
        number = phonenumbers.parse(verdict.e164)
        assert phonenumbers.is_possible_number(number)
        assert not phonenumbers.is_valid_number(number)


@given(nearly_numbers(), st.sampled_from(["", "0"]))
def test_national_digits_of_the_chosen_country(nearly: tuple[str, str], trunk: str) -> None:
    """What is called without asking is what `phonenumbers` reads; what it lists is never lost."""
    region, digits = nearly
    cell = trunk + digits
    verdict = check_number(cell, region)
    theirs = canonical(cell, region)
    if verdict.callable and verdict.rule == "country":
        assert verdict.e164 == theirs
    if theirs:
        assert verdict.e164 == theirs
        assert verdict.check in (Check.REPAIRED, Check.PROPOSED)


def test_the_examples_of_every_country() -> None:
    for region in REGIONS:
        for kind in KINDS:
            if number := phonenumbers.example_number_for_type(region, kind):
                knows_the_example(number, region)


def knows_the_example(number: phonenumbers.PhoneNumber, region: str) -> None:
    e164 = written(number, PhoneNumberFormat.E164)
    for style in (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL):
        verdict = check_number(written(number, style), None)
        assert is_taken_as_it_is(verdict, e164), e164
        assert verdict.region == phonenumbers.region_code_for_number(number)
    verdict = check_number(written(number, PhoneNumberFormat.NATIONAL), region)
    assert verdict.e164 == e164
    assert verdict.rule in ("country", "premium-rate")
    uri = check_number(written(number, PhoneNumberFormat.RFC3966), None)
    assert (uri.e164, uri.rule) in [(e164, "uri"), (e164, "premium-rate")]


def test_the_examples_of_no_country() -> None:
    for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS:
        number = phonenumbers.example_number_for_non_geo_entity(code)
        assert number is not None
        e164 = written(number, PhoneNumberFormat.E164)
        verdict = check_number(e164, "JP")
        assert is_taken_as_it_is(verdict, e164)
        assert verdict.region == "001"
