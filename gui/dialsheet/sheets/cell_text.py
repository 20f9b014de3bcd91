"""A worksheet's cell as text, as the sheet shows it: never `nan`, nor `45991` for a day."""

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any


def cell_text(value: object) -> str:
    """The text of a value as calamine gives it."""
    return _TEXT[type(value)](value)


def _number(value: float) -> str:
    """The shortest digits that are exactly this number; a telephone number is all digits."""
    if not math.isfinite(value):
        return "#NUM!"
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def _datetime(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ", _precision(value.microsecond))


def _time(value: time) -> str:
    return value.isoformat(_precision(value.microsecond))


def _duration(value: timedelta) -> str:
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < timedelta() and seconds else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _precision(microsecond: int) -> str:
    return "milliseconds" if microsecond else "seconds"


_TEXT: dict[type, Callable[[Any], str]] = {
    str: str,
    float: _number,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: _datetime,
    date: date.isoformat,
    time: _time,
    timedelta: _duration,
}
