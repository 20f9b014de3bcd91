"""The course of a run: whether it goes on, pauses or stops, and why. Who waits, waits here."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from dialsheet.dialing.run import AfterGap
from dialsheet.dialing.wakefulness import HEARTBEAT_S, Wakefulness
from dialsheet.errors import Reason, Trouble

_T = TypeVar("_T")


class Course:
    """What a person, an answer or a fault decided of a run."""

    def __init__(
        self, announce: Callable[[], None], wakefulness: Wakefulness, after_gap: AfterGap
    ) -> None:
        """`announce` is called at each change."""
        self.paused = False
        self.leaving = False  # living calls are left alone
        self.unsettled = False  # how the living calls stand has to be read first
        self.paused_for: Reason | None = None  # why it paused itself
        self.person_for: Reason | None = None  # what somebody has to look at before the next run
        self.slowed_for: Reason | None = None  # by an answer
        self.deaf_for: Reason | None = None  # why readings fail
        self._stopped_for: Reason | None = None
        self._fault_outside = False
        self._failure: Exception | None = None
        self._announce = announce
        self._wakefulness = wakefulness
        self._after_gap = after_gap
        self._changed = asyncio.Event()

    @property
    def stopped_for(self) -> Reason | None:
        """Why nothing more is sent in this run; None: it goes on."""
        return self._stopped_for

    def look(self) -> Reason | None:
        """Look how things are; why nothing may leave at this moment, or None.

        After a gap nothing does until it is known how the living calls stand.
        """
        if gap_s := self._wakefulness.gap_s():
            self.unsettled = True
            if self._after_gap is not AfterGap.GO_ON:
                self.pause_for(Reason("dialing.missed", {"count": round(gap_s / 60)}))
        if self._stopped_for or not (self.paused or self.unsettled):
            return self._stopped_for
        return self.paused_for or Reason("dialing.paused")

    async def beat(self) -> None:
        """Look often enough for a gap to be noticed, for ever."""
        while True:
            self.look()
            self.note()
            await asyncio.sleep(HEARTBEAT_S)

    @property
    def fault_outside(self) -> bool:
        """Whether the service, the key or the network stopped it."""
        return self._fault_outside

    @property
    def failure(self) -> Exception | None:
        """The fault that the run ends with: of the library, or a bug."""
        return self._failure

    def pause_for(self, reason: Reason, *, for_person: bool = False) -> None:
        """Pause until a person resumes it; where nobody could, stop. `for_person`: the campaign
        needs one until then."""
        if for_person:
            self.person_for = reason
        if self._after_gap is AfterGap.PAUSE:
            self.paused_for, self.paused = reason, True
        else:
            self.stop_for(reason)

    def go_on(self) -> None:
        """A person resumes it."""
        self.paused, self.paused_for, self.person_for = False, None, None

    def stop_for(self, reason: Reason, *, fault_outside: bool = False) -> None:
        """Send nothing more in this run. The first reason stands."""
        if self._stopped_for is None:
            self._stopped_for, self._fault_outside = reason, fault_outside

    def fail(self, failure: Exception) -> None:
        """End the run as soon as the answers on their way are in. The first failure stands."""
        self._failure = self._failure or failure
        self.stop_for(failure.reason if isinstance(failure, Trouble) else Reason("dialing.failed"))

    def note(self) -> None:
        """Something changed: wake whoever waits, and announce it."""
        self._changed.set()
        self._announce()

    async def change(self, patience_s: float | None) -> None:
        """Wait until something changes, but no longer than that."""
        self._changed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._changed.wait()

    async def unless(self, over: Callable[[], bool], work: Coroutine[Any, Any, _T]) -> _T | None:
        """What `work` comes to; None when it is over before, and the work is broken off."""
        doing = asyncio.ensure_future(work)
        doing.add_done_callback(lambda _: self._changed.set())
        try:
            while not (doing.done() or over()):
                await self.change(None)
        finally:
            doing.cancel()  # does nothing to what is done
        await asyncio.wait([doing])
        return None if doing.cancelled() else doing.result()

    async def until(self, come_true: Callable[[], bool]) -> None:
        """Wait, and look at nothing, until something is the case; how the living calls stand is
        then to be read before anything leaves."""
        while not come_true():
            await self.change(None)
        self._wakefulness.gap_s()
        self.unsettled = True
