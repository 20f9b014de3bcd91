"""The line below the table: how many contacts stand where; each count is a filter."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QToolButton, QWidget

from dialsheet import assets
from dialsheet.ui.standings import Filter, Flag, Group, Standings
from dialsheet.ui.theme import SPACE, toned_icon
from dialsheet.ui.wording import FLAG_LOOKS, GROUP_LOOKS, quantity, word

_ALWAYS = (None, Group.CALLABLE, Group.NOT_CALLABLE)


class CheckFilter(QWidget):
    """One button for each group, one for all, and a menu of the checks."""

    chosen = Signal(object)  # Filter | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("checkFilter")
        self._buttons: dict[Group | None, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        row.setSpacing(SPACE // 2)
        exclusive = QButtonGroup(self)
        for group in (None, *Group):
            button = self._button(f"filter_{_name(group)}")
            button.setToolTip(word(f"ui.filter_{_name(group)}.tip"))
            button.clicked.connect(partial(self._choose, group))
            exclusive.addButton(button)
            row.addWidget(button)
            self._buttons[group] = button
        self._by_check = self._button("filterByCheck")
        self._by_check.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._by_check.setToolTip(word("ui.filter_by_check.tip"))
        exclusive.addButton(self._by_check)
        row.addWidget(self._by_check)
        menu = QMenu(self._by_check)
        self._flags: dict[Flag, QAction] = {}
        for flag in Flag:
            action = menu.addAction("")
            action.setObjectName(f"filter_flag_{flag}")
            action.triggered.connect(partial(self._choose, flag))
            self._flags[flag] = action
        self._by_check.setMenu(menu)
        row.addStretch()
        self._chosen: Filter | None = None
        self._buttons[None].setChecked(True)
        self._tint()

    def show_standings(self, standings: Standings) -> None:
        """Show the counts; those still being counted grow."""
        for group, button in self._buttons.items():
            count = len(standings.contacts) if group is None else standings.counts[group]
            button.setText(f"{word(f'ui.filter_{_name(group)}')}  {quantity(count)}")
            button.setVisible(group in _ALWAYS or count > 0 or button.isChecked())
        for flag, action in self._flags.items():
            count = standings.count(flag)
            action.setText(f"{word(f'ui.flag_{flag}')}  {quantity(count)}")
            action.setEnabled(count > 0 or flag is self._chosen)
        self._show_flag()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system from day to night."""
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def _choose(self, by: Filter | None, _checked: bool = False) -> None:
        self._chosen = by
        if isinstance(by, Flag):
            self._by_check.setChecked(True)
        self._show_flag()
        self.chosen.emit(by)

    def _show_flag(self) -> None:
        """The name of the chosen check stands on the button."""
        chosen = self._flags[self._chosen].text() if isinstance(self._chosen, Flag) else ""
        said = assets.text("ui.filter_checked", check=chosen) if chosen else ""
        self._by_check.setText(said or word("ui.filter_by_check"))

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _tint(self) -> None:
        palette = QGuiApplication.palette()
        for group, (icon, tone) in GROUP_LOOKS.items():
            self._buttons[group].setIcon(toned_icon(icon, tone, palette))
        for flag, action in self._flags.items():
            icon, tone = FLAG_LOOKS[flag]
            action.setIcon(toned_icon(icon, tone, palette))


def _name(group: Group | None) -> str:
    return "all" if group is None else group.name.lower()
