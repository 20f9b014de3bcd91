"""The mappings that were made on other days, for sheets with the same columns."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject

from dialsheet.campaign import Mapping
from dialsheet.ui.engine import Engine
from dialsheet.workflow import forget, remember


class Mappings(QObject):
    """Kept in the library, by the names of the columns."""

    def __init__(self, engine: Engine, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self.kept: dict[str, Any] = {}

    def recall(self, kept: dict[str, Any]) -> None:
        """Take what an earlier day left."""
        self.kept = kept

    def remember(self, headers: Sequence[str], mapping: Mapping) -> None:
        """A mapping was chosen for columns with these names."""
        self._keep(remember(self.kept, headers, mapping))

    def forget(self, headers: Sequence[str]) -> None:
        """The mapping for these columns is not wanted any more."""
        self._keep(forget(self.kept, headers))

    def _keep(self, kept: dict[str, Any]) -> None:
        if kept != self.kept:
            self.kept = kept
            self._engine.remember("mappings", kept)
