"""Contacts whom a person never wants called again, chosen in the table."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from dialsheet import assets
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import RowsNeverCalled
from dialsheet.ui.messages import Message
from dialsheet.ui.shown_contacts import ShownContacts
from dialsheet.ui.theme import Tone
from dialsheet.ui.wording import word


class NeverCalls(QObject):
    """Takes wishes about contacts, named by their indexes, and tells what came of them."""

    message = Signal(object)  # Message

    def __init__(self, engine: Engine, draft: Draft, shown: ShownContacts, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._shown = engine, draft, shown
        engine.rows_never_called.connect(self._told)

    def is_possible(self, contacts: Sequence[int]) -> bool:
        """Whether these are contacts whose numbers are known."""
        planned = self._draft.planned
        return bool(contacts and planned and planned.numbers and self._shown.standings)

    def never_call(self, contacts: Sequence[int]) -> None:
        """Put all numbers of these contacts on the list."""
        draft, standings = self._draft, self._shown.standings
        planned = draft.planned
        if self.is_possible(contacts) and planned is not None and standings is not None:
            file = draft.source.file if draft.source else ""
            self._engine.never_call_rows(standings.contacts, planned, tuple(contacts), file)

    def _told(self, told: RowsNeverCalled) -> None:
        numbers = ", ".join(told.new[:3]) + (" …" if len(told.new) > 3 else "")
        if told.undone:
            text = assets.text("ui.never_call_undone", count=len(told.new), numbers=numbers)
            self.message.emit(Message(Tone.INFO, "", text))
            return
        said = []
        if told.new:
            said.append(assets.text("ui.never_call_new", count=len(told.new), numbers=numbers))
        if told.known:
            said.append(assets.text("ui.never_call_known", count=told.known))
        if told.without:
            said.append(assets.text("ui.never_call_without", count=told.without))
        tone = Tone.NOTICE if told.without else Tone.GOOD
        undo = (lambda: self._engine.undo_never_call(told.new)) if told.new else None
        self.message.emit(Message(tone, "", " ".join(said), word("ui.undo"), undo))
