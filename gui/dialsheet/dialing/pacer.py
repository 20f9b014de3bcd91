"""The pace: sends are spaced on the monotonic clock, and never catch up in a burst."""

import asyncio

from dialsheet.ports import Clock


class Pacer:
    """Hands out moments at which the first byte of a request may leave, one at a time."""

    def __init__(self, clock: Clock, per_second: float) -> None:
        self._clock = clock
        self._spacing = 1 / per_second if per_second else 0.0
        self._free_at = clock.monotonic()
        self._turn = asyncio.Lock()

    @property
    def wait_s(self) -> float:
        """Seconds until the next slot; 0 when one is free."""
        return max(0.0, self._free_at - self._clock.monotonic())

    async def slot(self) -> None:
        """Wait for the next slot and take it."""
        async with self._turn:
            while (wait := self.wait_s) > 0:  # noqa: ASYNC110  a moment, not an event
                await asyncio.sleep(wait)
            self._free_at = self._clock.monotonic() + self._spacing

    def hold_off(self, seconds: float) -> None:
        """Give out no slot for the next `seconds`."""
        self._free_at = max(self._free_at, self._clock.monotonic() + seconds)

    def rest(self) -> None:
        """Give out no slot before one could follow on another."""
        self.hold_off(self._spacing)
