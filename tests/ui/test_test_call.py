"""Before the first real run: a call to one's own number, or a start without it, on the record."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QSpinBox

from dialsheet import app, outside
from dialsheet.campaign import Connection
from dialsheet.ports import CallService
from dialsheet.ui.draft import Step
from programs import Practice, practice_service
from ui.hand import Hand, OpenWindow, unnamed
from ui.pictures import find

OWN = "+13105550102"  # somebody answers there


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, dialsheet_home: Path) -> Iterator[Practice]:
    """An account, as far as the window knows."""
    monkeypatch.setenv("CARTESIA_API_KEY", "test")
    with practice_service("--speed", "400") as service:
        monkeypatch.setenv("DIALSHEET_API_URL", service.url)
        yield service


def with_account(hand: Hand, people: Path) -> None:
    hand.open(people)
    hand.press("step_connection")
    hand.press("accountChoice")
    hand.press("connectButton")
    connecting = hand.window.session.connecting
    hand.until(lambda: hand.window.session.draft.offer.read)
    hand.until(lambda: not connecting.under_way)
    offer = hand.window.session.draft.offer
    connecting.change({"agent": offer.agents[0], "from_number": offer.numbers[-1]})
    hand.until(lambda: hand.window.session.draft.blocked(Step.DIAL) is None)
    hand.window.workspace.show_step(Step.DIAL)


def kinds() -> list[str]:
    """What the log says of all campaigns, in order."""
    with closing(outside.library_opener()()) as library:
        return [
            event.kind for each in library.campaigns() for event in library.events(each.campaign.id)
        ]


def called(service: Practice) -> list[str]:
    return [call["telephony_params"]["to"] for call in service.calls()]


def test_my_own_telephone_rings_first(service: Practice, day: OpenWindow, people: Path) -> None:
    hand = day()
    with_account(hand, people)
    hand.press("startButton")
    dialog = find(hand.window, QDialog, "testCallDialog")
    assert unnamed(hand.window) == []
    line = find(dialog, QLineEdit, "testNumber")
    line.setText("0310 555")
    assert not find(dialog, QPushButton, "testGo").isEnabled(), "in international form only"
    line.setText(OWN)
    find(dialog, QSpinBox, "testRow").setValue(4)
    hand.press("testGo")
    hand.until(lambda: hand.window.session.draft.terms.test)
    assert hand.text("messageTitle") == f"Test call to {OWN}"
    assert "Start when you are content" in hand.text("messageText")
    assert called(service) == [OWN]
    assert hand.window.session.draft.campaign is None, "everything can still be chosen"

    hand.press("startButton")
    assert not hand.window.findChildren(QDialog, "testCallDialog")
    hand.press("confirmStart")
    hand.until_the_run_is_over()
    assert len(called(service)) == 9
    assert [kind for kind in kinds() if "test" in kind] == ["test_call"]


def test_a_start_without_it_is_on_the_record(
    service: Practice, day: OpenWindow, people: Path
) -> None:
    hand = day()
    with_account(hand, people)
    hand.press("startButton")
    hand.press("testCancel")
    assert not hand.window.session.run.running
    hand.press("startButton")
    hand.press("testWaive")
    hand.press("confirmStart")
    hand.until_the_run_is_over()
    assert OWN not in called(service)
    assert len(called(service)) == 8


def test_where_telephones_ring_the_record_says_that_nobody_listened_first(
    service: Practice, day: OpenWindow, people: Path
) -> None:
    """The account's address is a real one; what answers there is on this machine."""

    def open_calls(connection: Connection, key: str) -> CallService:
        return app.tools().open_calls(replace(connection, base_url=service.url), key)

    hand = day(account_url="https://api.cartesia.ai", open_calls=open_calls)
    with_account(hand, people)
    hand.press("startButton")
    hand.press("testWaive")
    assert kinds() == [], "nothing is on record before the last question is answered"
    hand.press("confirmStart")
    hand.until(lambda: "run_started" in kinds())
    assert kinds()[:3] == ["created", "test_call_waived", "run_started"]


def test_another_agent_is_another_test(service: Practice, day: OpenWindow, people: Path) -> None:
    hand = day()
    with_account(hand, people)
    hand.press("startButton")
    find(hand.window, QLineEdit, "testNumber").setText(OWN)
    hand.press("testGo")
    hand.until(lambda: hand.window.session.draft.terms.test)
    offer = hand.window.session.draft.offer
    hand.window.session.connecting.change({"agent": offer.agents[1]})
    hand.until(lambda: hand.window.session.draft.blocked(Step.DIAL) is None)
    hand.press("startButton")
    assert find(hand.window, QLineEdit, "testNumber").text() == OWN
    hand.press("testCancel")


def test_a_call_that_nobody_heard_is_no_test(
    service: Practice, day: OpenWindow, people: Path
) -> None:
    hand = day()
    with_account(hand, people)
    hand.press("startButton")
    find(hand.window, QLineEdit, "testNumber").setText("+13105550199")  # nobody answers there
    hand.press("testGo")
    hand.until(lambda: "you have not heard the agent" in hand.text("messageText"))
    hand.press("startButton")
    hand.press("testCancel")
