"""How values of the domain stand in columns: portable text, the same on every database."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from dialsheet.campaign.bounds import bounded_time
from dialsheet.errors import Bug, Reason


def dump(value: object) -> str:
    """`value` as compact JSON in ASCII: lone surrogates and NULs of foreign text survive in it."""
    return json.dumps(value, separators=(",", ":"))


def plain_reason(reason: Reason | None) -> dict[str, Any] | None:
    """A reason as plain values."""
    return {"code": reason.code, "params": dict(reason.params)} if reason else None


def logged_reason(reason: Reason) -> dict[str, Any]:
    """What the log tells of a reason: its code and its figures. A word may be somebody's own, and
    what a person is forgotten by must not stay in the log."""
    figures = {name: value for name, value in reason.params.items() if isinstance(value, int)}
    return {"code": reason.code, "params": figures}


def reason_of(plain: Mapping[str, Any] | None) -> Reason | None:
    """The reverse of `plain_reason`."""
    return Reason(str(plain["code"]), dict(plain["params"])) if plain else None


def iso(moment: datetime) -> str:
    """An aware moment in UTC, in a form whose alphabetical order is that of time."""
    if moment.tzinfo is None:
        raise Bug("a moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def legible(text: str) -> str:
    """Text from outside as a database takes it: a lone surrogate becomes U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class JsonText(TypeDecorator[Any]):
    """Plain values as JSON; None is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else dump(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class ReasonText(TypeDecorator[Reason]):
    """A `Reason` as JSON; None is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Reason | None, dialect: Dialect) -> str | None:
        return dump(plain_reason(value)) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> Reason | None:
        return reason_of(json.loads(value)) if value else None


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC to the microsecond; one out of bounds is read as none."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else iso(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else bounded_time(datetime.fromisoformat(value))
