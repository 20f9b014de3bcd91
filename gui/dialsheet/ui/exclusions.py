"""Contacts that a person takes out of a campaign, and puts back."""

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from dialsheet import assets
from dialsheet.campaign import Decided, Decision
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import Redecided
from dialsheet.ui.messages import Message
from dialsheet.ui.shown_contacts import ShownContacts
from dialsheet.ui.theme import Tone

_EXCLUDED = "store.excluded"
_AT_ONCE = 300  # contacts that are shown anew between two turns of the window


class Exclusions(QObject):
    """Takes wishes about contacts, named by their indexes. Each is made in the library at once."""

    changed = Signal()
    message = Signal(object)  # Message

    def __init__(self, engine: Engine, draft: Draft, shown: ShownContacts, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._shown = engine, draft, shown
        self._left: deque[tuple[str, int, Decided]] = deque()  # decided anew, to be shown
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._show_some)
        engine.redecided.connect(self._redecided)

    def may_exclude(self, contacts: Sequence[int]) -> bool:
        """Whether one of these is still in."""
        return any(not self._is_skipped(each) for each in contacts) if self._is_open else False

    def may_include(self, contacts: Sequence[int]) -> bool:
        """Whether one of these was taken out."""
        return any(map(self._is_out, contacts)) if self._is_open else False

    def exclude(self, contacts: Sequence[int]) -> None:
        """Take contacts out; a call that lives goes on."""
        if self.may_exclude(contacts) and self._draft.campaign:
            self._engine.exclude(self._draft.campaign.id, self._rows(contacts))

    def include(self, contacts: Sequence[int]) -> None:
        """Put contacts back that were taken out."""
        if self.may_include(contacts) and self._draft.campaign:
            self._engine.include(self._draft.campaign.id, self._rows(contacts))

    @property
    def _is_open(self) -> bool:
        draft = self._draft
        return (
            draft.campaign is not None
            and not draft.dialed_elsewhere
            and self._shown.standings is not None
        )

    def _rows(self, contacts: Sequence[int]) -> tuple[int, ...]:
        standings = self._shown.standings
        return tuple(standings.contacts.table.rows[each] for each in contacts) if standings else ()

    def _is_skipped(self, contact: int) -> bool:
        standings = self._shown.standings
        return standings is None or standings.contacts.decided[contact].decision is Decision.SKIPPED

    def _is_out(self, contact: int) -> bool:
        standings = self._shown.standings
        reason = standings.contacts.decided[contact].reason if standings else None
        return reason is not None and reason.code == _EXCLUDED

    def _redecided(self, told: Redecided) -> None:
        if not self._is_shown(told.campaign_id):
            return
        self._left.extend((told.campaign_id, *each) for each in told.decided.items())
        self._turns.start()
        code = "ui.contacts_excluded" if told.out else "ui.contacts_included"
        self.message.emit(Message(Tone.INFO, "", assets.text(code, count=told.count)))

    def _show_some(self) -> None:
        """Show what was decided anew, so many contacts between two turns of the window."""
        standings, changed = self._shown.standings, []
        some = [self._left.popleft() for _ in range(min(_AT_ONCE, len(self._left)))]
        for campaign_id, row, decided in some:
            index = standings.index_of(row) if standings and self._is_shown(campaign_id) else None
            if standings is not None and index is not None:
                standings.contacts.decided[index] = decided
                changed.append(index)
        self._shown.recount(changed)
        if not self._left:
            self._turns.stop()
            self.changed.emit()

    def _is_shown(self, campaign_id: str) -> bool:
        campaign = self._draft.campaign
        return campaign is not None and campaign.id == campaign_id
