"""The four steps across the window: which are settled, which is shown, which needs attention."""

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from dialsheet import assets
from dialsheet.errors import Reason
from dialsheet.ui.draft import Draft, Step
from dialsheet.ui.theme import SPACE, Tone, accent, color, icon
from dialsheet.ui.wording import word

_DISC = 24


class Mark(Enum):
    """How a step stands."""

    DONE = "done"
    OPEN = "open"
    BLOCKED = "blocked"


class StepButton(QAbstractButton):
    """One step: a disc with its number or a check mark, and its name."""

    def __init__(self, step: Step, number: int) -> None:
        super().__init__()
        self._number = number
        self._name = word(f"ui.step_{step}")
        self._mark = Mark.OPEN
        self.setObjectName(f"step_{step}")
        self.setCheckable(True)
        self.setShortcut(QKeySequence(f"Ctrl+{number}"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_mark(Mark.OPEN, None)

    @property
    def mark(self) -> Mark:
        """How the step stands."""
        return self._mark

    def set_mark(self, mark: Mark, reason: Reason | None) -> None:
        """Show how the step stands; `reason` says what is missing."""
        self._mark = mark
        said = assets.sentence(reason) if reason else word(f"ui.step_{mark.value}")
        self.setToolTip(said)
        self.setAccessibleName(
            assets.text("ui.step_spoken", number=self._number, name=self._name, state=said)
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the disc, the name in bold, and some air."""
        metrics = self.fontMetrics()
        width = round(metrics.horizontalAdvance(self._name) * 1.2)
        return QSize(_DISC + width + SPACE * 4, _DISC + SPACE * 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Disc, name, and a line below the step that is shown."""
        del event
        palette = QGuiApplication.palette()
        strong = accent(palette)
        current = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(strong) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -5), 5, 5)
        disc = QRectF(SPACE, (self.height() - 4 - _DISC) / 2, _DISC, _DISC)
        self._paint_disc(painter, disc, palette, current)
        font = QFont(self.font())
        font.setBold(current)
        painter.setFont(font)
        painter.setPen(color(Tone.PLAIN if current else Tone.MUTED, palette))
        place = QRectF(disc.right() + SPACE, 0, self.width(), self.height() - 4)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._name)
        if current:
            painter.fillRect(QRectF(SPACE, self.height() - 3, self.width() - 2 * SPACE, 3), strong)
        painter.end()

    def _paint_disc(
        self, painter: QPainter, disc: QRectF, palette: QPalette, current: bool
    ) -> None:
        if self._mark is Mark.DONE and not current:
            icon("check", color(Tone.GOOD, palette)).paint(painter, disc.toRect())
            return
        ink = color(Tone.NOTICE if self._mark is Mark.BLOCKED else Tone.MUTED, palette)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(accent(palette))
        else:
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        painter.setPen(palette.color(QPalette.ColorRole.HighlightedText) if current else ink)
        sign = "!" if self._mark is Mark.BLOCKED and not current else str(self._number)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, sign)


class Stepper(QWidget):
    """The row of steps."""

    step_chosen = Signal(object)  # Step

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepper")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE // 2, SPACE, 0)
        row.setSpacing(SPACE)
        self._group = QButtonGroup(self)
        self.buttons = {}
        for number, step in enumerate(Step, start=1):
            button = StepButton(step, number)
            self.buttons[step] = button
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch()
        self._group.idClicked.connect(self._clicked)

    def show_draft(self, draft: Draft, current: Step) -> None:
        """Show how each step stands."""
        for step, button in self.buttons.items():
            reason = draft.blocked(step)
            done = draft.is_done(step)
            button.set_mark(Mark.DONE if done else Mark.BLOCKED if reason else Mark.OPEN, reason)
            button.setChecked(step is current)

    def _clicked(self, number: int) -> None:
        self.step_chosen.emit(tuple(Step)[number - 1])
