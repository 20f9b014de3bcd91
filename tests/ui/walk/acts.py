"""What a person may do next: press, choose or type where there is something, or drop a file.

An act is found by what is on screen, and has a name that says it. So a seed leads the same way as
long as the same is on screen.
"""

import zlib
from collections.abc import Callable, Iterator

import shiboken6
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSpinBox,
    QTableView,
    QToolButton,
    QWidget,
)

from ui.hand import drop
from ui.walk.driver import Walker

Act = Callable[[], object]
_TEXTS = (
    *("+1 202 555 0199", "+12025550100", "090 1234 5678", "ask", "", "7", "+1 202 555 0101;x"),
    *("sk-test", "JP", "utf-16", "klingon", "日本", "0", "3", "-1", "999999999999"),
)
_OF_A_RUN = (
    *("startButton", "pauseButton", "stopButton", "practiceChoice"),
    *("testWaive", "confirmStart", "exportButton"),
)
_ENDS = frozenset({"action_quit"})  # done by an act of its own


def next_act(walker: Walker) -> tuple[str, Act]:
    """Draw an act of those that are possible now."""
    kinds = dict(_KINDS)
    while kinds:
        (kind,) = walker.rng.choices(list(kinds), list(kinds.values()))
        draw = walker.rng.random()
        if found := dict(kind(walker)):
            name = min(found, key=lambda name: zlib.crc32(f"{draw}{name}".encode()))
            return name, found[name]
        del kinds[kind]
    return "wait", walker.turn


def front(walker: Walker) -> QWidget:
    """What hears of keys and clicks: the window, or the dialog before it."""
    asked = [
        each for each in walker.window.findChildren(QDialog) if each.isVisible() and each.isModal()
    ]
    return asked[-1] if asked else walker.window


def _usable(walker: Walker, kind: type[QWidget]) -> Iterator[QWidget]:
    for widget in front(walker).findChildren(kind):
        if widget.isVisible() and widget.isEnabled() and not widget.visibleRegion().isEmpty():
            yield widget


def _name(widget: QWidget) -> str:
    return widget.objectName() or f"{type(widget).__name__} in {type(widget.parent()).__name__}"


def _buttons(walker: Walker) -> Iterator[tuple[str, Act]]:
    for button in _usable(walker, QAbstractButton):
        opens_menu = isinstance(button, QToolButton) and button.menu() is not None
        if isinstance(button, QAbstractButton) and not opens_menu:
            yield f"press {_name(button)} {button.text()!r}", lambda button=button: _press(button)


def _press(button: QAbstractButton) -> None:
    button.setFocus()
    button.click()


def _run(walker: Walker) -> Iterator[tuple[str, Act]]:
    """Start, pause and stop are worth their own share."""
    for name, act in _buttons(walker):
        if any(f"press {each} " in name for each in _OF_A_RUN):
            yield name, act
    if front(walker) is walker.window and walker.window.workspace.isVisible():
        for step, button in walker.window.workspace.stepper.buttons.items():
            yield f"go to {step}", button.click


def _actions(walker: Walker) -> Iterator[tuple[str, Act]]:
    if front(walker) is not walker.window:
        return
    for menu in walker.window.findChildren(QMenu):
        for action in menu.actions():
            usable = action.isEnabled() and action.isVisible() and action.menu() is None
            if usable and not action.isSeparator() and action.objectName() not in _ENDS:
                name = action.objectName() or action.text()
                yield f"choose {name}", lambda action=action: _trigger(walker, action)


def _trigger(walker: Walker, action: QAction) -> None:
    walker.turn()  # a menu that opens takes a turn
    if shiboken6.isValid(action) and action.isEnabled():
        action.trigger()


def _lists(walker: Walker) -> Iterator[tuple[str, Act]]:
    for box in _usable(walker, QComboBox):
        if isinstance(box, QComboBox) and box.count():
            at = walker.rng.randrange(box.count())
            yield f"pick {_name(box)} {box.itemText(at)!r}", lambda box=box, at=at: _pick(box, at)


def _pick(box: QComboBox, at: int) -> None:
    box.setFocus()
    if at < box.count():
        box.setCurrentIndex(at)
        box.activated.emit(at)


