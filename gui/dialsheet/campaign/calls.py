"""Calls as the service tells of them, and what they came to, in plain words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dialsheet.campaign.mapping import REF_FIELD
from dialsheet.campaign.values import Json
from dialsheet.errors import Reason

_TELLING_DIGITS = 7  # fewer may be the end of many numbers


class Phase(StrEnum):
    """How far a call has come. The service has no word for `ringing`."""

    RINGING = "ringing"  # created: queued, dialing or ringing
    IN_CALL = "in_call"
    ENDED = "ended"


class Outcome(StrEnum):
    """What became of an attempt. An outcome that is not known is called unknown."""

    COMPLETED = "completed"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    NOT_CONNECTED = "not_connected"
    REFUSED = "refused"  # by the service: no call was placed
    CANCELLED = "cancelled"
    ERROR = "error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the transcript. Seconds count from the start of the call."""

    role: str  # "user" is the person, "assistant" the agent
    text: str
    start_s: float | None = None
    tools: tuple[str, ...] = ()  # names of the tools that the agent called in it


METRIC = "metric."  # begins the name of a value that a metric of the agent gave


@dataclass(frozen=True, slots=True)
class MetricResult:
    """What one of the agent's metrics says of a call, some time after its end."""

    call_id: str
    name: str
    value: Json = None  # None: it was tried, and says nothing
    at: datetime | None = None  # aware, in UTC; of two results the later one counts


@dataclass(frozen=True, slots=True)
class Call:
    """The service's record of a placed attempt, as last read. Times are aware, in UTC."""

    id: str
    status: str  # raw
    end_reason: str | None = None  # raw
    agent_id: str = ""
    to_number: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    summary: str | None = None
    transcript: tuple[Turn, ...] | None = None
    error: str | None = None
    sent: Mapping[str, Json] = field(default_factory=dict)  # the row data, as the service has it
    returned: Mapping[str, Json] = field(default_factory=dict)  # values that the agent gave back
    inbound: bool = False  # somebody called the agent; told where the service says so, never kept

    @property
    def ref(self) -> str | None:
        """The `dialsheet_ref` that went out with it, if the service tells."""
        ref = self.sent.get(REF_FIELD)
        return ref if isinstance(ref, str) else None

    @property
    def phase(self) -> Phase:
        """How far it has come; a status of tomorrow counts as not ended unless an end is told."""
        match self.status:
            case "completed" | "failed" | "cancelled":
                return Phase.ENDED
            case "started" | "active":
                return Phase.IN_CALL
            case "created":
                return Phase.RINGING
        return Phase.ENDED if self.end_time or self.end_reason else Phase.IN_CALL

    @property
    def duration_s(self) -> float | None:
        """Seconds from start to end, where both are told."""
        if self.start_time is None or self.end_time is None:
            return None
        return max(0.0, (self.end_time - self.start_time).total_seconds())

    @property
    def ended_by(self) -> Reason | None:
        """Who or what ended it, in plain words; None while it lives, or when nobody says."""
        return ended_by(self.end_reason)

    @property
    def outcome(self) -> Outcome | None:
        """What it came to; None while it lives."""
        if self.phase is not Phase.ENDED:
            return None
        voicemail_tool = any("voicemail" in turn.tools for turn in self.transcript or ())
        if voicemail_tool or self.end_reason == "voicemail_detected":
            return Outcome.VOICEMAIL
        if self.end_reason in _BY_END_REASON:
            return _BY_END_REASON[self.end_reason]
        if self.status == "cancelled":
            return Outcome.CANCELLED
        if self.status == "completed":
            return Outcome.COMPLETED
        return Outcome.UNKNOWN


def is_number(told: str | None, e164: str) -> bool | None:
    """Whether a number is that one, however it is written; None: that cannot be told from it."""
    if not told or re.search(r"[^0-9\s+()./-]", told):
        return None  # masked, or an address of another kind
    digits, number = _digits(told).lstrip("0"), e164.removeprefix("+")
    if len(digits) < _TELLING_DIGITS:
        return None
    return digits.endswith(number) or number.endswith(digits)


def e164_of(told: str | None) -> str | None:
    """A number that was told in full, as E.164, however it is written; None: it was not."""
    e164 = "+" + _digits(told or "")
    return e164 if told and told.startswith("+") and is_number(told, e164) else None


def _digits(told: str) -> str:
    return re.sub(r"[^0-9]", "", told.replace("(0)", ""))


def ended_by(end_reason: str | None) -> Reason | None:
    """Who or what ended a call, by its raw end reason; None: nobody says."""
    return _ENDED_BY.get(end_reason or "")


def is_known_end(end_reason: str) -> bool:
    """Whether a raw end reason is one that we have a meaning for."""
    return end_reason in _BY_END_REASON or end_reason in _ENDED_BY


_BY_END_REASON = {
    "agent_hangup": Outcome.COMPLETED,
    "agent_ended": Outcome.COMPLETED,
    "client_hangup": Outcome.COMPLETED,
    "max_duration": Outcome.COMPLETED,
    "inactivity": Outcome.COMPLETED,
    "api_cancelled": Outcome.CANCELLED,
    "dial_busy": Outcome.BUSY,
    "dial_no_answer": Outcome.NO_ANSWER,
    "dial_failed": Outcome.NOT_CONNECTED,
    "error": Outcome.ERROR,
}

_ENDED_BY = {
    "agent_hangup": Reason("campaign.ended_by_agent"),
    "agent_ended": Reason("campaign.ended_by_agent"),
    "voicemail_detected": Reason("campaign.ended_by_agent"),
    "client_hangup": Reason("campaign.ended_by_person"),
    "max_duration": Reason("campaign.ended_by_time_limit"),
    "inactivity": Reason("campaign.ended_by_silence"),
    "client_disconnected": Reason("campaign.ended_by_lost_line"),
    "api_cancelled": Reason("campaign.ended_by_us"),
}
