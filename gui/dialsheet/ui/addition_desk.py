"""More rows for a campaign, on the engine thread and in the work process."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from dialsheet.ports import Clock, Library
from dialsheet.ui.facts import Facts
from dialsheet.ui.runs import Runs
from dialsheet.ui.turn import Turn
from dialsheet.workflow import read_addition


class AdditionDesk:
    """Puts the contacts of one more sheet into a campaign."""

    def __init__(
        self,
        facts: Facts,
        clock: Clock,
        books: Callable[[], Library],
        work: Callable[..., Coroutine[Any, Any, Any]],
        turn: Turn,
        runs: Runs,
    ) -> None:
        self._facts, self._clock, self._books = facts, clock, books
        self._work, self._turn, self._runs = work, turn, runs

    async def add(self, campaign_id: str, path: Path) -> None:
        """Read a sheet, decide its rows as the campaign's own were, and add them; a run of this
        process takes them up, while another process dials nobody is added."""
        books = self._books()
        campaign = books.campaign(campaign_id)
        books.require_here(campaign.id)
        known, added = books.contacts(campaign.id), books.added(campaign.id)
        what = (campaign, known, added, path)
        addition = await self._work("ui.reading_sheet", read_addition, *what)
        if self._runs.dials(campaign.id):
            addition = books.add(campaign.id, addition, self._clock.now())
            self._runs.take(campaign.id, addition)
        else:
            with self._turn.take("ui.addition_in_progress"), books.dialing_lock():
                addition = books.add(campaign.id, addition, self._clock.now())
        self._facts.added.emit(campaign.id, addition)
