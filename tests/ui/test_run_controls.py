"""What a person can do to a run and its contacts, and what a run says after a sleep."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QPushButton, QWidget

from dialsheet import outside
from dialsheet.campaign import AttemptState, Outcome, attempt_outcome
from dialsheet.dialing import RunState
from dialsheet.ui import exclusions
from practice_process import LASTING, end_calls, start_service
from ui.hand import Hand, OpenWindow
from ui.pictures import find

ALL_ROWS = range(2, 10)


def called() -> dict[int, int]:
    """How often each row of the only campaign was called."""
    with closing(outside.library_opener()()) as library:
        (summary,) = library.campaigns()
        attempts = library.attempts(summary.campaign.id)
    return Counter(each.row for each in attempts if each.state is AttemptState.ENDED)


def choose(hand: Hand, *rows: int) -> None:
    """Select rows of the sheet."""
    table, flag = hand.window.workspace.table, QItemSelectionModel.SelectionFlag
    for place, row in enumerate(rows):
        how = flag.Select | flag.Rows | (flag.NoUpdate if place else flag.Clear)
        table.selectionModel().select(table.model().index(row - 2, 0), how)


def stopped(hand: Hand, people: Path) -> None:
    """A campaign that was stopped after its first call."""
    hand.open(people)
    hand.practise()
    hand.dial(1)
    hand.press("stopButton")
    hand.gate.open()
    hand.until_the_run_is_over()


def test_contacts_are_taken_out_and_put_back(
    day: OpenWindow, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exclusions, "_AT_ONCE", 2)
    hand = day()
    stopped(hand, people)
    edit = hand.window.menus.edit
    assert not edit.exclude.isEnabled(), "of nobody"
    choose(hand, 7, 8, 9)
    assert edit.exclude.isEnabled()
    assert not edit.include.isEnabled()
    edit.exclude.trigger()
    hand.until(lambda: hand.statuses["Skipped"] == 3)
    assert "3 contacts were taken out" in hand.text("messageText")
    choose(hand, 8)
    assert not edit.exclude.isEnabled()
    edit.include.trigger()
    hand.until(lambda: hand.statuses["Skipped"] == 2)
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert called() == dict.fromkeys([2, 3, 4, 5, 6, 8], 1)
    assert hand.text("runState") == "Finished: every call is accounted for"
    assert hand.text("notCalled").startswith("Not called: 0 held, 2 skipped.")
    hand.window.close()

    hand = day()
    hand.reopen()
    assert hand.statuses["Skipped"] == 2, "another day, too"
    choose(hand, 7, 9)
    hand.window.menus.edit.include.trigger()
    hand.until(lambda: hand.statuses["Ready"] == 2)
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert called() == dict.fromkeys(ALL_ROWS, 1)


def test_who_is_taken_out_of_a_run_that_rests_is_not_called(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(1)
    hand.press("pauseButton")
    hand.gate.open()
    hand.until(lambda: hand.window.session.run.rests)
    choose(hand, 9)
    hand.window.menus.edit.exclude.trigger()
    hand.until(lambda: hand.statuses["Skipped"] == 1)
    choose(hand, 7, 8)
    hand.window.menus.edit.exclude.trigger()
    hand.until(lambda: hand.statuses["Skipped"] == 3)
    choose(hand, 8)
    hand.window.menus.edit.include.trigger()
    hand.until(lambda: hand.statuses["Skipped"] == 2)
    hand.until(lambda: hand.window.session.run.view.progress.total == 6)
    hand.press("pauseButton")
    hand.until_the_run_is_over()
    assert called() == dict.fromkeys([2, 3, 4, 5, 6, 8], 1)


def test_those_that_are_talking_can_be_ended(
    day: OpenWindow, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIALSHEET_PRACTICE_SPEED", "25")
    hand = day(start_practice=partial(start_service, speed=25.0, talks_s=1e6))
    hand.open(people)
    hand.practise()
    hand.window.session.connecting.change({"max_minutes": 480})
    hand.dial(4)
    run = hand.window.session.run
    hand.until(lambda: run.view.progress.talking)
    alive = find(hand.window, QWidget, "aliveNotice")
    assert not alive.isVisible(), "while it dials, nobody asks"
    hand.press("pauseButton")
    hand.gate.open()
    hand.until(alive.isVisible)
    hand.until(lambda: run.view.progress.talking == run.alive)
    assert "a ringing call cannot be recalled" in hand.text("aliveText")
    hand.press("aliveButton")
    hand.press("endTalkingStay")
    hand.press("aliveButton")
    hand.press("endTalkingGo")
    hand.until(lambda: hand.text("messageText").endswith(("was ended.", "were ended.")))
    hand.press("stopButton")
    hand.until_the_run_is_over()
    with closing(outside.library_opener()()) as library:
        (summary,) = library.campaigns()
        outcomes = [attempt_outcome(each) for each in library.attempts(summary.campaign.id)]
    assert Outcome.CANCELLED in outcomes


class Leaping:
    """The system's clock, until it leaps ahead as after a sleep."""

    def __init__(self) -> None:
        self._clock = outside.SystemClock()
        self._ahead = timedelta(0)

    def leap(self) -> None:
        self._ahead += timedelta(minutes=20)

    def now(self) -> datetime:
        return self._clock.now() + self._ahead

    def monotonic(self) -> float:
        return self._clock.monotonic()


