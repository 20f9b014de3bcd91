"""The life of a practice call: a pure function of its order, its fate and the time.

No timers: a call lives on while the service is down, and a restart changes nothing. The fate is
drawn from the seed, the number called and how often it was called before, so that the order of
arrival does not matter.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Fate(StrEnum):
    """What a call is bound to come to."""

    CONVERSATION = "conversation"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    NOT_CONNECTED = "not_connected"
    ERROR = "error"


MIX = {
    Fate.CONVERSATION: 45,
    Fate.VOICEMAIL: 20,
    Fate.NO_ANSWER: 25,
    Fate.BUSY: 5,
    Fate.NOT_CONNECTED: 3,
    Fate.ERROR: 2,
}
RING_S = (3.0, 25.0)
TALK_S = (15.0, 180.0)
SUMMARY_S = (2.0, 20.0)
UNHEARD_OF = 0.03  # of the conversations end for a reason that no documentation names


@dataclass(frozen=True, slots=True)
class PracticeCall:
    """An accepted order, as it is kept. Times are seconds since the epoch, of our own clock."""

    id: str
    seed: int
    speed: float  # this many seconds of a real call pass in one second
    nth: int  # 0: the first call to that number
    accepted_at: float
    dials_at: float  # later than accepted when it had to queue
    agent_id: str
    from_number_id: str
    to_number: str
    row_data: str  # "metadata" or "dynamic_variables"
    values: dict[str, Any] | None
    ringing_timeout_s: int
    max_minutes: int
    cancelled_at: float | None = None
    deleted_at: float | None = None
    stuck: bool = False  # it stays `created` for good

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the state file."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PracticeCall":
        """The reverse of `to_json`; raises `TypeError` for something else."""
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Life:
    """When and how things happen to a call. Times are seconds since the epoch."""

    fate: Fate
    started_at: float | None  # answered; None: never connected
    ended_at: float
    final_status: str
    end_reason: str
    summary_at: float | None
    interested: bool  # what the person says, if anybody answers

    def status(self, now: float) -> str:
        """The status at a time."""
        if now >= self.ended_at:
            return self.final_status
        if self.started_at is not None and now >= self.started_at:
            return "started"
        return "created"


def life(call: PracticeCall) -> Life:
    """The whole life of a call."""
    rng = random.Random(f"{call.seed}/{call.to_number}/{call.nth}")  # noqa: S311 - a play, no secret
    (fate,) = rng.choices(list(MIX), list(MIX.values()))
    ring, talk, summary = rng.uniform(*RING_S), rng.uniform(*TALK_S), rng.uniform(*SUMMARY_S)
    interested, agent_ends = rng.random() < 0.6, rng.random() < 0.5
    of_tomorrow = rng.random() < UNHEARD_OF  # drawn last: what came before stays as it was

    def at(seconds: float) -> float:
        return call.dials_at + seconds / call.speed

    def unconnected(seconds: float, end_reason: str) -> Life:
        return Life(fate, None, at(seconds), "failed", end_reason, None, interested=False)

    if call.stuck:
        return unconnected(math.inf, "")
    if fate is Fate.BUSY:
        return unconnected(ring / 5, "dial_busy")
    if fate is Fate.NOT_CONNECTED:
        return unconnected(ring / 10, "dial_failed")
    if fate is Fate.NO_ANSWER or ring >= call.ringing_timeout_s:
        fate = Fate.NO_ANSWER
        return unconnected(call.ringing_timeout_s, "dial_no_answer")

    final, end_reason = "completed", "agent_hangup" if agent_ends else "client_hangup"
    if of_tomorrow:
        end_reason = "wrapped_up"
    if fate is Fate.VOICEMAIL:  # the message is spoken and the agent hangs up
        talk, end_reason = talk / 5, "agent_hangup" if agent_ends else "voicemail_detected"
    if fate is Fate.ERROR:
        talk, final, end_reason = talk / 5, "failed", "error"
    if talk > 60 * call.max_minutes:
        talk, final, end_reason = 60.0 * call.max_minutes, "completed", "max_duration"
    started_at, ended_at = at(ring), at(ring + talk)
    if call.cancelled_at is not None and started_at <= call.cancelled_at < ended_at:
        ended_at, final, end_reason = call.cancelled_at, "completed", "api_cancelled"
    return Life(
        fate,
        started_at,
        ended_at,
        final,
        end_reason,
        ended_at + summary / call.speed if final == "completed" else None,
        interested,
    )
