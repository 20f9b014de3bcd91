"""Patience: how long the end of an attempt is waited for, before a person has to look."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from dialsheet.campaign import Attempt, AttemptState, Connection
from dialsheet.dialing.run import Timing


class Patience:
    """Runs out by what the service said when it was last heard, not by the time alone: after a
    night with the lid closed, the service is asked once more before anybody gives up."""

    def __init__(self, connection: Connection, timing: Timing) -> None:
        self._connection = connection
        self._timing = timing
        self._heard: tuple[datetime, float] | None = None
        self._waits_since: dict[str, float] = {}  # attempt ID -> seconds of the monotonic clock

    def heard(self, now: datetime, now_s: float) -> None:
        """The service told how things stood then, by the wall clock and the monotonic one."""
        self._heard = (now, now_s)

    def exhausted(self, attempts: Iterable[Attempt]) -> list[Attempt]:
        """Those whose end is not worth waiting for any more."""
        return [attempt for attempt in attempts if self._is_out(attempt)]

    def _is_out(self, attempt: Attempt) -> bool:
        if self._heard is None:
            return False
        now, now_s = self._heard
        lasts_s = self._lasts_s(attempt)
        # A wall clock that was set back must not make anybody wait for hours.
        waited_s = now_s - self._waits_since.setdefault(attempt.id, now_s)
        return waited_s > lasts_s or now > attempt.intended_at + timedelta(seconds=lasts_s)

    def _lasts_s(self, attempt: Attempt) -> float:
        if attempt.state is AttemptState.UNKNOWN:
            return self._timing.unknown_s
        talking_s = self._connection.max_minutes * 60
        return self._timing.queue_s + self._connection.ringing_timeout_s + talking_s
