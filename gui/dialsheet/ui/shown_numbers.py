"""What is said of the contacts' numbers on screen, and what can be done about each.

A contact is named by its index. Of several numbers it is the one that would be dialed, unless a
person edits another.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from dialsheet.campaign import Contacts, Correction, Place, as_it_stands, region_at, verdict_of
from dialsheet.numbers import PERSON, Check, Verdict, readings
from dialsheet.ui.draft import Draft
from dialsheet.ui.run_watch import RunWatch
from dialsheet.ui.shown_contacts import ShownContacts

_WAITS = (Check.PROPOSED, Check.UNLISTED)


@dataclass(frozen=True, slots=True)
class Possible:
    """What can be done about a contact's number."""

    edit: bool = False
    edit_next: bool = False
    accept: bool = False
    accept_rules: bool = False
    accept_all: bool = False
    choose_other: bool = False
    restore: bool = False
    twin: bool = False


class ShownNumbers(QObject):
    """Answers; all that can be changed here is which of several numbers is edited."""

    def __init__(self, draft: Draft, shown: ShownContacts, run: RunWatch, parent: QObject) -> None:
        super().__init__(parent)
        self._draft, self._shown, self._run = draft, shown, run
        self._position: tuple[int, int] | None = None  # a contact, and which number is edited

    def possible(self, contact: int | None) -> Possible:
        """What can be done about a contact's number; None: about no single one."""
        standings = self._shown.standings
        if standings is None:
            return Possible()
        may_all = not self._draft.is_fixed
        if contact is None:
            return Possible(accept_all=may_all)
        twin = standings.twin(contact) is not None
        if not self.may_edit(contact):
            return Possible(accept_all=may_all, twin=twin)
        verdict, is_fixed = self._verdict(contact), self._draft.is_fixed
        waits = verdict.check in _WAITS and not standings.is_accepted(contact)
        waits = waits and verdict.e164 is not None
        return Possible(
            edit=True,
            edit_next=len(self._draft.mapping.numbers) > 1,
            accept=waits,
            accept_all=may_all,
            accept_rules=waits and bool(verdict.rules) and not is_fixed,
            choose_other=self._other(contact) is not None,
            restore=verdict.rule == PERSON if is_fixed else self._said_of(contact) is not None,
            twin=twin,
        )

    def may_edit(self, contact: int) -> bool:
        """Whether a contact's number can be changed now."""
        return self._shown.standings is not None and self.why_fixed(contact) is None

    def why_fixed(self, contact: int) -> str | None:
        """Why a contact's number cannot be changed now, as a code; None: it can."""
        draft = self._draft
        planned = draft.planned.numbers if draft.planned else ()
        if not planned or planned != draft.mapping.numbers:
            return "ui.fixed_while_checked"
        if not draft.is_fixed:
            if draft.sheet is not None and contact in draft.sheet.called:
                return "ui.fixed_by_call"
            # when a run begins, the contacts are on their way into the library
            return "ui.fixed_while_sending" if draft.sheet is None or self._run.running else None
        if draft.dialed_elsewhere:
            return "ui.fixed_elsewhere"
        standings = self._shown.standings
        attempt = standings.attempt(contact) if standings else None
        if attempt is not None and attempt.state.is_open:
            return "ui.fixed_while_called"
        return "ui.fixed_while_sending" if self._run.sends else None

    def text_of(self, contact: int) -> str:
        """What the number is read from: what a person said, else the cell."""
        verdict = self._verdict(contact)
        if self._draft.is_fixed and verdict.rule == PERSON and verdict.e164:
            return verdict.e164
        said = self._said_of(contact)
        return said.text if said else self._cell(contact)

    def verdict_on(self, contact: int, text: str) -> Verdict:
        """What would become of a text."""
        if text == self.text_of(contact):
            return self._verdict(contact)
        row, column = self._place(contact)
        said = Correction(row, column, self._cell(contact), text)
        verdict = verdict_of(said, self._region(contact))
        if text == said.cell:
            where = (self._contacts.table, self._draft.mapping, contact, column)
            verdict = as_it_stands(verdict, *where)
        return verdict

    def edit_next(self, contact: int) -> None:
        """Another of the contact's numbers is the one to be edited."""
        count = len(self._draft.mapping.numbers)
        self._position = (contact, (self._position_of(contact) + 1) % count) if count else None

    def twin(self, contact: int) -> int | None:
        """The contact that has the same number and is called in place of this one."""
        return self._shown.standings.twin(contact) if self._shown.standings else None

    def leave(self) -> None:
        """Nothing is edited any more."""
        self._position = None

    def _position_of(self, contact: int) -> int:
        if self._position is not None and self._position[0] == contact:
            return self._position[1]
        return self._shown.standings.position(contact) if self._shown.standings else 0

    def _place(self, contact: int) -> Place:
        contacts = self._contacts
        column = self._draft.mapping.numbers[self._position_of(contact)].column
        return contacts.table.rows[contact], column

    def _cell(self, contact: int) -> str:
        return self._contacts.table.column(self._place(contact)[1])[contact]

    def _said_of(self, contact: int) -> Correction | None:
        return self._draft.corrections.get(self._place(contact))

    def _verdict(self, contact: int) -> Verdict:
        return self._contacts.verdicts[self._position_of(contact)][contact]

    def _region(self, contact: int) -> str | None:
        return region_at(self._contacts.table, self._draft.mapping, contact)

    def _other(self, contact: int) -> str | None:
        """The number after the one that is taken, of those that the cell may mean."""
        numbers = readings(self._cell(contact), self._region(contact))
        if len(numbers) < 2:
            return None
        taken = self._verdict(contact).e164
        place = numbers.index(taken) + 1 if taken in numbers else 0
        return numbers[place % len(numbers)]

    @property
    def _contacts(self) -> Contacts:
        standings = self._shown.standings
        if standings is None:
            raise LookupError("no contacts are shown")
        return standings.contacts
