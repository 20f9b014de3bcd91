"""What a person is shown of unknown attempts, as plain values for the command line's JSON."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from dialsheet.campaign import Attempt, Call, Campaign, attempt_outcome
from dialsheet.dialing import Evidence
from dialsheet.errors import Reason
from dialsheet.workflow.reporting import reason_json

Say = Callable[[Reason], str]


def review_report(
    campaign: Campaign, settled: Attempt | None, unknown: Iterable[Evidence], say: Say
) -> dict[str, Any]:
    """What was settled, and the evidence of what remains unknown."""
    return {
        "campaign": campaign.id,
        "settled": _settled(settled) if settled else None,
        "unknown": [_evidence(each, say) for each in unknown],
    }


def _settled(attempt: Attempt) -> dict[str, Any]:
    outcome = attempt_outcome(attempt)
    return {
        "row": attempt.row,
        "attempt": attempt.id,
        "state": attempt.state.value,
        "call_id": attempt.call.id if attempt.call else None,
        "outcome": outcome.value if outcome else None,
    }


def _evidence(evidence: Evidence, say: Say) -> dict[str, Any]:
    attempt = evidence.attempt
    return {
        "row": attempt.row,
        "attempt": attempt.id,
        "number": attempt.number.e164,
        "intended_at": _iso(attempt.intended_at),
        "sent_at": _iso(attempt.sent_at),
        "reason": reason_json(attempt.reason, say),
        "error": attempt.error,
        "candidates": [_candidate(call) for call in evidence.candidates],
    }


def _candidate(call: Call) -> dict[str, Any]:
    return {
        "call_id": call.id,
        "status": call.status,
        "end_reason": call.end_reason,
        "start_time": _iso(call.start_time),
        "end_time": _iso(call.end_time),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
