"""How the next run is made: pace, calling rules, pilot; what is safe of it is remembered."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from dialsheet.campaign import CallingRules, Pace
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine


class RunChoices(QObject):
    """The choices of step 4."""

    changed = Signal()

    def __init__(self, engine: Engine, draft: Draft, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft = engine, draft

    def choose_pace(self, pace: Pace) -> None:
        """How fast to dial."""
        self._draft.pace = pace
        self._engine.remember("pace", {"per_second": pace.per_second, "max_live": pace.max_live})
        self.changed.emit()

    def choose_calling(self, calling: CallingRules) -> None:
        """When, how often and in which order people are called."""
        self._draft.terms.calling = calling
        self._engine.remember("calling", self._draft.terms.setting())
        self.changed.emit()

    def choose_pilot(self, count: int | None) -> None:
        """How many contacts are dialed before a stop for a review; never remembered."""
        self._draft.terms.pilot = count
        self.changed.emit()

    def choose_unattended(self, unattended: bool) -> None:
        """Whether a run goes on by itself after the computer slept; never remembered."""
        self._draft.terms.unattended = unattended
        self.changed.emit()

    def recall(self, settings: dict[str, Any]) -> None:
        """What an earlier day left."""
        if pace := settings.get("pace"):
            self._draft.pace = Pace(**pace)
        if calling := settings.get("calling"):
            self._draft.terms.calling = CallingRules.from_json(calling)
