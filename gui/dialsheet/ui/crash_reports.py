"""Exceptions that nobody caught, on any thread: each becomes one report, once."""

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from dialsheet.errors import crash_report
from dialsheet.ui.facts import Facts


class CrashReports(QObject):
    """Tells the window, which lives on.

    A report is shown in a turn of the window of its own, never inside of what has failed: showing
    it may call the very slot that has, which is no news then.
    """

    _met = Signal(str)

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._known: set[tuple[type[BaseException], str, int]] = set()
        self._met.connect(facts.crashed, Qt.ConnectionType.QueuedConnection)

    def take_all(self) -> None:
        """From now on, whatever nobody catches is reported."""
        sys.excepthook = lambda _kind, error, _trace: self.report(error)
        threading.excepthook = lambda thrown: self.report(thrown.exc_value)

    def report(self, error: BaseException | None) -> None:
        """Report an exception, unless one of its kind from the same line was; on any thread."""
        if error is None:
            return
        where = (type(error), *_raised_at(error.__traceback__))
        if where not in self._known:
            self._known.add(where)
            self._met.emit(crash_report(error))


def _raised_at(trace: TracebackType | None) -> tuple[str, int]:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ("", 0)
