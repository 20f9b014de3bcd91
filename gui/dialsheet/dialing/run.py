"""What a run is asked for and what it tells: settings in, progress and a report out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialsheet.errors import Reason


class RunState(StrEnum):
    """What a run is doing."""

    SETTLING = "settling"  # finding out what became of attempts that an earlier run left open
    DIALING = "dialing"
    WAITING = "waiting"  # goes on by itself when the time of the next contact comes
    PAUSED = "paused"  # nothing is sent; living calls are followed
    FINISHING = "finishing"  # nothing more is sent; living calls are followed to their end
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient a run is, in seconds. A practice service that runs faster takes less of it."""

    poll_s: float = 2.0  # between two readings of what has become of the calls
    unknown_s: float = 60.0  # how long the end of a run waits for an unknown attempt to turn up
    queue_s: float = 600.0  # what a call may take beyond ringing and talking
    lead_s: float = 0.3  # how long before its slot a contact is claimed

    def scaled(self, speed: float) -> "Timing":
        """The same patience with a service that runs `speed` times as fast."""
        return Timing(
            max(0.05, self.poll_s / speed),
            max(2.0, self.unknown_s / speed),
            max(5.0, self.queue_s / speed),
            self.lead_s,
        )


PATIENT = Timing()
PILOT_OVER = "dialing.pilot_over"


class AfterGap(StrEnum):
    """What a run does after it could not look for long: the machine slept, or its clock was set."""

    PAUSE = "pause"  # until a person resumes it
    GO_ON = "go_on"  # once it knows how things stand: "continue unattended"
    STOP = "stop"  # where nobody could resume it


@dataclass(frozen=True, slots=True)
class Attendance:
    """What a run does where a person would have to decide."""

    after_gap: AfterGap = AfterGap.PAUSE
    waits_s: float | None = None  # for the next contact's time, at the most; None: for ever


ATTENDED = Attendance()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands. Counts are of contacts or attempts of the whole campaign."""

    state: RunState
    total: int  # contacts that are to be called in this campaign
    waiting: int  # of these, to be dialed, for the first time or again
    placed: int  # calls placed
    alive: int  # ringing, talking, on their way, or unknown
    unknown: int
    time_left_s: float
    reason: Reason | None = None  # why it waits, slows down or stops
    talking: int = 0  # of those alive: they can be ended, the others cannot be recalled
    next_at: datetime | None = None  # nobody can be called before; aware, in UTC
    beyond_pilot: int = 0  # contacts that are called once a person ends the pilot
    unanswered: Reason | None = None  # requests that wait for an answer unusually long


@dataclass(frozen=True, slots=True)
class ContactHeld:
    """A rule did not let a contact be dialed at the instant of sending."""

    row: int
    reason: Reason
    until: datetime | None = None  # when the run asks again; None: it does not
    skips: bool = False  # it is not called in this campaign at all


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended."""

    reason: Reason
    finished: bool  # nothing waits, lives, is unknown or for a person; of a pilot: within it
    fault_outside: bool  # the service, the key or the network stopped it
    progress: Progress

    @property
    def pilot_over(self) -> bool:
        """Whether the rest, `progress.beyond_pilot`, waits for a person's word."""
        return self.reason.code == PILOT_OVER
