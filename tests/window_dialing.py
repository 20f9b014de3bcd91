"""`dialsheet SHEET`, offscreen, and a person who begins to dial by an account on loopback.

Prints a line when the window is there, and one when Start was pressed; then the window is left to
whoever started it.
"""

import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from dialsheet import app
from window_campaign import Person


def main(sheet: Path, dials: bool) -> int:
    """The window, until it is closed."""

    def act() -> None:
        person = Person()
        person.take_in()
        if dials:
            person.send_fields()
            person.connect("2026-03-01")
            person.press("startButton")
            person.press("testWaive")
            person.press("confirmStart")
        print("ready", flush=True)  # noqa: T201

    def opened(*arguments: Any) -> app.MainWindow:
        QTimer.singleShot(0, act)
        return really_open(*arguments)

    really_open, app.open_window = app.open_window, opened  # type: ignore[attr-defined]
    return app.show(sheet)


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:] == ["dial"]))
