"""The columns with the numbers to call: which, of what kind, and in which order they are tried."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dialsheet.campaign import NumberColumn
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE
from dialsheet.ui.wording import word
from dialsheet.workflow import FurtherColumn, guess_kind

KINDS = ("", "mobile", "home", "work", "other")


class NumberColumnsBox(QWidget):
    """A line for each number column, the first to be tried on top."""

    numbers_chosen = Signal(object)  # tuple[NumberColumn, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headers: tuple[str, ...] = ()
        self._numbers: tuple[NumberColumn, ...] = ()
        self._further: tuple[FurtherColumn, ...] = ()  # that may be added, the best first
        self._lines: list[_Line] = []
        title = QLabel(word("ui.number_column"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(title)
        self._rows = QVBoxLayout()
        column.addLayout(self._rows)
        self._ensure(1)
        title.setBuddy(self._lines[0].column)
        self._more = QPushButton(word("ui.another_number_column"))
        self._more.setObjectName("anotherNumberColumn")
        self._more.setFlat(True)
        self._more.clicked.connect(self.add)
        column.addWidget(self._more)

    def show_numbers(
        self,
        headers: tuple[str, ...],
        numbers: tuple[NumberColumn, ...],
        further: tuple[FurtherColumn, ...] = (),
        *,
        are_all: bool = True,
    ) -> None:
        """Show the columns that there are and those that are chosen.

        `further` look like numbers, too; `are_all`: else more may be found yet.
        """
        self._headers, self._numbers = headers, numbers
        self._ensure(max(1, len(numbers)))
        for place, line in enumerate(self._lines):
            line.setVisible(place < max(1, len(numbers)))
            number = numbers[place] if place < len(numbers) else None
            taken = {each.column for each in numbers if each is not number}
            line.show_number(tuple(each for each in headers if each not in taken), number)
            line.up.setVisible(0 < place < len(numbers))
            line.less.setVisible(len(numbers) > 1)
        self._further = tuple(each for each in further if each.number.column not in self._chosen)
        none_left = are_all and not self._further
        self._more.setVisible(bool(numbers))
        self._more.setEnabled(bool(self._further))
        self._more.setText(
            word("ui.no_further_number_column" if none_left else "ui.another_number_column")
        )

    def add(self) -> None:
        """Choose one more column: the one that reaches most contacts who have no number yet."""
        if self._further:
            self._choose([*self._numbers, self._further[0].number])
            self._lines[len(self._numbers) - 1].column.setFocus()

    @property
    def _chosen(self) -> list[str]:
        return [number.column for number in self._numbers]

    def _ensure(self, count: int) -> None:
        while len(self._lines) < count:
            place = len(self._lines)
            line = _Line(place)
            line.column.activated.connect(partial(self._column_activated, place))
            line.kind.activated.connect(partial(self._kind_activated, place))
            line.up.clicked.connect(partial(self._move_up, place))
            line.less.clicked.connect(partial(self._remove, place))
            self._rows.addWidget(line)
            if self._lines:
                for stop, following in pairwise((self._lines[-1].less, *line.stops)):
                    self.setTabOrder(stop, following)
            self._lines.append(line)

    def _column_activated(self, place: int, position: int) -> None:
        header = self._lines[place].column.itemData(position)
        if header not in self._chosen:
            numbers = list(self._numbers)
            numbers[place : place + 1] = [NumberColumn(header, guess_kind(header))]
            self._choose(numbers)

    def _kind_activated(self, place: int, position: int) -> None:
        numbers = list(self._numbers)
        kind = self._lines[place].kind.itemData(position)
        numbers[place] = NumberColumn(numbers[place].column, kind)
        self._choose(numbers)

    def _move_up(self, place: int) -> None:
        numbers = list(self._numbers)
        numbers[place - 1 : place + 1] = reversed(numbers[place - 1 : place + 1])
        self._choose(numbers)

    def _remove(self, place: int) -> None:
        self._choose([*self._numbers[:place], *self._numbers[place + 1 :]])
        self._lines[0].column.setFocus()

    def _choose(self, numbers: list[NumberColumn]) -> None:
        if tuple(numbers) != self._numbers:
            self.show_numbers(self._headers, tuple(numbers), self._further, are_all=False)
            self.numbers_chosen.emit(tuple(numbers))


class _Line(QWidget):
    """One number column."""

    def __init__(self, place: int) -> None:
        super().__init__()
        suffix = str(place + 1) if place else ""
        self.column = steady(QComboBox())
        self.column.setObjectName(f"numberColumn{suffix}")
        self.column.setAccessibleName(word("ui.number_column").replace("&", ""))
        self.column.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.kind = steady(QComboBox())
        self.kind.setObjectName(f"numberKind{suffix}")
        self.kind.setAccessibleName(word("ui.number_kind"))
        self.kind.setToolTip(word("ui.number_kind"))
        for kind in KINDS:
            self.kind.addItem(word(f"ui.kind_{kind or 'none'}"), kind)
        self.up = self._button(f"numberUp{suffix}", "\N{UPWARDS ARROW}", "ui.number_up")
        self.less = self._button(f"numberLess{suffix}", "\N{MULTIPLICATION SIGN}", "ui.number_less")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        row.addWidget(self.column, 1)
        row.addWidget(self.kind)
        row.addWidget(self.up)
        row.addWidget(self.less)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What the Tab key comes to, in order."""
        return self.column, self.kind, self.up, self.less

    def show_number(self, headers: tuple[str, ...], number: NumberColumn | None) -> None:
        """Show one number column; None: none is chosen yet."""
        refill(self.column, headers, number.column if number else None)
        self.kind.setVisible(number is not None)
        kind = number.kind if number else ""
        if self.kind.findData(kind) < 0:  # a word of the user's own
            self.kind.addItem(kind, kind)
        self.kind.setCurrentIndex(self.kind.findData(kind))

    def _button(self, name: str, text: str, code: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAutoRaise(True)
        button.setAccessibleName(word(code))
        button.setToolTip(word(code))
        return button


def refill(box: QComboBox, names: tuple[str, ...], chosen: str | None) -> None:
    """Show names and the chosen one, touching only what is different."""
    if tuple(box.itemData(position) for position in range(box.count())) != names:
        box.clear()
        for name in names:
            box.addItem(" ".join(name.split()), name)
        box.setPlaceholderText(word("ui.choose"))
    box.setCurrentIndex(names.index(chosen) if chosen in names else -1)
