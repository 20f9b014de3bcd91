"""What was found of a file, in words; what can be overruled by one click has a button."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.errors import Reason
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import word
from dialsheet.workflow import Preview

TO_THE_END = 2**31 - 1  # as the last row


class FindingsList(QWidget):
    """One line for each finding; characters that could not be read stand out."""

    overruled = Signal(object)  # dict: what changes of the choices

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self._shown: tuple[object, ...] = ()

    @property
    def texts(self) -> list[str]:
        """What is said, line by line."""
        return [assets.sentence(finding) for finding in self._shown if isinstance(finding, Reason)]

    def show_findings(self, seen: Preview) -> None:
        """Show what was found so far."""
        shown = (seen.understood.header_row, *seen.findings)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for finding in seen.findings:
            self._column.addWidget(self._line(finding))
            if (way := overruling(finding, seen)) is not None:
                self._column.addWidget(self._button(*way), alignment=Qt.AlignmentFlag.AlignLeft)

    def _line(self, finding: Reason) -> QWidget:
        if finding.code == "sheets.unreadable_characters":
            notice = Notice()
            notice.say(Tone.BAD, "", assets.sentence(finding))
            return notice
        return Text(f"• {assets.sentence(finding)}", tone=Tone.MUTED)

    def _button(self, code: str, changes: dict[str, Any]) -> QPushButton:
        button = QPushButton(word(code))
        button.setObjectName(code.replace("ui.", "overrule_"))
        button.clicked.connect(partial(self.overruled.emit, changes))
        return button


def overruling(finding: Reason, seen: Preview) -> tuple[str, dict[str, Any]] | None:
    """What a button says that overrules a finding, and what it changes; None: there is none."""
    header = seen.understood.header_row or 0
    match finding.code:
        case "sheets.second_table" | "sheets.footer_rows":
            return "ui.count_as_contacts", {"last_row": TO_THE_END}
        case "sheets.no_header":
            filled = (row.row for row in seen.rows if any(map(str.strip, row.cells)))
            return "ui.first_is_header", {"header_row": next(filled, 1)}
        case "sheets.header_rows":
            last = header + int(finding.params["count"]) - 1
            return "ui.one_header_row", {"header_row": last}
    return None
