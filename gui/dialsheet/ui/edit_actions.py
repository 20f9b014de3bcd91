"""The menu Edit, and the same on a row of the table: what can be done about a number."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from dialsheet.ui.call_back_dialog import ask_when_to_call_back
from dialsheet.ui.contacts_table import ContactsTable
from dialsheet.ui.number_editor import ACCEPT_KEYS
from dialsheet.ui.session import Session
from dialsheet.ui.wording import word

Key = QKeySequence.StandardKey


class EditActions(QObject):
    """Every action on the current contact's number."""

    def __init__(self, menu: QMenu, table: ContactsTable, session: Session) -> None:
        super().__init__(menu)
        corrector, exclusions = session.corrector, session.exclusions
        self._call_backs, self._never_calls = session.call_backs, session.never_calls
        self._table, self._corrector, self._exclusions = table, corrector, exclusions
        self.undo = corrector.stack.createUndoAction(menu, word("ui.action_undo"))
        self.undo.setObjectName("action_undo")
        self.undo.setShortcut(QKeySequence(Key.Undo))
        self.redo = corrector.stack.createRedoAction(menu, word("ui.action_redo"))
        self.redo.setObjectName("action_redo")
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        menu.addAction(self.undo)
        menu.addAction(self.redo)
        menu.addSeparator()
        self._menu = menu
        self.edit = self._action("edit_number", "F2", self._edit)
        self.edit_next = self._action("edit_next_number", "Shift+F2", self._edit_next)
        self.accept = self._action("accept", ACCEPT_KEYS, self._on(corrector.accept))
        self.accept_rules = self._action(
            "accept_rules", "Ctrl+Shift+Return", self._on(corrector.accept_rules_of)
        )
        self.other = self._action("choose_other", "Ctrl+T", self._on(corrector.choose_other))
        self.restore = self._action("restore", "Ctrl+Backspace", self._on(corrector.restore))
        self.twin = self._action("go_to_twin", "Ctrl+J", self._go_to_twin)
        menu.addSeparator()
        self.exclude = self._action(
            "exclude", "Ctrl+Delete", lambda: exclusions.exclude(table.chosen)
        )
        self.include = self._action("include", "", lambda: exclusions.include(table.chosen))
        self.call_back = self._action("call_back", "Ctrl+B", self._ask_when_to_call_back)
        self.never_call = self._action(
            "never_call_rows", "", lambda: session.never_calls.never_call(table.chosen)
        )
        table.addActions(menu.actions()[3:])
        menu.addSeparator()
        self.accept_all = self._action("accept_all", "", corrector.accept_all)
        self.accept_all.setToolTip(word("ui.action_accept_all.tip"))
        menu.addSeparator()
        self.next = self._action("next_problem", "F8", self._next)
        self.previous = self._action("previous_problem", "Shift+F8", self._previous)
        self._all = (
            self.edit, self.edit_next, self.accept, self.accept_rules, self.other, self.restore,
            self.twin, self.next, self.previous, self.accept_all, self.exclude,
            self.call_back,
        )  # fmt: skip
        table.edit_wanted.connect(self._edit)
        table.selectionModel().currentChanged.connect(self.show_possible)
        table.model().modelReset.connect(self.show_possible)
        table.selectionModel().selectionChanged.connect(self.show_possible)
        corrector.changed.connect(self.show_possible)
        session.changed.connect(self.show_possible)
        self.show_possible()

    @property
    def keys(self) -> tuple[QAction, ...]:
        """What has a key of its own, for the list of shortcuts."""
        return (
            self.undo,
            self.redo,
            *(each for each in self._all if not each.shortcut().isEmpty()),
        )

    def show_possible(self) -> None:
        """Only what can be done now can be chosen."""
        contact = self._table.contact
        possible = self._corrector.possible(contact)
        self.edit.setEnabled(contact is not None)  # and says why not
        self.edit_next.setEnabled(possible.edit_next)
        self.edit_next.setVisible(possible.edit_next)
        self.accept.setEnabled(possible.accept)
        self.accept_rules.setEnabled(possible.accept_rules)
        self.other.setEnabled(possible.choose_other)
        self.restore.setEnabled(possible.restore)
        self.twin.setEnabled(possible.twin)
        self.accept_all.setEnabled(possible.accept_all)
        chosen = self._table.chosen
        self.exclude.setEnabled(self._exclusions.may_exclude(chosen))
        self.include.setEnabled(self._exclusions.may_include(chosen))
        self.never_call.setEnabled(self._never_calls.is_possible(chosen))
        self.call_back.setEnabled(self._call_backs.is_possible(contact))
        for action in (self.next, self.previous):
            action.setEnabled(self._table.model().rowCount() > 0)

    def _action(self, name: str, keys: str, act: Callable[[], object]) -> QAction:
        action = self._menu.addAction(word(f"ui.action_{name}"))
        action.setObjectName(f"action_{name}")
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _on(self, act: Callable[[int], None]) -> Callable[[], None]:
        def on_current() -> None:
            self._table.setFocus()  # what is being typed is taken first
            if (contact := self._table.contact) is not None:
                act(contact)

        return on_current

    def _edit(self) -> None:
        contact = self._table.contact
        if contact is not None and (why := self._corrector.why_fixed(contact)):
            self._corrector.tell(why)
        else:
            self._table.edit_number()

    def _edit_next(self) -> None:
        if (contact := self._table.contact) is not None:
            self._table.setFocus()
            self._corrector.edit_next(contact)
            self._table.edit_number()

    def _ask_when_to_call_back(self) -> None:
        contact = self._table.contact
        if contact is not None and self._call_backs.is_possible(contact):
            ask_when_to_call_back(self._table.window(), self._call_backs, contact)

    def _go_to_twin(self) -> None:
        if (contact := self._table.contact) is not None:
            twin = self._corrector.twin(contact)
            if twin is not None and not self._table.go_to_contact(twin):
                self._corrector.tell("ui.twin_filtered_out")

    def _next(self) -> None:
        self._go(1)

    def _previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        if not self._table.go_to_problem(step):
            self._corrector.tell("ui.no_problem_left")
