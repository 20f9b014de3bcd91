"""A person says when a contact of the campaign is called again."""

from datetime import datetime

from PySide6.QtCore import QObject, Signal

from dialsheet import assets
from dialsheet.campaign import CalledBack, Decision
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.messages import Message
from dialsheet.ui.shown_contacts import ShownContacts
from dialsheet.ui.standings import CALL_BACK
from dialsheet.ui.theme import Tone


class CallBacks(QObject):
    """Takes wishes about single contacts, named by their indexes."""

    changed = Signal()
    message = Signal(object)  # Message

    def __init__(self, engine: Engine, draft: Draft, shown: ShownContacts, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._shown = engine, draft, shown
        engine.called_back.connect(self._called_back)

    def is_possible(self, contact: int | None) -> bool:
        """Whether a contact may be called again at all, as far as the window knows."""
        standings, draft = self._shown.standings, self._draft
        if standings is None or contact is None or draft.campaign is None or draft.dialed_elsewhere:
            return False
        attempt = standings.attempt(contact)
        lives = attempt is not None and attempt.state.is_open
        skipped = standings.contacts.decided[contact].decision is Decision.SKIPPED
        return not lives and not skipped

    def is_asked(self, contact: int) -> bool:
        """Whether one more call is asked for already."""
        standings = self._shown.standings
        reason = standings.contacts.decided[contact].reason if standings else None
        return reason is not None and reason.code == CALL_BACK

    def row_and_number(self, contact: int) -> tuple[int, str]:
        """Where a contact is in the sheet, and the number that would be called."""
        standings = self._shown.standings
        if standings is None:
            return 0, ""
        return standings.contacts.table.rows[contact], standings.verdict(contact).e164 or ""

    def ask(self, row: int, at: datetime | None) -> None:
        """Call a contact again, not before `at` (aware); None: as the rules have it."""
        if self._draft.campaign is not None:
            self._engine.call_back(self._draft.campaign.id, row, at)

    def _called_back(self, campaign_id: str, told: CalledBack) -> None:
        draft, standings = self._draft, self._shown.standings
        if draft.campaign is None or draft.campaign.id != campaign_id or standings is None:
            return
        if (index := standings.index_of(told.row)) is not None:
            standings.contacts.decided[index] = told.decided
            self._shown.recount([index])
        code = "ui.call_back_asked" if told.call_back else "ui.call_back_dropped"
        self.message.emit(Message(Tone.INFO, "", assets.text(code, row=told.row)))
        self.changed.emit()
