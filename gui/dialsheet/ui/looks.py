"""Looks at files before they are loaded: one at a time, and the latest wish wins."""

import asyncio
from pathlib import Path

from dialsheet.errors import BadInput, Trouble
from dialsheet.ui.facts import Facts, Look
from dialsheet.ui.threads import Threads
from dialsheet.workflow import Choices, Preview, local_region, preview


class Looks:
    """Done in a process of their own; lives on the engine thread."""

    def __init__(self, threads: Threads, facts: Facts) -> None:
        self._threads, self._facts = threads, facts
        self._wishes = 0
        self._turn = asyncio.Lock()

    async def begin(self) -> None:
        """Have the process import what it needs, so that the first look need not wait."""
        await asyncio.to_thread(self._threads.look.run, local_region)

    async def look_at_sheet(self, path: Path, choices: Choices) -> None:
        """See how the beginning of a file is understood, unless there is a later wish by then."""
        self._wishes += 1
        latest = self._wishes
        seen: Preview | Trouble
        async with self._turn:
            if latest != self._wishes:
                return
            try:
                seen = await asyncio.to_thread(self._threads.look.run, preview, path, choices)
            except Trouble as trouble:
                seen = trouble
            except Exception:
                failed = BadInput("ui.look_failed", file=path.name)
                self._facts.sheet_seen.emit(Look(path, choices, failed))
                raise  # and the report of it comes last
        self._facts.sheet_seen.emit(Look(path, choices, seen))
