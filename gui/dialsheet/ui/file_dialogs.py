"""The dialogs that ask for a file."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from dialsheet.ui.wording import word
from dialsheet.workflow import TextChoice

_EXCEL, _CSV, _LIKE_SOURCE = "ui.excel_files", "ui.csv_files", "ui.csv_like_source"


def ask_for_result(
    parent: QWidget, suggested: Path, *, from_text: bool
) -> tuple[Path, TextChoice] | None:
    """Where to write a result sheet, and how; a source that is text can set the example."""
    codes = (_EXCEL, _CSV, _LIKE_SOURCE) if from_text else (_EXCEL, _CSV)
    answer = _ask(parent, "ui.export_title", suggested, codes)
    return answer and (answer[0], TextChoice(like_source=answer[1] == _LIKE_SOURCE))


def ask_for_rejects(parent: QWidget, suggested: Path) -> Path | None:
    """Where to write the rejected rows."""
    answer = _ask(parent, "ui.rejects_title", suggested, (_EXCEL, _CSV))
    return answer and answer[0]


def _ask(
    parent: QWidget, title: str, suggested: Path, codes: tuple[str, ...]
) -> tuple[Path, str] | None:
    """The file that is chosen, with an ending, and the code of its kind."""
    kinds = {word(code): code for code in codes}
    chosen, kind = QFileDialog.getSaveFileName(
        parent, word(title), str(suggested), ";;".join(kinds)
    )
    if not chosen:
        return None
    target, code = Path(chosen), kinds.get(kind, _EXCEL)
    if not target.suffix or (code == _LIKE_SOURCE and target.suffix == ".xlsx"):
        target = target.with_suffix(".xlsx" if code == _EXCEL else ".csv")
    return target, code
