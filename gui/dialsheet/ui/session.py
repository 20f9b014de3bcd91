"""One window's work: takes wishes from the panels and facts from the engine, and keeps the draft.

The panels show what is here and change nothing themselves; the engine does what is wished here.
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from dialsheet import assets
from dialsheet.campaign import Attempt, NumberColumn
from dialsheet.errors import BadInput, OutsideFault, Reason, Trouble
from dialsheet.ui.additions import Additions
from dialsheet.ui.call_backs import CallBacks
from dialsheet.ui.connecting import Connecting
from dialsheet.ui.corrector import Corrector
from dialsheet.ui.do_not_call_answers import SETTING, DoNotCallAnswers
from dialsheet.ui.draft import Draft, Step
from dialsheet.ui.earlier_calls import EarlierCalls
from dialsheet.ui.engine import Engine
from dialsheet.ui.exclusions import Exclusions
from dialsheet.ui.exports import Exports
from dialsheet.ui.facts import Facts, Remembered, Reopened
from dialsheet.ui.field_choices import FieldChoice
from dialsheet.ui.intake import Intake
from dialsheet.ui.mappings import Mappings
from dialsheet.ui.messages import Message, of_crash, of_trouble
from dialsheet.ui.never_calls import NeverCalls
from dialsheet.ui.planner import Planner
from dialsheet.ui.recent_files import RecentFiles
from dialsheet.ui.reviews import Reviews
from dialsheet.ui.run_choices import RunChoices
from dialsheet.ui.run_watch import RunWatch
from dialsheet.ui.shown_contacts import ShownContacts
from dialsheet.ui.test_calls import TestCalls
from dialsheet.ui.theme import Tone
from dialsheet.workflow import (
    Choices,
    Opened,
)

_NO_COUNTRY = ""  # a remembered choice, unlike None


class Session(QObject):
    """The state behind the window."""

    changed = Signal()  # the draft, the run or the busy line: show them again
    step_wanted = Signal(object)  # Step: show it
    message = Signal(object)  # Message
    campaigns_changed = Signal(object)  # tuple[CampaignSummary, ...]
    remembered = Signal(object)  # Remembered

    def __init__(self, engine: Engine, account_url: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.draft = Draft(account_url)
        self.shown = ShownContacts(self)
        self.run = RunWatch(engine, self.draft, self.shown, self)
        self.exports = Exports(engine, self.draft, self)
        self._planner = Planner(engine, self.draft, self.shown, self)
        self.corrector = Corrector(engine, self.draft, self.shown, self._planner, self.run, self)
        self.connecting = Connecting(engine, self.draft, self._planner, self)
        self.exclusions = Exclusions(engine, self.draft, self.shown, self)
        self.test_calls = TestCalls(engine, self.draft, self.run, self)
        self.earlier = EarlierCalls(engine, self.draft, self.run, self)
        self.additions = Additions(engine, self.draft, self)
        self.call_backs = CallBacks(engine, self.draft, self.shown, self)
        self.never_calls = NeverCalls(engine, self.draft, self.shown, self)
        self.reviews = Reviews(engine, self.draft, self.shown, self.run, self)
        self.mappings = Mappings(engine, self.draft, self._planner, self)
        self.intake = Intake(engine, self.draft, self.mappings, self)
        self.choices = RunChoices(engine, self.draft, self)
        self.do_not_call_answers = DoNotCallAnswers(engine, self.draft, self)
        self._works: list[str] = []  # codes of what the work process does, one after the other
        self.recent = RecentFiles(engine, self)
        self._waits_for_ready: Path | None = None
        self._is_refreshing = False  # what is on screen is read again, and stays where it is
        self._practise = False  # choose practice once the sheet is open
        self.shown.counted.connect(self._counted)
        self.choices.changed.connect(self.changed)
        self.run.changed.connect(self.changed)
        self.exports.message.connect(self.message)
        self.exports.changed.connect(self.changed)
        self._planner.changed.connect(self.changed)
        self.corrector.message.connect(self.message)
        self.reviews.message.connect(self.message)
        self.earlier.message.connect(self.message)
        self.earlier.reopen_wanted.connect(self.reopen)
        self.additions.message.connect(self.message)
        self.never_calls.message.connect(self.message)
        self.additions.grown.connect(self._refresh)
        for changing in (self.exclusions, self.call_backs, self.test_calls):
            changing.message.connect(self.message)
            changing.changed.connect(self.changed)
        self.shown.statuses_changed.connect(self.changed)
        self.intake.message.connect(self._trouble_met)
        self.run.started.connect(self._run_started)
        self._listen(engine)

    # Wishes: what is open

    def open_when_ready(self, sheet: Path) -> None:
        """Open a sheet once it is known what was remembered."""
        self._waits_for_ready = sheet

    def open(self, sheet: Path) -> None:
        """Look at a sheet, to be opened in place of what is open now."""
        if not self._refuse_while_running():
            self._practise = False
            self.intake.begin(sheet)

    def open_sample(self, sheet: Path) -> None:
        """Open a sheet that needs no look, for practice."""
        if not self._refuse_while_running():
            self._practise = True
            self.intake.read(sheet, Choices())

    def open_worksheet(self, name: str) -> None:
        """Read another worksheet of the same file."""
        if self.draft.source is not None and not self._refuse_while_running():
            self.intake.read(Path(self.draft.source.path), Choices(sheet=name))

    def look_again(self) -> None:
        """Change how the open sheet was read."""
        if self.draft.source is not None and not self._refuse_while_running():
            self.intake.begin(Path(self.draft.source.path), self.draft.reading)

    def reopen(self, campaign_id: str) -> None:
        """Show a campaign of the library."""
        if not self._refuse_while_running():
            self._is_refreshing = False
            self._engine.reopen(campaign_id)

    # Wishes: the four steps

    def choose_numbers(self, numbers: tuple[NumberColumn, ...]) -> None:
        """The columns with the numbers to call, in the order in which they are tried."""
        self.draft.choose_numbers(numbers)
        self._planner.plan()

    def choose_region_column(self, column: str) -> None:
        """The column that says each row's country."""
        self.draft.choose_region_column(column)
        self._planner.plan()

    def choose_region(self, region: str | None) -> None:
        """The country of numbers that carry none; remembered for the next sheet."""
        self.draft.choose_region(region)
        self.intake.region = region
        self._engine.remember("region", region or _NO_COUNTRY)
        self._planner.plan()

    def choose_rules(self, changes: dict[str, Any]) -> None:
        """Which rows are called that are held otherwise; what is answered of columns that say not
        to call is remembered, and nothing else."""
        self.draft.choose_rules(**changes)
        if "ignore_do_not_call" in changes:
            self.do_not_call_answers.keep()
        self._planner.plan()

    def choose_fields(self, choices: tuple[FieldChoice, ...]) -> None:
        """What is sent with each call."""
        self.draft.choose_fields(choices)
        self._planner.plan()

    def leave(self) -> None:
        """The threads have ended; what they told last finds nobody any more."""
        for listener in (self, *self.children()):
            QCoreApplication.removePostedEvents(listener, QEvent.Type.MetaCall)

    # Facts: what is open

    def _ready(self, remembered: Remembered) -> None:
        settings = remembered.settings
        if (region := settings.get("region")) is not None:
            self.intake.region = region or None
        self.choices.recall(settings)
        if connection := settings.get("connection"):
            self.draft.recall_connection(connection)
        self.exports.recall(settings.get("save_results"))
        self.recent.recall(settings.get("recent_files") or [])
        self.mappings.recall(settings.get("mappings") or {})
        self.do_not_call_answers.recall(settings.get(SETTING) or {})
        self.campaigns_changed.emit(remembered.campaigns)
        self.remembered.emit(remembered)
        if self._waits_for_ready is not None:
            self.open(self._waits_for_ready)
            self._waits_for_ready = None

    @property
    def busy(self) -> str | None:
        """The code of what the work process does."""
        return self._works[0] if self._works else None

    def _work_started(self, code: str) -> None:
        self._works.append(code)
        self.changed.emit()

    def _work_ended(self) -> None:
        del self._works[:1]
        self.changed.emit()

    def _sheet_opened(self, opened: Opened) -> None:
        if not self.intake.is_importing:  # it was cancelled a moment too late
            return
        if self.run.running:  # what is dialed stays in sight
            self.intake.finish()
            return
        self._planner.forget()
        self.draft.open(opened, self.intake.choices)
        self.do_not_call_answers.apply()
        self.corrector.forget()
        self.run.forget()
        self._show_contacts(())
        if self.intake.path is not None:
            self.recent.add(self.intake.path)
        self.intake.finish()
        self.step_wanted.emit(Step.SHEET)
        if self._practise or self.draft.practice:
            self.connecting.choose_practice(True)
        self._planner.plan()

    def _reopened(self, reopened: Reopened) -> None:
        if self.run.running and not self._is_refreshing:  # what is dialed stays in sight
            return
        self.draft.reopen(reopened.campaign, reopened.contacts, reopened.adopted)
        self.draft.handed_over = reopened.handed_over
        self.corrector.forget()
        self.run.forget()
        self._show_contacts(reopened.attempts)
        if not self._is_refreshing:
            self.step_wanted.emit(Step.DIAL)
        self._is_refreshing = False

    def _practice_ended(self, became: Reason) -> None:
        given_up = became.code == "cartesia.practice_given_up"
        if given_up and self.run.running and self.draft.practice:
            self._engine.leave()  # nobody is there who could be asked how its calls ended
        tone = Tone.BAD if given_up else Tone.INFO
        said = assets.explain(OutsideFault(became.code))
        self.message.emit(Message(tone, said.title, said.one_line))

    def _dialed_elsewhere(self, elsewhere: bool) -> None:
        """Another process dials from the library; or it has ended, and left it as it is now."""
        self.draft.dialed_elsewhere = elsewhere
        if not elsewhere:
            self._engine.list_campaigns()
            if not self.run.running:
                self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        """What is on screen is read again, and stays where it is."""
        if self.draft.campaign is not None:
            self._is_refreshing = True
            self._engine.reopen(self.draft.campaign.id)

    # Facts: the run

    def _run_started(self) -> None:
        self.connecting.remember()
        self.step_wanted.emit(Step.DIAL)

    def _talking_ended(self, count: int) -> None:
        said = assets.text("ui.talking_ended", count=count)
        self.message.emit(Message(Tone.INFO, "", said))

    # Facts: trouble

    def _trouble_met(self, trouble: Trouble) -> None:
        said = self.exports.failed(trouble)
        self._something_failed()
        self.message.emit(said or of_trouble(trouble))
        self.changed.emit()

    def _crashed(self, report: str) -> None:
        self._something_failed()
        self.message.emit(of_crash(report))
        self.changed.emit()

    def _something_failed(self) -> None:
        """No fact tells which wish failed: what was under way is taken as over, but for a run,
        which tells of itself."""
        self.connecting.give_up()
        self._planner.give_up()
        self.intake.fail()

    # How

    def _listen(self, facts: Facts) -> None:
        facts.trouble_met.connect(self._trouble_met)
        facts.crashed.connect(self._crashed)
        facts.ready.connect(self._ready)
        facts.work_started.connect(self._work_started)
        facts.work_ended.connect(self._work_ended)
        facts.sheet_opened.connect(self._sheet_opened)
        facts.campaigns_listed.connect(self.campaigns_changed)
        facts.reopened.connect(self._reopened)
        facts.talking_ended.connect(self._talking_ended)
        facts.dialed_elsewhere.connect(self._dialed_elsewhere)
        facts.practice_ended.connect(self._practice_ended)

    def _show_contacts(self, attempts: tuple[Attempt, ...]) -> None:
        """Show what the draft holds now. Until then nobody is told of it: who hears of the draft
        looks at the table, too."""
        draft = self.draft
        self.shown.show(draft, attempts)
        self.changed.emit()

    def _counted(self) -> None:
        standings = self.shown.standings
        self.draft.ready = standings.ready if standings else None
        self.changed.emit()

    def _refuse_while_running(self) -> bool:
        if self.run.running:
            self.message.emit(of_trouble(BadInput("ui.run_in_progress")))
        return self.run.running
