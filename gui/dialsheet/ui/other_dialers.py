"""Whether another process dials from the library: looked at every few seconds by the engine.

Two windows may be open at once, and only one process may dial: the others are for looking.
"""

import asyncio
import contextlib
from collections.abc import Callable

from dialsheet.errors import Trouble
from dialsheet.ports import Library
from dialsheet.ui.facts import Facts
from dialsheet.ui.turn import Turn

_LOOK_S = 2.0


class OtherDialers:
    """Tells when another process begins to dial, and when it has ended."""

    def __init__(self, facts: Facts, books: Callable[[], Library], turn: Turn) -> None:
        self._facts = facts
        self._books = books
        self._turn = turn
        self._watching: asyncio.Task[None] | None = None

    def watch(self) -> None:
        """Look from now on."""
        self._watching = asyncio.create_task(self._watch())

    def finish(self) -> None:
        """Look no more."""
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self) -> None:
        told = False
        while True:
            if self._turn.taken_for is None:  # else it is this process that holds the lock
                with contextlib.suppress(Trouble):  # whoever needs the library will say so
                    elsewhere = self._books().dialed_elsewhere()
                    if elsewhere != told:
                        told = elsewhere
                        self._facts.dialed_elsewhere.emit(elsewhere)
            await asyncio.sleep(_LOOK_S)
