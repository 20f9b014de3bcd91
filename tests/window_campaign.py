"""The real window and a person at it, who dials a sheet to the end by the keyboard alone.

Run as a program it is `dialsheet SHEET`, offscreen, with an account on loopback. The person knows
what is on screen and nothing else: finds widgets by their object names, and after each stop that
a fault has made starts again. Prints one JSON object: how often Start was pressed, and what was
said each time that the run had stopped.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QSpinBox,
    QWidget,
)

from dialsheet import app
from dialsheet.campaign import Dialect
from dialsheet.errors import crash_report
from dialsheet.ui.message_bar import MessageBar, Notice
from patience import PATIENCE_S

W = TypeVar("W", bound=QWidget)

MOST_STARTS = 40


class Person:
    """Somebody at a keyboard."""

    def see(self, kind: type[W], name: str) -> W | None:
        """The visible widget of that object name, or None."""
        for widget in QApplication.allWidgets():
            if widget.objectName() == name and isinstance(widget, kind) and widget.isVisible():
                return widget
        return None

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for what is on screen to come about."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {PATIENCE_S:g} s in vain for {what}; {self.said}")
            QTest.qWait(20)

    def find(self, kind: type[W], name: str) -> W:
        """The widget of that name, as soon as it is there and can be used."""

        def usable() -> W | None:
            widget = self.see(kind, name)
            return widget if widget is not None and widget.isEnabled() else None

        self.until(usable, f"{name} to be usable")
        widget = usable()
        assert widget is not None
        return widget

    def press(self, name: str) -> None:
        """Press a button by the space bar."""
        button = self.find(QAbstractButton, name)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    def fill(self, name: str, number: int) -> None:
        """Type over what a field of a number holds."""
        box = self.find(QAbstractSpinBox, name)
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, str(number))
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert isinstance(box, QSpinBox | QDoubleSpinBox)
        assert box.value() == number, f"{name} is {box.value()}"

    def choose(self, name: str, text: str) -> None:
        """Open a list by a key, go to the entry that shows `text`, and press Return."""
        box = self.find(QComboBox, name)
        texts = [box.itemText(at) for at in range(box.count())]
        at = next((at for at, each in enumerate(texts) if text in each), None)
        assert at is not None, f"{name} does not offer {text!r}"
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
        QTest.keyClick(box.view(), Qt.Key.Key_Home)
        for _ in range(at):
            QTest.keyClick(box.view(), Qt.Key.Key_Down)
        QTest.keyClick(box.view(), Qt.Key.Key_Return)
        assert box.currentIndex() == at

    @property
    def said(self) -> str:
        """What the window says of the run, and in its place for messages."""
        headline = self.see(QLabel, "runState")
        texts = [headline.text()] if headline else []
        for notice in (self.see(Notice, "runReason"), self.see(MessageBar, "messageBar")):
            texts += [notice.accessibleName()] if notice else []
        return " / ".join(texts)

    # What a campaign takes

    def take_in(self) -> None:
        """Import the sheet as it is understood."""
        self.press("importNext")
        self.find(QAbstractButton, "sheetNext")

    def send_fields(self) -> None:
        """Send every column along."""
        self.press("sheetNext")
        self.press("sendAll")
        self.press("fieldsNext")

    def connect(self, dialect: str) -> None:
        """An account with the key of the environment; a fault that hits is tried again."""
        self.press("accountChoice")
        for _ in range(MOST_STARTS):
            self.press("connectButton")
            self.until(
                lambda: self.see(QComboBox, "agents") or self.see(MessageBar, "messageBar"),
                "an answer of the account",
            )
            if self.see(QComboBox, "agents"):
                break
        self.choose("agents", "survey")
        self.choose("fromNumbers", "twilio")
        self.choose("dialect", {Dialect.METADATA: "metadata"}.get(Dialect(dialect), "variables"))
        self.fill("ringingTimeout", 30)  # so long is a stuck call awaited
        self.fill("maxMinutes", 1)
        self.press("connectionNext")

    def dial(self) -> dict[str, Any]:
        """Start, and start again, until nobody waits to be called."""
        self.fill("pace", 20)
        self.fill("maxLive", 50)
        stops: list[str] = []
        for starts in range(1, MOST_STARTS + 1):
            self.press("startButton")
            if starts == 1:
                self.press("testWaive")
            self.press("confirmStart")
            while True:
                self.until(self._rests, "the run to rest")
                if not (pause := self.see(QAbstractButton, "pauseButton")):
                    break
                stops.append(self.said)
                self.press(pause.objectName())  # which says Resume
            stops.append(self.said)
            if not self.see(QAbstractButton, "startButton"):
                return {"starts": starts, "stops": stops}
        return {"starts": MOST_STARTS, "stops": stops}

    def _rests(self) -> bool:
        pause = self.see(QAbstractButton, "pauseButton")
        return pause is None or "Resume" in pause.text().replace("&", "")


def main(sheet: Path, dialect: str) -> int:
    """The window, from an empty one to the end of the campaign."""
    application = app.make_application()
    window = app.open_window(app.tools(), sheet)
    crashes: list[str] = []
    window.engine.crashed.connect(crashes.append)
    sys.excepthook = lambda _kind, error, _trace: crashes.append(crash_report(error))
    window.show()
    done: dict[str, Any] = {}
    try:
        person = Person()
        person.take_in()
        person.send_fields()
        person.connect(dialect)
        done = person.dial()
    except AssertionError as failure:
        crashes.append(str(failure))
    finally:
        window.session.run.break_off()  # no question is asked at closing
        window.close()
        application.processEvents()
    print(json.dumps({**done, "crashes": crashes}))  # noqa: T201
    return int(bool(crashes))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
