"""What the worldwide numbering plan says of digits; `phonenumbers` is the one authority."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeGuard

import phonenumbers
from phonenumbers import (
    CountryCodeSource,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    ValidationResult,
)

from dialsheet.errors import Param, Reason
from dialsheet.numbers.names import calling_zone, country_name
from dialsheet.numbers.rules import Problem, Rule

_MOST_DIGITS = 15  # of an E.164 number
_SHORT = 8  # no emergency or short code has more digits
_FEWEST_UNLISTED = 5  # digits; with fewer it is a service's, whether the plan lists it or not

_LENGTH_PROBLEMS = {
    ValidationResult.TOO_SHORT: Problem.TOO_SHORT,
    ValidationResult.TOO_LONG: Problem.TOO_LONG,
    ValidationResult.INVALID_LENGTH: Problem.WRONG_LENGTH,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: Problem.AREA_CODE_MISSING,
}
_PARSE_PROBLEMS = {
    NumberParseException.INVALID_COUNTRY_CODE: Problem.UNKNOWN_CALLING_CODE,
    NumberParseException.TOO_LONG: Problem.TOO_LONG,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One way to read digits as a telephone line."""

    e164: str = ""
    calling_code: int = 0  # 0: not told
    region: str | None = None
    listed: bool = False  # the plan knows the range
    premium: bool = False
    rules: tuple[Rule, ...] = ()  # what the reading took
    problem: Problem | None = None  # why it is no line at all
    about: str = ""  # the country that a person is told of

    @property
    def possible(self) -> bool:
        """Whether it has the shape of a number, listed or not."""
        return self.problem is None

    def by(self, *rules: Rule) -> "Line":
        """The same line, read with more rules."""
        return replace(self, rules=(*self.rules, *rules))

    def reason(self, word: str, **params: Param) -> Reason:
        """A reason about this line; never holds the number."""
        place: dict[str, Param] = {"country": self.about, "calling_code": self.calling_code}
        return Reason(f"numbers.{word.replace('-', '_')}", {**place, **params})


def is_region(code: str | None) -> TypeGuard[str]:
    """Whether `code` is the ISO code of a country with a numbering plan."""
    return code in phonenumbers.SUPPORTED_REGIONS


def is_calling_code(digits: str) -> bool:
    """Whether a country, or a service of all countries, has that calling code."""
    short = len(digits) <= 3 and digits.isdecimal()
    return short and int(digits) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE


def international(digits: str) -> Line:
    """Read digits that follow a `+`."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except NumberParseException as error:
        return _unparsed(error)
    written = digits[len(str(number.country_code)) :]
    return _judge(number, _prefix_rules(written, number))


def national(digits: str, region: str) -> Line:
    """Read digits as somebody in `region` would dial them."""
    try:
        number = phonenumbers.parse(digits, region, keep_raw_input=True)
    except NumberParseException as error:
        short = _short_problem(digits, region)
        return replace(_unparsed(error, short), about=country_name(region))
    source = number.country_code_source
    if source == CountryCodeSource.FROM_NUMBER_WITH_IDD:
        return international(digits[_idd_length(digits, region) :]).by(Rule.IDD_PREFIX)
    has_own_code = source == CountryCodeSource.FROM_NUMBER_WITHOUT_PLUS_SIGN
    if has_own_code and phonenumbers.ndd_prefix_for_region(region, True) != "1":
        return international(digits).by(Rule.LOST_PLUS)  # in America the 1 is dialed at home too
    return _judge(number, (Rule.COUNTRY,))


def expects_prefix(line: Line, digits: str) -> bool:
    """Whether people at home dial this national number with more digits in front than `digits`."""
    return len(_dialed_at_home(phonenumbers.parse(line.e164))) > len(digits)


@cache
def longest_at_home(region: str) -> int:
    """How many digits people in `region` dial for each other at the most, prefixes included."""
    kinds = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    examples = (phonenumbers.example_number_for_type(region, kind) for kind in kinds)
    return max((len(_dialed_at_home(number)) for number in examples if number), default=0)


def _dialed_at_home(number: PhoneNumber) -> str:
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.normalize_digits_only(written)


def _idd_length(digits: str, region: str) -> int:
    """How many digits dial out of `region`."""
    metadata = PhoneMetadata.metadata_for_region(region)
    dialed = re.match(metadata.international_prefix or "", digits) if metadata else None
    return dialed.end() if dialed else 0


def _prefix_rules(written: str, number: PhoneNumber) -> tuple[Rule, ...]:
    """What had to be dropped between the country's code and the number."""
    kept = phonenumbers.national_significant_number(number)
    if written == kept:
        return ()
    if written == f"0{kept}":
        return (Rule.TRUNK_ZERO,)
    return (Rule.NATIONAL_PREFIX,)


