"""Looks at a file that cannot end well: the import screen goes on."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from dialsheet.ui import looks
from ui.hand import Hand, OpenWindow
from ui.pictures import find, pick, spoken
from work_samples import fail_to_look


@pytest.fixture
def hand(day: OpenWindow, people: Path) -> Hand:
    """A person who looks at a sheet."""
    hand = day()
    hand.window.session.open(people)
    hand.until_focus("importNext")
    return hand


def choose_encoding(hand: Hand, name: str) -> None:
    pick(hand.qtbot, find(hand.window.import_screen, QComboBox, "importEncoding"), name)
    hand.until(lambda: not hand.window.session.intake.is_looking)


def first_header(hand: Hand) -> object:
    model = hand.window.import_screen.model
    return model.headerData(2, Qt.Orientation.Horizontal)


def test_utf16_is_chosen_for_a_file_without_a_mark(hand: Hand) -> None:
    before = first_header(hand)
    choose_encoding(hand, "UTF-16")
    assert not hand.window.messages.isVisible()
    assert first_header(hand) != before
    choose_encoding(hand, "UTF-8")
    assert first_header(hand) == before


def test_a_look_that_crashes_comes_to_an_end(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "preview", fail_to_look)
    choose_encoding(hand, "UTF-16")
    hand.until(lambda: hand.text("messageTitle") == "Something went wrong inside Dialsheet")
    assert spoken(hand.window, "importTrouble").startswith("The file was not understood")
    monkeypatch.undo()
    choose_encoding(hand, "UTF-8")
    hand.press("importNext")
    hand.until(lambda: hand.window.session.draft.is_planned)
