"""Steps 1, 3 and 4 by key and click, and what is said about each state."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QProgressBar,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dialsheet.campaign import NumberColumn
from dialsheet.dialing import Progress, RunReport, RunState
from dialsheet.errors import Reason
from dialsheet.ui.dial_panel import DialPanel
from dialsheet.ui.draft import Draft, Step
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.run_watch import RunView
from dialsheet.ui.sheet_panel import SheetPanel
from dialsheet.ui.stepper import Mark, Stepper
from dialsheet.ui.theme import Tone
from ui.pictures import AGENTS, NUMBERS, campaign, draft_of, find, spoken, text

SETTLED = Progress(RunState.DIALING, 10, 4, 6, 3, 0, 125.0)


# Step 1


@pytest.fixture
def sheet_panel(qtbot: QtBot) -> SheetPanel:
    panel = SheetPanel()
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_the_sheet_is_described_and_counted(sheet_panel: SheetPanel) -> None:
    sheet_panel.show_draft(draft_of())
    assert text(sheet_panel, "sheetFile") == "customers.xlsx"
    assert text(sheet_panel, "sheetFacts") == "5 rows · XLSX · worksheet May · header in row 1"
    assert spoken(sheet_panel, "sheetSummary").startswith("2 contacts can be called 3 rows")
    assert find(sheet_panel, QComboBox, "numberColumn").currentText() == "Phone"
    assert find(sheet_panel, QComboBox, "region").currentText() == "United States (+1)"


def test_formats_that_cannot_be_read_are_told_of_the_number_column(
    sheet_panel: SheetPanel,
) -> None:
    draft = draft_of()
    assert draft.sheet is not None
    for columns, is_told in ((("Phone",), True), (("Visits",), False)):
        draft.sheet = replace(draft.sheet, unformatted=frozenset(columns))
        sheet_panel.show_draft(draft)
        said = text(sheet_panel, "sheetFindings")
        assert ("Column “Phone” has numbers with formats" in said) is is_told


def test_it_is_good_news_only_where_nearly_all_can_be_called(sheet_panel: SheetPanel) -> None:
    draft = draft_of()
    for ready, tone in ((2, Tone.NOTICE), (4, Tone.NOTICE), (5, Tone.GOOD)):
        draft.ready = ready
        sheet_panel.show_draft(draft)
        assert find(sheet_panel, Notice, "sheetSummary").tone is tone
    rows = "\n".join(["Phone", *(f"+1202555{n:04}" for n in range(100))])
    many = draft_of(rows)
    for ready, tone in ((94, Tone.NOTICE), (95, Tone.GOOD)):
        many.ready = ready
        sheet_panel.show_draft(many)
        assert find(sheet_panel, Notice, "sheetSummary").tone is tone
        assert f"{100 - ready} rows are left out" in spoken(sheet_panel, "sheetSummary")


def test_a_sheet_without_a_guess_asks_for_the_column(sheet_panel: SheetPanel, qtbot: QtBot) -> None:
    sheet_panel.show_draft(draft_of(numbers=""))
    assert (
        spoken(sheet_panel, "sheetSummary") == "Choose the column that holds the telephone numbers."
    )
    box = find(sheet_panel, QComboBox, "numberColumn")
    assert box.currentIndex() == -1
    with qtbot.assertNotEmitted(sheet_panel.numbers_chosen):
        qtbot.keyClicks(box, "p")
    with qtbot.waitSignal(sheet_panel.numbers_chosen) as chosen:
        qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert chosen.args == [(NumberColumn("Phone"),)]


@pytest.mark.parametrize(
    ("typed", "region"),
    [("Japan", "JP"), ("jp", "JP"), ("日本", "JP"), ("germany (+49)", "DE"), ("No country", None)],
)
def test_the_country_can_be_typed(
    sheet_panel: SheetPanel, qtbot: QtBot, typed: str, region: str | None
) -> None:
    sheet_panel.show_draft(draft_of())
    line = find(sheet_panel, QComboBox, "region").lineEdit()
    assert line is not None
    line.selectAll()
    with qtbot.waitSignal(find(sheet_panel, QWidget, "region").region_chosen) as chosen:  # type: ignore[attr-defined]
        if typed.isascii():
            qtbot.keyClicks(line, typed)
        else:  # as an input method hands it over
            line.del_()
            line.insert(typed)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen.args == [region]


def test_a_click_into_the_country_lets_typing_replace_it(
    sheet_panel: SheetPanel, qtbot: QtBot
) -> None:
    sheet_panel.show_draft(draft_of())
    with qtbot.waitActive(sheet_panel):
        sheet_panel.show()
    box = find(sheet_panel, QComboBox, "region")
    line = box.lineEdit()
    assert line is not None
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: line.selectedText() == box.currentText())
    with qtbot.waitSignal(box.region_chosen) as chosen:  # type: ignore[attr-defined]
        qtbot.keyClicks(line, "japan")
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen.args == ["JP"]


def test_what_names_no_country_changes_nothing(sheet_panel: SheetPanel, qtbot: QtBot) -> None:
    sheet_panel.show_draft(draft_of())
    box = find(sheet_panel, QComboBox, "region")
    line = box.lineEdit()
    assert line is not None
    line.selectAll()
    with qtbot.assertNotEmitted(box.region_chosen):  # type: ignore[attr-defined]
        qtbot.keyClicks(line, "Atlantis")
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert box.currentText() == "United States (+1)"


def test_rows_that_the_sheet_hides_are_called_only_when_a_person_says_so(
    sheet_panel: SheetPanel, qtbot: QtBot
) -> None:
    draft = draft_of()
    sheet_panel.show_draft(draft)
    choice = find(sheet_panel, QCheckBox, "hiddenRows")
    assert not choice.isVisible(), "nothing is hidden"
    assert draft.sheet is not None
    draft.sheet = replace(draft.sheet, hidden=frozenset({1}))
    sheet_panel.show_draft(draft)
    assert choice.isVisible()
    assert not choice.isChecked()
    with qtbot.waitSignal(sheet_panel.rules_chosen) as chosen:
        qtbot.keyClick(choice, Qt.Key.Key_Space)
    assert chosen.args == [{"hidden_rows": True}]
    draft.choose_rules(**chosen.args[0])
    assert not draft.shows_choices, "so the contacts are decided anew"


def test_a_missing_country_is_named_as_a_likely_cause(sheet_panel: SheetPanel) -> None:
    sheet_panel.show_draft(draft_of(region=None))
    assert "choose it above" in spoken(sheet_panel, "sheetSummary")


# Step 4


@pytest.fixture
def dial_panel(qtbot: QtBot) -> DialPanel:
    panel = DialPanel()
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def buttons(panel: DialPanel) -> dict[str, str]:
    """The visible buttons by name; those that cannot be pressed in brackets."""
    shown = {}
    for name in ("startButton", "pauseButton", "stopButton", "exportButton"):
        button = find(panel, QAbstractButton, name)
        if button.isVisible():
            said = button.text().replace("&", "")
            shown[name] = said if button.isEnabled() else f"({said})"
    return shown


def ready_draft(*, practice: bool = True) -> Draft:
    draft = draft_of()
    draft.practice = practice
    assert draft.offer is not None
    draft.take_account(draft.offer.connection, AGENTS[:1], NUMBERS[:1])
    draft.planned_limits = draft.limits
    return draft


def test_start_waits_for_what_is_missing(dial_panel: DialPanel) -> None:
    dial_panel.show_draft(draft_of(), RunView())
    assert buttons(dial_panel) == {"startButton": "(Start)"}, "it is not chosen whether in practice"
    assert spoken(dial_panel, "runReason") == "Choose how to dial: practice, or a Cartesia account."
    dial_panel.show_draft(ready_draft(), RunView())
    assert buttons(dial_panel) == {"startButton": "Start practice"}
    assert text(dial_panel, "runState").startswith("2 contacts will be called.")
    dial_panel.show_draft(ready_draft(practice=False), RunView())
    assert buttons(dial_panel) == {"startButton": "Start calling…"}


def test_a_pilot_says_how_many_wait_after_it(dial_panel: DialPanel) -> None:
    draft = ready_draft()
    draft.ready, draft.terms.pilot = 10, 4
    dial_panel.show_draft(draft, RunView())
    said = text(dial_panel, "runState")
    assert said.startswith("4 contacts will be called.\nAt this pace it takes at least 4 seconds.")
    assert "6 more contacts then wait for your word" in said


@pytest.mark.parametrize(
    ("state", "said", "shown"),
    [
        (
            RunState.SETTLING,
            "Finding out what became of earlier calls…",
            {"pauseButton": "Pause", "stopButton": "Stop"},
        ),
        (RunState.DIALING, "Dialing", {"pauseButton": "Pause", "stopButton": "Stop"}),
        (
            RunState.PAUSED,
            "Paused: nothing is sent",
            {"pauseButton": "Resume", "stopButton": "Stop"},
        ),
        (
            RunState.FINISHING,
            "Waiting for the last calls to end",
            {"pauseButton": "(Pause)", "stopButton": "(Stop)"},
        ),
    ],
)
def test_a_run_is_told_in_words_and_numbers(
    dial_panel: DialPanel, state: RunState, said: str, shown: dict[str, str]
) -> None:
    draft = ready_draft()
    draft.start_as(campaign())
    draft.ready = 10
    dial_panel.show_draft(draft, RunView(True, replace(SETTLED, state=state)))
    assert text(dial_panel, "runState") == said
    assert buttons(dial_panel) == {**shown, "exportButton": "Export the result sheet…"}
    values = [text(dial_panel, f"{name}Value") for name in ("placed", "alive", "waiting")]
    assert values == ["6", "3", "4"]
    is_stopped = state is RunState.FINISHING
    assert text(dial_panel, "time_leftValue") == ("–" if is_stopped else "2:05")
    bar = find(dial_panel, QProgressBar, "progress")
    assert (bar.value(), bar.maximum(), bar.text()) == (6, 10, "6 of 10")


def test_it_says_why_it_slows_down_or_ended(dial_panel: DialPanel) -> None:
    draft = ready_draft()
    draft.start_as(campaign())
    slow = replace(SETTLED, reason=Reason("dialing.stopped"))
    dial_panel.show_draft(draft, RunView(True, slow))
    assert spoken(dial_panel, "runReason")
    report = RunReport(Reason("dialing.stopped"), False, False, replace(slow, state=RunState.ENDED))
    dial_panel.show_draft(draft, RunView(False, report.progress, report, waiting=4))
    assert text(dial_panel, "runState") == "Not finished"
    assert buttons(dial_panel)["startButton"] == "Continue practice"
    done = RunReport(Reason("dialing.finished"), True, False, replace(SETTLED, waiting=0, alive=0))
    dial_panel.show_draft(draft, RunView(False, done.progress, done))
    assert text(dial_panel, "runState") == "Finished: every call is accounted for"
    assert buttons(dial_panel) == {"exportButton": "Export the result sheet…"}
    assert spoken(dial_panel, "runReason") == ""


@pytest.mark.parametrize(
    ("code", "fault_outside", "tone"),
    [
        ("dialing.stopped", False, Tone.INFO),
        ("dialing.pilot_over", False, Tone.INFO),
        ("dialing.unknowns_in_a_row", False, Tone.NOTICE),
        ("dialing.half_went_wrong", False, Tone.NOTICE),
        ("cartesia.key_refused", True, Tone.BAD),
    ],
)
def test_a_stop_that_nobody_wished_for_stands_out(
    dial_panel: DialPanel, code: str, fault_outside: bool, tone: Tone
) -> None:
    draft = ready_draft()
    draft.start_as(campaign())
    reason = Reason(code, {"count": 3, "sends": 20})
    report = RunReport(reason, False, fault_outside, SETTLED)
    dial_panel.show_draft(draft, RunView(False, SETTLED, report, waiting=4))
    assert find(dial_panel, Notice, "runReason").tone is tone


def test_a_stop_says_what_to_do_next(dial_panel: DialPanel) -> None:
    draft = ready_draft()
    draft.start_as(campaign())
    report = RunReport(Reason("cartesia.usage_limit"), False, True, SETTLED)
    dial_panel.show_draft(draft, RunView(False, SETTLED, report, waiting=4))
    assert "Add credit or raise the limit at Cartesia, then resume" in spoken(
        dial_panel, "runReason"
    )


def test_a_call_that_may_not_be_is_not_told_as_alive(dial_panel: DialPanel) -> None:
    draft = ready_draft()
    draft.start_as(campaign())
    dial_panel.show_draft(draft, RunView(True, replace(SETTLED, alive=3, unknown=2)))
    assert text(dial_panel, "aliveValue") == "1"


def test_pause_and_resume_are_one_button(dial_panel: DialPanel, qtbot: QtBot) -> None:
    draft = ready_draft()
    draft.start_as(campaign())
    dial_panel.show_draft(draft, RunView(True, SETTLED))
    with qtbot.waitSignal(dial_panel.pause_requested):
        qtbot.keyClick(dial_panel.pause, Qt.Key.Key_Space)
    dial_panel.show_draft(draft, RunView(True, replace(SETTLED, state=RunState.PAUSED)))
    with qtbot.waitSignal(dial_panel.resume_requested):
        qtbot.keyClick(dial_panel.pause, Qt.Key.Key_Space)


def test_the_pace_has_its_defaults_and_its_limit(dial_panel: DialPanel, qtbot: QtBot) -> None:
    dial_panel.show_draft(ready_draft(practice=False), RunView())
    pace = find(dial_panel, QDoubleSpinBox, "pace")
    live = find(dial_panel, QSpinBox, "maxLive")
    assert (pace.value(), pace.maximum(), live.value()) == (1.0, 1.0, 8)
    with qtbot.waitSignal(dial_panel.pace_changed) as changed:
        qtbot.keyClick(pace, Qt.Key.Key_Down)
    assert changed.args is not None
    assert changed.args[0].per_second == 0.9


# The steps


def test_each_step_tells_how_it_stands(qtbot: QtBot) -> None:
    stepper = Stepper()
    qtbot.addWidget(stepper)
    draft = draft_of(numbers="")
    stepper.show_draft(draft, Step.SHEET)
    marks = {step: button.mark for step, button in stepper.buttons.items()}
    assert marks == {
        Step.SHEET: Mark.BLOCKED,
        Step.FIELDS: Mark.OPEN,
        Step.CONNECTION: Mark.BLOCKED,
        Step.DIAL: Mark.BLOCKED,
    }
    button = stepper.buttons[Step.SHEET]
    assert button.isChecked()
    assert button.toolTip() == "Choose the column that holds the telephone numbers."
    assert button.accessibleName() == f"Step 1 of 4, Sheet: {button.toolTip()}"
    stepper.show_draft(ready_draft(), Step.DIAL)
    assert stepper.buttons[Step.CONNECTION].mark is Mark.DONE
    with qtbot.waitSignal(stepper.step_chosen) as chosen:
        qtbot.keyClick(stepper.buttons[Step.FIELDS], Qt.Key.Key_Space)
    assert chosen.args == [Step.FIELDS]
