"""What is written of the campaign on screen: wished for by a person, or saved by itself."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from dialsheet import assets
from dialsheet.errors import Trouble
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.messages import Message, of_export, of_rejects, of_saved, of_trouble
from dialsheet.ui.wording import word
from dialsheet.workflow import Exported, TextChoice

_ELSEWHERE = frozenset(
    {
        "sheets.target_not_writable",
        "sheets.disk_full",
        "workflow.no_such_folder",
        "workflow.target_not_writable",
        "workflow.target_is_source",
        "workflow.target_ending",
        "workflow.copy_ending",
    }
)
_USUAL = TextChoice()
_Write = Callable[[Path, TextChoice], None]


class Exports(QObject):
    """Wishes for files, and what is said of them."""

    message = Signal(object)  # Message
    changed = Signal()
    target_wanted = Signal()  # ask for another place for the result sheet
    rejects_target_wanted = Signal()

    def __init__(self, engine: Engine, draft: Draft, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._draft = draft
        self._under_way: tuple[_Write, Path, TextChoice] | None = None
        self.saves_results = True
        engine.exported.connect(self._exported)
        engine.rejects_exported.connect(self._rejects_exported)
        engine.results_saved.connect(self._results_saved)

    def export(self, target: Path, text: TextChoice = _USUAL) -> None:
        """Write the result sheet."""
        if self._draft.campaign is not None:
            self._under_way = (self.export, target, text)
            self._engine.export(self._draft.campaign.id, target, text)

    def export_copy(self, target: Path, text: TextChoice = _USUAL) -> None:
        """Write the results into a copy of the workbook; `text.replaces`: whatever it loses."""
        if self._draft.campaign is not None:
            self._under_way = (self.export_copy, target, text)
            self._engine.export_copy(self._draft.campaign.id, target, text.replaces, text.force)

    def export_rejects(self, target: Path, text: TextChoice = _USUAL) -> None:
        """Write the contacts that cannot be called."""
        draft = self._draft
        if draft.contacts is not None and draft.source is not None and draft.planned is not None:
            self._under_way = (self.export_rejects, target, text)
            numbers = draft.planned.numbers
            self._engine.export_rejects(target, draft.contacts, numbers, draft.source, text.force)

    def choose_saving(self, wanted: bool) -> None:
        """Whether results save themselves at pause and at the end; remembered."""
        self.saves_results = wanted
        self._engine.remember("save_results", wanted)

    def recall(self, wanted: bool | None) -> None:
        """What an earlier day left; None: nothing."""
        self.saves_results = wanted is not False
        self.changed.emit()

    def failed(self, trouble: Trouble) -> Message | None:
        """What is said of a file that was not written; None when none was under way."""
        if self._under_way is None:
            return None
        (write, target, text), self._under_way = self._under_way, None
        message = of_trouble(trouble)
        match trouble.reason.code:
            case "sheets.target_locked":
                free = Path(str(trouble.reason.params["free"]))
                said = assets.text("ui.save_as", name=free.name)
                return replace(message, action=said, act=partial(write, free, text))
            case "sheets.target_foreign":
                again = partial(write, target, replace(text, force=True))
                return replace(message, action=word("ui.replace_file"), act=again)
            case "sheets.unwritable":
                again = partial(write, target, replace(text, replaces=True))
                return replace(message, action=word("ui.replace_unwritable"), act=again)
            case "workflow.copy_losses":
                again = partial(write, target, replace(text, replaces=True))
                return replace(message, action=word("ui.copy_anyway"), act=again)
            case code if code in _ELSEWHERE:
                rejects = write == self.export_rejects
                wanted = self.rejects_target_wanted if rejects else self.target_wanted
                return replace(message, action=word("ui.save_elsewhere"), act=wanted.emit)
        return message

    def _exported(self, exported: Exported) -> None:
        self._under_way = None
        self.message.emit(of_export(exported))

    def _rejects_exported(self, path: Path, count: int) -> None:
        self._under_way = None
        self.message.emit(of_rejects(path, count))

    def _results_saved(self, saved: Exported | Trouble) -> None:
        self.message.emit(of_saved(saved))
