"""What a person says of numbers: typed, let through, taken back; undone and done again.

Before Start it changes the draft and is kept for another day. In a campaign each correction is
made in the library at once, for good.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from dialsheet import assets
from dialsheet.campaign import Contacts, Corrected, Correction, Place, region_at, verdict_of
from dialsheet.numbers import PERSON, WARNINGS, Check, Verdict, readings
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.messages import Message
from dialsheet.ui.planner import Planner
from dialsheet.ui.run_watch import RunWatch
from dialsheet.ui.shown_contacts import ShownContacts
from dialsheet.ui.standings import Standings
from dialsheet.ui.theme import Tone
from dialsheet.ui.wording import word

_WAITS = (Check.PROPOSED, Check.UNLISTED)


@dataclass(frozen=True, slots=True)
class Said:
    """All that a person said of the numbers of a sheet."""

    corrections: dict[Place, Correction]
    accepted_rules: tuple[str, ...]


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


class Corrector(QObject):
    """Takes wishes about single numbers. A contact is named by its index."""

    message = Signal(object)  # Message
    changed = Signal()  # what is said of a number, and what is possible

    def __init__(
        self,
        engine: Engine,
        draft: Draft,
        shown: ShownContacts,
        planner: Planner,
        run: RunWatch,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._shown = engine, draft, shown
        self._planner, self._run = planner, run
        self._position: tuple[int, int] | None = None  # a contact, and which number is edited
        self.stack = QUndoStack(self)
        engine.corrected.connect(self._corrected)
        run.started.connect(self.forget)

    def forget(self) -> None:
        """Something else is on screen, or it is a campaign now: nothing can be undone any more."""
        self._position = None
        self.stack.clear()
        self.changed.emit()

    # What is asked

    def possible(self, contact: int | None) -> Possible:
        """What can be done about a contact's number; None: about no single one."""
        standings = self._shown.standings
        if standings is None:
            return Possible()
        may_all = not self._draft.is_fixed
        if contact is None:
            return Possible(accept_all=may_all)
        twin = standings.twin(contact) is not None
        if not self._may_edit(standings, contact):
            return Possible(accept_all=may_all, twin=twin)
        verdict, is_fixed = self._verdict(contact), self._draft.is_fixed
        waits = verdict.check in _WAITS and not standings.is_accepted(contact)
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
        standings = self._shown.standings
        return standings is not None and self._may_edit(standings, contact)

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
        return verdict_of(said, self._region(contact))

    # Wishes

    def enter(self, contact: int, text: str) -> None:
        """A number was typed in place of what the cell says."""
        if text != self.text_of(contact) and self.may_edit(contact):
            as_cell = text == self._cell(contact)
            self._say(contact, None if as_cell else text, "ui.undo_typed")

    def accept(self, contact: int) -> None:
        """Let a contact's number through as it is proposed, or unlisted."""
        verdict = self._verdict(contact)
        if self.possible(contact).accept and verdict.e164:
            self._say(contact, verdict.e164, "ui.undo_accepted", accepted=True)

    def accept_rules_of(self, contact: int) -> None:
        """Let all numbers through that take the same repairs as this one."""
        if self.possible(contact).accept_rules:
            rules = self._verdict(contact).rules
            self._accept_rules(rules, assets.text("ui.undo_rules", rules=", ".join(rules)))

    def accept_all(self) -> None:
        """Let all proposals through but those that are warnings."""
        contacts, draft = self._draft.contacts, self._draft
        if contacts is None or draft.is_fixed:
            return
        found = {
            rule
            for column in contacts.verdicts
            for check, _, rules, _ in column.details.distinct
            if check is Check.PROPOSED and rules
            for rule in rules.split("+")
        }
        self._accept_rules(tuple(sorted(found - set(WARNINGS))), word("ui.undo_all"))

    def choose_other(self, contact: int) -> None:
        """Of several numbers in a cell, take the next one."""
        if (other := self._other(contact)) is not None and self.may_edit(contact):
            self._say(contact, other, "ui.undo_other")

    def restore(self, contact: int) -> None:
        """Read the cell itself again."""
        if self.possible(contact).restore:
            self._say(contact, None, "ui.undo_restored")

    def drop_recalled(self) -> None:
        """Do without the corrections of another day."""
        self._push(Said({}, self._draft.rules.accepted_rules), word("ui.undo_dropped"))

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

    # How

    def take(self, said: Said) -> None:
        """Have this said of the numbers, and nothing else. Called by undo and redo, too."""
        draft = self._draft
        if draft.is_fixed or draft.source is None:
            return
        before, draft.corrections = draft.corrections, said.corrections
        draft.choose_rules(accepted_rules=said.accepted_rules)
        if not draft.corrections:
            draft.recalled = 0
        made = tuple(
            each for place, each in said.corrections.items() if before.get(place) is not each
        )
        undone = tuple(place for place in before if place not in said.corrections)
        if made or undone:
            self._engine.keep_corrections(draft.source, made, undone)
        changed = draft.catch_up()
        if changed is None:
            self._planner.plan()
        else:
            self._shown.recount(changed)
            self._planner.preview()
        self.changed.emit()

    def _say(self, contact: int, text: str | None, code: str, *, accepted: bool = False) -> None:
        """Say what a number is to be read from; None: from its cell."""
        row, column = self._place(contact)
        cell = self._cell(contact)
        if self._draft.campaign is not None:
            said = Correction(row, column, cell, cell if text is None else text, accepted)
            self._engine.correct(self._draft.campaign.id, said)
            return
        corrections = dict(self._draft.corrections)
        corrections.pop((row, column), None)
        if text is not None:
            corrections[row, column] = Correction(row, column, cell, text, accepted)
        self._push(Said(corrections, self._draft.rules.accepted_rules), assets.text(code, row=row))

    def _accept_rules(self, rules: tuple[str, ...], what: str) -> None:
        accepted = self._draft.rules.accepted_rules
        added = tuple(rule for rule in rules if rule not in accepted)
        if added:
            self._push(Said(self._draft.corrections, accepted + added), what)
        else:
            self.tell("ui.nothing_to_accept")

    def _push(self, said: Said, what: str) -> None:
        before = Said(self._draft.corrections, self._draft.rules.accepted_rules)
        self.stack.push(_Saying(self, before, said, what))

    def tell(self, code: str) -> None:
        """Say something in passing."""
        self.message.emit(Message(Tone.INFO, "", word(code), quiet=True))

    def _corrected(self, campaign_id: str, corrected: Corrected) -> None:
        draft, standings = self._draft, self._shown.standings
        if draft.campaign is None or draft.campaign.id != campaign_id or standings is None:
            return
        index = standings.index_of(corrected.row)
        if index is not None:
            standings.contacts.verdicts[corrected.position][index] = corrected.verdict
            standings.contacts.decided[index] = corrected.decided
            self._shown.recount([index])
            self.changed.emit()

    # Contacts

    def _may_edit(self, standings: Standings, contact: int) -> bool:
        draft = self._draft
        planned = draft.planned.numbers if draft.planned else ()
        if not planned or planned != draft.mapping.numbers:
            return False  # others are being looked at
        if not draft.is_fixed:
            return draft.sheet is not None and contact not in draft.sheet.called
        attempt = standings.attempt(contact)
        return self._run.rests and (attempt is None or not attempt.state.is_open)

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


class _Saying(QUndoCommand):
    """From what was said before to what is said now, and back."""

    def __init__(self, corrector: Corrector, before: Said, after: Said, what: str) -> None:
        super().__init__(what)
        self._corrector, self._before, self._after = corrector, before, after

    def redo(self) -> None:
        self._corrector.take(self._after)

    def undo(self) -> None:
        self._corrector.take(self._before)
