"""The exact JSON that the first contacts would send, one contact at a time."""

import json

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.campaign import Dialect, Json
from dialsheet.ui.theme import SPACE, Text, Tone, monospace
from dialsheet.ui.wording import quantity, word
from dialsheet.workflow import Sending

_DATA_KEYS = {Dialect.METADATA: "metadata", Dialect.DYNAMIC_VARIABLES: "dynamic_variables"}


class JsonPreview(QWidget):
    """Shows what is sent for one contact; the arrows go to the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sendings: tuple[Sending, ...] = ()
        self._dialect = Dialect.METADATA
        self._position = 0
        self._title = Text(bold=True)
        self._size = Text(tone=Tone.MUTED)
        self._size.setObjectName("jsonSize")
        self._text = QPlainTextEdit()
        self._text.setObjectName("jsonPreview")
        self._text.setAccessibleName(word("ui.json_preview"))
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(monospace())
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setTabStopDistance(QFontMetricsF(monospace()).horizontalAdvance("  "))
        self._text.setMinimumHeight(130)
        self._back = self._arrow(Qt.ArrowType.LeftArrow, "jsonBack", -1)
        self._forth = self._arrow(Qt.ArrowType.RightArrow, "jsonForth", 1)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._size)
        head.addWidget(self._back)
        head.addWidget(self._forth)
        self._size.setWordWrap(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(head)
        column.addWidget(self._text, 1)
        self._show()

    def show_sendings(self, sendings: tuple[Sending, ...], dialect: Dialect) -> None:
        """Show other contents; the place in the list stays."""
        if (sendings, dialect) != (self._sendings, self._dialect):
            self._sendings, self._dialect = sendings, dialect
            self._position = min(self._position, max(0, len(sendings) - 1))
            self._show()

    def _show(self) -> None:
        count = len(self._sendings)
        self._back.setEnabled(self._position > 0)
        self._forth.setEnabled(self._position < count - 1)
        self._size.setVisible(bool(count))
        if not count:
            self._title.setText(word("ui.json_none"))
            self._text.setPlainText("")
            return
        sending = self._sendings[self._position]
        self._title.setText(assets.text("ui.json_row", row=sending.row))
        text = _sent(sending, self._dialect)
        data = json.dumps(sending.values or {}, ensure_ascii=False, separators=(",", ":"))
        size = len(data.encode("utf-8", "replace"))
        self._size.setText(assets.text("ui.json_size", count=size, size=quantity(size)))
        if text != self._text.toPlainText():
            self._text.setPlainText(text)

    def _arrow(self, arrow: Qt.ArrowType, name: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setArrowType(arrow)
        button.setAccessibleName(word(f"ui.{name}"))
        button.setToolTip(word(f"ui.{name}"))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(self._next if by > 0 else self._previous)
        return button

    def _next(self) -> None:
        self._position += 1
        self._show()

    def _previous(self) -> None:
        self._position -= 1
        self._show()


def _sent(sending: Sending, dialect: Dialect) -> str:
    """The contact's part of the request, as the dialect has it."""
    if sending.values is None:
        return assets.sentence(sending.held) if sending.held else ""
    entry: dict[str, Json] = {"to_number": sending.to_number, _DATA_KEYS[dialect]: sending.values}
    return json.dumps(entry, ensure_ascii=False, indent=2)
