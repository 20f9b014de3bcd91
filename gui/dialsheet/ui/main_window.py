"""The window: banner, messages, start page and workspace, wired to the session."""

import base64
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.ui.confirmations import ask_before_closing, ask_before_ending_talks
from dialsheet.ui.draft import Step
from dialsheet.ui.drop_hint import DropHint, dropped_file
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import Remembered
from dialsheet.ui.file_dialogs import (
    ask_for_more_rows,
    ask_for_rejects,
    ask_for_result,
    ask_for_sheet,
)
from dialsheet.ui.help_boxes import show_about, show_shortcuts
from dialsheet.ui.import_screen import ImportScreen
from dialsheet.ui.menus import Menus
from dialsheet.ui.message_bar import MessageBar, Notice
from dialsheet.ui.never_call_dialog import NeverCallDialog
from dialsheet.ui.number_lists import NumberLists
from dialsheet.ui.practice_banner import PracticeBanner
from dialsheet.ui.review_screen import ReviewScreen
from dialsheet.ui.rules_dialog import open_rules
from dialsheet.ui.session import Session
from dialsheet.ui.start_page import StartPage
from dialsheet.ui.starting import start
from dialsheet.ui.theme import SPACE, Tone
from dialsheet.ui.tools import Tools
from dialsheet.ui.wording import word
from dialsheet.ui.work_strip import WorkStrip
from dialsheet.ui.workspace import Workspace


