"""Calls that a person asked for: one more to a contact, not before a time."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from dialsheet.campaign import (
    READY,
    REFUSED,
    Attempt,
    CallBack,
    CalledBack,
    Contacts,
    Decided,
    Decision,
    index_of,
    opted_out,
)
from dialsheet.errors import BadInput
from dialsheet.store import attempts, campaigns, contacts, log, schema
from dialsheet.store.column_types import iso

_call_back = schema.call_back


def ask(
    connection: Connection, campaign_id: str, row: int, at: datetime | None, now: datetime
) -> CalledBack:
    """A contact waits for a time that a person named, and then is called; None: no more."""
    key = campaigns.key_here(connection, campaign_id)
    campaign = campaigns.load(connection, campaign_id)
    before = _standing(campaigns.load_contacts(connection, campaign_id), row)
    made = attempts.of_campaign(connection, key, row)
    if at is None:
        asked, after = None, READY if before.passing else before
    else:
        if at <= now:
            raise BadInput("store.call_back_past")
        if any(opted_out(attempt, campaign.calling) for attempt in made):
            raise BadInput("store.said_no", row=row)
        if before.reason is not None and before.reason.code in REFUSED:
            raise BadInput("store.not_called_here", row=row)
        if not _may_ask(before, made):
            raise BadInput("store.not_called_here", row=row)
        asked = CallBack(at, max((attempt.ordinal for attempt in made), default=0))
        after = Decided(Decision.HELD, asked.reason, passing=True)
    place = {"campaign": key, "row": row}
    connection.execute(delete(_call_back).where(_is_at(key, row)))
    if asked is not None:
        values = {**place, "at": asked.at, "after": asked.after}
        connection.execute(insert(_call_back), values)
    contacts.redecide(connection, key, row, before, after)
    log.append(connection, key, now, "call_back", {"at": iso(at) if at else None}, row)
    return CalledBack(row, asked, after, made)


def pending(connection: Connection, key: int) -> dict[int, CallBack]:
    """What was asked for in the campaign of that key and was not called since, by row."""
    wanted = select(_call_back).where(_call_back.c.campaign == key, schema.still_to_call_back)
    return {row.row: CallBack(row.at, row.after) for row in connection.execute(wanted)}


def _standing(known: Contacts, row: int) -> Decided:
    index = index_of(known.table, row)
    if index is None:
        raise BadInput("store.no_such_row", row=row)
    return known.decided[index]


def _may_ask(decided: Decided, made: tuple[Attempt, ...]) -> bool:
    """Whether a contact is one that this campaign calls, or has called and did not take out."""
    return decided.may_go or (
        decided.decision is Decision.HELD and not all(attempt.state.went_back for attempt in made)
    )


def _is_at(key: int, row: int) -> ColumnElement[bool]:
    return and_(_call_back.c.campaign == key, _call_back.c.row == row)
