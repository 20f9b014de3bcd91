"""Values from outside, bounded where they come in: what is within bounds can be kept, added up,
written and shown on every system; what is beyond is read as text, or as nothing."""

import json
import math
from datetime import UTC, datetime
from typing import Any

_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
_WHOLE_DIGITS = 18  # fits 64 bits, in every database and program that reads what is written
_LONGEST_LITERAL = 400  # characters of a number that is kept as text


def bounded_time(moment: datetime) -> datetime | None:
    """The moment in UTC, one without a zone taken as UTC; None outside of the years 1970 to 2999.

    A service that has no time may say year 1. A day before or after a moment that is let through
    exists in every time zone.
    """
    try:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
    return moment if _EARLIEST <= moment <= _LATEST else None


def read_time(text: str) -> datetime | None:
    """The moment that an ISO 8601 text names, bounded; None when it names none."""
    try:
        return bounded_time(datetime.fromisoformat(text))
    except ValueError:
        return None


def read_json(text: str) -> Any:
    """The value of a JSON text; raises `ValueError`, also for one that is nested too deeply.

    A number that a double or 64 bits cannot hold becomes the text of its digits; NaN and infinity
    become None.
    """
    try:
        return json.loads(
            text,
            parse_int=_whole_number,
            parse_float=_fraction,
            parse_constant=lambda _name: None,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _whole_number(literal: str) -> int | str:
    return int(literal) if len(literal) <= _WHOLE_DIGITS else literal[:_LONGEST_LITERAL]


def _fraction(literal: str) -> float | str:
    number = float(literal)
    return number if math.isfinite(number) else literal[:_LONGEST_LITERAL]
