"""What people say of numbers, in the database: of a file before Start, and in a campaign after it.

The decision log names the text by its hash: the log is never shortened, and numbers may have to be.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from dialsheet.campaign import (
    Corrected,
    Correction,
    Place,
    as_it_stands,
    index_of,
    is_doubtful,
    redecide,
    region_at,
    verdict_of,
)
from dialsheet.columns import Source
from dialsheet.errors import BadInput
from dialsheet.store import attempts, campaigns, contacts, log, schema
from dialsheet.store.commitments import commit, commitment

_kept = schema.correction


def keep(
    connection: Connection,
    source: Source,
    made: Iterable[Correction],
    undone: Iterable[Place],
    at: datetime,
) -> None:
    """Keep corrections of a file, each in place of the one before; forget what was undone."""
    made = tuple(made)
    for place in (*(each.place for each in made), *undone):
        connection.execute(delete(_kept).where(_is_at(source, place)))
    for each in made:
        worksheet, row = source.place(each.row)
        connection.execute(
            insert(_kept),
            {
                "source_sha256": source.sha256,
                "worksheet": worksheet or "",
                "row": row,
                "number_column": each.column,
                "cell": each.cell,
                "text": each.text,
                "accepted": int(each.accepted),
                "at": at,
                "account": log.account(),
                "salt": commit(each.text)[0],
            },
        )


def kept(connection: Connection, source: Source) -> tuple[Correction, ...]:
    """The corrections of a file's worksheets, by the rows that their contacts have now."""
    offsets = dict(source.stacked) or {source.sheet or "": 0}
    found = connection.execute(select(_kept).where(_kept.c.source_sha256 == source.sha256))
    return tuple(
        Correction(
            row.row + offsets[row.worksheet],
            row.number_column,
            row.cell,
            row.text,
            bool(row.accepted),
        )
        for row in found
        if row.worksheet in offsets
    )


def log_all(
    connection: Connection,
    campaign: int,
    source: Source,
    corrections: Sequence[Correction],
    at: datetime,
) -> None:
    """One entry for each correction that a new campaign was made with, and whose it is."""
    for each in corrections:
        known = connection.execute(
            select(_kept.c.at, _kept.c.account, _kept.c.salt).where(_is_at(source, each.place))
        ).one_or_none()
        told: dict[str, Any] = {"number_column": each.column, "accepted": each.accepted}
        if known:
            told |= {"at": known.at.isoformat(), "account": known.account}
        if known and known.salt:
            told["text_commitment"] = commitment(known.salt, each.text)
        log.append(connection, campaign, at, "corrected", told, each.row)


def correct(
    connection: Connection, campaign_id: str, correction: Correction, at: datetime
) -> Corrected:
    """Correct a contact's number in a campaign; what has come of it.

    Raises `BadInput` while an attempt on the contact is open, and for a cell that is not there.
    """
    key = campaigns.key_here(connection, campaign_id)
    campaign = campaigns.load(connection, campaign_id)
    known = campaigns.load_contacts(connection, campaign_id)
    columns = [number.column for number in campaign.mapping.numbers]
    index = index_of(known.table, correction.row)
    if index is None or correction.column not in columns:
        raise BadInput("store.no_such_number", row=correction.row, column=correction.column)
    rung = [
        attempt for attempt in attempts.of_campaign(connection, key) if attempt.state.may_have_rung
    ]
    tried = {attempt.row for attempt in rung}
    if any(attempt.row == correction.row and attempt.state.is_open for attempt in rung):
        raise BadInput("store.number_in_use", row=correction.row)
    position = columns.index(correction.column)
    column, region = known.verdicts[position], region_at(known.table, campaign.mapping, index)
    before = column[index]
    as_made = contacts.as_made(connection, key, known.table.headers, len(known.verdicts))
    made = as_made.verdicts[position][index]
    if correction.changes_nothing and is_doubtful(made):
        column[index] = made
    else:
        column[index] = verdict_of(correction, region)
        if correction.changes_nothing:
            where = (known.table, campaign.mapping, index, correction.column)
            column[index] = as_it_stands(column[index], *where)
    decided = known.decided[index]
    if correction.row not in tried:

        def is_called(other: int) -> bool:
            return known.decided[other].may_go or known.table.rows[other] in tried

        decided = redecide(known, campaign, index, is_called)
    verdict = column[index]
    salt, text = commit(correction.text)
    contacts.correct(connection, key, correction.row, position, verdict, salt)
    contacts.redecide(connection, key, correction.row, known.decided[index], decided)
    told = {
        "number_column": correction.column,
        "accepted": correction.accepted,
        "text_commitment": text,
        "was": before.check,
        "check": verdict.check,
        "decision": decided.decision,
    }
    log.append(connection, key, at, "corrected", told, correction.row)
    return Corrected(correction.row, position, verdict, decided)


def _is_at(source: Source, place: Place) -> ColumnElement[bool]:
    worksheet, row = source.place(place[0])
    return and_(
        _kept.c.source_sha256 == source.sha256,
        _kept.c.worksheet == (worksheet or ""),
        _kept.c.row == row,
        _kept.c.number_column == place[1],
    )