class MainWindow(QMainWindow):
    """Dialsheet's window."""

    def __init__(self, tools: Tools, sheet: Path | None = None) -> None:
        super().__init__()
        self.engine = Engine(tools, self)
        self.session = Session(self.engine, tools.account_url, self)
        self._has_environment_key = tools.environment_key is not None
        self.banner = PracticeBanner()
        self.elsewhere = Notice(margin=SPACE)
        self.elsewhere.setObjectName("elsewhereBar")
        self.elsewhere.say(Tone.NOTICE, word("ui.elsewhere"), word("ui.elsewhere_means"))
        self.messages = MessageBar()
        self.start_page = StartPage()
        self.workspace = Workspace(self.session)
        self.import_screen = ImportScreen(self.session.intake)
        self.review_screen = ReviewScreen(self.session.reviews)
        self.menus = Menus(self, self.workspace.table, self.session)
        self._work = WorkStrip()
        self._drop_hint = DropHint(self)
        self._number_lists = NumberLists(self, self.engine, self.messages)
        self._closing = False
        self._lay_out()
        self._connect()
        self._show_session()
        if sheet is not None:
            self.session.open_when_ready(sheet)

    # What a person asks for, with a dialog or without

    def ask_for_sheet(self) -> None:
        """Ask which sheet to open."""
        ask_for_sheet(self, self.session)

    def ask_for_target(self) -> None:
        """Ask where to write the result sheet."""
        ask_for_result(self, self.session)

    def ask_for_rejects(self) -> None:
        """Ask where to write the contacts that cannot be called."""
        ask_for_rejects(self, self.session)

    def open_sample(self) -> None:
        """Open the sample sheet, for practice."""
        samples = assets.resource("samples")
        sample = min((each for each in samples.iterdir() if each.name.endswith(".xlsx")), key=str)
        self.session.open_sample(Path(str(sample)))

    def start(self) -> None:
        """Start at once in practice; before real people are called, ask. A number that is being
        typed, of a pilot say, is taken first: a key or a menu does not leave the field."""
        if (typed := self.focusWidget()) is not None:
            typed.clearFocus()
            typed.setFocus()
        start(self, self.session)

    # Layout and wiring

    def _lay_out(self) -> None:
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 600)
        self.resize(1280, 800)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self._pages.addWidget(self.workspace)
        self._pages.addWidget(self.import_screen)
        self._pages.addWidget(self.review_screen)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.elsewhere)
        column.addWidget(self.messages)
        column.addWidget(self._pages, 1)
        self.setCentralWidget(central)
        self.workspace.foot.addWidget(self._work)
        for line in self.findChildren(QLineEdit):
            line.setAcceptDrops(False)  # a file dropped on a field opens like anywhere else

    def _connect(self) -> None:
        session, menus, page = self.session, self.menus, self.start_page
        session.changed.connect(self._show_session)
        session.message.connect(self.messages.show_message)
        session.campaigns_changed.connect(page.show_campaigns)
        session.recent.changed.connect(page.show_recent)
        session.recent.changed.connect(menus.show_recent)
        session.remembered.connect(self._remembered)
        session.step_wanted.connect(self._show_workspace)
        session.intake.began.connect(self._show_import)
        session.intake.left.connect(self._leave_import)
        session.reviews.began.connect(self._show_review)
        session.reviews.left.connect(self._show_workspace)
        session.connecting.known.connect(self.messages.hide)
        self._work.cancel_requested.connect(session.intake.cancel_work)
        page.open_requested.connect(self.ask_for_sheet)
        page.sample_requested.connect(self.open_sample)
        page.file_chosen.connect(session.open)
        page.campaign_chosen.connect(session.reopen)
        self.workspace.open_requested.connect(self.ask_for_sheet)
        self.workspace.start_requested.connect(self.start)
        self.workspace.export_requested.connect(self.ask_for_target)
        self.workspace.dial.end_talking_requested.connect(self._ask_to_end_talking)
        self.workspace.dial.rules_requested.connect(self._show_rules)
        menus.rules.triggered.connect(self._show_rules)
        menus.never_call.triggered.connect(self._show_never_call)
        menus.open.triggered.connect(self.ask_for_sheet)
        menus.file_chosen.connect(session.open)
        menus.add_rows.triggered.connect(lambda: ask_for_more_rows(self, session))
        menus.sample.triggered.connect(self.open_sample)
        menus.start_page.triggered.connect(self._toggle_start_page)
        menus.export.triggered.connect(self.ask_for_target)
        menus.rejects.triggered.connect(self.ask_for_rejects)
        menus.save_results.triggered.connect(session.exports.choose_saving)
        session.exports.target_wanted.connect(self.ask_for_target)
        session.exports.rejects_target_wanted.connect(self.ask_for_rejects)
        menus.quit.triggered.connect(self.close)
        menus.start.triggered.connect(self.start)
        menus.pause.triggered.connect(self.workspace.dial.pause.click)
        menus.stop.triggered.connect(session.run.stop)
        menus.review.triggered.connect(session.reviews.begin)
        menus.step_chosen.connect(self.workspace.show_step)
        menus.shortcuts.triggered.connect(self._show_shortcuts)
        menus.about.triggered.connect(lambda: show_about(self))

    def _show_session(self) -> None:
        draft, running = self.session.draft, self.session.run.running
        is_open, menus = draft.contacts is not None, self.menus
        self.banner.setVisible(draft.shows_practice)
        self.elsewhere.setVisible(draft.dialed_elsewhere)
        self.setWindowTitle(
            assets.text("ui.window_title", file=draft.source.file)
            if draft.source
            else word("ui.application")
        )
        self._work.show_work(self.session.busy)
        menus.open.setEnabled(not running)
        menus.sample.setEnabled(not running)
        menus.add_rows.setEnabled(self.session.additions.is_possible)
        menus.recent.setEnabled(not running and bool(self.session.recent.files))
        menus.start_page.setEnabled(is_open and not running)
        menus.export.setEnabled(draft.campaign is not None)
        menus.rejects.setEnabled(is_open and bool(draft.planned and draft.planned.numbers))
        menus.save_results.setChecked(self.session.exports.saves_results)
        menus.start.setEnabled(not running and is_open and draft.blocked(Step.DIAL) is None)
        menus.pause.setEnabled(running)
        menus.stop.setEnabled(running)
        menus.rules.setEnabled(is_open)
        menus.review.setEnabled(self.session.reviews.is_possible)
        for action in menus.steps.values():
            action.setEnabled(is_open)

    def _show_workspace(self) -> None:
        self.messages.hide()
        if self._pages.currentWidget() is not self.workspace:
            self._pages.setCurrentWidget(self.workspace)
            self.workspace.focus_step()

    def _show_import(self) -> None:
        self.messages.hide()
        self._pages.setCurrentWidget(self.import_screen)
        self.import_screen.panel.next_button.setFocus()

    def _ask_to_end_talking(self) -> None:
        ask_before_ending_talks(self, self.session.run.end_talking)

    def _show_rules(self) -> None:
        open_rules(self, self.session, self.engine)

    def _show_never_call(self) -> None:
        NeverCallDialog(self, self.engine, self.session.intake.region_in_force).open()

    def _show_review(self) -> None:
        self.messages.hide()
        self._pages.setCurrentWidget(self.review_screen)

    def _leave_import(self) -> None:
        """Back to what is open, or to the start page."""
        self.messages.hide()
        is_open = self.session.draft.contacts is not None
        self._pages.setCurrentWidget(self.workspace if is_open else self.start_page)
        if is_open:
            self.workspace.focus_step()
        else:
            self.start_page.open_button.setFocus()

    def _toggle_start_page(self) -> None:
        """To the start page and back; what is open stays open meanwhile."""
        if self._pages.currentWidget() is self.import_screen:
            self.session.intake.cancel()
            return
        on_start_page = self._pages.currentWidget() is self.start_page
        self._pages.setCurrentWidget(self.workspace if on_start_page else self.start_page)
        if not on_start_page:
            self.engine.list_campaigns()

    def _remembered(self, remembered: Remembered) -> None:
        self.workspace.connection.show_key_store(remembered.kept_by, self._has_environment_key)
        if appearance := remembered.settings.get("appearance"):
            self._recall(appearance)

    def _recall(self, appearance: dict[str, Any]) -> None:
        geometry = base64.b64decode(appearance["geometry"])
        self.restoreGeometry(QByteArray(geometry))
        self.workspace.splitter.setSizes(appearance["panes"])

    def _appearance(self) -> dict[str, Any]:
        geometry = base64.b64encode(self.saveGeometry().data()).decode("ascii")
        return {"geometry": geometry, "panes": self.workspace.splitter.sizes()}

    def _show_shortcuts(self) -> None:
        show_shortcuts(self, self.menus.shortcut_table())

    # Files dropped anywhere, and the end

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file of this machine may be dropped."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._drop_hint.cover(self)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing was dropped."""
        del event
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file."""
        self._drop_hint.hide()
        file = dropped_file(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self.session.open(file)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask while calls are made; then keep what is remembered and end the threads."""
        run = self.session.run
        if not run.rests and not self._closing:
            event.ignore()
            ask_before_closing(self, run.alive, self._pause_and_close)
            return
        self.engine.remember("appearance", self._appearance())
        self.engine.close()
        self.session.leave()
        event.accept()

    def close_by_itself(self) -> None:
        """Close without a question, which nobody may be there to answer. A run ends as when a
        person has agreed to that."""
        self._closing = True
        self.close()
        QApplication.exit()  # a file dialog turns an event loop of its own

    def _pause_and_close(self) -> None:
        self._closing = True
        self.session.run.pause()
        QTimer.singleShot(0, self, self.close)  # once the question is gone
