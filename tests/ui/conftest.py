"""What the tests of the window share."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from call_gate import CallGate
from dialsheet import app
from dialsheet.ports import Clock
from dialsheet.ui import MainWindow, open_window
from ui.hand import PEOPLE, Hand, OpenWindow

# The offscreen platform says so whenever a window is shown; it is about the platform, not about us.
OFFSCREEN = r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)\(?\)?"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the platform says of itself fails no test of the window."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN))


@pytest.fixture
def day(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenWindow]:
    """`day()` opens the window as on another day; it is closed at the end. Tools may be given."""
    monkeypatch.setenv("DIALSHEET_PRACTICE_SPEED", "300")
    windows: list[MainWindow] = []
    gate = CallGate()

    def begin(clock: Clock | None = None, **tools: Any) -> Hand:
        given = {"clock": clock, **tools} if clock else tools
        outside = replace(app.tools(), **given)
        window = open_window(replace(outside, open_calls=gate.before(outside.open_calls)))
        windows.append(window)
        hand = Hand(qtbot, window, gate)
        crashes: list[str] = []
        window.engine.crashed.connect(crashes.append)
        with qtbot.waitSignal(window.engine.ready):
            window.show()
        assert not crashes
        return hand

    yield begin
    gate.open()
    for window in windows:
        window.session.run.break_off()
        window.close()
        window.deleteLater()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path
