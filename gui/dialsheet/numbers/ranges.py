"""The ranges that the plan lists, compiled: most numbers of a sheet are told by one match.

Made of the package's own metadata, so that a new release of it changes the verdicts. Only what is
beyond doubt is told here; all else takes the road of `interpret`, whose verdicts these are too.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberDesc

_MOST_DIGITS = 15  # of an E.164 number
_RIVAL_FROM = 11  # digits: from here on a national number may be one of another country
_NEVER = "(?!)"

Match = Callable[[str], "re.Match[str] | None"]
Range = tuple[int, str, bool]  # calling code, region, and whether the country was given to it
Found = tuple[int, Range]  # the digits of the E.164 number, and its range


@dataclass(frozen=True, slots=True)
class _Region:
    name: str
    listed: str  # a pattern of its national numbers that are not premium-rate
    is_listed: Match
    is_claimed: Match  # whether a number that is not among these is the region's all the same


class _Plan:
    """The numbering plan of one calling code."""

    def __init__(self, code: int) -> None:
        names = phonenumbers.region_codes_for_country_code(code)
        self.code = str(code)
        self.regions = [_region(_metadata(code, name), name, len(names) == 1) for name in names]
        prefix = _metadata(code, names[0]).national_prefix_for_parsing or _NEVER
        self._has_prefix = _matcher(prefix)
        self._is_first = _matcher(f"{self.code}(?!{prefix}){self.regions[0].listed}")
        self._first: Range = (code, names[0], False)

    def find(self, digits: str) -> Found | None:
        """The range of a number that begins with this calling code."""
        if self._is_first(digits):
            return int(digits), self._first
        national = digits[len(self.code) :]
        if len(self.regions) == 1 or self._has_prefix(national):
            return None
        name = self.region_of(national)
        return (int(digits), (int(self.code), name, False)) if name else None

    def region_of(self, national: str) -> str | None:
        """The region that has a national number, and lists it."""
        for region in self.regions:
            if region.is_listed(national):
                return region.name
            if region.is_claimed(national):
                return None
        return None


class _Home:
    """How people in one country dial each other."""

    def __init__(self, region: str) -> None:
        code = phonenumbers.country_code_for_region(region)
        metadata = _metadata(code, region)
        self._plan = _plan(code)
        self._first: Range = (code, self._plan.regions[0].name, True)
        abroad = metadata.international_prefix or _NEVER
        prefix = metadata.national_prefix_for_parsing or _NEVER
        # The package takes the first match of a prefix, and never another one: `(?>...)`.
        written = (
            rf"(?!{abroad})(?=0|.{{1,{_RIVAL_FROM - 1}}}\Z)"
            rf"(?:(?!{self._plan.code})(?>{prefix})|(?!{prefix}))"
            rf"(?={_whole(metadata.general_desc, metadata)})"
        )
        self._is_first = _matcher(f"{written}({self._plan.regions[0].listed})")
        self._is_any = _matcher(f"{written}(.*)")
        # What one group of the prefix matched would be written anew.
        groups = re.compile(prefix).groups
        self._rewritten = groups if metadata.national_prefix_transform_rule else 0

    def find(self, digits: str) -> Found | None:
        """The range of a number written as at home, with or without the prefix for it."""
        plan = self._plan
        if found := self._is_first(digits):
            national, range_ = found[found.re.groups], self._first
        elif len(plan.regions) > 1 and (found := self._is_any(digits)):
            national = found[found.re.groups]
            if (name := plan.region_of(national)) is None:
                return None
            range_ = (int(plan.code), name, True)
        else:
            return None
        if self._rewritten and found[self._rewritten]:
            return None
        return int(plan.code + national), range_


class Ranges:
    """Finds the range of a cell's number at once, where that is beyond doubt."""

    def __init__(self, region: str | None) -> None:
        """`region` is the ISO code of the country of numbers that carry none."""
        self._home = _home(region) if region in phonenumbers.SUPPORTED_REGIONS else None

    def find(self, cell: str) -> Found | None:
        """The number and its range; None when it takes a closer look."""
        has_plus = cell[:1] == "+"
        digits = cell[1:] if has_plus else cell
        if not digits.isdecimal():
            if len(cell) > _LONGEST or not _WRITTEN(cell):
                return None
            digits = cell.translate(_SIGNS)
            has_plus = "+" in cell
        if not digits.isascii():
            return None
        if has_plus:
            plan = _PLANS[digits[:_LONGEST_CODE]]
            return plan.find(digits) if plan else None
        return self._home.find(digits) if self._home else None


class _Plans(dict[str, _Plan | None]):
    """The plans by the first digits of a number."""

    def __missing__(self, beginning: str) -> _Plan | None:
        codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
        said = (beginning[:length] for length in range(1, len(beginning) + 1))
        code = next((int(each) for each in said if each[0] != "0" and int(each) in codes), None)
        self[beginning] = _plan(code) if code else None
        return self[beginning]


_PLANS = _Plans()
_LONGEST_CODE = 3  # digits
# One number in groups, with the signs that need no rule; no more than `writing` reads as one.
_WRITTEN = re.compile(
    r"(?! *[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,4}(?![0-9-]))"  # a date
    r"[( ]*\+?[( ]*[0-9][0-9 ()-]*"
).fullmatch
_LONGEST = 40  # characters
_SIGNS = dict.fromkeys(map(ord, "+ ()-"))


@cache
def _plan(code: int) -> _Plan:
    return _Plan(code)


@cache
def _home(region: str) -> _Home:
    return _Home(region)


def _metadata(code: int, region: str) -> PhoneMetadata:
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    if metadata is None:
        raise LookupError(region)
    return metadata


def _region(metadata: PhoneMetadata, name: str, is_alone: bool) -> _Region:
    usual, premium = (
        _whole(metadata.general_desc, metadata),
        _whole(metadata.premium_rate, metadata),
    )
    kinds = "|".join(_whole(kind, metadata) for kind in _kinds(metadata))
    listed = f"(?={usual})(?!{premium})(?:{kinds})"
    if is_alone:
        claimed = _NEVER  # there is nobody else to ask
    elif metadata.leading_digits is not None:
        claimed = metadata.leading_digits
    else:
        claimed = f"(?={usual}){premium}"
    return _Region(name, listed, _matcher(listed), _matcher(claimed))


def _kinds(metadata: PhoneMetadata) -> Iterator[PhoneNumberDesc | None]:
    """All kinds of numbers but premium-rate ones, common ones first."""
    yield metadata.fixed_line
    if not metadata.same_mobile_and_fixed_line_pattern:
        yield metadata.mobile
    yield from (metadata.toll_free, metadata.shared_cost, metadata.voip, metadata.pager)
    yield from (metadata.personal_number, metadata.uan, metadata.voicemail)


def _whole(kind: PhoneNumberDesc | None, metadata: PhoneMetadata) -> str:
    """A pattern of whole national numbers of a kind, E.164 ones."""
    most = _MOST_DIGITS - len(str(metadata.country_code))
    lengths = [length for length in kind.possible_length if length <= most] if kind else []
    if kind is None or not kind.national_number_pattern or not lengths:
        return _NEVER
    of_length = "|".join(f"[0-9]{{{length}}}" for length in lengths)
    return rf"(?=(?:{of_length})\Z)(?:{kind.national_number_pattern})\Z"


def _matcher(pattern: str) -> Match:
    return re.compile(pattern).match
