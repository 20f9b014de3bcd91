"""Reviews on the engine thread: what became of attempts that nobody knows about is looked up, and a
person's word on what remains is written down."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Coroutine, Mapping
from typing import Any

from dialsheet.campaign import AttemptState, Connection
from dialsheet.dialing import Recovery
from dialsheet.errors import Trouble
from dialsheet.ports import CallService, Clock, Library
from dialsheet.ui.batches import Batches
from dialsheet.ui.facts import Facts, Review
from dialsheet.ui.turn import Turn

_LOOK_S = 2.0  # between two looks at what others settle


class ReviewDesk:
    """Looks and settles, one wish at a time, while nobody dials."""

    def __init__(
        self,
        clock: Clock,
        facts: Facts,
        books: Callable[[], Library],
        open_calls: Callable[[Connection], Coroutine[Any, Any, CallService]],
        batches: Batches,
        turn: Turn,
    ) -> None:
        self._facts = facts
        self._clock = clock
        self._books = books
        self._open_calls = open_calls
        self._batches = batches
        self._turn = turn
        self._at_work: asyncio.Task[Any] | None = None
        self._watched: set[str] = set()  # attempt IDs: unknown, as far as the window knows
        self._watching: asyncio.Task[None] | None = None

    async def watch(self, campaign_id: str, attempt_ids: Collection[str]) -> None:
        """Tell when somebody else settles one of these, as long as there are any."""
        if self._watching is not None:
            self._watching.cancel()
        self._watched = set(attempt_ids)
        self._watching = asyncio.create_task(self._watch(campaign_id)) if attempt_ids else None

    async def look(self, campaign_id: str) -> None:
        """Look for the unknown attempts of a campaign."""
        await self.settle(campaign_id, {})

    async def settle(self, campaign_id: str, judged: Mapping[str, str | None]) -> None:
        """The same; then write down which call an attempt is, by its ID, or (None) none.

        What turns up at the service by then is not a matter of opinion any more.
        """
        with self._turn.take("ui.review_in_progress"):
            self._at_work = asyncio.current_task()
            try:
                await self._settle(campaign_id, judged)
            finally:
                self._at_work = None

    async def finish(self) -> None:
        """Give up what is under way: what was not written is looked up another day."""
        if self._watching is not None:
            self._watching.cancel()
        if self._at_work is not None:
            self._at_work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._at_work

    async def _settle(self, campaign_id: str, judged: Mapping[str, str | None]) -> None:
        books = self._books()
        campaign = books.campaign(campaign_id)
        books.require_here(campaign.id)
        with books.dialing_lock():
            self._tell_settled(campaign.id)
            calls = await self._open_calls(campaign.connection)
            try:
                recovery = Recovery(books, calls, self._clock, campaign, self._batches.add)
                unknown = await recovery.look()
                left = tuple(each for each in unknown if each.attempt.id not in judged)
                said = [
                    (each.attempt, judged[each.attempt.id])
                    for each in unknown
                    if each.attempt.id in judged
                ]
                settled = await recovery.settle_all(said)
            finally:
                await calls.aclose()
        self._watched = {each.attempt.id for each in left}
        self._batches.flush()  # first the rows, then what is said of them
        self._facts.reviewed.emit(Review(campaign.id, left, settled))

    async def _watch(self, campaign_id: str) -> None:
        known = ""
        while self._watched:
            if self._turn.taken_for is None:  # else it is this process that may change something
                with contextlib.suppress(Trouble):  # whoever needs the library will say so
                    if (head := self._books().log_head(campaign_id)) != known:
                        self._tell_settled(campaign_id)
                        known = head
            await asyncio.sleep(_LOOK_S)

    def _tell_settled(self, campaign_id: str) -> None:
        """Tell which of the watched attempts the library does not have as unknown any more."""
        attempts = self._books().attempts(campaign_id) if self._watched else ()
        settled = tuple(
            each
            for each in attempts
            if each.id in self._watched and each.state is not AttemptState.UNKNOWN
        )
        if settled:
            self._watched -= {each.id for each in settled}
            self._facts.settled_elsewhere.emit(campaign_id, settled)
