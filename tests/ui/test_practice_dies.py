"""The practice service stands still, or is killed, in a run of the real window."""

import os
import signal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from dialsheet.cartesia import practice_child
from programs import practice_of
from ui.hand import OpenWindow
from ui.pictures import find


def test_a_run_goes_on_where_its_practice_service_dies(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(2)
    os.kill(practice_of(os.getpid()), signal.SIGKILL)
    hand.until(lambda: "was started again, with all of its calls" in hand.text("messageText"))
    hand.gate.open()
    hand.until_the_run_is_over()
    assert hand.text("runState") == "Finished: every call is accounted for"


def test_a_run_whose_practice_service_is_given_up_is_stopped_and_gone_on_with(
    day: OpenWindow, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice_child, "_GIVEN_UP_AFTER", 0)
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(2)
    os.kill(practice_of(os.getpid()), signal.SIGKILL)
    hand.until(lambda: "is not started any more" in hand.text("messageText"))
    hand.press("stopButton")
    hand.gate.open()
    hand.until_the_run_is_over()
    hand.press("startButton")
    hand.until(lambda: hand.text("runState") == "Finished: every call is accounted for")


def test_a_service_that_stands_still_is_told_of_in_the_window(
    day: OpenWindow, people: Path
) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    hand.dial(1)
    silence = find(hand.window, QWidget, "runSilence")
    assert not silence.isVisible()
    service = practice_of(os.getpid())
    os.kill(service, signal.SIGSTOP)
    try:
        hand.gate.open()
        hand.until(silence.isVisible)
        texts = [label.text() for label in silence.findChildren(QLabel)]
        assert any("waiting for an answer" in text for text in texts)
    finally:
        os.kill(service, signal.SIGCONT)
    hand.until(lambda: not silence.isVisible())
    hand.until_the_run_is_over()
