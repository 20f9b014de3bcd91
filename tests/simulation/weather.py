"""What can go wrong with the simulated service, and what can become of a call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dialsheet.campaign import Answer, Json, NotPlaced, Placed, Refused, Unknown
from dialsheet.errors import Reason

CALL_BACK, OPT_OUT = "callback", "stop"  # values that an agent may give back
CALL_BACK_S = 1200.0  # after the end of a call
READ_S = 60.0  # after which a client gives up on an answer


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a create, and what the client makes of it."""

    accepted: bool  # whether a call is placed nevertheless
    answer: Callable[[str], Answer]  # of the ID that the call has, or would have
    after_s: float | None = None  # when it comes; None: as quickly as any


def _unknown(code: str) -> Callable[[str], Answer]:
    return lambda _id: Unknown(Reason(f"cartesia.unknown_{code}"))


def _not_placed(code: str, *, stops: bool, wait_s: float | None = None) -> Callable[[str], Answer]:
    return lambda _id: NotPlaced(Reason(f"cartesia.{code}"), None, stops, wait_s)


def _partner_of(call_id: str) -> str:
    """The ID of the call that is one of a pair with this one; perhaps there is none yet."""
    nth = int(call_id.removeprefix("ac_") or 0)
    return f"ac_{nth + 1 if nth % 2 else nth - 1}"


def refused(words: str) -> Answer:
    """A refusal in these words."""
    return Refused(Reason("cartesia.order_refused"), words)


GONE = "This version is no longer supported."  # said of every request
WRONG = "The number is not valid."  # said of one contact
WELL = Fault(True, Placed)
FAULTS = {  # by the names that the practice service has for them
    "": WELL,
    "timeout-before": Fault(False, _unknown("timed_out"), READ_S),
    "timeout-after-acceptance": Fault(True, _unknown("timed_out"), READ_S),
    "reset-before": Fault(False, _unknown("connection_lost")),
    "reset-after-acceptance": Fault(True, _unknown("connection_lost")),
    "500-without-call": Fault(False, _unknown("status")),
    "500-with-call": Fault(True, _unknown("status")),
    "cut-json": Fault(True, _unknown("unreadable")),
    "html-502": Fault(False, _unknown("status")),
    "html-502-with-call": Fault(True, _unknown("status")),
    "429": Fault(False, _not_placed("too_many_requests", stops=False)),
    "429-retry-after": Fault(False, _not_placed("too_many_requests", stops=False, wait_s=20.0)),
    "401": Fault(False, _not_placed("wrong_key", stops=True)),
    "402": Fault(False, _not_placed("usage_limit", stops=True)),
    "403": Fault(False, _not_placed("not_allowed", stops=True)),
    "404": Fault(False, _not_placed("not_found", stops=True)),
    "400": Fault(False, lambda _id: refused("no such number")),
    "400-with-call": Fault(True, lambda _id: refused("no")),
    "error-with-call": Fault(True, lambda call_id: Placed(call_id, "carrier said no")),
    "slow": Fault(True, Placed, 45.0),
    "stuck-created": Fault(True, Placed),
    "swapped": Fault(True, lambda call_id: Placed(_partner_of(call_id))),
    "no-network": Fault(False, _not_placed("no_network", stops=False)),  # not a byte left
}


@dataclass(frozen=True)
class Fate:
    """What a call comes to. Seconds from one step to the next; None: it never comes."""

    rings_s: float
    talks_s: float | None
    status: str
    end_reason: str
    alive: str = "started"  # the word for talking
    summary_s: float | None = None
    tells: str = ""  # what the agent gives back: see `returned`

    def returned(self, ended_at: datetime) -> dict[str, Json]:
        """The values that the agent gives back of a call that ended then."""
        if self.tells == CALL_BACK:
            return {CALL_BACK: (ended_at + timedelta(seconds=CALL_BACK_S)).isoformat()}
        return {self.tells: "yes"} if self.tells else {}


FATES = {
    "completed": Fate(6.0, 40.0, "completed", "client_hangup", summary_s=9.0),
    "of-2025": Fate(8.0, 25.0, "completed", "agent_hangup", alive="active", summary_s=15.0),
    "opted-out": Fate(5.0, 9.0, "completed", "agent_hangup", summary_s=3.0, tells=OPT_OUT),
    "call-back": Fate(7.0, 11.0, "completed", "client_hangup", summary_s=3.0, tells=CALL_BACK),
    "no-summary": Fate(5.0, 12.0, "completed", "agent_hangup"),
    "voicemail": Fate(12.0, 8.0, "completed", "voicemail_detected", summary_s=5.0),
    "error": Fate(4.0, 3.0, "failed", "error"),
    "of-tomorrow": Fate(4.0, 20.0, "evaporated", "gone_quiet", alive="hovering"),
    "busy": Fate(2.0, None, "failed", "dial_busy"),
    "no-answer": Fate(60.0, None, "failed", "dial_no_answer"),
    "not-connected": Fate(1.0, None, "failed", "dial_failed"),
}
STUCK = Fate(1e9, None, "failed", "dial_no_answer")


@dataclass(frozen=True)
class Weather:
    """How the service behaves for a while."""

    script: tuple[str, ...] = ()  # the faults of the first creates, one by one
    rates: Mapping[str, float] = field(default_factory=dict)  # of all others, by chance
    reads_fail: float = 0.0  # this share of all readings
    outages: tuple[tuple[float, float], ...] = ()  # no network: from, to, in seconds
    list_lag_s: float = 0.0
    lists_row_data: bool = True
    calls_row_data: bool = True  # where a call is asked for
    lists_created: bool = True  # False: a call is listed once somebody answered, or it is over
    lists_transcripts: bool = True  # where they are asked for
    ahead_s: float = 0.0  # the service's clock; what is not 0 is heard with the first reading
    page: int = 100
    refuses: str = ""  # every create, in these words
    fates: tuple[str, ...] = ("completed",)
    connects_s: tuple[float, float] = (0.0, 0.2)
    answers_s: tuple[float, float] = (0.1, 2.0)
