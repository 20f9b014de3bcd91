"""The window's composition root: makes the application, hands it the outside, and shows it."""

import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from dialsheet import __version__, assets, outside
from dialsheet.dialing import PATIENT
from dialsheet.ui import MainWindow, Tools, open_window

DESKTOP_FILE = "dialsheet"


def tools() -> Tools:
    """The ports as the window uses them."""
    return Tools(
        open_library=outside.library_opener(),
        open_calls=outside.open_calls,
        open_secrets=outside.open_secrets,
        start_practice=outside.start_own_practice,
        clock=outside.SystemClock(),
        practice_timing=PATIENT.scaled(outside.practice_speed()),
        account_url=outside.account_url(),
        environment_key=outside.environment_key(),
    )


def make_application() -> QApplication:
    """The one QApplication, with Qt's own texts in the user's language."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Dialsheet")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName(DESKTOP_FILE)
    with assets.resource("icons", "dialsheet.svg").open("rb"):
        application.setWindowIcon(QIcon(str(assets.resource("icons", "dialsheet.svg"))))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(), "qtbase", "_", folder):
        application.installTranslator(translator)
    return application


def show(sheet: Path | None) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    application = make_application()
    window = open_window(tools(), sheet)
    _report_bugs_to(window)
    window.show()
    return application.exec()


def _report_bugs_to(window: MainWindow) -> None:
    """An exception that nobody caught, on any thread, is shown as a report; the window lives on."""

    def report(
        kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        window.engine.crashed.emit(text)

    sys.excepthook = report
    threading.excepthook = lambda args: report(args.exc_type, args.exc_value, args.exc_traceback)
