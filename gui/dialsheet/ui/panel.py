"""A step's panel: heading, a body that scrolls, and at the foot the one obvious next step."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.errors import Reason
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.theme import SPACE, PrimaryButton, Text, Tone
from dialsheet.ui.wording import word


class _Body(QScrollArea):
    """Scrolls up and down only: as wide as its contents need, and the scroll bar beside them."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest and (contents := self.widget()):
            bar = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(contents.minimumSizeHint().width() + bar)
        return super().eventFilter(watched, event)


class Panel(QWidget):
    """What the panels of the four steps have in common."""

    next_requested = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Panel")
        self.form = QWidget()  # what cannot be changed any more once the campaign is made
        self.body = QVBoxLayout(self.form)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE * 3 // 2)
        self.next_button = PrimaryButton(word(f"ui.{name}_next"))
        self.next_button.setObjectName(f"{name}Next")
        self.next_button.clicked.connect(self.next_requested)
        self._fixed = Notice()
        self._fixed.say(Tone.INFO, "", word("ui.campaign_fixed"))
        self._fixed.hide()

        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE)
        column.setSpacing(SPACE * 3 // 2)
        column.addWidget(Text(word(f"ui.{name}_title"), scale=1.35, bold=True))
        if hint := word(f"ui.{name}_hint"):
            column.addWidget(Text(hint, tone=Tone.MUTED))
        column.addWidget(self._fixed)
        column.addWidget(self.form, 1)
        scroll = _Body()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.foot = QVBoxLayout()
        self.foot.setSpacing(SPACE)
        self.foot.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE * 2)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(scroll, 1)

    def place_foot(self, *rows: QWidget | QLayout) -> None:
        """Put the next step, and `rows` above it, at the foot.

        Called when the body is filled, so that the Tab key comes to the foot last.
        """
        for row in (*rows, self.next_button):
            if isinstance(row, QLayout):
                self.foot.addLayout(row)
            else:
                self.foot.addWidget(row)
        self._whole.addLayout(self.foot)

    def focus_first(self) -> None:
        """Give the focus to the first thing that can be done here."""
        self.setFocus(Qt.FocusReason.TabFocusReason)
        self.focusNextChild()

    def set_fixed(self, fixed: bool) -> None:
        """Show that nothing can be chosen any more."""
        self._fixed.setVisible(fixed)
        self.form.setEnabled(not fixed)


def labelled(text: str, field: QWidget, *beside: QWidget) -> QVBoxLayout:
    """A label above its field: long words fit, in every language."""
    label = QLabel(text)
    label.setBuddy(field)
    row = QHBoxLayout()
    row.setSpacing(SPACE)
    for place, widget in enumerate((field, *beside)):
        row.addWidget(widget, 0 if place else 1)
    column = QVBoxLayout()
    column.setSpacing(SPACE // 2)
    column.addWidget(label)
    column.addLayout(row)
    return column


def show_reason(label: Notice, reason: Reason | None, tone: Tone = Tone.NOTICE) -> None:
    """Show a reason, and what to do next, in a notice; hide the notice when there is none."""
    show_text(label, assets.advice(reason) if reason else "", tone)


def show_text(label: Notice, text: str, tone: Tone) -> None:
    """Show a text in a notice; hide the notice when it is empty."""
    if text:
        label.say(tone, "", text)
    label.setVisible(bool(text))
