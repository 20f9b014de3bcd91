"""Results save themselves: at a pause and at the end of a run, on the engine thread."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from dialsheet import assets
from dialsheet.campaign import Campaign
from dialsheet.dialing import Progress, RunState
from dialsheet.errors import Trouble
from dialsheet.ui.facts import Facts
from dialsheet.ui.tools import Tools
from dialsheet.workflow import save_results

Grant = Callable[[Callable[[], Coroutine[Any, Any, None]]], Coroutine[Any, Any, None]]


class SavedResults:
    """Has the results of the campaign that is dialed saved in the work process."""

    def __init__(
        self,
        tools: Tools,
        facts: Facts,
        grant: Grant,
        work: Callable[..., Coroutine[Any, Any, Any]],
        is_wanted: Callable[[], bool],
    ) -> None:
        self._tools = tools
        self._facts = facts
        self._grant = grant
        self._work = work
        self._is_wanted = is_wanted
        self._paused = False
        self._under_way: set[asyncio.Task[None]] = set()

    def follow(self, campaign: Campaign, progress: Progress) -> None:
        """How the run stands now: a pause has begun, or not."""
        pauses = progress.state is RunState.PAUSED
        if pauses and not self._paused:
            self.save(campaign)
        self._paused = pauses

    def save(self, campaign: Campaign) -> None:
        """Begin to save, if it is wanted; what comes of it is told, and stops nothing."""
        if not self._is_wanted():
            return
        saving = asyncio.create_task(self._grant(partial(self._save, campaign)))
        self._under_way.add(saving)
        saving.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._under_way)

    async def _save(self, campaign: Campaign) -> None:
        try:
            saved = await self._work(
                "ui.saving_results",
                save_results,
                self._tools.open_library,
                campaign.id,
                self._tools.clock.now().astimezone(),
                self._tools.results_folder,
                assets.sentence,
                Path(str(assets.resource())),
            )
        except Trouble as trouble:
            self._facts.results_saved.emit(trouble)
        else:
            self._facts.results_saved.emit(saved)
