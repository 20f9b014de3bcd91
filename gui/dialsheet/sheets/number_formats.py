"""What a number format makes of a number: a day, a time, leading zeros, a telephone number.

Only what changes the meaning is followed: amounts and percentages stay their values. Format codes:
ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from math import isfinite

Shown = Callable[[bytes], bytes]  # a number as the file has it -> the cell's UTF-8 text

_DAY = 86_400_000  # milliseconds
_EPOCH, _EPOCH_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")
_LEAP_DAY = 60  # Excel's 1900 has a 29 February; days before it are one off
_LAST_DAY = 2_958_466  # 10000-01-01
_PLAIN_DIGITS = 15  # more are not exact
_IS_SHORTEST = re.compile(rb"(?:0|[1-9][0-9]*)\.[0-9]*[1-9]").fullmatch  # with so few digits

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_NOT_A_DAY = re.compile(r"general|am/pm|a/p|e[+-]", re.IGNORECASE)
_MASK = re.compile(r"[0#?() +\-./:]+")
_DECIMALS = re.compile(r"[0#?]*\.[0#?]*")
_PLACE = re.compile(r"[0#?]")
_COMPARE: dict[str, Callable[[int, float], bool]] = {
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

    applies: Callable[[int, float], bool]
    limit: float  # the second argument of `applies`
    places: str  # "": the number is shown as it is


def plain(raw: bytes) -> bytes:
    """The shortest digits that are exactly this number; a telephone number is all digits."""
    if len(raw) <= _PLAIN_DIGITS and (raw.isdigit() or _IS_SHORTEST(raw)):
        return raw
    return _shortest(float(raw)).encode()


def shown(code: str, *, from_1904: bool = False) -> Shown:
    """What the format `code` shows of a number; its numbers raise ValueError when they are none."""
    epoch = _EPOCH_1904 if from_1904 else _EPOCH
    match kind_of(code):
        case Kind.NUMBER:
            masks = _masks(code)
            return _masked(masks) if masks else plain
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
        return "#NUM!"
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def _sections(code: str) -> list[str]:
    return re.findall(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|\Z)', code, re.DOTALL) or [""]


def _masks(code: str) -> list[_Mask]:
    """The sections that pad or divide digits, each with the condition that it is for."""
    sections = [section for section in _sections(code) if section]
    masks: list[_Mask] = []
    for section in sections:
        condition = _CONDITION.search(section)
        text = _LITERAL.sub(lambda found: found[1] or found[2] or found[3] or "", section)
        is_alone = len(sections) == 1 or condition is not None
        comparison, limit = (condition[1], float(condition[2])) if condition else (">=", 0.0)
        masks.append(
            _Mask(_COMPARE[comparison], limit, _mask(_BRACKETS.sub("", text), is_alone=is_alone))
        )
        if condition is None:  # what follows is for negative numbers, zero and text
            break
    return masks if any(mask.places for mask in masks) else []


def _mask(text: str, *, is_alone: bool) -> str:
    """The places and separators of a section; "" when its numbers are shown as they are."""
    text = text.strip()
    places = "".join(_PLACE.findall(text))
    if not places or any(mark in text for mark in ",%eE") or _DECIMALS.fullmatch(text):
        return "0" * len(places) if re.fullmatch(r"0{2,}", text) else ""
    if not _MASK.fullmatch(text):  # words beside the number
        inner = text[_first_place(text) : _last_place(text) + 1]
        return inner if re.fullmatch(r"0{2,}", inner) else ""
    if text.startswith("+") and not is_alone:
        return ""
    return text if text.count("0") > 1 or len(text) > len(places) else ""


def _first_place(text: str) -> int:
    found = _PLACE.search(text)
    return found.start() if found else 0


def _last_place(text: str) -> int:
    return max(text.rfind(place) for place in "0#?")


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
