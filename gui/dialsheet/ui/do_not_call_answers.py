"""What a person answered of columns that say not to call, for sheets with the same columns."""

from typing import Any

from PySide6.QtCore import QObject

from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.workflow import recall_ignored, remember_ignored

SETTING = "do_not_call_answers"


class DoNotCallAnswers(QObject):
    """Kept in the library, by the names of the columns."""

    def __init__(self, engine: Engine, draft: Draft, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft = engine, draft
        self._kept: dict[str, Any] = {}

    def recall(self, kept: dict[str, Any]) -> None:
        """Take what an earlier day left."""
        self._kept = kept

    def apply(self) -> None:
        """Answer for the sheet that was opened as for the last one with its columns."""
        sheet = self._draft.sheet
        ignored = recall_ignored(self._kept, self._draft.headers)
        said = (sheet.refusals if sheet else None) or {}
        still = tuple(column for column in ignored if column in said)
        self._draft.choose_rules(ignore_do_not_call=still)

    def keep(self) -> None:
        """Remember what was answered for the sheet that is open."""
        ignored = self._draft.rules.ignore_do_not_call
        kept = remember_ignored(self._kept, self._draft.headers, ignored)
        if kept != self._kept:
            self._kept = kept
            self._engine.remember(SETTING, kept)
