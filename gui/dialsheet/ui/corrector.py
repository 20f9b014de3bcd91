"""What a person says of numbers: typed, let through, taken back; undone and done again.

Before Start it changes the draft and is kept for another day. In a campaign each correction is
made in the library at once, for good.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from dialsheet import assets
from dialsheet.campaign import Corrected, Correction, Place
from dialsheet.numbers import WARNINGS, Check
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.messages import Message
from dialsheet.ui.planner import Planner
from dialsheet.ui.run_watch import RunWatch
from dialsheet.ui.shown_contacts import ShownContacts
from dialsheet.ui.shown_numbers import ShownNumbers
from dialsheet.ui.theme import Tone
from dialsheet.ui.wording import word


@dataclass(frozen=True, slots=True)
class Said:
    """All that a person said of the numbers of a sheet."""

    corrections: dict[Place, Correction]
    accepted_rules: tuple[str, ...]


class Corrector(ShownNumbers):
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
        super().__init__(draft, shown, run, parent)
        self._engine, self._planner = engine, planner
        self.stack = QUndoStack(self)
        engine.corrected.connect(self._corrected)
        run.started.connect(self.forget)

    def forget(self) -> None:
        """Something else is open, or it is a campaign now: nothing can be undone any more. Tells
        nobody: the table may still be that of what was open before."""
        self._position = None
        self.stack.clear()

    # Wishes

    def enter(self, contact: int, text: str) -> None:
        """A number was typed in place of what the cell says."""
        if self.may_edit(contact) and text != self.text_of(contact):
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
        if contacts is None or draft.is_fixed or self._run.running:
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

    # How

    def take(self, said: Said) -> None:
        """Have this said of the numbers, and nothing else. Called by undo and redo, too."""
        draft = self._draft
        if draft.is_fixed or self._run.running or draft.source is None:
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


class _Saying(QUndoCommand):
    """From what was said before to what is said now, and back."""

    def __init__(self, corrector: Corrector, before: Said, after: Said, what: str) -> None:
        super().__init__(what)
        self._corrector, self._before, self._after = corrector, before, after

    def redo(self) -> None:
        self._corrector.take(self._after)

    def undo(self) -> None:
        self._corrector.take(self._before)
