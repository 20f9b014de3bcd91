"""A file on its way in: how it is understood, what a person overruled, and its import.

Looking costs a moment and reading may take some; both can be given up at any time.
"""

from dataclasses import fields, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from dialsheet.errors import Trouble
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import Look
from dialsheet.ui.mappings import Mappings
from dialsheet.workflow import Choices, Preview, local_region


class Intake(QObject):
    """The state behind the import screen."""

    changed = Signal()
    began = Signal()  # there is a file to be looked at by a person
    left = Signal()  # nothing is imported
    message = Signal(object)  # Trouble

    def __init__(self, engine: Engine, draft: Draft, mappings: Mappings, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._mappings = engine, draft, mappings
        self.region: str | None = local_region()  # of the first sheet
        self.path: Path | None = None  # None: no file is on its way
        self.choices = Choices()  # what a person overruled
        self.detected = Choices()  # what was found where nothing was overruled
        self.seen: Preview | None = None
        self.trouble: Trouble | None = None  # with the latest choices
        self.is_looking = False
        self.is_importing = False
        self.rows_read = 0
        self._is_wanted = False  # as soon as it is known how the latest choices work out
        engine.sheet_seen.connect(self._seen)
        engine.work_told.connect(self._told)

    @property
    def region_in_force(self) -> str | None:
        """The country of numbers that carry none: of what is open, else the one chosen last."""
        draft = self._draft
        return draft.mapping.region if draft.contacts is not None else self.region

    def begin(self, path: Path, choices: Choices | None = None) -> None:
        """Look at a file in place of the one before."""
        if self.is_importing:
            self._engine.cancel_work()
        self.path, self.seen, self.trouble = path, None, None
        self.detected, self.is_importing = Choices(), False
        self.choose(choices or Choices())

    def choose(self, choices: Choices) -> None:
        """Overrule what was detected; a worksheet of its own has rows of its own."""
        if self.path is None or self.is_importing:
            return
        if choices.sheet != self.choices.sheet and self.seen is not None:
            choices = Choices(sheet=choices.sheet)
        self.choices, self.is_looking, self._is_wanted = choices, True, False
        self._engine.look_at_sheet(self.path, choices)
        self.changed.emit()

    def want_import(self) -> None:
        """Import the file as it is shown, or as it will be shown in a moment."""
        if self.is_looking:
            self._is_wanted = True
        elif self.path and self.seen and self.trouble is None and not self.is_importing:
            self.read(self.path, self.choices)

    def read(self, path: Path, choices: Choices) -> None:
        """Import a file that needs no look, or had it."""
        self.path, self.choices, self.is_importing, self.rows_read = path, choices, True, 0
        is_seen = self.seen is not None and self.seen.path == path.absolute()
        shown = self.seen.as_shown(choices) if self.seen and is_seen else choices
        self._engine.open_sheet(path, shown, self.region_in_force, self._mappings.kept)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the import; before it, leave the file alone."""
        if self.is_importing:
            self._engine.cancel_work()
            self.fail()
        else:
            self.finish()
            self.left.emit()

    def cancel_work(self) -> None:
        """End what the work process is doing, an import or not."""
        if self.is_importing:
            self.cancel()
        else:
            self._engine.cancel_work()

    def fail(self) -> None:
        """The import did not come to an end; the file can be looked at again."""
        self.is_importing = False
        self.changed.emit()

    def finish(self) -> None:
        """The file is in, or not wanted."""
        self.path, self.is_importing, self.is_looking = None, False, False
        self.changed.emit()

    def _seen(self, look: Look) -> None:
        if (look.path, look.choices) != (self.path, self.choices) or not self.is_looking:
            return  # it was overtaken
        self.is_looking = False
        if isinstance(look.seen, Trouble):
            self._not_seen(look.seen)
        else:
            self._understood(look.seen)

    def _understood(self, seen: Preview) -> None:
        is_first = self.seen is None
        self.seen, self.trouble = seen, None
        found = {
            each.name: getattr(seen.understood, each.name)
            for each in fields(Choices)
            if getattr(self.choices, each.name) is None
        }
        self.detected = replace(self.detected, **found)
        if is_first:
            self.began.emit()
        self.changed.emit()
        if self._is_wanted:
            self.want_import()

    def _not_seen(self, trouble: Trouble) -> None:
        self._is_wanted = False
        if self.seen is None:  # there is nothing to choose from
            self.finish()
            self.message.emit(trouble)
            return
        self.trouble = trouble
        self.changed.emit()

    def _told(self, rows: int) -> None:
        if self.is_importing:
            self.rows_read = rows
            self.changed.emit()
