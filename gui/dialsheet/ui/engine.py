"""The window's one door to all work: wishes go in, facts come out, both on the window's thread.

A wish returns at once; what comes of it is told by a signal, whose payload is frozen. The work is
done on the engine thread, in the work process and on the keyring thread (see `threads`).
"""

from collections.abc import Callable, Collection, Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from dialsheet.campaign import (
    Agent,
    Connection,
    Contacts,
    Correction,
    Limits,
    Mapping,
    NumberColumn,
    Place,
    Rules,
)
from dialsheet.columns import Source
from dialsheet.dialing import Dialer
from dialsheet.ui.engine_room import EngineRoom
from dialsheet.ui.facts import Facts, NewRun
from dialsheet.ui.threads import Threads
from dialsheet.ui.tools import Tools
from dialsheet.workflow import Choices, Sheet, TextChoice


class Engine(Facts):
    """Wishes and facts. Lives on the window's thread."""

    def __init__(self, tools: Tools, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = Threads()
        self._room = EngineRoom(tools, self._threads, self)
        self._closed = False

    def start(self) -> None:
        """Start the threads and open the library; answered by `ready`."""
        self._threads.start()
        self._wish("start")

    def look_at_sheet(self, path: Path, choices: Choices) -> None:
        """See how a file is understood; answered by `sheet_seen`."""
        self._post(partial(self._room.looks.look_at_sheet, path, choices))

    def open_sheet(
        self, path: Path, choices: Choices, region: str | None, mappings: dict[str, Any]
    ) -> None:
        """Read a sheet; answered by `work_told`, `sheet_opened` and perhaps `unfinished_found`."""
        self._wish("open_sheet", path, choices, region, mappings)

    def plan(
        self,
        sheet: Sheet,
        mapping: Mapping,
        rules: Rules,
        corrections: dict[Place, Correction],
        limits: Limits,
    ) -> None:
        """Check and decide every contact; answered by `planned` and `previewed`."""
        self._wish("plan", sheet, mapping, rules, corrections, limits)

    def keep_corrections(
        self, source: Source, made: tuple[Correction, ...], undone: tuple[Place, ...]
    ) -> None:
        """Keep corrections of a file that is no campaign yet, for another day."""
        self._wish("keep_corrections", source, made, undone)

    def correct(self, campaign_id: str, correction: Correction) -> None:
        """Correct a number of a campaign; answered by `corrected`."""
        self._wish("correct", campaign_id, correction)

    def cancel_work(self) -> None:
        """End what the work process is doing, at once; answered by `work_cancelled`."""
        self._threads.work.cancel()

    def read_account(self, connection: Connection, key: str | None) -> None:
        """Ask an account for agents and numbers; answered by `account_read`."""
        self._post(partial(self._room.accounts.read_account, connection, key))

    def read_variables(self, connection: Connection, agent: Agent) -> None:
        """Ask which variables an agent reads; answered by `variables_read`."""
        self._post(partial(self._room.accounts.read_variables, connection, agent))

    def start_run(self, new: NewRun) -> None:
        """Make a campaign and dial it; answered by `run_started`, ..., `run_ended`."""
        self._post(partial(self._room.runs.start, new))

    def look_back(self, new: NewRun) -> None:
        """Ask whom other campaigns called; answered by `looked_back`."""
        self._post(partial(self._room.runs.look_back, new))

    def test_call(self, new: NewRun, number: str, row: int) -> None:
        """Call a person's own number with what a row would send; answered by `test_told`s and
        `tested`."""
        self._post(partial(self._room.runs.test_call, new, number, row))

    def reopen(self, campaign_id: str) -> None:
        """Show a campaign of the library; answered by `reopened`."""
        self._wish("reopen", campaign_id)

    def resume_campaign(self, campaign_id: str, unattended: bool, ends_pilot: bool) -> None:
        """Take an unfinished campaign up again, or call the rest after its pilot; answered like
        `start_run`."""
        self._post(partial(self._room.runs.resume, campaign_id, unattended, ends_pilot))

    def pause(self) -> None:
        """Send nothing more for now."""
        self._ask_dialer(Dialer.pause)

    def resume(self) -> None:
        """Go on after a pause."""
        self._ask_dialer(Dialer.resume)

    def stop(self) -> None:
        """Send nothing more; living calls are followed to their end."""
        self._ask_dialer(Dialer.stop)

    def leave(self) -> None:
        """Send nothing more and end the run as soon as the answers on their way are in."""
        self._ask_dialer(partial(Dialer.stop, follow=False))

    def end_talking(self) -> None:
        """End the calls that are talking; answered by `talking_ended`."""
        self._post(self._room.runs.end_talking)

    def exclude(self, campaign_id: str, rows: tuple[int, ...]) -> None:
        """Take contacts out of a campaign; answered by `redecided`."""
        self._wish("exclude", campaign_id, rows)

    def include(self, campaign_id: str, rows: tuple[int, ...]) -> None:
        """Put contacts back that were taken out; answered by `redecided`."""
        self._wish("include", campaign_id, rows)

    def call_back(self, campaign_id: str, row: int, at: datetime | None) -> None:
        """Call a contact again, not before `at`; None: not so. Answered by `called_back`."""
        self._wish("call_back", campaign_id, row, at)

    def add_rows(self, campaign_id: str, path: Path) -> None:
        """Put the contacts of one more sheet into a campaign; answered by `added`."""
        self._post(partial(self._room.additions.add, campaign_id, path))

    def export(self, campaign_id: str, target: Path, text: TextChoice) -> None:
        """Write the result sheet; answered by `exported`."""
        self._wish("export", campaign_id, target, text)

    def export_copy(self, campaign_id: str, target: Path, knowing: bool, force: bool) -> None:
        """Write the results into a copy of the workbook; answered by `exported`."""
        self._wish("export_copy", campaign_id, target, knowing, force)

    def export_rejects(
        self,
        target: Path,
        contacts: Contacts,
        numbers: tuple[NumberColumn, ...],
        source: Source,
        force: bool,
    ) -> None:
        """Write the contacts that cannot be called; answered by `rejects_exported`."""
        self._wish("export_rejects", target, contacts, numbers, source, force)

    def look_for_unknown(self, campaign_id: str) -> None:
        """Look for the unknown attempts of a campaign at the service; answered by `reviewed`."""
        self._post(partial(self._room.desk.look, campaign_id))

    def settle(self, campaign_id: str, judged: dict[str, str | None]) -> None:
        """A person says which call an attempt is, or (None) none; answered by `reviewed`."""
        self._post(partial(self._room.desk.settle, campaign_id, judged))

    def watch_unknown(self, campaign_id: str, attempt_ids: Collection[str]) -> None:
        """Look now and then whether somebody else settles these; answered by `settled_elsewhere`.
        None of them: look no more."""
        self._post(partial(self._room.desk.watch, campaign_id, attempt_ids))

    def tell_never_called(self, sought: tuple[str, ...] = ()) -> None:
        """How many numbers are never called, and the entries with such digits (none: all) in them;
        answered by `never_called`, like what changes the list."""
        self._post(partial(self._room.never_call.tell, sought))

    def never_call(self, numbers: tuple[str, ...]) -> None:
        """Put numbers (E.164) on the list."""
        self._post(partial(self._room.never_call.add, numbers))

    def call_again(self, numbers: tuple[str, ...]) -> None:
        """Take numbers (E.164) off the list."""
        self._post(partial(self._room.never_call.take_off, numbers))

    def never_call_rows(
        self, contacts: Contacts, mapping: Mapping, indexes: tuple[int, ...], file: str
    ) -> None:
        """Put all numbers of contacts on the list; answered by `rows_never_called`, too."""
        what = (contacts, mapping, indexes, file)
        self._post(partial(self._room.never_call.add_rows, *what))

    def undo_never_call(self, numbers: tuple[str, ...]) -> None:
        """Take back what `never_call_rows` put on the list; answered like that."""
        self._post(partial(self._room.never_call.undo, numbers))

    def never_call_file(
        self, path: Path, region: str | None, skip_unreadable: bool = False
    ) -> None:
        """Put the numbers of a sheet on the list; answered by `never_called`, or by
        `never_call_unread` where cells cannot be read and nobody said that these may be skipped."""
        self._post(partial(self._room.never_call.add_file, path, region, skip_unreadable))

    def call_file_again(self, path: Path, region: str | None) -> None:
        """Take the numbers of a sheet off the list."""
        self._post(partial(self._room.never_call.take_file_off, path, region))

    def list_campaigns(self) -> None:
        """Answered by `campaigns_listed`."""
        self._wish("list_campaigns")

    def remember(self, name: str, value: Any) -> None:
        """Keep a setting for another day."""
        self._wish("remember", name, value)

    def close(self) -> None:
        """Stop and join everything. Waits for the answers on their way."""
        if self._closed:
            return
        self._closed = True
        self._threads.work.cancel()
        self._threads.look.cancel()
        self._threads.engine.post(self._close_room)
        self._threads.join()

    async def _close_room(self) -> None:
        await self._room.grant(self._room.close)
        self._threads.engine.stop()

    def _wish(self, name: str, *arguments: object) -> None:
        self._post(partial(getattr(self._room, name), *arguments))

    def _post(self, wish: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self._closed:  # a late click, or a late fact, after the window is gone
            self._threads.engine.post(partial(self._room.grant, wish))

    def _ask_dialer(self, wish: Callable[[Dialer], None]) -> None:
        if self._closed:
            return
        self._threads.engine.call(partial(self._room.runs.ask, wish))
