"""Virtual time: an event loop that never waits, it jumps to whatever comes next.

A day of a run takes as long as its work takes. Time passes for the machine (awake), or for the
rest of the world alone (asleep); and a person, or a time server, may set the machine's clock.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

EPOCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
TICK_S = 1e-6  # what a turn of the loop takes: time never stands still, not even for who spins
MOST_TURNS = 400_000


class Stuck(AssertionError):
    """Everybody waits for something that will never happen, or somebody spins."""


class Killed(BaseException):
    """The process was killed: nothing of it runs any more."""


class VirtualClock:
    """Implements `ports.Clock` for the machine, and knows the true time of the world."""

    def __init__(self, *, counts_sleep: bool = False, starts: datetime = EPOCH) -> None:
        """`counts_sleep`: the monotonic clock goes on in a suspension, as on Windows."""
        self._counts_sleep = counts_sleep
        self._begun_s = (starts - EPOCH).total_seconds()
        self._awake_s = 1000.0  # since the machine was started
        self._asleep_s = 0.0
        self._set_s = 0.0

    def now(self) -> datetime:
        """What the machine takes for the time."""
        return EPOCH + timedelta(seconds=self.true_s + self._set_s)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self._awake_s + (self._asleep_s if self._counts_sleep else 0.0)

    @property
    def true_s(self) -> float:
        """Seconds that have passed in the world, since `EPOCH`."""
        return self._begun_s + self._awake_s + self._asleep_s

    def pass_by(self, seconds: float) -> None:
        """Let time pass, with the machine awake."""
        self._awake_s += seconds

    def suspend(self, seconds: float) -> None:
        """Close the lid for a while."""
        self._asleep_s += seconds

    def set_by(self, seconds: float) -> None:
        """Set the machine's clock forward, or back."""
        self._set_s += seconds

    def set_right(self) -> None:
        """Set the machine's clock to the time."""
        self._set_s = 0.0


class _Jump(selectors.SelectSelector):
    """Waits for nothing: what the loop would wait is what the clock goes on."""

    def __init__(self, clock: VirtualClock, is_dead: Callable[[], bool]) -> None:
        super().__init__()
        self._clock = clock
        self._turns_left = MOST_TURNS
        self._is_dead = is_dead

    def relent(self) -> None:
        """Let the loop turn a little more, whoever is dead."""
        self._turns_left = 1000
        self._is_dead = lambda: False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self._is_dead():
            raise Killed
        if timeout is None:
            raise Stuck("everybody waits, and nothing will happen")
        self._turns_left -= 1
        if self._turns_left < 0:
            raise Stuck("the loop turns and turns")
        self._clock.pass_by(max(timeout, TICK_S))
        return []


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, clock: VirtualClock, jump: _Jump) -> None:
        super().__init__(jump)
        self.time = clock.monotonic  # type: ignore[method-assign]


def play(
    main: Coroutine[Any, Any, T], clock: VirtualClock, is_dead: Callable[[], bool] = lambda: False
) -> T:
    """Run `main` in virtual time, with no task left over at its end.

    As soon as `is_dead`, nothing runs any more and `Killed` is raised. What fails with nobody to
    notice it fails here.
    """
    unnoticed: list[str] = []
    jump = _Jump(clock, is_dead)
    loop = _Loop(clock, jump)
    loop.set_exception_handler(lambda _loop, context: unnoticed.append(repr(context)))
    try:
        try:
            result = loop.run_until_complete(main)
        except BaseException:
            jump.relent()
            loop.set_exception_handler(lambda _loop, _context: None)
            _bury(loop)
            raise
        if left := asyncio.all_tasks(loop):
            _bury(loop)
            raise AssertionError(f"tasks were left behind: {left}")
        if unnoticed:
            raise AssertionError(f"nobody noticed {unnoticed}")
        return result
    finally:
        loop.close()


def _bury(loop: asyncio.AbstractEventLoop) -> None:
    """End every task, so that none complains of it; the ports are dead already."""
    for _ in range(10):
        tasks = asyncio.all_tasks(loop)
        if not tasks:
            return
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.wait(tasks))
        for task in tasks:
            task.cancelled() or task.exception()
    raise AssertionError("tasks that cannot be cancelled")
