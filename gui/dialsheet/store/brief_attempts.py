"""Attempts in brief: what a run must know of those before it, read many times as fast.

The order that was sent and what was said stay where they are: `body` is empty, and a transcript
that is there is `()`, unless a voicemail tool may stand in it. When a call started is not told.
"""

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, case, func, or_, select, type_coerce

from dialsheet.campaign import (
    NONE_OVER,
    Attempt,
    AttemptState,
    Call,
    ContactNumber,
    LongOver,
    Refusal,
    Turn,
)
from dialsheet.campaign.bounds import read_time
from dialsheet.store import schema
from dialsheet.store.attempt_rows import unpack_turns
from dialsheet.store.column_types import reason_of

_attempt, _other = schema.attempt.c, schema.attempt.alias()
_STATES = {state.value: state for state in AttemptState}
_transcript = type_coerce(_attempt.transcript, Text)
# Texts as the database has them: types that decode cost more than all the rest.
_BRIEF = (
    select(
        *(_attempt.id, _attempt.row, _attempt.ordinal, _attempt.practice, _attempt.state),
        *(_attempt.position, _attempt.number_column, _attempt.e164, _attempt.error),
        *(type_coerce(moment, Text) for moment in (_attempt.intended_at, _attempt.sent_at)),
        type_coerce(_attempt.reason, Text),
        _attempt.clock_offset_s,
        *(_attempt.call_id, _attempt.status, _attempt.end_reason, _attempt.summary),
        type_coerce(_attempt.end_time, Text),
        case((_transcript.contains("voicemail"), _transcript), (_transcript.is_not(None), "")),
        type_coerce(_attempt.returned, Text),
        type_coerce(_attempt.refusal, Text),
    )
    .where(_attempt.campaign == bindparam("key"))
    .order_by(_attempt.seq)
)


# The first of so many latest ones; NULL where there are not so many.
_first_of_latest = (
    select(_other.c.seq)
    .where(_other.c.campaign == bindparam("key"))
    .order_by(_other.c.seq.desc())
    .limit(1)
    .offset(bindparam("latest") - 1)
    .scalar_subquery()
)
_has_ended = _attempt.state == AttemptState.ENDED.value
_STILL_OF_INTEREST = _BRIEF.where(
    or_(~_has_ended, _attempt.seq >= func.coalesce(_first_of_latest, 0))
)
_LONG_OVER = select(_attempt.id, _attempt.row, _attempt.call_id).where(
    _attempt.campaign == bindparam("key"), _has_ended, _attempt.seq < _first_of_latest
)


def of_campaign(
    connection: Connection, key: int, campaign_id: str, latest: int | None
) -> tuple[Attempt, ...]:
    """The attempts of the campaign with that key, in the order in which they were intended; with
    `latest`, but for those that are long over."""
    asked = {"key": key} if latest is None else {"key": key, "latest": latest}
    rows = connection.execute(_BRIEF if latest is None else _STILL_OF_INTEREST, asked)
    with _no_collector():
        return tuple(_read(rows.all(), campaign_id))


def long_over(connection: Connection, key: int, latest: int) -> LongOver:
    """Those that ended and are not among so many of the latest."""
    with _no_collector():
        found = connection.execute(_LONG_OVER, {"key": key, "latest": latest}).all()
        return LongOver(*zip(*found, strict=True)) if found else NONE_OVER


def _read(rows: Iterable[Sequence[Any]], campaign_id: str) -> Iterator[Attempt]:
    return (
        Attempt(
            attempt_id,
            campaign_id,
            row,
            ordinal,
            ContactNumber(position, column, e164),
            bool(practice),
            "",
            _STATES[state],
            datetime.fromisoformat(intended_at),
            reason_of(json.loads(reason)) if reason else None,
            error,
            _moment(sent_at),
            None
            if call_id is None
            else Call(
                call_id,
                status,
                end_reason,
                end_time=_moment(end_time),
                summary=summary,
                transcript=_turns(transcript),
                returned=json.loads(returned) if returned not in (None, "{}") else {},
            ),
            offset_s,
            Refusal(**json.loads(refusal)) if refusal else None,
        )
        for (
            attempt_id,
            row,
            ordinal,
            practice,
            state,
            position,
            column,
            e164,
            error,
            intended_at,
            sent_at,
            reason,
            offset_s,
            call_id,
            status,
            end_reason,
            summary,
            end_time,
            transcript,
            returned,
            refusal,
        ) in rows
    )


def _turns(text: str | None) -> tuple[Turn, ...] | None:
    return unpack_turns(json.loads(text)) if text else None if text is None else ()


def _moment(text: str | None) -> datetime | None:
    return read_time(text) if text else None


@contextmanager
def _no_collector() -> Iterator[None]:
    """So many new objects, and no garbage: looking for it would take as long as the reading."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
