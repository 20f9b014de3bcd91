"""The line below the table: how many contacts stand where; each count is a filter."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from dialsheet.ui.standings import Group, Standings
from dialsheet.ui.theme import SPACE, toned_icon
from dialsheet.ui.wording import GROUP_LOOKS, quantity, word

_ALWAYS = (None, Group.CALLABLE, Group.NOT_CALLABLE)


class CheckFilter(QWidget):
    """One button for each group, and one for all."""

    group_chosen = Signal(object)  # Group | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checkFilter")
        self._buttons: dict[Group | None, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        row.setSpacing(SPACE // 2)
        exclusive = QButtonGroup(self)
        for group in (None, *Group):
            button = QToolButton()
            button.setObjectName(f"filter_{_name(group)}")
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setToolTip(word(f"ui.filter_{_name(group)}.tip"))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(partial(self.group_chosen.emit, group))
            exclusive.addButton(button)
            row.addWidget(button)
            self._buttons[group] = button
        row.addStretch()
        self._buttons[None].setChecked(True)
        self._tint()

    def show_standings(self, standings: Standings) -> None:
        """Show the counts; those still being counted grow."""
        for group, button in self._buttons.items():
            count = len(standings.contacts) if group is None else standings.counts[group]
            button.setText(f"{word(f'ui.filter_{_name(group)}')}  {quantity(count)}")
            button.setVisible(group in _ALWAYS or count > 0 or button.isChecked())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system from day to night."""
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        for group, (icon, tone) in GROUP_LOOKS.items():
            self._buttons[group].setIcon(toned_icon(icon, tone, QGuiApplication.palette()))


def _name(group: Group | None) -> str:
    return "all" if group is None else group.name.lower()
