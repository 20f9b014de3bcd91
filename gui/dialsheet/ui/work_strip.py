"""What the work process is doing, with Cancel; shown only when it takes a moment."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from dialsheet.ui.theme import SPACE
from dialsheet.ui.wording import word

_A_MOMENT_MS = 250
_CANCELLED_BY_NEXT = "ui.checking"  # a check is replaced by the next choice, and not cancelled


class WorkStrip(QWidget):
    """A line with a moving bar."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workStrip")
        self._what = QLabel()
        self._what.setObjectName("workText")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedSize(96, 8)
        bar.setAccessibleName(word("ui.working"))
        self._cancel = QPushButton(word("ui.cancel_work"))
        self._cancel.setObjectName("cancelWork")
        self._cancel.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._what)
        row.addWidget(bar)
        row.addWidget(self._cancel)
        self._moment = QTimer(self)
        self._moment.setSingleShot(True)
        self._moment.setInterval(_A_MOMENT_MS)
        self._moment.timeout.connect(self.show)
        self.hide()

    def show_work(self, code: str | None) -> None:
        """Show what is done; None: nothing."""
        if code is None:
            self._moment.stop()
            self.hide()
            return
        self._what.setText(word(code))
        self._cancel.setVisible(code != _CANCELLED_BY_NEXT)
        if not self.isVisible() and not self._moment.isActive():
            self._moment.start()
