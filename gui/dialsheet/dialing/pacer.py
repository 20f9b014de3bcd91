"""The pace: sends are spaced on the monotonic clock, and never catch up in a burst."""

from dialsheet.ports import Clock


class Pacer:
    """Says when the first byte of a request may leave. Who waits asks again: others may be first,
    and the wait may have grown."""

    def __init__(self, clock: Clock, per_second: float) -> None:
        self._clock = clock
        self._spacing_s = 1 / per_second if per_second else 0.0
        self._free_at = clock.monotonic()

    @property
    def wait_s(self) -> float:
        """Seconds until the next slot; 0 when one is free."""
        return max(0.0, self._free_at - self._clock.monotonic())

    def take(self) -> None:
        """Take the slot that is free."""
        self._free_at = self._clock.monotonic() + self._spacing_s

    def hold_off(self, seconds: float) -> None:
        """Give out no slot for the next `seconds`."""
        self._free_at = max(self._free_at, self._clock.monotonic() + seconds)

    def rest(self) -> None:
        """Give out no slot before one could follow on another."""
        self.hold_off(self._spacing_s)
