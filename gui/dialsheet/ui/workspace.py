"""The workspace while something is open: the current step's panel beside the table of contacts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dialsheet.ui.check_filter import CheckFilter
from dialsheet.ui.connection_panel import ConnectionPanel
from dialsheet.ui.contacts_model import ContactsModel
from dialsheet.ui.contacts_table import ContactsTable
from dialsheet.ui.dial_panel import DialPanel
from dialsheet.ui.draft import Step
from dialsheet.ui.fields_panel import FieldsPanel
from dialsheet.ui.panel import Panel
from dialsheet.ui.session import Session
from dialsheet.ui.sheet_panel import SheetPanel
from dialsheet.ui.stepper import Stepper
from dialsheet.ui.theme import PANEL_WIDTH, Rule


class Workspace(QWidget):
    """Stepper, panels, table and filter, connected to the session."""

    open_requested = Signal()
    start_requested = Signal()
    export_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.stepper = Stepper()
        self.sheet = SheetPanel()
        self.fields = FieldsPanel()
        self.connection = ConnectionPanel()
        self.dial = DialPanel()
        self._panels: dict[Step, Panel] = {
            Step.SHEET: self.sheet,
            Step.FIELDS: self.fields,
            Step.CONNECTION: self.connection,
            Step.DIAL: self.dial,
        }
        self.contacts = ContactsModel(session.corrector)
        self.table = ContactsTable(self.contacts)
        self.filter = CheckFilter()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.current = Step.SHEET
        self._lay_out()
        self._connect()

    def show_step(self, step: Step) -> None:
        """Show the panel of a step, ready for the keyboard."""
        self.current = step
        panel = self._panels[step]
        focused = QApplication.focusWidget()
        follows = focused is None or self._stack.isAncestorOf(focused)
        self._stack.setCurrentWidget(panel)
        self.show_session()
        if follows:
            panel.focus_first()

    def focus_step(self) -> None:
        """Give the focus to the current step."""
        self._panels[self.current].focus_first()

    def show_session(self) -> None:
        """Show the draft and the run."""
        draft = self._session.draft
        self.stepper.show_draft(draft, self.current)
        self.sheet.show_draft(draft)
        self.fields.show_draft(draft)
        self.connection.show_draft(draft, self._session.connecting.under_way)
        self.dial.show_draft(draft, self._session.run.view)
        self.table.show_calls(draft.is_fixed or bool(draft.adopted))
        if (standings := self._session.shown.standings) is not None:
            is_over = draft.is_fixed and not self._session.run.running
            held, skipped = standings.not_called if is_over else (0, 0)
            self.dial.outcomes.show_outcomes(standings.calls.outcomes, held, skipped)

    def _show_contacts(self) -> None:
        standings = self._session.shown.standings
        if standings is not None:
            numbers = frozenset(number.column for number in self._session.draft.mapping.numbers)
            self.contacts.show_standings(standings, numbers)
            self.filter.show_standings(standings)

    def _show_counts(self) -> None:
        if self._session.shown.standings is not None:
            self.filter.show_standings(self._session.shown.standings)
            self.contacts.more_sorted()

    def _show_edited(self) -> None:
        if self._session.shown.standings is not None:
            self.filter.show_standings(self._session.shown.standings)
            self.contacts.edited()

    def _next(self) -> None:
        steps = list(Step)
        self.show_step(steps[min(len(steps) - 1, steps.index(self.current) + 1)])

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for panel in self._panels.values():
            self._stack.addWidget(panel)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(Rule())
        self.foot = QHBoxLayout()
        self.foot.addWidget(self.filter, 1)
        column.addLayout(self.foot)
        self.splitter.setObjectName("splitter")
        self.splitter.addWidget(self._stack)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.setSizes([PANEL_WIDTH, 1000])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.stepper)
        whole.addWidget(Rule())
        whole.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        session = self._session
        self.stepper.step_chosen.connect(self.show_step)
        for panel in (self.sheet, self.fields, self.connection):
            panel.next_requested.connect(self._next)
        self.sheet.open_requested.connect(self.open_requested)
        self.sheet.worksheet_chosen.connect(session.open_worksheet)
        self.sheet.numbers_chosen.connect(session.choose_numbers)
        self.sheet.region_chosen.connect(session.choose_region)
        self.sheet.region_column_chosen.connect(session.choose_region_column)
        self.sheet.corrections_dropped.connect(session.corrector.drop_recalled)
        self.sheet.rules_chosen.connect(session.choose_rules)
        self.sheet.look_again_requested.connect(session.look_again)
        self.sheet.recalled_dropped.connect(session.mappings.drop)
        self.fields.choices_changed.connect(session.choose_fields)
        self.connection.practice_chosen.connect(session.connecting.choose_practice)
        self.connection.connection_changed.connect(session.connecting.change)
        self.connection.connect_requested.connect(session.connecting.connect_account)
        self.dial.start_requested.connect(self.start_requested)
        self.dial.pause_requested.connect(session.run.pause)
        self.dial.resume_requested.connect(session.run.resume)
        self.dial.stop_requested.connect(session.run.stop)
        self.dial.export_requested.connect(self.export_requested)
        self.dial.pace_changed.connect(session.choices.choose_pace)
        self.dial.pilot_chosen.connect(session.choices.choose_pilot)
        self.dial.unattended_chosen.connect(session.choices.choose_unattended)
        self.dial.review_requested.connect(session.reviews.begin)
        self.table.itemDelegate().closeEditor.connect(session.corrector.leave)
        self.filter.chosen.connect(self.contacts.show_only)
        session.changed.connect(self.show_session)
        session.shown.replaced.connect(self._show_contacts)
        session.shown.sorted_more.connect(self._show_counts)
        session.shown.edited.connect(self._show_edited)
        session.shown.statuses_changed.connect(self.contacts.statuses_changed)
        session.step_wanted.connect(self.show_step)
        session.connecting.known.connect(self.connection.account_was_read)
