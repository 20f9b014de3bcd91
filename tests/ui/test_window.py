"""The whole window, over the real engine, library and practice service."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
)

from dialsheet import outside
from dialsheet.campaign import AttemptState, CampaignState, Pace
from dialsheet.ui.contacts_cells import Column
from dialsheet.ui.draft import Step
from ui.hand import OpenWindow, drop, mnemonics, unnamed
from ui.pictures import find, pick


def test_the_sample_goes_from_start_to_result_and_is_there_another_day(
    day: OpenWindow, tmp_path: Path
) -> None:
    hand = day()
    window = hand.window
    assert window.start_page.isVisible()
    assert not window.banner.isVisible()
    hand.press("trySampleButton")
    hand.until(lambda: window.session.draft.blocked(Step.DIAL) is None)
    assert window.banner.isVisible(), "the sample is for practice"
    ready = window.session.draft.ready
    assert ready
    assert unnamed(window) == []
    hand.press("step_fields")
    hand.press("sendAll")
    assert unnamed(window) == []
    hand.press("step_dial")
    window.session.choices.choose_pace(Pace(20.0, 8))
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert hand.text("runState") == "Finished: every call is accounted for"
    assert hand.statuses["Ended"] == ready
    model = window.workspace.contacts
    call_ids = [model.cell(row, Column.CALL_ID).text for row in range(model.rowCount())]
    assert sum(map(bool, call_ids)) == len(set(filter(None, call_ids))) == ready
    window.session.exports.export(tmp_path / "result.xlsx")
    hand.until(lambda: hand.text("messageText") == str(tmp_path / "result PRACTICE.xlsx"))
    assert (tmp_path / "result PRACTICE.xlsx").stat().st_size > 0
    window.close()

    hand = day()
    hand.reopen()
    window = hand.window
    assert window.banner.isVisible(), "a practice campaign is open"
    assert window.workspace.current is Step.DIAL
    assert hand.statuses["Ended"] == ready
    assert not find(window, QAbstractButton, "startButton").isVisible()
    assert find(window, QAbstractButton, "exportButton").isVisible()


def test_a_stopped_campaign_is_finished_another_day_and_nobody_is_called_twice(
    day: OpenWindow, people: Path
) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(1)
    hand.press("pauseButton")
    hand.gate.open()
    hand.until(lambda: hand.text("runState") == "Paused: nothing is sent")
    assert find(hand.window, QAbstractButton, "pauseButton").text() == "&Resume"
    hand.press("stopButton")
    hand.until_the_run_is_over()
    assert hand.text("runState") == "Not finished"
    hand.window.close()

    hand = day()
    hand.reopen()
    assert hand.statuses["Ready"] + hand.statuses["Not sent"] > 0
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert hand.statuses == {"Ended": 8}
    with closing(outside.library_opener()()) as library:
        (summary,) = library.campaigns()
        attempts = library.attempts(summary.campaign.id)
    assert summary.state is CampaignState.FINISHED
    called = Counter(each.row for each in attempts if each.state is AttemptState.ENDED)
    assert called == dict.fromkeys(range(2, 10), 1)


def test_closing_during_a_run_asks_and_leaves_it_unfinished(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(1)
    hand.window.close()
    assert hand.window.isVisible()
    hand.press("keepDialing")
    assert hand.window.isVisible()
    assert hand.window.session.run.running
    hand.window.close()
    hand.press("pauseAndClose")
    hand.gate.open()
    hand.until(lambda: not hand.window.isVisible())
    with closing(outside.library_opener()()) as library:
        assert library.campaigns()[0].state is CampaignState.UNFINISHED


def test_closing_a_paused_run_without_calls_asks_nothing(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(0)
    hand.press("pauseButton")
    hand.gate.open()
    hand.until(lambda: hand.window.session.run.rests)
    hand.window.close()
    assert not hand.window.isVisible()


def test_trouble_is_one_message_and_nothing_typed_is_lost(
    day: OpenWindow, people: Path, tmp_path: Path
) -> None:
    hand = day()
    window = hand.window
    hand.open(people)
    hand.press("step_fields")
    line = find(window, QLineEdit, "fieldName")
    line.setFocus()
    line.selectAll()
    hand.qtbot.keyClicks(line, "who")
    broken = tmp_path / "photo.xlsx"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    drop(window, broken)
    hand.until(window.messages.isVisible)
    assert "Traceback" not in hand.text("messageText")
    assert window.session.draft.source is not None
    assert window.session.draft.source.file == "people.csv"
    assert line.text() == "who"
    assert [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()] == [window]
    drop(window, people)
    hand.until(lambda: not window.messages.isVisible())
    hand.until(lambda: window.session.draft.is_planned)
    assert window.session.draft.mapping.fields[0].name == "who", "the same columns, opened again"


def test_nothing_else_is_opened_during_a_run(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(1)
    drop(hand.window, people)
    assert hand.text("messageTitle") == "A run is in progress"
    assert not hand.window.menus.open.isEnabled()
    hand.press("stopButton")
    hand.gate.open()
    hand.until_the_run_is_over()


def test_an_account_is_asked_with_its_key_and_choices_are_remembered(
    day: OpenWindow, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = outside.start_own_practice()
    monkeypatch.setenv("DIALSHEET_API_URL", service.base_url)
    hand = day()
    window = hand.window
    hand.open(people)
    region = find(window, QComboBox, "region").lineEdit()
    assert region is not None
    region.selectAll()
    hand.qtbot.keyClicks(region, "jp")
    hand.qtbot.keyClick(region, Qt.Key.Key_Return)
    hand.press("step_connection")
    hand.press("accountChoice")
    assert not window.banner.isVisible()
    key = find(window, QLineEdit, "apiKey")
    hand.qtbot.keyClicks(key, "wrong-key")
    hand.press("connectButton")
    hand.until(window.messages.isVisible)
    assert key.text() == "wrong-key", "nothing typed is lost"
    key.selectAll()
    hand.qtbot.keyClicks(key, outside.practice_key())
    hand.press("connectButton")
    hand.until(lambda: not key.text())
    for name in ("agents", "fromNumbers"):
        box = find(window, QComboBox, name)
        pick(hand.qtbot, box, box.itemText(box.count() - 1))
    hand.until(lambda: window.session.draft.blocked(Step.DIAL) is None)
    chosen = window.session.draft.connection
    hand.press("step_dial")
    hand.press("startButton")
    hand.press("testWaive")
    hand.press("confirmCancel")
    assert not window.session.run.running
    window.close()

    hand = day()
    hand.open(people)
    draft = hand.window.session.draft
    assert draft.connection == chosen
    assert draft.mapping.region == "JP"
    assert draft.blocked(Step.CONNECTION) is not None, "the account is asked again first"
    service.stop()


def test_the_keyboard_leads_from_step_to_step(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.window.activateWindow()
    assert hand.focus == "numberColumn"
    for first in ("sendAll", "practiceChoice", "pace"):
        hand.type(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
        hand.until_focus(first)
        if first == "practiceChoice":
            hand.type(Qt.Key.Key_Space)
            hand.until(lambda: hand.window.session.draft.blocked(Step.DIAL) is None)
    hand.type(Qt.Key.Key_Return)
    assert not hand.window.session.run.running, "Start is pressed on purpose"
    hand.gate.let(1)
    hand.type(Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    hand.until(lambda: hand.placed)
    hand.until_focus("pauseButton")
    hand.type(Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    hand.gate.open()
    hand.until_the_run_is_over()


def test_a_step_of_the_menu_is_the_step_that_is_marked(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    for step in reversed(Step):
        hand.window.menus.steps[step].trigger()
        marked = [
            each for each, mark in hand.window.workspace.stepper.buttons.items() if mark.isChecked()
        ]
        assert (hand.window.workspace.current, marked) == (step, [step])


def test_no_two_things_in_sight_share_a_mnemonic(day: OpenWindow, people: Path) -> None:
    hand = day()
    window = hand.window
    hand.open(people)
    hand.practise()
    pages = {"start": mnemonics(window.start_page, window)}
    window.workspace.show_step(Step.DIAL)
    for step in Step:
        window.workspace.show_step(step)
        pages[step] = mnemonics(window, window)
    window.session.connecting.choose_practice(False)
    pages["account"] = mnemonics(window, window)
    hand.practise()
    hand.dial(1)
    pages["dialing"] = mnemonics(window, window)
    hand.gate.open()
    hand.until_the_run_is_over()
    hand.until(lambda: find(window, QAbstractButton, "messageAction").isVisible())
    pages["saved"] = mnemonics(window, window)
    doubles = {
        page: [key for key, count in keys.items() if count > 1] for page, keys in pages.items()
    }
    assert doubles == {page: [] for page in pages}