def dialing(hand: Hand, people: Path) -> Callable[[], object]:
    """A run that has begun; whether it is paused."""
    hand.practise()
    hand.dial(1)
    run = hand.window.session.run
    return lambda: run.view.progress and run.view.progress.state is RunState.PAUSED


def test_after_a_sleep_it_says_what_was_missed_and_waits(day: OpenWindow, people: Path) -> None:
    clock = Leaping()
    hand = day(clock)
    hand.open(people)
    is_paused = dialing(hand, people)
    clock.leap()
    hand.gate.open()
    hand.until(is_paused)
    said = find(hand.window, QWidget, "runReason").accessibleName()
    assert "For 20 minutes this computer slept" in said
    assert "The last call before went to row " in said
    assert "Resumed now, it would be over at about " in said
    hand.press("stopButton")
    hand.until_the_run_is_over()


def test_unattended_it_goes_on_by_itself(day: OpenWindow, people: Path) -> None:
    clock = Leaping()
    hand = day(clock)
    hand.open(people)
    hand.press("step_dial")
    hand.press("unattended")
    states: list[RunState] = []
    hand.window.engine.run_progressed.connect(lambda progress: states.append(progress.state))
    dialing(hand, people)
    assert not find(hand.window, QCheckBox, "unattended").isVisible()
    clock.leap()
    hand.gate.open()
    hand.until_the_run_is_over()
    assert RunState.PAUSED not in states
    assert called() == dict.fromkeys(ALL_ROWS, 1)


