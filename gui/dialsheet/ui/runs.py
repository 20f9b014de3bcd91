"""Runs on the engine thread: this window's one dialer, from its start to its report."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

from dialsheet.campaign import Attempt, Campaign, Connection, Contacts
from dialsheet.columns import CodedColumn
from dialsheet.dialing import (
    ATTENDED,
    PATIENT,
    AfterGap,
    Attendance,
    Change,
    ContactHeld,
    Dialer,
    Progress,
    RunReport,
    Tell,
)
from dialsheet.errors import Trouble
from dialsheet.ports import CallService, Library
from dialsheet.ui.batches import BATCH_S, Batches
from dialsheet.ui.facts import Facts, LookedBack, NewRun, Tested
from dialsheet.ui.saved_results import SavedResults
from dialsheet.ui.tools import Tools
from dialsheet.ui.turn import Turn
from dialsheet.workflow import LookBack, adopted_by, look_back, new_campaign, new_test_call

_SHOWN_AT_ONCE = 500  # contacts, between two turns of the window
_AT_ONCE = Attendance(AfterGap.STOP, waits_s=0.0)  # a test call is made now, or not


class Runs:
    """Makes campaigns and dials them, one run at a time."""

    def __init__(
        self,
        tools: Tools,
        saved: SavedResults,
        facts: Facts,
        books: Callable[[], Library],
        open_calls: Callable[[Connection], Coroutine[Any, Any, CallService]],
        batches: Batches,
        turn: Turn,
        read_lists_again: Callable[[Campaign], Coroutine[Any, Any, None]],
    ) -> None:
        self._tools = tools
        self._facts = facts
        self._books = books
        self._open_calls = open_calls
        self._saved = saved
        self._batches = batches
        self._turn = turn
        self._read_lists_again = read_lists_again
        self._dialer: Dialer | None = None
        self._dialed: Campaign | None = None  # last

    async def start(self, new: NewRun) -> None:
        """Make the campaign and dial it."""
        with self._turn_to_run():
            campaign = self._made_of(new)
            adopted = adopted_by(new.sheet)
            async with self._ready(campaign.connection) as calls:
                contacts, skipped = self._without_called(new)
                self._books().create_campaign(campaign, contacts, adopted, new.corrections)
                if new.test_id is not None:
                    now = self._tools.clock.now()
                    self._books().record_test_call(campaign.id, new.test_id, now)
                self._facts.run_started.emit(campaign)
                for start in range(0, len(skipped), _SHOWN_AT_ONCE):
                    self._facts.attempts_changed.emit(skipped[start : start + _SHOWN_AT_ONCE])
                report = await self._dial(campaign, calls, new.unattended)
            self._facts.run_ended.emit(report)

    async def look_back(self, new: NewRun) -> None:
        """Tell whom other campaigns called, and which one is to be gone on with."""
        library, known = self._books(), self._looked_back(new)
        adopted = adopted_by(new.sheet)
        unfinished = library.unfinished(new.connection.history, new.sheet.source, adopted)
        makers = {each.campaign_id: library.campaign(each.campaign_id) for each in known.campaigns}
        self._facts.looked_back.emit(LookedBack(new, unfinished, known, makers))

    async def test_call(self, new: NewRun, number: str, row: int) -> None:
        """Make one call to a person's own number, with what a row would send."""
        made = self._made_of(new)
        test, contacts = new_test_call(made, new.contacts, number, row, self._tools.clock)
        with self._turn.take("ui.test_in_progress"):
            async with self._ready(test.connection) as calls:
                self._books().create_campaign(test, contacts)
                report = await self._run(test, calls, self._facts_of_test, _AT_ONCE)
            attempts = self._books().attempts(test.id)
        held = self._books().contacts(test.id).decided[0].reason
        last = attempts[-1] if attempts else None
        self._facts.tested.emit(Tested(test.id, new, last, held or report.reason))

    async def resume(self, campaign_id: str, unattended: bool, ends_pilot: bool) -> None:
        """Take an unfinished campaign up again; after its pilot, the rest of it."""
        with self._turn_to_run():
            campaign = self._books().campaign(campaign_id)
            await self._read_lists_again(campaign)
            async with self._ready(campaign.connection) as calls:
                if ends_pilot:
                    self._books().end_pilot(campaign_id, self._tools.clock.now())
                campaign = self._books().campaign(campaign_id)
                self._facts.run_started.emit(campaign)
                report = await self._dial(campaign, calls, unattended)
            self._facts.run_ended.emit(report)

    def ask(self, wish: Callable[[Dialer], None]) -> None:
        """Hand a person's wish to the run, if there is one."""
        if self._dialer is not None:
            wish(self._dialer)

    def take(self, campaign_id: str, change: Change) -> None:
        """A person changed contacts in the library: a run that lives goes by that."""
        if self._dialer is not None and self.dials(campaign_id):
            self._dialer.take(change)

    def dials(self, campaign_id: str) -> bool:
        """Whether a run of a campaign lives."""
        return bool(self._dialer and self._dialed and self._dialed.id == campaign_id)

    async def finish(self) -> None:
        """End the run once the answers on their way are in, and what is saved of it."""
        while self._dialer is not None:
            self._dialer.stop(follow=False)
            await asyncio.sleep(BATCH_S)
        await self._saved.finish()

    async def end_talking(self) -> None:
        """End the calls that are talking; a ringing one cannot be recalled."""
        if self._dialer is not None:
            self._facts.talking_ended.emit(await self._dialer.end_talking())

    @contextlib.contextmanager
    def _turn_to_run(self) -> Iterator[None]:
        """The turn, and word to the window when it comes to no end of a run."""
        try:
            with self._turn.take("ui.run_in_progress"):
                yield
        except BaseException:
            self._facts.run_broken_off.emit()
            raise

    @contextlib.asynccontextmanager
    async def _ready(self, connection: Connection) -> AsyncIterator[CallService]:
        """What a run needs beyond the library: who lacks it is refused before anything is made."""
        calls = await self._open_calls(connection)
        try:
            with self._books().dialing_lock():
                yield calls
        finally:
            await calls.aclose()

    async def _dial(self, campaign: Campaign, calls: CallService, unattended: bool) -> RunReport:
        known = self._books().log_head(campaign.id)
        try:
            attendance = Attendance(AfterGap.GO_ON) if unattended else ATTENDED
            return await self._run(campaign, calls, self._post, attendance)
        finally:
            self._batches.flush()
            with contextlib.suppress(Trouble):  # a library that fails has said so
                if self._books().log_head(campaign.id) != known:
                    self._saved.save(campaign)

    async def _run(
        self, campaign: Campaign, calls: CallService, tell: Tell, attendance: Attendance
    ) -> RunReport:
        timing = self._tools.practice_timing if campaign.connection.on_loopback else PATIENT
        what = (self._books(), calls, self._tools.clock, campaign, tell)
        self._dialer, self._dialed = Dialer(*what, timing, attendance), campaign
        try:
            return await self._dialer.run()
        finally:
            self._dialer = None

    def _looked_back(self, new: NewRun) -> LookBack:
        what = (new.sheet.source, new.mapping, new.rules, new.connection, new.contacts)
        return look_back(self._books(), *what, self._tools.clock.now(), adopted_by(new.sheet))

    def _without_called(self, new: NewRun) -> tuple[Contacts, tuple[ContactHeld, ...]]:
        """The contacts, those skipped whom another campaign called; and these. The window's own
        are not touched."""
        decided = new.contacts.decided
        copied = CodedColumn.packed(decided.distinct, decided.codes[:])
        contacts = Contacts(new.contacts.table, new.contacts.verdicts, copied)
        rows = contacts.table.rows
        holds = self._looked_back(new).skip(contacts, new.rules.repeats)
        return contacts, tuple(
            ContactHeld(rows[index], hold.reason, skips=True)
            for index, hold in holds.items()
            if hold.skips and decided[index].may_go
        )

    def _made_of(self, new: NewRun) -> Campaign:
        what = (new.sheet.source, new.mapping, new.rules, new.connection, new.pace)
        return new_campaign(*what, self._tools.clock)

    def _facts_of_test(self, change: Attempt | ContactHeld | Progress) -> None:
        if isinstance(change, Attempt):
            self._facts.test_told.emit(change)

    def _post(self, change: Attempt | ContactHeld | Progress) -> None:
        """Take what the dialer tells."""
        if isinstance(change, Progress) and self._dialed is not None:
            self._saved.follow(self._dialed, change)
        self._batches.add(change)
