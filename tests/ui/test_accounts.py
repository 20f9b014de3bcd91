"""Campaigns of an account on another day: the key is not known any more, or another desktop
dials them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from dialsheet.ui.message_bar import MessageBar
from programs import Practice, dialsheet, practice_service
from ui.hand import OpenWindow
from ui.pictures import find

KEY = {"CARTESIA_API_KEY": "test"}


@pytest.fixture
def service() -> Iterator[Practice]:
    with practice_service("--speed", "400") as service:
        yield service


@pytest.fixture
def campaign(service: Practice, people: Path, tmp_path: Path) -> str:
    """The ID of a campaign of which two people were called."""
    run = ("run", people, "--out", tmp_path / "result.xlsx", "--api-url", service.url)
    ended = dialsheet(*run, "--limit", "2", "--pace", "20", **KEY)
    return ended.err.partition("\n")[0].removeprefix("campaign: ")


@pytest.mark.usefixtures("campaign")
def test_a_campaign_whose_key_is_not_known_here_takes_another_one(
    service: Practice, day: OpenWindow
) -> None:
    hand = day()
    hand.reopen()
    hand.press("startButton")
    hand.press("confirmStart")
    hand.until(lambda: hand.text("messageTitle") == "No API key")
    assert "Type the key in step 3" in hand.text("messageText")
    hand.press("step_connection")
    key = find(hand.window, QLineEdit, "apiKey")
    assert key.isEnabled()
    for choice in ("accountName", "agents", "practiceChoice", "ringingTimeout"):
        assert not find(hand.window, QWidget, choice).isEnabled(), "all else stays as it was"
    key.setText("a-good-key")
    hand.press("connectButton")
    hand.until(lambda: not find(hand.window, MessageBar, "messageBar").isVisible())
    assert key.text() == "", "it is never shown again"
    hand.press("step_dial")
    hand.press("startButton")
    hand.press("confirmStart")
    hand.until_the_run_is_over()
    assert len(service.calls()) == 8
    assert hand.text("runState") == "Finished: every call is accounted for"


def test_a_campaign_that_was_handed_over_says_so_before_start_is_pressed(
    service: Practice, campaign: str, day: OpenWindow, tmp_path: Path
) -> None:
    assert dialsheet("hand-over", campaign, tmp_path / "campaign.dialsheet").status == 0
    hand = day()
    hand.reopen()
    start = find(hand.window, QAbstractButton, "startButton")
    assert start.isVisible()
    assert not start.isEnabled()
    assert not hand.window.menus.start.isEnabled()
    why = find(hand.window, QWidget, "runReason")
    assert why.isVisible()
    assert why.accessibleName().startswith("This campaign was handed over to another desktop")
    assert len(service.calls()) == 2
