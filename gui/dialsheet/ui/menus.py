"""The menus, their shortcuts, and what each entry is called."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from dialsheet import assets
from dialsheet.ui.contacts_table import ContactsTable
from dialsheet.ui.draft import Step
from dialsheet.ui.edit_actions import EditActions
from dialsheet.ui.session import Session
from dialsheet.ui.wording import word

Key = QKeySequence.StandardKey


class Menus(QObject):
    """Every action of the window, in its menu."""

    file_chosen = Signal(object)  # Path
    step_chosen = Signal(object)  # Step

    def __init__(self, window: QMainWindow, table: ContactsTable, session: Session) -> None:
        super().__init__(window)
        self._window = window
        bar = window.menuBar()
        file = bar.addMenu(word("ui.menu_file"))
        self.open = self._action(file, "open", QKeySequence(Key.Open))
        self.recent = file.addMenu(word("ui.menu_recent"))
        self.recent.setObjectName("recentMenu")
        self.add_rows = self._action(file, "add_rows")
        self.sample = self._action(file, "sample")
        self.start_page = self._action(file, "start_page", QKeySequence(Key.Close))
        file.addSeparator()
        self.export = self._action(file, "export", QKeySequence("Ctrl+E"))
        self.rejects = self._action(file, "rejects")
        self.save_results = self._action(file, "save_results")
        self.save_results.setCheckable(True)
        file.addSeparator()
        self.quit = self._action(file, "quit", QKeySequence("Ctrl+Q"))
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        edit = bar.addMenu(word("ui.menu_edit"))
        edit.setToolTipsVisible(True)
        self.edit = EditActions(edit, table, session)
        dial = bar.addMenu(word("ui.menu_dial"))
        self.start = self._action(dial, "start")
        self.pause = self._action(dial, "pause", QKeySequence("F9"))
        self.stop = self._action(dial, "stop")
        dial.addSeparator()
        self.rules = self._action(dial, "rules")
        self.never_call = self._action(dial, "never_call")
        self.review = self._action(dial, "review")
        view = bar.addMenu(word("ui.menu_view"))
        self.steps = {}
        for number, step in enumerate(Step, start=1):
            action = view.addAction(
                assets.text("ui.menu_step", number=number, name=word(f"ui.step_{step}"))
            )
            action.setObjectName(f"action_step_{step}")
            action.setData(step)
            action.triggered.connect(self._step_triggered)
            self.steps[step] = action
        support = bar.addMenu(word("ui.menu_help"))
        self.shortcuts = self._action(support, "shortcuts", QKeySequence(Key.HelpContents))
        self.about = self._action(support, "about")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)

    def show_recent(self, files: tuple[Path, ...]) -> None:
        """Fill the menu of files that were opened before."""
        self.recent.clear()
        self.recent.setEnabled(bool(files))
        for number, file in enumerate(files, start=1):
            action = self.recent.addAction(f"&{number}  {file.name.replace('&', '&&')}")
            action.setToolTip(str(file))
            action.setData(file)
            action.triggered.connect(self._file_triggered)

    def shortcut_table(self) -> str:
        """Each shortcut and what it does, as rich text."""
        actions = (
            *(self.open, self.export, self.start_page, *self.edit.keys),
            *(self.pause, self.quit, self.shortcuts),
        )
        lines = [
            (
                action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
                action.text().replace("&", "").rstrip("…"),
            )
            for action in actions
        ]
        lines += [(f"Ctrl+{n}", word(f"ui.step_{step}")) for n, step in enumerate(Step, start=1)]
        lines.append(("Ctrl+C", word("ui.copy_cell")))
        rows = (f"<tr><td><b>{key}</b></td><td>&nbsp; {does}</td></tr>" for key, does in lines)
        return f"<table cellpadding='3'>{''.join(rows)}</table>"

    def _action(self, menu: QMenu, name: str, shortcut: QKeySequence | None = None) -> QAction:
        action = menu.addAction(word(f"ui.action_{name}"))
        action.setObjectName(f"action_{name}")
        if shortcut is not None:
            action.setShortcut(shortcut)
        return action

    def _file_triggered(self) -> None:
        self.file_chosen.emit(self._sender().data())

    def _step_triggered(self) -> None:
        self.step_chosen.emit(Step(self._sender().data()))  # Qt kept a plain text

    def _sender(self) -> QAction:
        action = self.sender()
        if not isinstance(action, QAction):
            raise TypeError(action)
        return action
