"""What the session makes of facts that come late, fail or overtake one another.

The engine is silent here: it notes the wishes, and the test tells the facts, in orders that the
real one takes only on bad days.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dialsheet.campaign import NO_LIMITS, Contacts, Decided, Decision, Dialect, Field, Rules
from dialsheet.columns import CodedColumn
from dialsheet.dialing import Progress, RunReport, RunState
from dialsheet.errors import BadInput, Reason
from dialsheet.ui.draft import Planned, Step
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import Facts, Reopened
from dialsheet.ui.field_choices import FieldChoice
from dialsheet.ui.messages import Message
from dialsheet.ui.session import Session
from dialsheet.ui.starting import start
from dialsheet.workflow import Choices, Opened, plan_to_edit
from ui.pictures import AGENTS, NUMBERS, SHEET, account, attempt, campaign, contacts, find, opened

OTHER = "Number\n+12025550143"
DIALING = Progress(RunState.DIALING, 2, 1, 1, 1, 0, 5.0)


class SilentEngine(Facts):
    """Notes the wishes."""

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        def wish(*arguments: Any) -> None:
            self.wishes.append((name, arguments))

        return wish

    def count(self, name: str) -> int:
        return sum(wish == name for wish, _ in self.wishes)


class Desk:
    """A session with a sheet open."""

    def __init__(self) -> None:
        self.engine = SilentEngine()
        self.session = Session(cast("Engine", self.engine), "https://api.cartesia.ai")
        self.messages: list[Message] = []
        self.session.message.connect(self.messages.append)
        self.open(opened())

    def open(self, sheet: Opened) -> None:
        """Have a sheet read, and tell what came of it."""
        self.session.intake.read(Path("customers.xlsx"), Choices())
        self.engine.sheet_opened.emit(sheet)

    def send(self, name: str) -> None:
        """Choose to send the first column under a name."""
        first, *rest = self.session.draft.choices
        field = replace(first.field, name=name)
        self.session.choose_fields((FieldChoice(field, True), *rest))

    def answer_plan(self) -> None:
        """Tell what came of the latest plan wish."""
        sheet, mapping, rules, said, limits = next(
            arguments for wish, arguments in reversed(self.engine.wishes) if wish == "plan"
        )
        planned = plan_to_edit(sheet, mapping, rules, said.values(), limits)
        self.engine.planned.emit(Planned(mapping, rules, said, limits, planned, sheet=sheet))

    def start(self) -> None:
        self.session.connecting.choose_practice(True)
        connection = self.session.draft.connection
        assert connection is not None
        self.engine.account_read.emit(account(connection))
        self.answer_plan()
        self.session.run.start()
        self.engine.run_started.emit(campaign())
        self.engine.run_progressed.emit(DIALING)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk()


def test_one_plan_is_made_at_a_time_and_the_last_choice_wins(desk: Desk) -> None:
    assert desk.engine.count("plan") == 0, "the sheet came with a plan"
    for name in ("n", "na", "nam", "name"):
        desk.send(name)
    assert desk.engine.count("plan") == 1
    assert not desk.session.draft.is_planned
    desk.answer_plan()
    assert desk.engine.count("plan") == 2, "what was typed meanwhile"
    desk.answer_plan()
    assert desk.engine.count("plan") == 2
    assert desk.session.draft.is_planned
    assert desk.session.draft.mapping.fields[0].name == "name"


def test_a_plan_of_another_sheet_that_comes_late_is_not_shown(desk: Desk) -> None:
    desk.send("who")
    late, sheet = desk.session.draft.mapping, desk.session.draft.sheet
    answer = Planned(late, Rules(), {}, NO_LIMITS, contacts(SHEET), sheet=sheet)
    desk.open(opened(OTHER, "Number"))
    desk.engine.planned.emit(answer)
    desk.engine.previewed.emit(())
    assert desk.session.draft.headers == ("Number",)
    assert desk.session.draft.is_planned
    assert desk.session.draft.sendings, "the first rows of the sheet on screen"
    desk.send("who")
    desk.engine.planned.emit(answer)
    assert desk.session.draft.headers == ("Number",), "though a plan of it is waited for"
    desk.answer_plan()
    assert desk.session.draft.is_planned


def test_work_beside_a_plan_does_not_hide_its_end(desk: Desk) -> None:
    desk.send("who")
    desk.engine.work_started.emit("ui.checking")
    desk.engine.work_started.emit("ui.exporting_rejects")
    desk.engine.work_ended.emit()
    desk.answer_plan()
    assert desk.session.busy == "ui.exporting_rejects"
    desk.engine.work_ended.emit()
    assert desk.session.busy is None
    desk.send("whom")
    assert desk.engine.count("plan") == 2


def test_the_preview_does_not_wait_for_the_plan(desk: Desk) -> None:
    desk.send("who")
    values = [sending.values for sending in desk.session.draft.sendings]
    assert [each and each["who"] for each in values] == ["Ann", "Ben"]


def test_a_mapping_with_a_problem_is_not_planned(desk: Desk) -> None:
    desk.send("dialsheet_ref")
    assert desk.engine.count("plan") == 0
    assert not desk.session.draft.is_planned, "so Start waits"


def test_a_run_that_breaks_off_is_over_and_no_other_trouble_ends_it(desk: Desk) -> None:
    desk.start()
    desk.engine.trouble_met.emit(BadInput("ui.review_in_progress"))
    assert len(desk.messages) == 1
    assert desk.session.run.running, "the trouble was another wish's"
    desk.engine.run_broken_off.emit()
    assert not desk.session.run.running


def test_a_run_is_over_with_its_report(desk: Desk) -> None:
    """Before it, the engine still closes what the run used: another one would be refused."""
    desk.start()
    ended = replace(DIALING, state=RunState.ENDED)
    desk.engine.run_progressed.emit(ended)
    assert desk.session.run.running
    desk.session.run.start()
    assert desk.engine.count("resume_campaign") == 0
    desk.engine.run_ended.emit(RunReport(Reason("dialing.stopped"), False, False, ended))
    assert not desk.session.run.running
    desk.session.run.start()
    assert desk.engine.count("resume_campaign") == 1


def test_an_export_that_fails_does_not_end_the_run(desk: Desk) -> None:
    desk.start()
    desk.session.exports.export(Path("result.xlsx"))
    desk.engine.trouble_met.emit(BadInput("ui.run_in_progress"))
    assert desk.session.run.running


def test_start_is_wished_once(desk: Desk) -> None:
    desk.session.connecting.choose_practice(True)
    connection = desk.session.draft.connection
    assert connection is not None
    desk.engine.account_read.emit(account(connection))
    desk.answer_plan()
    desk.session.run.start()
    desk.session.run.start()
    assert desk.engine.count("start_run") == 1
    desk.engine.run_broken_off.emit()
    desk.session.run.start()
    assert desk.engine.count("start_run") == 2, "after trouble it can be tried again"


def test_nothing_is_opened_while_a_run_goes_on(desk: Desk) -> None:
    desk.start()
    read = desk.engine.count("open_sheet")
    desk.session.open(Path("other.xlsx"))
    desk.session.open_sample(Path("other.xlsx"))
    desk.session.look_again()
    desk.session.open_worksheet("June")
    desk.session.reopen("c0ffee00")
    assert desk.engine.count("open_sheet") == read
    assert desk.engine.count("look_at_sheet") == desk.engine.count("reopen") == 0
    assert [message.title for message in desk.messages] == ["A run is in progress"] * 5


def test_what_comes_late_takes_nothing_out_of_sight_that_is_dialed(desk: Desk) -> None:
    desk.session.intake.read(Path("other.csv"), Choices())  # and Start is pressed meanwhile
    desk.start()
    dialed = desk.session.draft.contacts
    desk.engine.sheet_opened.emit(opened(OTHER, "Number"))
    desk.engine.reopened.emit(Reopened(replace(campaign(), id="c0ffee00"), contacts(), ()))
    assert desk.session.draft.contacts is dialed
    assert desk.session.draft.campaign == campaign()
    assert not desk.session.intake.is_importing


def test_start_waits_while_another_sheet_is_on_its_way_in(desk: Desk, qtbot: QtBot) -> None:
    desk.session.connecting.choose_practice(True)
    connection = desk.session.draft.connection
    assert connection is not None
    desk.engine.account_read.emit(account(connection))
    desk.answer_plan()
    parent = QWidget()
    qtbot.addWidget(parent)
    desk.session.intake.read(Path("other.csv"), Choices())
    start(parent, desk.session)
    assert desk.engine.count("start_run") == 0
    desk.session.intake.cancel()
    start(parent, desk.session)
    assert desk.engine.count("start_run") == 1


def test_a_reopened_campaign_shows_its_mapping_and_attempts(desk: Desk) -> None:
    made = replace(campaign(), mapping=replace(opened().mapping, fields=(Field("who"),)))
    tried = (attempt(2, "ended", "completed", "agent_hangup"),)
    desk.engine.reopened.emit(Reopened(made, contacts(), tried))
    draft = desk.session.draft
    assert [each.field.name for each in draft.choices if each.sent] == ["who"]
    assert (desk.session.run.view.tried, desk.session.run.view.waiting) == (1, 1)
    desk.send("other")
    assert desk.engine.count("plan") == 0, "a campaign is never decided anew"


def test_a_worksheet_is_read_from_the_same_file(desk: Desk) -> None:
    desk.session.open_worksheet("June")
    wish, (path, choices, region, _) = desk.engine.wishes[-1]
    assert (wish, path.name, choices.sheet, region) == (
        "open_sheet",
        "customers.xlsx",
        "June",
        "US",
    )


def test_a_crash_ends_what_was_under_way_and_can_be_copied(desk: Desk) -> None:
    desk.session.connecting.choose_practice(True)
    assert desk.session.connecting.under_way
    desk.engine.crashed.emit("report")
    assert not desk.session.connecting.under_way
    assert desk.messages[0].act is not None


def test_a_large_sheet_is_shown_before_it_is_checked(desk: Desk) -> None:
    whole = opened()
    held = Decided(Decision.HELD, Reason("workflow.not_checked"))
    table = whole.contacts.table
    waiting = Contacts(table, (), CodedColumn([held] * len(table)))
    desk.open(replace(whole, contacts=waiting, is_checked=False))
    assert desk.session.shown.standings is not None
    assert len(desk.session.shown.standings.contacts) == 5
    assert desk.engine.count("plan") == 1
    assert desk.session.draft.blocked(Step.DIAL) is not None
    assert not desk.session.draft.is_planned
    desk.answer_plan()
    assert desk.session.draft.is_planned
    assert desk.session.draft.ready == 2


def test_what_is_typed_while_a_plan_is_made_is_not_lost(desk: Desk) -> None:
    desk.send("who")
    desk.answer_plan()
    desk.send("whom")
    corrector = desk.session.corrector
    corrector.enter(2, "+1 202 555 0177")
    desk.answer_plan()
    standings = desk.session.shown.standings
    assert standings is not None
    assert standings.verdict(2).e164 == "+12025550177"
    assert desk.session.draft.is_planned
    desk.session.connecting.choose_practice(True)
    connection = desk.session.draft.connection
    assert connection is not None
    desk.engine.account_read.emit(account(connection))
    desk.answer_plan()
    desk.session.run.start()
    corrector.enter(1, "+1 202 555 0178")
    assert len(desk.session.draft.corrections) == 1, "the contacts are on their way to the library"
    _, (new,) = desk.engine.wishes[-1]
    assert [each.text for each in new.corrections] == ["+1 202 555 0177"]


def test_the_agent_is_asked_what_it_reads_whenever_another_one_is_chosen(desk: Desk) -> None:
    desk.session.connecting.choose_practice(True)
    connection = desk.session.draft.connection
    assert connection is not None
    desk.engine.account_read.emit(account(connection))
    desk.session.connecting.change({"agent": AGENTS[1]})
    asked = [arguments[1] for wish, arguments in desk.engine.wishes if wish == "read_variables"]
    assert asked == [AGENTS[0], AGENTS[1]]
    desk.engine.variables_read.emit(AGENTS[0], Dialect.METADATA, ("late",))
    assert desk.session.draft.offers[True].variables == ()
    desk.engine.variables_read.emit(AGENTS[1], Dialect.METADATA, ("name",))
    desk.engine.variables_read.emit(AGENTS[1], Dialect.DYNAMIC_VARIABLES, ())  # asked before
    assert desk.session.draft.offers[True].variables == ("name",)


def test_the_question_before_a_live_run_names_what_the_agent_reads_and_is_not_sent(
    desk: Desk, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    desk.session.connecting.choose_practice(False)
    connection = desk.session.draft.connection
    assert connection is not None
    desk.engine.account_read.emit(account(connection))
    desk.session.connecting.change({"agent": AGENTS[0], "from_number": NUMBERS[0]})
    desk.engine.variables_read.emit(AGENTS[0], Dialect.METADATA, ("name", "due_date"))
    desk.answer_plan()
    with qtbot.waitExposed(window):
        window.show()
    draft = desk.session.draft
    assert draft.connection is not None
    draft.terms.test = ("made", draft.mapping, draft.connection)
    start(window, desk.session)
    question = find(window, QDialog, "startConfirmation")
    said = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "The agent also reads name, due_date, and no field is sent for that" in said


def test_a_number_of_other_reach_has_the_contacts_decided_anew(desk: Desk) -> None:
    desk.session.connecting.choose_practice(True)
    connection = desk.session.draft.connection
    assert connection is not None
    desk.engine.account_read.emit(account(connection))
    desk.answer_plan()
    plans = desk.engine.count("plan")
    desk.session.connecting.change({"ringing_timeout_s": 20})
    assert desk.engine.count("plan") == plans
    desk.session.connecting.change({"from_number": NUMBERS[1]})
    assert desk.engine.count("plan") == plans + 1
