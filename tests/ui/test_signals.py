"""Signals of the installed PySide6 can be trusted: 6.12.0 aborts Python 3.11 after some 570."""

from PySide6.QtCore import QObject, Signal, Slot
from pytestqt.qtbot import QtBot


class Sender(QObject):
    said_yes = Signal(bool)
    said_anything = Signal(object)


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    @Slot(bool)
    def hear_yes(self, yes: bool) -> None:
        self.heard.append(yes)

    @Slot(object)
    def hear_anything(self, thing: object) -> None:
        self.heard.append(thing)


def test_ten_thousand_signals_arrive(qtbot: QtBot) -> None:
    sender, listener = Sender(), Listener()
    sender.said_yes.connect(listener.hear_yes)
    sender.said_anything.connect(listener.hear_anything)
    for _ in range(5_000):
        sender.said_yes.emit(True)
        sender.said_anything.emit(2**40)
    assert listener.heard == [True, 2**40] * 5_000
