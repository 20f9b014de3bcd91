"""A sheet whose people were called before: its campaign is offered, and whom to call is asked."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton

from dialsheet.campaign import Repeated
from dialsheet.ui.draft import Step
from programs import Practice, dialsheet, practice_service
from ui.hand import Hand, OpenWindow, unnamed
from ui.pictures import find

FAST = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, dialsheet_home: Path) -> Iterator[Practice]:
    """An account, as far as the window knows."""
    monkeypatch.setenv("CARTESIA_API_KEY", "test")
    with practice_service("--speed", "400") as service:
        monkeypatch.setenv("DIALSHEET_API_URL", service.url)
        yield service


def ran(sheet: Path, service: Practice, *more: str) -> str:
    """Dial a sheet by the command line; the campaign's ID."""
    out = sheet.with_name("out.xlsx")
    where = ("--api-url", service.url, "--pace", "0", "--json")
    campaign: str = dialsheet("run", sheet, "--out", out, *where, *more, **FAST).json["campaign"]
    return campaign


def with_account(hand: Hand, sheet: Path) -> None:
    """Open a sheet, and choose the account."""
    hand.open(sheet)
    hand.press("step_connection")
    hand.press("accountChoice")
    hand.press("connectButton")
    session = hand.window.session
    hand.until(lambda: session.draft.offer.read and not session.connecting.under_way)
    offer = session.draft.offer
    session.connecting.change({"agent": offer.agents[0], "from_number": offer.numbers[-1]})
    hand.until(lambda: session.draft.blocked(Step.DIAL) is None)
    hand.window.workspace.show_step(Step.DIAL)


def question(hand: Hand) -> QDialog:
    """What is asked before Start, once nobody wants a test call."""
    hand.press("startButton")
    hand.press("testWaive")
    asked = find(hand.window, QDialog, "startConfirmation")
    assert not find(asked, QPushButton, "confirmStart").isEnabled(), "it is not known yet"
    hand.until(lambda: find(asked, QPushButton, "confirmStart").isEnabled())
    return asked


def said(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def numbers(service: Practice) -> Counter[str]:
    return Counter(call["telephony_params"]["to"] for call in service.calls())


def test_an_unfinished_campaign_of_the_sheet_is_offered(
    service: Practice, day: OpenWindow, people: Path
) -> None:
    campaign = ran(people, service, "--limit", "3")
    hand = day()
    hand.open(people)
    hand.until(lambda: hand.text("messageTitle"))
    assert "not finished" in hand.text("messageTitle")
    hand.press("messageAction")
    hand.until(lambda: hand.window.session.draft.campaign)
    assert hand.window.session.draft.campaign.id == campaign


def test_so_it_is_before_start(service: Practice, day: OpenWindow, people: Path) -> None:
    campaign = ran(people, service, "--limit", "3")
    hand = day()
    with_account(hand, people)
    asked = question(hand)
    assert "3 contacts were called before" in said(asked)
    assert "people.csv" in said(asked)
    assert unnamed(hand.window) == []
    hand.press("goOnWithCampaign")
    hand.until(lambda: hand.window.session.draft.campaign)
    assert hand.window.session.draft.campaign.id == campaign
    assert numbers(service).total() == 3, "nobody was called"


def test_who_was_called_is_not_called_again_unless_a_person_says_so(
    service: Practice, day: OpenWindow, people: Path
) -> None:
    ran(people, service)
    more = people.with_name("more.csv")
    more.write_text(people.read_text() + "Eve,+1 202 555 0199\n")
    hand = day()
    with_account(hand, more)
    asked = question(hand)
    assert "8 contacts were called before" in said(asked)
    choice = find(asked, QComboBox, "calledBefore")
    assert Repeated(choice.currentData()) is Repeated.NOBODY
    go = find(asked, QPushButton, "confirmStart")
    assert "1 person" in go.text()
    choice.setCurrentIndex(choice.findData(Repeated.ALL))
    assert "9 people" in go.text()
    choice.setCurrentIndex(choice.findData(Repeated.NOBODY))
    hand.press("confirmStart")
    hand.until(lambda: numbers(service).total() == 9)
    hand.until(lambda: hand.window.session.run.view.progress)
    assert set(numbers(service).values()) == {1}
    hand.window.session.run.stop()
    hand.until_the_run_is_over()


@pytest.mark.parametrize("again", [Repeated.NOBODY, Repeated.ALL])
def test_the_same_sheet_opened_again(
    service: Practice, day: OpenWindow, people: Path, again: Repeated
) -> None:
    ran(people, service, "--limit", "7")
    hand = day()
    with_account(hand, people)
    choice = find(question(hand), QComboBox, "calledBefore")
    choice.setCurrentIndex(choice.findData(again))
    hand.press("confirmStart")
    hand.until_the_run_is_over()
    times = numbers(service)
    assert sorted(times.values()) == ([1] * 8 if again is Repeated.NOBODY else [1] + [2] * 7)
    if again is Repeated.NOBODY:
        assert hand.statuses.total() == 8
        assert sum(count for word, count in hand.statuses.items() if "kip" in word) == 7
