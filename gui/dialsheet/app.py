"""The window's composition root: makes the application, hands it the outside, and shows it."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QLibraryInfo, QLocale, QTimer, QTranslator, SignalInstance
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from dialsheet import __version__, assets, outside
from dialsheet.campaign import Pace
from dialsheet.dialing import PATIENT
from dialsheet.errors import Bug
from dialsheet.sheets import read_sheet
from dialsheet.ui import CrashReports, Interruptions, MainWindow, Tools, open_window

DESKTOP_FILE = "dialsheet"
_PATIENCE_MS = 60_000
_TEST_SPEED = 200


def tools() -> Tools:
    """The ports as the window uses them."""
    return Tools(
        open_library=outside.library_opener(),
        open_calls=outside.open_calls,
        open_secrets=outside.open_secrets,
        start_practice=outside.start_own_practice,
        practice_key=outside.practice_key(),
        clock=outside.SystemClock(),
        practice_timing=PATIENT.scaled(outside.practice_speed()),
        results_folder=outside.results_folder(),
        account_url=outside.account_url(),
        environment_key=outside.environment_key(),
    )


def make_application() -> QApplication:
    """The one QApplication, with Qt's own texts in the user's language."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Dialsheet")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName(DESKTOP_FILE)
    picture = QPixmap()
    picture.loadFromData(assets.resource("icons", "dialsheet.svg").read_bytes())
    application.setWindowIcon(QIcon(picture))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(), "qtbase", "_", folder):
        application.installTranslator(translator)
    return application


def show(sheet: Path | None) -> int:
    """Open the window and stay until it is closed, by a person or by a signal, which lets the
    answers on their way come in; returns the exit status."""
    application = make_application()
    window = open_window(tools(), sheet)
    CrashReports(window.engine).take_all()
    Interruptions(window.close_by_itself, window)
    window.show()
    return application.exec()


def self_test(say: Callable[[str], None]) -> int:
    """Open a window offscreen, run a practice campaign through it and check its result sheet.

    Touches nothing of the user's: the library is a temporary one. Returns the exit status.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["DIALSHEET_PRACTICE_SPEED"] = str(_TEST_SPEED)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["DIALSHEET_HOME"] = folder
        application = make_application()
        window = open_window(tools())
        failures: list[str] = []
        CrashReports(window.engine).take_all()
        window.engine.crashed.connect(failures.append)
        window.engine.trouble_met.connect(lambda trouble: failures.append(str(trouble.reason)))
        try:
            window.show()
            _campaign_through(window, Path(folder, "result.xlsx"), failures)
        finally:
            window.close()
            application.processEvents()
    say(assets.text("cli.self_test_passed"))
    return 0


def _campaign_through(window: MainWindow, target: Path, failures: list[str]) -> None:
    engine, session = window.engine, window.session
    _await(engine.ready, lambda: None, failures)
    _await(engine.account_read, window.open_sample, failures)
    session.choices.choose_pace(Pace(per_second=50, max_live=60))
    _await(engine.run_ended, window.start, failures)
    _await(engine.exported, lambda: session.exports.export(target), failures)
    result = read_sheet(next(target.parent.glob("result*.xlsx"))).table
    called = [bool(call_id) for call_id in result.column("Call ID")]
    wanted = [decision.endswith("called") for decision in result.column("Decision")]
    if called != wanted or not any(called):
        raise Bug("the result sheet does not say which contacts were called")


def _await(fact: SignalInstance, wish: Callable[[], None], failures: list[str]) -> None:
    """Utter a wish and turn the event loop until the fact comes; `Bug` when it does not."""
    loop = QEventLoop()
    fact.connect(loop.quit)
    patience = QTimer()
    patience.setSingleShot(True)
    patience.timeout.connect(loop.quit)
    patience.start(_PATIENCE_MS)
    QTimer.singleShot(0, loop, wish)
    loop.exec()
    fact.disconnect(loop.quit)
    if not patience.isActive():
        failures.append("it took too long")
    if failures:
        raise Bug(f"the self-test failed: {failures}")
