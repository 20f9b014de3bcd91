"""Edits a number in its cell: what would become of the text is said below it as it changes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHideEvent, QKeySequence, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from dialsheet import assets
from dialsheet.numbers import Check, Verdict
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.theme import SPACE, Tone
from dialsheet.ui.wording import CHECK_LOOKS, word

ACCEPT_KEYS = "Ctrl+Return"
_HINT_WIDTH = 380


class NumberEditor(QLineEdit):
    """A line for a number, and the verdict on it."""

    def __init__(self, parent: QWidget, judge: Callable[[str], Verdict]) -> None:
        super().__init__(parent)
        self.setObjectName("numberEditor")
        self.setAccessibleName(word("ui.number_editor"))
        self.setFrame(False)
        self.setAcceptDrops(False)
        self.setAutoFillBackground(True)
        self._judge = judge
        self._verdict = Notice(parent, margin=-SPACE // 2)
        self._verdict.setObjectName("numberVerdict")
        self._verdict.title.setObjectName("numberVerdictWord")
        self._verdict.sentence.setObjectName("numberVerdictText")
        self._verdict.setAutoFillBackground(True)
        self._verdict.setFixedWidth(_HINT_WIDTH)
        self.destroyed.connect(self._verdict.deleteLater)
        self.textChanged.connect(self._show_verdict)

    def moveEvent(self, event: QMoveEvent) -> None:
        """The verdict stays beside the cell."""
        super().moveEvent(event)
        self._place_verdict()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The verdict stays beside the cell."""
        super().resizeEvent(event)
        self._place_verdict()

    def hideEvent(self, event: QHideEvent) -> None:
        """The verdict goes with the line."""
        self._verdict.hide()
        super().hideEvent(event)

    def event(self, event: QEvent) -> bool:
        """The verdict comes with the line."""
        if event.type() is QEvent.Type.Show:
            self._show_verdict(self.text())
        return super().event(event)

    def _show_verdict(self, text: str) -> None:
        verdict = self._judge(text)
        _, tone = CHECK_LOOKS[verdict.check]
        said = [assets.sentence(verdict.reason)] if verdict.reason else []
        if verdict.e164 and verdict.e164 != text:
            said.insert(0, verdict.e164)
        if verdict.check in (Check.PROPOSED, Check.UNLISTED) and verdict.e164:
            keys = QKeySequence(ACCEPT_KEYS).toString(QKeySequence.SequenceFormat.NativeText)
            said.append(assets.text("ui.accept_with", keys=keys))
        tone = Tone.INFO if tone is Tone.MUTED else tone
        self._verdict.say(tone, word(f"ui.check_{verdict.check}"), "\n".join(said))
        self.setAccessibleDescription(self._verdict.accessibleName())
        self._verdict.show()
        self._place_verdict()

    def _place_verdict(self) -> None:
        """Below the line, or above it where there is no room below."""
        around = self.parentWidget()
        if around is None:
            return
        height = self._verdict.heightForWidth(_HINT_WIDTH)  # -1 while no line can be broken
        self._verdict.setFixedHeight(max(height, self._verdict.sizeHint().height()))
        left = max(0, min(self.x(), around.width() - self._verdict.width()))
        below = self.y() + self.height() + 1
        fits = below + self._verdict.height() <= around.height()
        self._verdict.move(left, below if fits else self.y() - self._verdict.height() - 1)
        self._verdict.raise_()
