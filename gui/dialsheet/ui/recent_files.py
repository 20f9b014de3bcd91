"""The sheets that were opened before, the latest first; remembered from day to day."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from dialsheet.ui.engine import Engine

_KEPT = 8


class RecentFiles(QObject):
    """A short list without repetitions."""

    changed = Signal(object)  # tuple[Path, ...]

    def __init__(self, engine: Engine, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self.files: tuple[Path, ...] = ()

    def recall(self, paths: list[str]) -> None:
        """Show what an earlier day left."""
        self.files = tuple(Path(path) for path in paths)
        self.changed.emit(self.files)

    def add(self, file: Path) -> None:
        """A file was opened."""
        self.files = (file, *(other for other in self.files if other != file))[:_KEPT]
        self._engine.remember("recent_files", [str(each) for each in self.files])
        self.changed.emit(self.files)
