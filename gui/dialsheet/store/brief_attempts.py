"""Attempts in brief: what a run must know of those before it, read many times as fast.

The order that was sent and what was said stay where they are: `body` is empty, and a transcript
that is there is `()`, unless a voicemail tool may stand in it. When a call started is not told.
"""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Text, bindparam, case, select, type_coerce

from dialsheet.campaign import Attempt, AttemptState, Call, ContactNumber, Turn
from dialsheet.store import schema
from dialsheet.store.attempts import unpack_turns
from dialsheet.store.column_types import reason_of

_attempt = schema.attempt.c
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
    )
    .where(_attempt.campaign == bindparam("key"))
    .order_by(_attempt.seq)
)


def of_campaign(connection: Connection, key: int, campaign_id: str) -> tuple[Attempt, ...]:
    """Every attempt of the campaign with that key, in the order in which they were intended."""
    with _no_collector():
        return tuple(_read(connection, key, campaign_id))


def _read(connection: Connection, key: int, campaign_id: str) -> Iterator[Attempt]:
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
        ) in connection.execute(_BRIEF, {"key": key}).all()
    )


def _turns(text: str | None) -> tuple[Turn, ...] | None:
    return unpack_turns(json.loads(text)) if text else None if text is None else ()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


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
