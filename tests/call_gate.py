"""A gate before the service: calls go through it until it is shut, and wait there until it opens.

So a test decides how far a run has come when something happens to it, on a machine of any speed.
"""

import asyncio
import threading
from typing import Any

from dialsheet.campaign import Answer, Connection
from dialsheet.ports import CallService, MayLeave, OpenCalls


class CallGate:
    """Stands before every service that is opened through it. Open, until `let` says otherwise."""

    def __init__(self) -> None:
        self._left: float = float("inf")  # calls that may still go through
        self._lock = threading.Lock()

    def let(self, calls: int) -> None:
        """Let so many more calls through, and hold the others before their first byte."""
        with self._lock:
            self._left = calls

    def open(self) -> None:
        """Hold nobody any more."""
        self.let(float("inf"))  # type: ignore[arg-type]

    def before(self, open_calls: OpenCalls) -> OpenCalls:
        """The same services, behind the gate."""

        def opened(connection: Connection, key: str) -> CallService:
            return _Gated(open_calls(connection, key), self)  # type: ignore[return-value]

        return opened

    async def passes(self) -> None:
        """Wait for a place among those that are let through."""
        while not self._takes_one():  # noqa: ASYNC110  another thread opens it
            await asyncio.sleep(0.01)

    def _takes_one(self) -> bool:
        with self._lock:
            self._left -= (free := self._left > 0)
            return free


class _Gated:
    """A service behind a gate."""

    def __init__(self, calls: CallService, gate: CallGate) -> None:
        self._calls = calls
        self._gate = gate

    def __getattr__(self, name: str) -> Any:
        return getattr(self._calls, name)

    async def create(self, body: str, may_leave: MayLeave) -> Answer:
        """As the service does; the run is asked for its leave behind the gate."""
        await self._gate.passes()
        return await self._calls.create(body, may_leave)
