"""The dialogs that ask for a file, and what is done with the answer."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from dialsheet import assets
from dialsheet.ui.draft import Draft
from dialsheet.ui.session import Session
from dialsheet.ui.wording import word
from dialsheet.workflow import TextChoice

_PATTERNS = "*.xlsx *.xlsm *.xls *.xlsb *.ods *.csv *.tsv *.txt"
_EXCEL, _CSV, _LIKE_SOURCE = "ui.excel_files", "ui.csv_files", "ui.csv_like_source"
_COPIES = {"xlsx": "ui.copy_of_xlsx", "xlsm": "ui.copy_of_xlsm"}  # by the source's format
_ENDINGS = {_CSV: ".csv", _LIKE_SOURCE: ".csv", "ui.copy_of_xlsm": ".xlsm"}


def ask_for_sheet(parent: QWidget, session: Session) -> None:
    """Ask which sheet to open."""
    source = session.draft.source
    folder = str(Path(source.path).parent) if source else ""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, word("ui.open_sheet_title"), folder, sheet_filter()
    )
    if chosen:
        session.open(Path(chosen))


def ask_for_more_rows(parent: QWidget, session: Session) -> None:
    """Ask which sheet's contacts go into the campaign, too."""
    source = session.draft.source
    folder = str(Path(source.path).parent) if source else ""
    title = word("ui.add_rows_title")
    chosen, _ = QFileDialog.getOpenFileName(parent, title, folder, sheet_filter())
    if chosen:
        session.additions.add(Path(chosen))


def sheet_filter() -> str:
    """The kinds of files that are read."""
    patterns = assets.text("ui.sheet_files", patterns=_PATTERNS)
    return f"{patterns};;{word('ui.all_files')}"


def suggested_result(draft: Draft) -> Path | None:
    """A name for the result sheet beside the source; practice says so in the name."""
    if draft.source is None or draft.campaign is None:
        return None
    source = Path(draft.source.path)
    words = [source.stem, *(["PRACTICE"] if draft.campaign.practice else []), "results"]
    return source.with_name(" ".join(words) + ".xlsx")


def ask_for_result(parent: QWidget, session: Session) -> None:
    """Ask where to write the result sheet, and how: also as the source is, text or workbook."""
    suggested, source = suggested_result(session.draft), session.draft.source
    if suggested is None or source is None:
        return
    like_source = _LIKE_SOURCE if source.encoding else _COPIES.get(source.format)
    codes = (_EXCEL, _CSV, like_source) if like_source and not source.stacked else (_EXCEL, _CSV)
    if answer := _ask(parent, "ui.export_title", suggested, codes):
        target, code = answer
        if code in _COPIES.values():
            session.exports.export_copy(target)
        else:
            session.exports.export(target, TextChoice(like_source=code == _LIKE_SOURCE))


def ask_for_rejects(parent: QWidget, session: Session) -> None:
    """Ask where to write the contacts that cannot be called."""
    if (source := session.draft.source) is None:
        return
    path = Path(source.path)
    suggested = path.with_name(assets.text("ui.rejects_name", name=path.stem))
    if answer := _ask(parent, "ui.rejects_title", suggested, (_EXCEL, _CSV)):
        session.exports.export_rejects(answer[0])


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
    ending = _ENDINGS.get(code, ".xlsx")
    if not target.suffix or (target.suffix == suggested.suffix != ending and code != _CSV):
        target = target.with_suffix(ending)
    return target, code
