"""The same sheet in several campaigns: each campaign keeps marks of its sheets, and campaigns that
share one are of the same sheet, as are those that share one with these.

    file:SHA-256        the bytes of a file that was imported
    table:DIGEST        what its cells say, however it was saved
    campaign:UUID       the campaign itself, and those that its result sheet tells of
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, insert, select

from dialsheet.campaign import ToldAttempt, parse_ref
from dialsheet.columns import Source
from dialsheet.store import schema

_PART = 10_000  # values in one statement: databases limit its size
_mark = schema.sheet_mark.c
_attempt, _campaign = schema.attempt.c, schema.campaign.c
_WITH_MARKS = (
    select(_mark.campaign).distinct().where(_mark.mark.in_(bindparam("marks", expanding=True)))
)
_MARKS_OF = (
    select(_mark.mark).distinct().where(_mark.campaign.in_(bindparam("keys", expanding=True)))
)
_CALLS = (
    select(_attempt.call_id, _attempt.id, _campaign.id.label("campaign_id"))
    .join_from(schema.attempt, schema.campaign)
    .where(_attempt.call_id.in_(bindparam("calls", expanding=True)))
)


def marks_of(
    connection: Connection, source: Source, adopted: Sequence[ToldAttempt]
) -> frozenset[str]:
    """What tells a sheet: its bytes, its cells, and the campaigns whose results it brings."""
    marks = {f"file:{source.sha256}"}
    if source.content:
        marks.add(f"table:{source.content}")
    refs = filter(None, (parse_ref(each.ref) for each in adopted))
    marks |= {f"campaign:{ref.campaign_id}" for ref in refs}
    calls = [each.call_id for each in adopted if each.call_id and not each.ref]
    marks |= {f"campaign:{campaign}" for _, campaign in attempts_of(connection, calls).values()}
    return frozenset(marks)


def attempts_of(connection: Connection, calls: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Those of these calls that the library knows, each with its attempt and its campaign."""
    return {
        row.call_id: (row.id, row.campaign_id)
        for start in range(0, len(calls), _PART)
        for row in connection.execute(_CALLS, {"calls": calls[start : start + _PART]})
    }


def mark(connection: Connection, key: int, marks: Iterable[str]) -> None:
    """A campaign has these marks, too."""
    known = set(connection.scalars(_MARKS_OF, {"keys": [key]}))
    new = [{"campaign": key, "mark": each} for each in sorted(set(marks) - known)]
    if new:
        connection.execute(insert(schema.sheet_mark), new)


def campaigns_of(connection: Connection, marks: Iterable[str]) -> frozenset[int]:
    """The campaigns of the same sheet, by their keys."""
    keys: set[int] = set()
    known, new = set[str](), set(marks)
    while new:
        known |= new
        found = set(connection.scalars(_WITH_MARKS, {"marks": sorted(new)})) - keys
        keys |= found
        new = (
            set(connection.scalars(_MARKS_OF, {"keys": sorted(found)})) - known if found else set()
        )
    return frozenset(keys)


def siblings(connection: Connection, key: int) -> frozenset[int]:
    """The campaigns of the same sheet as the one with that key, which is among them."""
    return campaigns_of(connection, connection.scalars(_MARKS_OF, {"keys": [key]})) | {key}
