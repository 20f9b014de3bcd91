"""The one list of numbers that are never called, whatever the campaign."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select

from dialsheet.campaign import Suppressed, Unsuppressed
from dialsheet.store import log, schema
from dialsheet.store.column_types import legible

_PART = 10_000  # numbers in one statement: databases limit its size
_listed = schema.suppression.c
_among = _listed.e164.in_(bindparam("numbers", expanding=True))
_FIND = select(_listed.e164).where(_among)
_source = bindparam("source", type_=_listed.source.type)
_gone = and_(_among, or_(_source.is_(None), _listed.source == _source))
_REMOVE = delete(schema.suppression).where(_gone)
_trace = schema.unsuppressed.c
_TRACE = insert(schema.unsuppressed).from_select(
    ["e164", "source", "added_at", "reason", "removed_at", "account"],
    select(
        *(_listed.e164, _listed.source, _listed.added_at, _listed.reason),
        *(bindparam("at", type_=_trace.removed_at.type), bindparam("account")),
    )
    .where(_gone)
    .order_by(_listed.e164, _listed.source),
)
_TRACES = (
    select(schema.unsuppressed)
    .where(_trace.e164.in_(bindparam("numbers", expanding=True)))
    .order_by(_trace.seq)
)


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


def copy(source: Connection, target: Connection) -> None:
    """Put all that is on the list of one library on that of another, too."""
    known = {tuple(row) for row in target.execute(select(_listed.e164, _listed.source))}
    for rows in source.execute(select(schema.suppression)).mappings().partitions(_PART):
        new = [dict(row) for row in rows if (row["e164"], row["source"]) not in known]
        if new:
            target.execute(insert(schema.suppression), new)


def remove(
    connection: Connection, numbers: Sequence[str], at: datetime, source: str | None = None
) -> int:
    """Take numbers off the list, or only what a source put there, and keep a trace of it; how many
    were on the list."""
    found = find(connection, numbers)
    for part in _parts(sorted(found)):
        which = {"numbers": part, "source": source}
        connection.execute(_TRACE, {**which, "at": at, "account": log.account()})
        connection.execute(_REMOVE, which)
    return len(found)


def removed(connection: Connection, numbers: Sequence[str]) -> tuple[Unsuppressed, ...]:
    """What was taken off the list of the entries on these numbers, in order."""
    return tuple(
        Unsuppressed(
            row.e164, row.source, row.reason or "", row.added_at, row.removed_at, row.account
        )
        for part in _parts(numbers)
        for row in connection.execute(_TRACES, {"numbers": part})
    )


def by_source(connection: Connection) -> dict[str, int]:
    """How many numbers each source has put on the list, the oldest source first."""
    first, numbers = func.min(_listed.added_at), func.count().label("numbers")
    counted = select(_listed.source, numbers).group_by(_listed.source).order_by(first)
    return {row.source: row.numbers for row in connection.execute(counted)}


def entries(
    connection: Connection, digits: Sequence[str], most: int
) -> tuple[tuple[Suppressed, ...], int]:
    """The entries whose number has one of these rows of digits in it (none: all), the latest
    first; at the most so many, and how many there are."""
    found = select(schema.suppression)
    counted = select(func.count()).select_from(schema.suppression)
    if digits:
        wanted = or_(*(_listed.e164.contains(each, autoescape=True) for each in digits))
        found, counted = found.where(wanted), counted.where(wanted)
    latest = found.order_by(_listed.added_at.desc(), _listed.e164, _listed.source).limit(most)
    shown = tuple(
        Suppressed(row.e164, row.source, row.reason or "", row.added_at)
        for row in connection.execute(latest)
    )
    return shown, connection.execute(counted).scalar_one()


def find(connection: Connection, numbers: Sequence[str]) -> frozenset[str]:
    """Those of the numbers that are on the list."""
    return frozenset(
        number
        for part in _parts(numbers)
        for number in connection.scalars(_FIND, {"numbers": part})
    )


def _parts(numbers: Sequence[str]) -> list[Sequence[str]]:
    return [numbers[start : start + _PART] for start in range(0, len(numbers), _PART)]
