"""Files of numbers that are never called: the window says what was read of one, and asks before
cells of it are skipped.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from dialsheet.ui.confirmations import ask_before_skipping
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import NeverCallUnread
from dialsheet.ui.message_bar import MessageBar
from dialsheet.ui.messages import of_number_list
from dialsheet.workflow import NumberList


class NumberLists(QObject):
    """Answers what comes of a file, whatever dialog it was given in."""

    def __init__(self, window: QWidget, engine: Engine, messages: MessageBar) -> None:
        super().__init__(window)
        self._window, self._engine, self._messages = window, engine, messages
        engine.never_call_unread.connect(self._ask)
        engine.number_list_read.connect(self._tell)

    @Slot(object)
    def _ask(self, told: NeverCallUnread) -> None:
        parent = QApplication.activeModalWidget() or self._window
        skip = partial(self._engine.never_call_file, told.path, told.region, skip_unreadable=True)
        ask_before_skipping(parent, told.why, skip)

    @Slot(Path, object)
    def _tell(self, path: Path, listed: NumberList) -> None:
        self._messages.show_message(of_number_list(path, listed))
