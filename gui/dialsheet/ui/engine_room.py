"""The engine's side of the wishes: coroutines on the engine thread, where the ports are used."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dialsheet import assets
from dialsheet.campaign import (
    READY,
    Contacts,
    Correction,
    Limits,
    Mapping,
    NumberColumn,
    Place,
    Rules,
    index_of,
)
from dialsheet.columns import Source
from dialsheet.errors import BadInput, Bug, Trouble, crash_report
from dialsheet.ports import Library
from dialsheet.ui.accounts import Accounts
from dialsheet.ui.addition_desk import AdditionDesk
from dialsheet.ui.batches import BATCH_S, Batches
from dialsheet.ui.draft import Planned
from dialsheet.ui.facts import Facts, Redecided, Remembered, Reopened
from dialsheet.ui.looks import Looks
from dialsheet.ui.never_call_desk import NeverCallDesk
from dialsheet.ui.other_dialers import OtherDialers
from dialsheet.ui.review_desk import ReviewDesk
from dialsheet.ui.runs import Runs
from dialsheet.ui.saved_results import SavedResults
from dialsheet.ui.standings import CALL_BACK
from dialsheet.ui.threads import Threads
from dialsheet.ui.tools import Tools
from dialsheet.ui.turn import Turn
from dialsheet.workflow import (
    Cancelled,
    Choices,
    Sheet,
    TextChoice,
    adopted_by,
    export_campaign,
    export_copy,
    export_rejects,
    first_sendings,
    open_sheet,
    plan_and_offer,
    up_to_date,
)

_PREVIEWED = 20


SETTINGS = (
    *("region", "recent_files", "connection", "pace", "appearance", "mappings", "save_results"),
    *("calling", "do_not_call_answers"),
)


class EngineRoom:
    """Grants the window's wishes, each as a coroutine of the engine's loop."""

    def __init__(self, tools: Tools, threads: Threads, facts: Facts) -> None:
        self._tools = tools
        self._threads = threads
        self._facts = facts
        self._library: Library | None = None
        self._no_library: Trouble | None = None
        self._plans = 0
        self._opens = 0
        self.looks = Looks(threads, facts)
        self.accounts = Accounts(tools, threads, facts)
        batches = Batches(facts)
        saved = SavedResults(
            tools,
            facts,
            self.grant,
            self._work,
            lambda: self._books().setting("save_results") is not False,
        )
        turn = Turn()
        common = (facts, self._books, self.accounts.calls_of, batches, turn)
        self.desk = ReviewDesk(tools.clock, *common)
        self.never_call = NeverCallDesk(facts, tools.clock, self._books, self._work)
        self.runs = Runs(tools, saved, *common, self.never_call.read_again)
        self.additions = AdditionDesk(
            *(facts, tools.clock, self._books, self._work, turn, self.runs)
        )
        self._others = OtherDialers(facts, self._books, turn)

    async def grant(self, wish: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do what a wish asks; what goes wrong becomes a fact."""
        try:
            await wish()
        except Cancelled:
            self._facts.work_cancelled.emit()
        except Trouble as trouble:
            self._facts.trouble_met.emit(trouble)
        except Exception as bug:  # noqa: BLE001  shown as a report that can be pasted
            self._facts.crashed.emit(crash_report(bug))

    async def start(self) -> None:
        """Open the library and the keyring, and tell what is remembered."""
        try:
            self._library = self._tools.open_library()
        except Trouble as trouble:
            self._no_library = trouble
            raise
        kept_by = await self.accounts.open_keyring()
        settings = {name: self._library.setting(name) for name in SETTINGS}
        self._facts.ready.emit(Remembered(settings, kept_by, self._library.campaigns()))
        self._others.watch()
        await self.looks.begin()
        await asyncio.to_thread(self._threads.work.start)
        self._library.require_nothing_lost()  # told once the window is ready for the rest

    async def open_sheet(
        self, path: Path, choices: Choices, region: str | None, mappings: dict[str, Any]
    ) -> None:
        """Read a sheet in the work process; only the latest wish is answered."""
        self._opens += 1
        latest = self._opens
        sheet = (path, choices, region, mappings)
        opened = await self._work("ui.reading_sheet", open_sheet, *sheet)
        kept = self._library.corrections(opened.sheet.source) if self._library else ()
        if latest == self._opens:
            self._facts.sheet_opened.emit(replace(opened, corrections=kept))
            adopted = adopted_by(opened.sheet)
            if self._library and (
                found := self._library.unfinished(None, opened.sheet.source, adopted)
            ):
                self._facts.unfinished_found.emit(found)

    async def plan(
        self,
        sheet: Sheet,
        mapping: Mapping,
        rules: Rules,
        corrections: dict[Place, Correction],
        limits: Limits,
    ) -> None:
        """Check and decide again; only the latest of several wishes is answered."""
        self._plans += 1
        latest = self._plans
        await asyncio.sleep(BATCH_S)  # typing makes many wishes
        if latest != self._plans:
            return
        what = (sheet, mapping, rules, tuple(corrections.values()), limits)
        contacts, large, further = await self._work("ui.checking", plan_and_offer, *what)
        if latest == self._plans:
            accepted = rules.accepted_rules
            sendings = first_sendings(contacts, mapping, _PREVIEWED, accepted, limits)
            decided = (limits, contacts, large, further, sheet)
            self._facts.planned.emit(Planned(mapping, rules, corrections, *decided))
            self._facts.previewed.emit(sendings)

    async def keep_corrections(
        self, source: Source, made: tuple[Correction, ...], undone: tuple[Place, ...]
    ) -> None:
        """Keep what a person says of the numbers of a file."""
        self._books().keep_corrections(source, made, undone, self._tools.clock.now())

    async def correct(self, campaign_id: str, correction: Correction) -> None:
        """Correct a number of a campaign; a run that rests takes it up."""
        now = self._tools.clock.now()
        corrected = self._books().correct(campaign_id, correction, now)
        self.runs.take(campaign_id, corrected)
        self._facts.corrected.emit(campaign_id, corrected)

    async def exclude(self, campaign_id: str, rows: tuple[int, ...]) -> None:
        """Take contacts out of a campaign; a run asks the library before each call."""
        count = self._books().exclude(campaign_id, rows, self._tools.clock.now())
        self._tell_decided(campaign_id, rows, count, out=True)

    async def include(self, campaign_id: str, rows: tuple[int, ...]) -> None:
        """Put contacts back that were taken out; the next run calls them."""
        count = self._books().include(campaign_id, rows, self._tools.clock.now())
        self._tell_decided(campaign_id, rows, count, out=False)

    async def call_back(self, campaign_id: str, row: int, at: datetime | None) -> None:
        """A person says when a contact is called again; a run that lives goes by it."""
        told = self._books().call_back(campaign_id, row, at, self._tools.clock.now())
        self.runs.take(campaign_id, told)
        self._facts.called_back.emit(campaign_id, told)

    async def export(self, campaign_id: str, target: Path, text: TextChoice) -> None:
        """Write the result sheet in the work process, which reads the library itself."""
        what = (self._tools.open_library, campaign_id, target, assets.sentence, text)
        self._facts.exported.emit(await self._work("ui.exporting", export_campaign, *what))

    async def export_copy(self, campaign_id: str, target: Path, knowing: bool, force: bool) -> None:
        """The same into a copy of the workbook."""
        what = (self._tools.open_library, campaign_id, target, assets.sentence, knowing, force)
        self._facts.exported.emit(await self._work("ui.exporting", export_copy, *what))

    async def export_rejects(
        self,
        target: Path,
        contacts: Contacts,
        numbers: tuple[NumberColumn, ...],
        source: Source,
        force: bool,
    ) -> None:
        """Write the contacts that cannot be called in the work process."""
        what = (contacts, numbers, source, assets.sentence, self._tools.open_library, force)
        count = await self._work("ui.exporting_rejects", export_rejects, target, *what)
        self._facts.rejects_exported.emit(target, count)

    async def reopen(self, campaign_id: str) -> None:
        """Tell how a campaign of the library stands."""
        books = self._books()
        campaign = books.campaign(campaign_id)
        adopted = up_to_date(books, books.adopted(campaign.id), assets.sentence)
        contacts, attempts = books.contacts(campaign.id), books.attempts(campaign.id)
        asked = books.call_backs(campaign.id)
        for row in {attempt.row for attempt in attempts} - asked.keys():
            index = index_of(contacts.table, row)
            reason = contacts.decided[index].reason if index is not None else None
            if index is not None and reason is not None and reason.code == CALL_BACK:
                contacts.decided[index] = READY  # it was called since
        told = Reopened(campaign, contacts, attempts, adopted, self._is_gone(campaign.id))
        self._facts.reopened.emit(told)

    async def list_campaigns(self) -> None:
        """Tell the campaigns of the library."""
        self._facts.campaigns_listed.emit(self._books().campaigns())

    async def remember(self, name: str, value: object) -> None:
        """Keep a setting."""
        self._books().set_setting(name, value)

    async def close(self) -> None:
        """End the run once the answers on their way are in, and close everything."""
        self._others.finish()
        await self.runs.finish()
        await self.desk.finish()
        await self.accounts.close()
        if self._library is not None:
            self._library.close()

    # How

    def _is_gone(self, campaign_id: str) -> bool:
        try:
            self._books().require_here(campaign_id)
        except BadInput:
            return True
        return False

    def _tell_decided(
        self, campaign_id: str, rows: tuple[int, ...], count: int, *, out: bool
    ) -> None:
        contacts, wanted = self._books().contacts(campaign_id), set(rows)
        standing = zip(contacts.table.rows, contacts.decided, strict=True)
        decided = {row: each for row, each in standing if row in wanted}
        self.runs.take(campaign_id, decided)
        self._facts.redecided.emit(Redecided(campaign_id, decided, count, out))

    def _books(self) -> Library:
        if self._library is None:
            raise self._no_library or Bug("the library is not open")
        return self._library

    async def _work(self, code: str, work: Callable[..., Any], *arguments: object) -> Any:
        self._facts.work_started.emit(code)
        try:
            told = self._facts.work_told.emit
            return await asyncio.to_thread(self._threads.work.run, work, *arguments, told=told)
        finally:
            self._facts.work_ended.emit()
