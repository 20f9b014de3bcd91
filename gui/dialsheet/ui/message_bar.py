"""One message at a time, inside the window: what happened, what it means, what to do next."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QGuiApplication,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dialsheet.ui.messages import Message
from dialsheet.ui.theme import SPACE, Text, Tone, color, ground, toned_icon
from dialsheet.ui.wording import word

_ICONS = {Tone.GOOD: "check", Tone.INFO: "info", Tone.NOTICE: "attention", Tone.BAD: "attention"}


class Notice(QFrame):
    """A quiet box with an icon and text, in a tone."""

    def __init__(self, parent: QWidget | None = None, *, margin: int = 0) -> None:
        super().__init__(parent)
        self._margin = margin
        self.tone = Tone.INFO
        self._icon = QLabel()
        self.title = Text(bold=True)
        self.sentence = Text()
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(
            SPACE * 3 // 2 + margin, SPACE + margin, SPACE + margin, SPACE + margin
        )
        self._row.setSpacing(SPACE)
        self._row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.title)
        texts.addWidget(self.sentence)
        self._row.addLayout(texts, 1)

    def say(self, tone: Tone, title: str, sentence: str = "") -> None:
        """Show a title, a sentence, or both."""
        self.tone = tone
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.setAccessibleName(f"{title} {sentence}".strip())
        self._tint()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ground in the tone, with a stronger edge at the left."""
        del event
        palette = QGuiApplication.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground(self.tone, palette))
        margin = self._margin
        box = self.rect().adjusted(margin, margin, -margin, -margin)
        painter.drawRoundedRect(box, 4, 4)
        painter.setBrush(color(self.tone, palette))
        painter.drawRoundedRect(box.adjusted(0, 0, 4 - box.width(), 0), 2, 2)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system from day to night."""
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        icon = toned_icon(_ICONS[self.tone], self.tone, QGuiApplication.palette())
        self._icon.setPixmap(icon.pixmap(20, 20))


class MessageBar(Notice):
    """The window's one place for messages; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=SPACE)
        self.setObjectName("messageBar")
        self.title.setObjectName("messageTitle")
        self.sentence.setObjectName("messageText")
        self._act: Callable[[], None] | None = None
        self._action = QPushButton()
        self._action.setObjectName("messageAction")
        self._action.clicked.connect(self._do)
        self._action.hide()
        self._row.addWidget(self._action)
        close = QToolButton()
        close.setObjectName("messageClose")
        close.setText("\N{MULTIPLICATION SIGN}")
        close.setAutoRaise(True)
        close.setAccessibleName(word("ui.dismiss"))
        close.setToolTip(word("ui.dismiss"))
        close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        close.clicked.connect(self.hide)
        self._row.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show a message in place of the one before; a quiet one leaves news alone."""
        if message.quiet and not self.isHidden() and self.tone in (Tone.BAD, Tone.GOOD):
            return
        self.say(message.tone, message.title, message.sentence)
        self._act = message.act
        self._action.setText(message.action)
        self._action.setVisible(message.act is not None)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _do(self) -> None:
        if self._act is not None:
            self._act()
