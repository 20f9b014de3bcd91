"""Ctrl-C in the terminal that the window was started from, and a polite end by the system."""

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no terminal that hangs up


class Interruptions(QObject):
    """The first one acts, in a turn of the event loop; the second ends the process.

    Python itself would notice a signal as soon as its own code runs again: in an idle window not
    before somebody moves the mouse, and else amid a slot. So the system writes to a socket.
    """

    def __init__(self, act: Callable[[], None], parent: QObject) -> None:
        """Made on the main thread; what is ignored, as under `nohup`, stays so."""
        super().__init__(parent)
        self._act = act
        self._heard, self._told = socket.socketpair()
        for end in (self._heard, self._told):
            end.setblocking(False)
        signal.set_wakeup_fd(self._told.fileno())
        self._notifier = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _second_ends)

    def _hear(self) -> None:
        self._heard.recv(64)
        self._act()


def _second_ends(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_DFL)
