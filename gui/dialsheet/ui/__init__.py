"""The window. `open_window` is its door; `app` composes it."""

from pathlib import Path

from dialsheet.ui.crash_reports import CrashReports
from dialsheet.ui.interruptions import Interruptions
from dialsheet.ui.main_window import MainWindow
from dialsheet.ui.tools import Tools

__all__ = ["CrashReports", "Interruptions", "MainWindow", "Tools", "open_window"]


def open_window(tools: Tools, sheet: Path | None = None) -> MainWindow:
    """A window with its threads started; the caller shows it and keeps it.

    `sheet` is opened as soon as it is known what was remembered. Needs a QApplication.
    """
    window = MainWindow(tools, sheet)
    window.engine.start()
    return window
