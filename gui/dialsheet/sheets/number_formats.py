"""What a number format makes of a number: a day, a time, leading zeros, a telephone number.

Only what changes the meaning is followed: amounts and percentages stay their values. A format that
adds digits or a plus of its own makes another telephone number of it: what the sheet shows then
counts. Format codes: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from math import isfinite

from dialsheet.sheets.format_sections import Mark, Section, sections_of

Shown = Callable[[bytes], bytes]  # a number as the file has it -> the cell's UTF-8 text

_DAY = 86_400_000  # milliseconds
_NO_NUMBER = "#NUM!"
_EPOCH, _EPOCH_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")
_LEAP_DAY = 60  # Excel's 1900 has a 29 February; days before it are one off
_LAST_DAY = 2_958_466  # 10000-01-01
_PLAIN_DIGITS = 15  # more are not exact
_IS_SHORTEST = re.compile(rb"(?:0|[1-9][0-9]*)\.[0-9]*[1-9]").fullmatch  # with so few digits

_SHORTEST_TELEPHONE = 7  # digits; before fewer, a plus is the sign of an amount
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]', re.DOTALL)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NOT_A_DAY = re.compile(r"general|am/pm|a/p|e[+-]", re.IGNORECASE)
_MASK = re.compile(r"[0#?() \-./:]+")
_AMONG_WORDS = re.compile(r"\(?[0#?](?:[0#?() \-./:]*[0#?])?")
_DECIMALS = re.compile(r"[0#?]*\.[0#?]*")
_PLACE = re.compile(r"[0#?]")
_COMPARE: dict[str, Callable[[Decimal | int, float], bool]] = {
    "<": lambda number, limit: number < limit,
    "<=": lambda number, limit: number <= limit,
    ">": lambda number, limit: number > limit,
    ">=": lambda number, limit: number >= limit,
    "=": lambda number, limit: number == limit,
    "<>": lambda number, limit: number != limit,
}

BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), "hh:mm:ss"),
    **dict.fromkeys((55, 56), "yyyy-mm-dd"),
    22: "yyyy-mm-dd hh:mm",
    46: "[h]:mm:ss",
}  # number -> code of the formats that need no definition and are no plain numbers


class Kind(Enum):
    """What a format takes its numbers for."""

    NUMBER = auto()
    DATE = auto()
    TIME = auto()
    DATE_AND_TIME = auto()
    DURATION = auto()


@dataclass(frozen=True, slots=True)
class _Mask:
    """The places and separators that a section of a format shows some numbers in."""

    applies: Callable[[Decimal | int, float], bool]
    limit: float  # the second argument of `applies`
    places: str  # "": the number is shown as it is


@dataclass(frozen=True, slots=True)
class Format:
    """How cells of a style show their values."""

    number: Shown
    text: Shown | None = None  # what cells with a text show beside it; None: nothing
    is_unsure: Callable[[bytes], bool] | None = None  # whether what a number shows is not sure


def plain(raw: bytes) -> bytes:
    """The shortest digits that are exactly this number; a telephone number is all digits."""
    if len(raw) <= _PLAIN_DIGITS and (raw.isdigit() or _IS_SHORTEST(raw)):
        return raw
    return _shortest(float(raw)).encode()


def format_of(code: str, *, from_1904: bool = False) -> Format:
    """How cells with the format `code` show their values."""
    sections = sections_of(code)
    text = _shown_text(sections)
    numbers = _of_numbers(sections)
    if kind_of(code) is Kind.NUMBER and any(section.telling for section in numbers):
        telling = _Telling(numbers)
        return Format(telling.show, text, telling.is_unsure)
    return Format(shown(code, from_1904=from_1904), text)


PLAIN = Format(plain)


def shown(code: str, *, from_1904: bool = False) -> Shown:
    """What the format `code` shows of a number; its numbers raise ValueError when they are none."""
    epoch = _EPOCH_1904 if from_1904 else _EPOCH
    match kind_of(code):
        case Kind.NUMBER:
            return _shown_number(_of_numbers(sections_of(code)))
        case Kind.DURATION:
            return _duration
        case kind:
            return _moment(kind, epoch)


def kind_of(code: str) -> Kind:
    """What the format takes numbers for, by the letters of its first section."""
    section = _sections(code)[0]
    bare = _LITERAL.sub("", section)
    if _ELAPSED.search(bare):
        return Kind.DURATION
    clock = bool(re.search("am/pm|a/p", bare, re.IGNORECASE))
    letters = set(_NOT_A_DAY.sub("", _BRACKETS.sub("", bare)).lower())
    clock = clock or bool(letters & {"h", "s"})
    day = bool(letters & {"y", "d", "e", "g", "b"}) or ("m" in letters and not clock)
    if day:
        return Kind.DATE_AND_TIME if clock else Kind.DATE
    return Kind.TIME if clock else Kind.NUMBER


def _shortest(value: float) -> str:
    if not isfinite(value):
        return _NO_NUMBER
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def _sections(code: str) -> list[str]:
    return re.findall(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|\Z)', code, re.DOTALL) or [""]


def _of_numbers(sections: list[Section]) -> list[Section]:
    """Those that show numbers: not the fourth, nor a last one that shows text."""
    if len(sections) == 1:
        return sections
    return sections[:3] if len(sections) > 3 or not sections[-1].is_for_text else sections[:-1]


def _shown_text(sections: list[Section]) -> Shown | None:
    """What cells with a text show, where the format adds digits or a plus to it."""
    section = sections[3] if len(sections) > 3 else sections[-1]
    if not section.telling or not (section.is_for_text or len(sections) > 3):
        return None

    def show(raw: bytes) -> bytes:
        text = raw.decode()
        # A header is in such a column, too.
        return section.of_text(text).encode() if any(map(str.isdecimal, text)) else raw

    return show


class _Telling:
    """A format whose sections for numbers add digits or a plus to them."""

    def __init__(self, sections: list[Section]) -> None:
        self._sections = sections
        self._masks = [_mask(section) for section in sections]
        self._limits = [section.condition for section in sections]

    def show(self, raw: bytes) -> bytes:
        """What a cell shows; its digits as they are where that is not sure."""
        text = plain(raw)
        shown = self._shown(text.decode())
        return text if shown is None else shown.encode()

    def is_unsure(self, raw: bytes) -> bool:
        """Whether spreadsheet programs may show other digits."""
        return self._shown(plain(raw).decode()) is None

    def _shown(self, text: str) -> str | None:
        if text == _NO_NUMBER:
            return text
        value = Decimal(text)
        at = self._place(value)
        if at is None:
            return None
        section = self._sections[at]
        if not section.telling:
            mask = self._masks[at]
            return _fill(mask, text) if mask and text.isdecimal() else text
        if section.telling == "+" and (section.amounts or not text.isdecimal()):
            return text  # a sign
        shown = section.of_number(abs(value)) if section.is_sure else None
        if shown == f"+{text}" and len(text) < _SHORTEST_TELEPHONE:
            return text
        if shown is not None and value < 0 and len(self._sections) == 1:
            shown = f"-{shown}"
        return shown

    def _place(self, value: Decimal) -> int | None:
        """The index of the section that a number is shown by; None where programs differ."""
        first, *others = self._limits
        count = len(self._sections)
        if not any(self._limits):
            return 0 if count == 1 or value > 0 else 1 if value < 0 else 2 if count > 2 else 0
        if first is None or value < 0:
            return None
        if _COMPARE[first[0]](value, first[1]):
            return 0
        if count == 2 and others[0] is None:
            return 1
        second = others[0] if others else None
        if second is None:
            return None
        if _COMPARE[second[0]](value, second[1]):
            return 1
        return 2 if count > 2 else None


def _shown_number(sections: list[Section]) -> Shown:
    if any(section.telling for section in sections):
        return _Telling(sections).show
    masks = _masks(sections)
    return _masked(masks) if masks else plain


def _masks(sections: list[Section]) -> list[_Mask]:
    """The sections that pad or divide digits, each with the condition that it is for."""
    masks: list[_Mask] = []
    for section in sections:
        if not section.tokens:
            continue
        comparison, limit = section.condition or (">=", 0.0)
        masks.append(_Mask(_COMPARE[comparison], limit, _mask(section)))
        if section.condition is None:  # what follows is for negative numbers, zero and text
            break
    return masks if any(mask.places for mask in masks) else []


def _mask(section: Section) -> str:
    """The places and separators of a section; "" when its numbers are shown as they are."""
    if any(token.mark is not Mark.POINT for token in section.amounts):
        return ""
    text = "".join(
        _PLACE.sub("x", token.text) if token.mark is Mark.LITERAL else token.text
        for token in section.tokens
    ).strip()
    if not _MASK.fullmatch(text):  # words beside the number
        inner = _AMONG_WORDS.search(text)
        if inner is None or _PLACE.search(text, inner.end()):
            return ""
        text = inner[0]
    places = "".join(_PLACE.findall(text))
    if not places or _DECIMALS.fullmatch(text):
        return ""
    return text if text.count("0") > 1 or len(text) > len(places) else ""


def _masked(masks: list[_Mask]) -> Shown:
    if not masks[0].limit and not masks[0].places.strip("0"):
        width = len(masks[0].places)
        return lambda raw: text.zfill(width) if (text := plain(raw)).isdigit() else text

    def show(raw: bytes) -> bytes:
        text = plain(raw)
        if not text.isdigit():  # a fraction or a negative number is kept as it is
            return text
        number = int(text)
        places = next((mask.places for mask in masks if mask.applies(number, mask.limit)), "")
        return _fill(places, text.decode()).encode() if places else text

    return show


def _fill(mask: str, digits: str) -> str:
    """The digits in the places of the mask, from the right; all of them, whatever its length."""
    places = len(_PLACE.findall(mask))
    if len(digits) < places:
        zeros = "".join(_PLACE.findall(mask)).find("0")
        digits = digits.rjust(places - zeros if zeros >= 0 else 0, "0")
        if len(digits) < places:  # a separator would stand without digits before it
            return digits
    rest = iter(digits[len(digits) - places + 1 :])
    first = digits[: len(digits) - places + 1]
    filled, is_first = "", True
    for mark in mask:
        if mark not in "0#?":
            filled += mark
        elif is_first:
            filled, is_first = filled + first, False
        else:
            filled += next(rest)
    return filled


def _moment(kind: Kind, epoch: datetime) -> Shown:
    def show(raw: bytes) -> bytes:
        serial = float(raw)
        if not 0 <= serial < _LAST_DAY:
            return plain(raw)
        # What binary fractions of a day add or lack is far less than a millisecond.
        day, milliseconds = divmod(round(serial * _DAY), _DAY)
        if kind is Kind.DATE:
            return _date(day, epoch)
        clock = _clock(milliseconds)
        return clock if kind is Kind.TIME or serial < 1 else _date(day, epoch) + b" " + clock

    return show


@lru_cache(maxsize=4096)
def _date(day: int, epoch: datetime) -> bytes:
    if epoch is _EPOCH and 1 <= day < _LEAP_DAY:
        day += 1
    return (epoch + timedelta(day)).date().isoformat().encode()


def _clock(milliseconds: int) -> bytes:
    seconds, milliseconds = divmod(milliseconds, 1000)
    text = b"%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
    return text + b".%03d" % milliseconds if milliseconds else text


def _duration(raw: bytes) -> bytes:
    days = float(raw)
    if not isfinite(days):
        return plain(raw)
    seconds = round(abs(days) * 86_400)
    sign = "-" if days < 0 and seconds else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}".encode()
