"""Columns that say not to call: the window tells, holds, asks, and remembers the answer."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from ui.hand import Hand, OpenWindow
from ui.pictures import find

PEOPLE = "Name,Phone,Do Not Call\nAnn,+1 202 555 0143,Yes\nBen,+1 202 555 0144,no\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def decided(hand: Hand) -> list[str]:
    contacts = hand.window.session.draft.contacts
    assert contacts is not None
    return [each.decision.value for each in contacts.decided]


def said(hand: Hand) -> str:
    return find(hand.window, QLabel, "refusal0Text").text()


def answer(hand: Hand) -> None:
    draft = hand.window.session.draft
    before = draft.planned_rules
    hand.press("refusal0Button")
    hand.until(lambda: draft.is_planned and draft.planned_rules != before)


def test_the_answer_is_asked_for_kept_and_taken_back(day: OpenWindow, sheet: Path) -> None:
    hand = day()
    hand.open(sheet)
    assert find(hand.window, QWidget, "refusal0Notice").isVisible()
    assert decided(hand) == ["held", "ready"]
    assert "Do Not Call" in said(hand)
    answer(hand)
    assert decided(hand) == ["ready", "ready"]
    assert "all the same" in said(hand)
    hand.window.close()

    hand = day()
    hand.open(sheet)
    hand.until(lambda: decided(hand) == ["ready", "ready"])
    assert "all the same" in said(hand), "a person sees what was answered on another day"
    answer(hand)
    assert decided(hand) == ["held", "ready"]
    hand.window.close()

    hand = day()
    hand.open(sheet)
    assert decided(hand) == ["held", "ready"]


def test_other_sheets_are_not_asked_about(day: OpenWindow, sheet: Path) -> None:
    hand = day()
    hand.open(sheet)
    other = sheet.with_name("other.csv")
    other.write_text("Name,Phone,Newsletter\nAnn,+1 202 555 0143,No\n", encoding="utf-8")
    hand.open(other)
    assert not find(hand.window, QWidget, "refusals").isVisible()
    assert decided(hand) == ["ready"]


def test_a_country_that_is_chosen_does_not_beat_the_column(day: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Country,Phone\nUK,2079460958\nUSA,2124567890\n", encoding="utf-8")
    hand = day()
    hand.open(path)
    session = hand.window.session
    assert decided(hand) == ["ready", "ready"], "each in its own country"
    session.choose_region("US")
    hand.until(lambda: session.draft.is_planned)
    assert decided(hand) == ["held", "ready"]
    assert "Country" in find(hand.window, QLabel, "regionColumnSays").text()
