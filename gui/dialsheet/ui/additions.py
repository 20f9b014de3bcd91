"""More rows for the campaign that is shown."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from dialsheet import assets
from dialsheet.campaign import Addition
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.messages import Message
from dialsheet.ui.theme import Tone


class Additions(QObject):
    """Puts the contacts of one more sheet into the campaign, also while a run of it goes on."""

    grown = Signal()  # the campaign that is shown: it is to be read again
    message = Signal(object)  # Message

    def __init__(self, engine: Engine, draft: Draft, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft = engine, draft
        engine.added.connect(self._added)

    @property
    def is_possible(self) -> bool:
        """Whether there is a campaign, and nobody else dials from the library."""
        return self._draft.campaign is not None and not self._draft.dialed_elsewhere

    def add(self, sheet: Path) -> None:
        """Add the contacts of a sheet with the same columns."""
        if self._draft.campaign is not None:
            self._engine.add_rows(self._draft.campaign.id, sheet)

    def _added(self, campaign_id: str, addition: Addition) -> None:
        contacts = addition.contacts
        ready = sum(each.may_go for each in contacts.decided)
        said = assets.text("ui.rows_added", count=len(contacts), ready=ready)
        self.message.emit(Message(Tone.GOOD, said, assets.text("ui.rows_added_means")))
        if self._draft.campaign is not None and self._draft.campaign.id == campaign_id:
            self.grown.emit()
