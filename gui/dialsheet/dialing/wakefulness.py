"""Wakefulness: whether the machine slept, or its clock was set, since somebody last looked."""

from dialsheet.ports import Clock

GAP_S = 300.0  # from here on things may have changed too much to go on as if nothing had been
HEARTBEAT_S = 30.0


class Wakefulness:
    """Compares both clocks with the last look: in a suspension, one of the two may stand still."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen = (clock.now(), clock.monotonic())

    def gap_s(self) -> float:
        """Seconds that were missed since the last look; 0 while somebody looks often enough."""
        now, now_s = self._clock.now(), self._clock.monotonic()
        passed_s = abs((now - self._seen[0]).total_seconds())
        missed_s = max(now_s - self._seen[1], passed_s)
        self._seen = (now, now_s)
        return missed_s if missed_s > GAP_S else 0.0