def _fields(walker: Walker) -> Iterator[tuple[str, Act]]:
    for kind in (QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox):
        for field in _usable(walker, kind):
            text = walker.rng.choice(_TEXTS)
            if not (isinstance(field, QLineEdit | QPlainTextEdit) and field.isReadOnly()):
                yield f"type {text!r} into {_name(field)}", lambda f=field, t=text: _type(f, t)


def _type(field: QWidget, text: str) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for character in text:
        if character.isascii():
            QTest.keyClick(field, character)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _keys(walker: Walker) -> Iterator[tuple[str, Act]]:
    focused = QApplication.focusWidget()
    if focused is None or not focused.isVisible():
        return
    for key in ("Return", "Escape", "Tab", "Space", "Down", "Up", "F2", "Delete", "7"):
        code = getattr(Qt.Key, f"Key_{key}")
        yield f"key {key} at {_name(focused)}", lambda code=code: QTest.keyClick(focused, code)


def _cells(walker: Walker) -> Iterator[tuple[str, Act]]:
    for view in _usable(walker, QAbstractItemView):
        if not isinstance(view, QTableView) or view.model() is None:
            continue
        rows, columns = view.model().rowCount(), view.model().columnCount()
        if not (rows and columns):
            continue
        row, column = walker.rng.randrange(rows), walker.rng.randrange(columns)
        name, index = _name(view), view.model().index(row, column)
        yield f"click {name} {row},{column}", lambda v=view, i=index: v.setCurrentIndex(i)
        yield f"select {name} to {row}", lambda v=view, i=index: _extend(v, i.row())
        if view is walker.window.workspace.table:
            yield f"sort by {column}", lambda v=view, c=column: _sort(v, c)
            text = walker.rng.choice(_TEXTS)
            yield f"edit row {row} as {text!r}", lambda r=row, t=text: _edit(walker, r, t)
        elif name == "campaigns":
            yield f"reopen {row}", lambda v=view, r=row: _reopen(v, r)


def _extend(view: QTableView, row: int) -> None:
    flag = QItemSelectionModel.SelectionFlag
    if (selected := view.selectionModel()) is not None and row < view.model().rowCount():
        selected.select(view.model().index(row, 0), flag.Select | flag.Rows)


def _sort(view: QTableView, column: int) -> None:
    order = Qt.SortOrder(1 - view.horizontalHeader().sortIndicatorOrder().value)
    view.horizontalHeader().setSortIndicator(column, order)


def _edit(walker: Walker, row: int, text: str) -> None:
    table = walker.window.workspace.table
    if row >= table.model().rowCount():
        return
    table.go_to(row)
    walker.window.menus.edit.edit.trigger()
    walker.turn()
    for editor in table.findChildren(QLineEdit, "numberEditor"):
        if editor.isVisible():
            _type(editor, text)
            return


def _reopen(view: QTableView, row: int) -> None:
    view.setCurrentIndex(view.model().index(row, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)


def _files(walker: Walker) -> Iterator[tuple[str, Act]]:
    if front(walker) is walker.window and walker.window.acceptDrops():
        file = walker.any_file()
        yield f"drop {file.name}", lambda: drop(walker.window, file)


def _imports(walker: Walker) -> Iterator[tuple[str, Act]]:
    panel = walker.window.import_screen.panel
    if panel.isVisible() and panel.next_button.isEnabled():
        yield "import", panel.next_button.click


def _starts(walker: Walker) -> Iterator[tuple[str, Act]]:
    window = walker.window
    if front(walker) is window and window.menus.start_page.isEnabled():
        yield "start page", window.menus.start_page.trigger


def _closes(walker: Walker) -> Iterator[tuple[str, Act]]:
    if front(walker) is walker.window:
        yield "close", walker.window.close
        yield "end by a signal", walker.window.close_by_itself


_KINDS = {
    _buttons: 20,
    _run: 22,
    _actions: 16,
    _lists: 10,
    _fields: 8,
    _keys: 8,
    _cells: 24,
    _files: 7,
    _imports: 20,
    _starts: 4,
    _closes: 1,
}
