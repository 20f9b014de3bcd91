"""What a dialer tells, collected: a batch goes to the window a moment later."""

import asyncio

from dialsheet.campaign import Attempt
from dialsheet.dialing import ContactHeld, Progress
from dialsheet.ui.facts import Facts

BATCH_S = 0.05  # facts reach the window at most this often


class Batches:
    """The changes since the last batch. Lives on the engine thread."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._changes: list[Attempt | ContactHeld] = []
        self._progress: Progress | None = None

    def add(self, change: Attempt | ContactHeld | Progress) -> None:
        """Take a change along with the next batch."""
        if not self._changes and self._progress is None:
            asyncio.get_running_loop().call_later(BATCH_S, self.flush)
        if isinstance(change, Progress):
            self._progress = change
        else:
            self._changes.append(change)

    def flush(self) -> None:
        """Tell what was collected, now."""
        changes, progress = tuple(self._changes), self._progress
        self._changes, self._progress = [], None
        if changes:
            self._facts.attempts_changed.emit(changes)
        if progress is not None:
            self._facts.run_progressed.emit(progress)