def test_calls_whose_end_nobody_saw_are_looked_up(
    day: OpenWindow, people: Path, dialsheet_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIALSHEET_PRACTICE_SPEED", LASTING)
    hand = day()
    people.write_text("Name,Phone\nAnn,+1 202 555 0100\n", encoding="utf-8")
    hand.open(people)
    hand.practise(pace=20.0)
    hand.press("startButton")
    hand.until(lambda: hand.statuses["Ringing"] + hand.statuses["In call"])
    hand.window.close()
    hand.press("pauseAndClose")
    hand.until(lambda: not hand.window.isVisible())

    end_calls(dialsheet_home / "practice-calls.jsonl")
    monkeypatch.setenv("DIALSHEET_PRACTICE_SPEED", "300")
    hand = day()
    hand.reopen()
    assert "1 call was placed whose end is not known yet" in hand.text("aliveText")
    assert find(hand.window, QPushButton, "startButton").text() == "Fi&nd out how calls ended"
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert called() == {2: 1}
    assert not find(hand.window, QPushButton, "startButton").isVisible()


def test_a_contact_is_called_back_when_a_person_says_so(day: OpenWindow, people: Path) -> None:
    clock = Leaping()
    hand = day(clock)
    hand.open(people)
    hand.practise(pace=20.0)
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert not find(hand.window, QPushButton, "startButton").isVisible()
    table = hand.window.workspace.table
    table.go_to(1)
    hand.window.menus.edit.call_back.trigger()
    assert "America/" in hand.text("callBackThere")
    hand.press("callBackGo")
    hand.until(lambda: hand.text("waitingValue") == "1")
    assert hand.text("runState") == "Not finished"
    hand.window.menus.edit.call_back.trigger()
    hand.press("callBackDrop")
    hand.until(lambda: hand.window.session.run.view.waiting == 0)
    hand.window.menus.edit.call_back.trigger()
    field = find(hand.window, QDateTimeEdit, "callBackAt")
    field.setDateTime(field.dateTime().addSecs(-3600 + 15 * 60))
    hand.press("callBackGo")
    hand.until(find(hand.window, QPushButton, "startButton").isVisible)
    clock.leap()
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert called() == {**dict.fromkeys(ALL_ROWS, 1), 3: 2}
    assert hand.text("runState") == "Finished: every call is accounted for"
    hand.window.close()
    hand = day()
    hand.reopen()
    assert hand.window.session.run.view.waiting == 0, "another day, too"


def test_a_time_that_is_past_is_refused(day: OpenWindow, people: Path) -> None:
    hand = day()
    stopped(hand, people)
    hand.window.workspace.table.go_to(5)
    hand.window.menus.edit.call_back.trigger()
    field = find(hand.window, QDateTimeEdit, "callBackAt")
    field.setDateTime(field.dateTime().addSecs(-2 * 3600))
    hand.press("callBackGo")
    hand.until(hand.window.messages.isVisible)
    hand.until(lambda: "past" in hand.text("messageText"))


def test_rows_are_added_to_a_campaign(day: OpenWindow, people: Path, tmp_path: Path) -> None:
    hand = day()
    assert not hand.window.menus.add_rows.isEnabled()
    stopped(hand, people)
    more = tmp_path / "more.csv"
    more.write_text("Phone,Name\n+1 202 555 0100,Twin\n+1 202 555 0177,Zoe\n", encoding="utf-8")
    other = tmp_path / "other.csv"
    other.write_text("Phone,Age\n+1 202 555 0178,7\n", encoding="utf-8")
    assert hand.window.menus.add_rows.isEnabled()
    hand.window.session.additions.add(other)
    hand.until(lambda: "other.csv" in hand.text("messageText"))
    hand.window.session.additions.add(more)
    hand.until(lambda: hand.text("messageTitle") == "2 rows were added; 1 of them to be called")
    model = hand.window.workspace.contacts
    hand.until(lambda: model.rowCount() == 10)
    hand.until(find(hand.window, QPushButton, "startButton").isVisible)
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert sorted(called().values()) == [1] * 9
    assert hand.text("runState") == "Finished: every call is accounted for"


def test_rows_are_added_to_a_run_that_goes_on(
    day: OpenWindow, people: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more.csv"
    more.write_text("Phone,Name\n+1 202 555 0177,Zoe\n", encoding="utf-8")
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(1)
    run = hand.window.session.run
    assert hand.window.menus.add_rows.isEnabled()
    hand.press("pauseButton")
    hand.gate.open()
    hand.until(lambda: not run.sends)
    hand.window.session.additions.add(more)
    model = hand.window.workspace.contacts
    hand.until(lambda: model.rowCount() == 9)
    assert run.running, "it goes on"
    hand.until(lambda: run.view.progress.total == 9)
    hand.press("pauseButton")
    hand.until_the_run_is_over()
    assert called() == dict.fromkeys([*ALL_ROWS, 11], 1), "below the header of its own"
    assert hand.text("runState") == "Finished: every call is accounted for"
