"""Exceptions that nobody caught: one report each, and the window lives on."""

import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from dialsheet.ui import CrashReports
from ui.hand import Hand, OpenWindow


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> Callable[[Hand], list[str]]:
    """`reported(hand)`: the reports of this window, from now on."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # given back at the end
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)

    def begin(hand: Hand) -> list[str]:
        reports: list[str] = []
        hand.window.engine.crashed.connect(reports.append)
        CrashReports(hand.window.engine).take_all()
        return reports

    return begin


def fail(why: str, *_: object) -> None:
    raise LookupError(why)


def fail_elsewhere(*_: object) -> None:
    raise LookupError


def test_a_slot_that_fails_again_when_its_failure_is_told_is_reported_once(
    day: OpenWindow, reported: Callable[[Hand], list[str]]
) -> None:
    hand = day()
    reports = reported(hand)
    session = hand.window.session
    session.changed.connect(partial(fail, "each time that something is shown"))
    session.message.connect(fail_elsewhere)  # and while the report is
    session.changed.emit()
    hand.until(lambda: len(reports) == 2)
    session.changed.emit()
    QApplication.processEvents()
    assert hand.text("messageTitle") == "Something went wrong inside Dialsheet"
    assert [report.count("\nLookupError\n") for report in reports] == [1, 1]


@pytest.mark.parametrize("place", ["thread", "task", "loop"])
def test_what_fails_beside_the_window_is_reported(
    place: str, day: OpenWindow, reported: Callable[[Hand], list[str]]
) -> None:
    hand = day()
    reports, engine = reported(hand), hand.window.engine
    if place == "thread":
        threading.Thread(target=fail_elsewhere).start()
    elif place == "task":

        async def wish() -> None:
            fail_elsewhere()

        engine._post(wish)
    else:
        engine._threads.engine.call(fail_elsewhere)
    hand.until(lambda: reports)
    assert "fail_elsewhere" in reports[0]


def test_a_run_goes_on_where_something_else_fails(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(1)
    hand.press("pauseButton")
    hand.gate.open()
    run, engine = hand.window.session.run, hand.window.engine
    engine.never_call_file(people.with_name("absent.csv"), None)
    hand.until(lambda: "absent.csv" in hand.text("messageText"))
    assert run.running
    hand.press("pauseButton")
    hand.until_the_run_is_over()


def test_a_run_that_cannot_begin_is_over(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    people.unlink()  # its bytes are to be kept with the campaign
    hand.press("startButton")
    hand.until(lambda: people.name in hand.text("messageText"))
    hand.until(lambda: not hand.window.session.run.running)