def _judge(number: PhoneNumber, rules: tuple[Rule, ...]) -> Line:
    code = number.country_code or 0
    regions = phonenumbers.region_codes_for_country_code(code)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    region = phonenumbers.region_code_for_number(number)
    about = calling_zone(code, regions[0])
    if len(e164) > _MOST_DIGITS + 1:
        return Line(e164, code, rules=rules, problem=Problem.TOO_LONG, about=about)
    if region and phonenumbers.is_valid_number_for_region(number, region):
        premium = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PREMIUM_RATE
        return Line(e164, code, region, True, premium, rules, None, about)
    region = regions[0] if len(regions) == 1 else None
    return Line(e164, code, region, False, False, rules, _why_not(number, e164, rules), about)


def _why_not(number: PhoneNumber, e164: str, rules: tuple[Rule, ...]) -> Problem | None:
    """What is wrong with a number that the plan does not list; None: nothing but that."""
    length = phonenumbers.is_possible_number_with_reason(number)
    too_short = _LENGTH_PROBLEMS.get(length) is Problem.TOO_SHORT
    digits = phonenumbers.national_significant_number(number)
    regions = phonenumbers.region_codes_for_country_code(number.country_code or 0)
    for region in regions:
        problem = _short_problem(digits, region)
        if problem is Problem.SHORT_CODE and too_short and Rule.COUNTRY not in rules:
            continue  # a few digits after a country code are the rest of a number
        if problem:
            return problem
    if length != ValidationResult.IS_POSSIBLE:
        return _LENGTH_PROBLEMS.get(length, Problem.NOT_IN_COUNTRY)
    if len(digits) < _FEWEST_UNLISTED:
        return Problem.SHORT_CODE
    stray_zero = digits.startswith("0") and phonenumbers.ndd_prefix_for_region(regions[0], True)
    if stray_zero or Rule.NATIONAL_PREFIX in rules or not _is_canonical(e164):
        return Problem.NOT_IN_COUNTRY
    if any(phonenumbers.connects_to_emergency_number(digits, region) for region in regions):
        return Problem.EMERGENCY  # an exchange that reads so far has connected already
    return None


def _is_canonical(e164: str) -> bool:
    """Whether it stays the same number when it is read again."""
    again = phonenumbers.parse(e164)
    return phonenumbers.format_number(again, phonenumbers.PhoneNumberFormat.E164) == e164


def _short_problem(digits: str, region: str) -> Problem | None:
    """Whether these few digits reach the police or a service, and not a subscriber."""
    if len(digits) > _SHORT:
        return None
    dialed = (digits, digits.lstrip("0"))
    if any(phonenumbers.is_emergency_number(each, region) for each in dialed):
        return Problem.EMERGENCY
    number = PhoneNumber(
        country_code=phonenumbers.country_code_for_region(region),
        national_number=int(digits),
        italian_leading_zero=digits.startswith("0") or None,
        number_of_leading_zeros=len(digits) - len(str(int(digits))) or None,
    )
    if phonenumbers.is_valid_short_number_for_region(number, region):
        return Problem.SHORT_CODE
    return None


def _unparsed(error: NumberParseException, short: Problem | None = None) -> Line:
    return Line(problem=short or _PARSE_PROBLEMS.get(error.error_type, Problem.TOO_SHORT))
