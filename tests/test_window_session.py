"""The display without a screen, with a very small program in it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from window_session import Place, WindowSession

# Prints each thing that happens to it, one JSON line each; F2 asks where its parts are.
PROGRAM = """
import json
from PySide6.QtCore import QRect
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget)

def tell(**facts):
    print(json.dumps(facts), flush=True)

def place(widget, rect=None):
    rect = rect or widget.rect()
    corner = widget.mapToGlobal(rect.topLeft())
    return [corner.x(), corner.y(), rect.width(), rect.height()]

def tell_places():
    rows = [place(names.viewport(), names.visualItemRect(names.item(n))) for n in range(3)]
    tell(entry=place(entry), button=place(button), rows=rows)

def tell_order():
    tell(order=[names.item(n).text() for n in range(names.count())])

app = QApplication([])
window, entry, button, names = QWidget(), QLineEdit(), QPushButton("Press"), QListWidget()
window.setWindowTitle("A small window")
names.addItems(["first", "second", "third"])
names.setDragDropMode(QListWidget.DragDropMode.InternalMove)
layout = QVBoxLayout(window)
for part in (entry, button, names):
    layout.addWidget(part)
entry.textChanged.connect(lambda text: tell(text=text))
button.clicked.connect(lambda: tell(pressed=True))
names.model().rowsMoved.connect(tell_order)
names.model().rowsInserted.connect(tell_order)
QShortcut(QKeySequence("F2"), window, tell_places)
QShortcut(QKeySequence("Ctrl+W"), window, window.close)
window.show()
app.exec()
"""


def test_keys_clicks_and_drags_reach_a_window(
    window_session: WindowSession, tmp_path: Path
) -> None:
    program = tmp_path / "small_window.py"
    program.write_text(PROGRAM)
    child = window_session.start([sys.executable, program])
    window = window_session.window("^A small window$")

    def told(fact: str, value: Callable[[Any], bool] = lambda _: True) -> Any:
        def answer() -> list[Any]:
            logs = (tmp_path / "display").glob("python*.log")
            lines = [json.loads(line) for log in logs for line in log.read_text().splitlines()]
            return [line[fact] for line in lines if fact in line and value(line[fact])]

        return window_session.wait_until(answer, f"{fact} from the program")[-1]

    window_session.key("F2")
    entry, button = Place(*told("entry")), Place(*told("button"))
    rows = [Place(*row) for row in told("rows")]

    window_session.click(*entry.middle)
    window_session.type("two words")
    assert told("text", lambda text: text == "two words")
    window_session.click(*button.middle)
    assert told("pressed")
    window_session.drag(rows[0].middle, (rows[2].middle[0], rows[2].y + rows[2].height - 2))
    assert told("order", lambda order: order == ["second", "third", "first"])

    assert window_session.place(window).width > button.width
    picture = window_session.screenshot(tmp_path / "shots" / "small.png")
    assert picture.read_bytes().startswith(b"\x89PNG")

    window_session.key("ctrl+w")
    window_session.wait_closed("^A small window$")
    assert child.wait(10) == 0


def test_a_wait_in_vain_says_for_what(tmp_path: Path) -> None:
    session = WindowSession(tmp_path)
    (tmp_path / "program-1.log").write_text("its last words")
    with pytest.raises(AssertionError, match=r"in vain for the moon\n(.|\n)*its last words"):
        session.wait_until(lambda: False, "the moon", patience_s=0)
