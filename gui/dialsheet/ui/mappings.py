"""The mappings that were made on other days, for sheets with the same columns."""

from typing import Any

from PySide6.QtCore import QObject

from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.planner import Planner
from dialsheet.workflow import forget, remember


class Mappings(QObject):
    """Kept in the library, by the names of the columns."""

    def __init__(self, engine: Engine, draft: Draft, planner: Planner, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._planner = engine, draft, planner
        self.kept: dict[str, Any] = {}
        planner.planned.connect(self._planned)

    def recall(self, kept: dict[str, Any]) -> None:
        """Take what an earlier day left."""
        self.kept = kept

    def drop(self) -> None:
        """Do without the mapping of another day, from now on."""
        self._draft.drop_recalled()
        self._keep(forget(self.kept, self._draft.headers))
        self._planner.plan()

    def _planned(self) -> None:
        """What a person chose is remembered; what nobody chose would be guessed again."""
        draft = self._draft
        if draft.mapping == draft.guessed:
            self._keep(forget(self.kept, draft.headers))
        else:
            self._keep(remember(self.kept, draft.headers, draft.mapping))

    def _keep(self, kept: dict[str, Any]) -> None:
        if kept != self.kept:
            self.kept = kept
            self._engine.remember("mappings", kept)
