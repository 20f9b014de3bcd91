"""The one list of numbers that are never called, whatever the campaign."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from dialsheet.store import schema
from dialsheet.store.column_types import legible

_PART = 10_000  # numbers in one statement: databases limit its size
_listed = schema.suppression.c
_FIND = select(_listed.e164).where(_listed.e164.in_(bindparam("numbers", expanding=True)))
_REMOVE = delete(schema.suppression).where(_listed.e164.in_(bindparam("numbers", expanding=True)))


def add(connection: Connection, numbers: Mapping[str, str], source: str, at: datetime) -> int:
    """Put numbers on the list, each with a reason; how many are new from that source."""
    source = legible(source)
    known = set(connection.scalars(select(_listed.e164).where(_listed.source == source)))
    new = [
        {"e164": number, "source": source, "added_at": at, "reason": legible(why) or None}
        for number, why in numbers.items()
        if number not in known
    ]
    if new:
        connection.execute(insert(schema.suppression), new)
    return len(new)


def remove(connection: Connection, numbers: Sequence[str]) -> int:
    """Take numbers off the list; how many were on it."""
    found = find(connection, numbers)
    for part in _parts(sorted(found)):
        connection.execute(_REMOVE, {"numbers": part})
    return len(found)


def find(connection: Connection, numbers: Sequence[str]) -> frozenset[str]:
    """Those of the numbers that are on the list."""
    return frozenset(
        number
        for part in _parts(numbers)
        for number in connection.scalars(_FIND, {"numbers": part})
    )


def _parts(numbers: Sequence[str]) -> list[Sequence[str]]:
    return [numbers[start : start + _PART] for start in range(0, len(numbers), _PART)]
