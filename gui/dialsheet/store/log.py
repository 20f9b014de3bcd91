"""The decision log: what happened and was decided, in order, chained by hashes.

Each hash covers its entry and the hash before it, so that nobody can change, take out or slip in
an entry without changing every hash after it, and the last, which result sheets carry.
"""

import getpass
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from dialsheet.errors import OutsideFault
from dialsheet.ports import Event
from dialsheet.store import schema
from dialsheet.store.column_types import dump, iso, legible
from dialsheet.store.database import LOGGED

PAGE = 1000
START = (0, "")  # the number and the hash before the first entry

_event = schema.event.c
_INSERT = insert(schema.event)
_LAST = (
    select(_event.seq, _event.hash)
    .where(_event.campaign == bindparam("campaign"))
    .order_by(_event.seq.desc())
    .limit(1)
)
_PAGE = (
    select(schema.event)
    .where(_event.campaign == bindparam("campaign"), _event.seq > bindparam("after"))
    .order_by(_event.seq)
    .limit(bindparam("size"))
)


def append(
    connection: Connection,
    campaign: int,
    at: datetime,
    kind: str,
    detail: dict[str, Any],
    row: int | None = None,
    attempt_id: str | None = None,
) -> None:
    """Add an entry to the log of the campaign with that key, in the transaction at hand."""
    seq, previous = last(connection, campaign)
    told = (seq + 1, iso(at), kind, row, attempt_id, dump(detail), account())
    entry = dict(zip(_event.keys(), (campaign, *told, _hash(previous, told)), strict=True))
    connection.execute(_INSERT, entry)
    connection.info.get(LOGGED, {})[campaign] = (seq + 1, entry["hash"])


def last(connection: Connection, campaign: int) -> tuple[int, str]:
    """The number and the hash of the last entry; `START` when there is none."""
    found = connection.execute(_LAST, {"campaign": campaign}).one_or_none()
    return (found.seq, found.hash) if found else START


def page(connection: Connection, campaign: int, after: tuple[int, str]) -> list[Event]:
    """The next entries after the one of that number and hash, each verified.

    Raises `OutsideFault` at the first entry that is not what was once written.
    """
    rows = connection.execute(_PAGE, {"campaign": campaign, "after": after[0], "size": PAGE})
    return list(_verified(rows, after))


def _verified(rows: Iterable[Row[Any]], after: tuple[int, str]) -> Iterator[Event]:
    number, previous = after
    for _campaign, *entry, told in map(tuple, rows):
        number += 1
        if _hash(previous, entry) != told:
            raise OutsideFault("store.log_altered", entry=number)
        previous = told
        seq, at, kind, row, attempt_id, detail, who = entry
        yield Event(
            seq, datetime.fromisoformat(at), kind, row, attempt_id, json.loads(detail), who, told
        )


def _hash(previous: str, entry: Iterable[str | int | None]) -> str:
    return sha256(dump([previous, *entry]).encode()).hexdigest()


@cache
def account() -> str:
    """Who uses this computer, as the operating system has it."""
    try:
        name = getpass.getuser()
    except (ImportError, KeyError, OSError):
        return ""  # a system without accounts, such as a bare container
    return legible(name)
