"""What the metrics of a practice agent say of calls, as late as the summary comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dialsheet.cartesia.practice.lives import RING_S, SUMMARY_S, Life, PracticeCall, life
from dialsheet.cartesia.practice.records import answer_of, summary_of, timestamp

METRIC_ID = "metric_practice_interest"
_AGENT = "agent_practice_survey"  # the other one has no metrics


@dataclass(frozen=True, slots=True)
class Judgement:
    """The one result of a call."""

    call: PracticeCall
    lived: Life
    at: float

    @property
    def id(self) -> str:
        """The cursor that stands for it."""
        return f"mr_{self.call.id}"

    def record(self) -> dict[str, Any]:
        """The documented record, which is in camel case, unlike all others."""
        answer = answer_of(self.call, self.lived)
        return {
            "id": self.id,
            "metricId": METRIC_ID,
            "metricName": "interest",
            "metricDisplayName": "Interest",
            "agentId": self.call.agent_id,
            "callId": self.call.id,
            "deploymentId": f"ad_{self.call.agent_id}",
            "runId": None,
            "status": "completed" if answer else "failed",
            "result": answer or "",
            "jsonResult": {"answer": answer} if answer else None,
            "value": float(answer == "yes") if answer else None,
            "summary": summary_of(self.lived),
            "transcript": None,
            "createdAt": timestamp(self.at),
        }


def judgements(
    calls: Iterable[PracticeCall], low: float | None, high: float | None, now: float
) -> Iterator[Judgement]:
    """The results that exist at `now`, of those calls, made from `low` to `high`."""
    for call in calls:
        if call.agent_id != _AGENT or call.deleted_at is not None:
            continue
        latest = call.dials_at + (RING_S[1] + 60 * call.max_minutes + SUMMARY_S[1]) / call.speed
        if low is not None and latest < low:
            continue  # without its whole life, which takes a while to tell
        lived = life(call)
        at = lived.summary_at
        if at is None or at > now or (low is not None and at < low):
            continue
        if high is None or at <= high:
            yield Judgement(call, lived, at)
