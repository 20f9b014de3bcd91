"""A notice with one thing that can be done about it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from dialsheet.ui.message_bar import Notice


class Offered(Notice):
    """Says something, and offers a button beside it."""

    def __init__(self, name: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Notice")
        self.sentence.setObjectName(f"{name}Text")
        self.button = QPushButton(action)
        self.button.setObjectName(f"{name}Button")
        self._row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignVCenter)
