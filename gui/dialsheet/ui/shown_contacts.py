"""The contacts on screen: sorted into groups a slice at a time, between two turns of the window."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from dialsheet.campaign import Attempt
from dialsheet.dialing import ContactHeld
from dialsheet.ui.draft import Draft
from dialsheet.ui.standings import Standings


class ShownContacts(QObject):
    """Holds the standings and tells what happens to them."""

    replaced = Signal()  # other contacts, or the same ones decided anew
    sorted_more = Signal()  # the counts have grown
    counted = Signal()  # every contact is counted
    edited = Signal()  # some were decided anew; those that are shown stay in their order
    statuses_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.standings: Standings | None = None
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._sort_more)

    def show(self, draft: Draft, attempts: Iterable[Attempt] = ()) -> None:
        """Show other contacts. The first slice is sorted at once: small sheets never flicker."""
        if draft.contacts is None:
            return
        self.standings = Standings(
            draft.contacts,
            attempts,
            draft.planned_rules.accepted_rules,
            draft.adopted,
            draft.source,
            draft.sheet.ragged if draft.sheet else (),
        )
        self.standings.sort_more()
        self.replaced.emit()
        self._turns.start()
        if self.standings.is_sorted:
            self._sort_more()

    def take(self, changes: Iterable[Attempt | ContactHeld]) -> None:
        """Note what became of contacts."""
        if self.standings is not None:
            for change in changes:
                self.standings.take(change)
            self.statuses_changed.emit()

    def recount(self, changed: Iterable[int]) -> None:
        """These contacts were decided anew, where they are."""
        if self.standings is not None:
            self.standings.recount(changed)
            self.edited.emit()
            if self.standings.is_sorted:
                self.counted.emit()

    def _sort_more(self) -> None:
        if self.standings is not None:
            self.standings.sort_more()
            self.sorted_more.emit()
            if self.standings.is_sorted:
                self._turns.stop()
                self.counted.emit()
