"""What the service tells of a call: the documented record, in both versions of the API."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dialsheet.cartesia.practice.account import AGENTS, NUMBERS
from dialsheet.cartesia.practice.lives import Fate, Life, PracticeCall, life

METADATA_VERSION = "2026-03-01"
VARIABLES_VERSION = "2026-08-14"
VERSIONS = (METADATA_VERSION, VARIABLES_VERSION)
TURN_S = 4.0  # a turn takes that long


@dataclass(frozen=True, slots=True)
class _Line:
    role: str
    text: str
    tool: str | None = None
    arguments: dict[str, str] = field(default_factory=dict)


def record(call: PracticeCall, version: str, now: float, *, transcript: bool) -> dict[str, Any]:
    """The record of a call at the time `now`."""
    lived = life(call)
    status = lived.status(now)
    ended = now >= lived.ended_at
    started_at = lived.started_at if now >= (lived.started_at or math.inf) else None
    number = NUMBERS[call.from_number_id]
    told: dict[str, Any] = {
        "id": call.id,
        "agent_id": call.agent_id,
        "agent_name": AGENTS[call.agent_id].name,
        "status": status,
        "start_time": timestamp(started_at) if started_at else None,
        "end_time": timestamp(lived.ended_at) if ended else None,
        "redacted_at": None,
        "telephony_account_type": number.provider["type"],
        "telephony_params": {
            "to": call.to_number,
            "from": number.number,
            "call_sid": f"practice-{call.id}",
            "direction": "outbound",
            "connection_type": "phone",
        },
        "summary": summary_of(lived) if lived.summary_at and now >= lived.summary_at else None,
        "error_message": _ERRORS.get(lived.end_reason) if ended else None,
        "end_reason": lived.end_reason if ended else None,
    }
    if version == METADATA_VERSION:
        told |= {
            "zdr_enabled": False,
            "deployment_id": f"ad_{call.agent_id}",
            "deployment_version_id": f"av_{call.agent_id}",
            "deployment_region": "US",
            "metadata": None,
        }
    else:
        told["dynamic_variables"] = {}
    if call.id.endswith(("0", "5", "a")):
        told["field_of_tomorrow"] = {"version": 1}  # a client must not mind
    if call.deleted_at is not None:
        return told | _redaction(call, transcript=transcript)
    if call.values is not None:  # under the name by which they came, whichever version asks
        told[call.row_data] = call.values
    if version == VARIABLES_VERSION and ended and (answer := answer_of(call, lived)):
        told["dynamic_variables"] = {**told["dynamic_variables"], "answer": answer}
    if transcript:
        told["transcript"] = list(_turns(call, lived, version, now)) if started_at else None
    return told


def _redaction(call: PracticeCall, *, transcript: bool) -> dict[str, Any]:
    """What a deleted call tells instead."""
    assert call.deleted_at is not None  # noqa: S101 - asked of deleted calls only
    redaction: dict[str, Any] = {
        "redacted_at": timestamp(call.deleted_at),
        "telephony_params": None,
        "summary": None,
        call.row_data: None if call.row_data == "metadata" else {},
    }
    return redaction | ({"transcript": None} if transcript else {})


def timestamp(seconds: float) -> str:
    """RFC 3339, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _turns(call: PracticeCall, lived: Life, version: str, now: float) -> Iterator[dict[str, Any]]:
    """The turns spoken by `now`, the tools' first effects with them."""
    assert lived.started_at is not None  # noqa: S101 - asked of connected calls only
    talked = min(now, lived.ended_at) - lived.started_at
    lines, score = _lines(call, lived), 1.0 if lived.interested else 0.0
    turn_s = min(TURN_S / call.speed, (lived.ended_at - lived.started_at) / len(lines))
    for index, line in enumerate(lines):
        start = index * turn_s
        if start > talked:
            return
        times = {"start_timestamp": start, "end_timestamp": min(start + turn_s, talked)}
        turn: dict[str, Any] = {"role": line.role, "text": line.text, **times}
        if line.tool:
            turn["tool_calls"] = [_tool_call(line, f"tc_{index}", start, version)]
        yield turn
        if line.tool == "record_answer" and version == METADATA_VERSION:
            yield {
                "role": "system",
                **times,
                "log_metric": {"name": "interest", "value": score, "timestamp": start},
            }


def _tool_call(line: _Line, tool_call_id: str, at: float, version: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": tool_call_id, "name": line.tool, "arguments": line.arguments}
    if version == METADATA_VERSION:
        told["result"] = "ok"
    elif line.arguments:
        told["dynamic_variable_updates"] = [
            {
                "variable_name": name,
                "old_value": None,
                "new_value": value,
                "updated_at": at,
                "tool_id": f"tool_{line.tool}",
                "tool_call_id": tool_call_id,
            }
            for name, value in line.arguments.items()
        ]
    return told


def _lines(call: PracticeCall, lived: Life) -> list[_Line]:
    name = AGENTS[call.agent_id].name
    greeting = _Line("assistant", f"Hello, this is {name}. May I ask you one question?")
    if lived.fate is Fate.VOICEMAIL:
        tool = "voicemail" if lived.end_reason == "agent_hangup" else None
        return [
            _Line("user", "You have reached my voicemail. Please leave a message."),
            _Line("assistant", f"Hello, this is {name}. We will try again.", tool),
        ]
    answer = answer_of(call, lived)
    if answer is None:
        return [greeting, _Line("user", "Hello? Who is this?")]
    return [
        greeting,
        _Line("user", "Yes, please go ahead."),
        _Line("assistant", "Would you like to hear more?"),
        _Line("user", "Yes, I would." if lived.interested else "No, thank you."),
        _Line("assistant", "Thank you. Goodbye.", "record_answer", {"answer": answer}),
    ]


def answer_of(call: PracticeCall, lived: Life) -> str | None:
    """What the person answered; None when nobody was asked to the end."""
    if lived.fate is not Fate.CONVERSATION or call.cancelled_at is not None:
        return None
    return "yes" if lived.interested else "no"


def summary_of(lived: Life) -> str:
    """The call in a sentence."""
    if lived.fate is Fate.VOICEMAIL:
        return "The call reached a voicemail and a message was left."
    if lived.end_reason == "api_cancelled":
        return "The call was ended before the question was answered."
    wish = "would like" if lived.interested else "would not like"
    return f"The person {wish} to hear more."


_ERRORS = {
    "dial_failed": "The number could not be dialed.",
    "error": "The agent stopped working.",
}
