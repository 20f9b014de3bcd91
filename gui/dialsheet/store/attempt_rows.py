"""An attempt as a row of its table, and back."""

from typing import Any

from sqlalchemy import Row

from dialsheet.campaign import (
    Attempt,
    AttemptState,
    Call,
    ContactNumber,
    Refusal,
    Turn,
    attempt_outcome,
)
from dialsheet.store.column_types import legible


def pack(attempt: Attempt) -> dict[str, Any]:
    """An attempt as values of its columns, the campaign's key apart."""
    outcome = attempt_outcome(attempt)
    columns: dict[str, Any] = {
        "id": attempt.id,
        "row": attempt.row,
        "ordinal": attempt.ordinal,
        "position": attempt.number.position,
        "number_column": attempt.number.column,
        "e164": attempt.number.e164,
        "practice": int(attempt.practice),
        "body": attempt.body,
        "state": attempt.state.value,
        "outcome": outcome.value if outcome else None,
        "reason": attempt.reason,
        "error": attempt.error,
        "intended_at": attempt.intended_at,
        "sent_at": attempt.sent_at,
        "clock_offset_s": attempt.clock_offset_s,
        "refusal": attempt.refusal.to_json() if attempt.refusal else None,
    }
    if call := attempt.call:
        columns |= {
            "call_id": call.id,
            "status": call.status,
            "end_reason": call.end_reason,
            "agent_id": call.agent_id,
            "to_number": call.to_number,
            "start_time": call.start_time,
            "end_time": call.end_time,
            "summary": call.summary,
            "transcript": _pack_turns(call.transcript),
            "call_error": call.error,
            "sent": dict(call.sent),
            "returned": dict(call.returned),
        }
    return {
        name: legible(value) if isinstance(value, str) else value for name, value in columns.items()
    }


def unpack(row: Row[Any]) -> Attempt:
    """The reverse of `pack`, out of a row that names its campaign."""
    call = None
    if row.call_id is not None:
        call = Call(
            id=row.call_id,
            status=row.status,
            end_reason=row.end_reason,
            agent_id=row.agent_id,
            to_number=row.to_number,
            start_time=row.start_time,
            end_time=row.end_time,
            summary=row.summary,
            transcript=unpack_turns(row.transcript),
            error=row.call_error,
            sent=row.sent,
            returned=row.returned,
        )
    return Attempt(
        id=row.id,
        campaign_id=row.campaign_id,
        row=row.row,
        ordinal=row.ordinal,
        number=ContactNumber(row.position, row.number_column, row.e164),
        practice=bool(row.practice),
        body=row.body,
        state=AttemptState(row.state),
        intended_at=row.intended_at,
        reason=row.reason,
        error=row.error,
        sent_at=row.sent_at,
        call=call,
        clock_offset_s=row.clock_offset_s,
        refusal=Refusal(**row.refusal) if row.refusal else None,
    )


def _pack_turns(turns: tuple[Turn, ...] | None) -> list[dict[str, Any]] | None:
    if turns is None:
        return None
    return [
        {"role": turn.role, "text": turn.text, "start_s": turn.start_s, "tools": turn.tools}
        for turn in turns
    ]


def unpack_turns(packed: list[dict[str, Any]] | None) -> tuple[Turn, ...] | None:
    """A transcript, out of its plain values."""
    if packed is None:
        return None
    return tuple(
        Turn(turn["role"], turn["text"], turn["start_s"], tuple(turn["tools"])) for turn in packed
    )
