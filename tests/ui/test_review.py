"""The review screen: what nobody can tell is settled by a person, many rows at once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QTableView, QWidget

from dialsheet.campaign import AttemptState
from dialsheet.ui.review_model import ReviewColumn
from programs import Practice, dialsheet, practice_service
from ui.hand import Hand, OpenWindow, mnemonics, unnamed
from ui.pictures import find

FAST = ("--speed", "400")
LOSSY = "500-without-call=1"  # every create loses its answer, and places nothing
ALL = (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def lost(
    people: Path, tmp_path: Path, dialsheet_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Practice]:
    """A campaign that stopped after three calls in a row that nobody can tell of; its service
    answers again."""
    state = tmp_path / "calls"
    monkeypatch.setenv("CARTESIA_API_KEY", "test")
    monkeypatch.setenv("DIALSHEET_PRACTICE_SPEED", "400")
    with practice_service(*FAST, "--fault", LOSSY, "--state", state) as service:
        run = ("run", people, "--out", tmp_path / "result.xlsx", "--api-url", service.url)
        ended = dialsheet(*run, "--pace", "5", "--json")
        assert ended.json["counts"]["unknown"] == 3, ended.err
        port = service.url.rpartition(":")[2]
    with practice_service(*FAST, "--port", port, "--state", state) as service:
        yield service


def called_by_hand(service: Practice, number: str) -> str:
    """Somebody calls that number from the account; the call's ID."""
    order = {
        "agent_id": "agent_practice_survey",
        "from_number_id": "ap_practice_world",
        "outbound_calls": [{"to_number": number, "metadata": {}}],
    }
    headers = {"Authorization": "Bearer test", "Cartesia-Version": "2026-03-01"}
    url = f"{service.url}/agents/calls"
    answer = httpx.post(url, json=order, headers=headers, trust_env=False)
    call_id: str = answer.raise_for_status().json()["calls"][0]["agent_call_id"]
    return call_id


def review(hand: Hand) -> QTableView:
    """Go to the review screen, and wait for what is found."""
    hand.reopen()
    hand.press("reviewButton")
    screen = hand.window.review_screen
    hand.until(screen.isVisible)
    hand.until(lambda: hand.window.session.reviews.has_looked)
    return screen.table


def select(hand: Hand, row: int) -> None:
    table = hand.window.review_screen.table
    place = table.visualRect(table.model().index(row, ReviewColumn.NUMBER)).center()
    hand.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_what_nobody_can_tell_is_settled_and_then_each_is_called_once(
    lost: Practice, day: OpenWindow
) -> None:
    by_hand = called_by_hand(lost, "+12025550100")
    hand = day()
    table, model = review(hand), hand.window.review_screen.model
    assert hand.text("reviewSelected").startswith("Select rows in the table")
    for name in ("placedButton", "notPlacedButton"):
        assert not find(hand.window, QPushButton, name).isEnabled(), "of nobody"
    assert model.text(0, ReviewColumn.CONTACT) == "佐藤 0"
    assert by_hand in model.text(0, ReviewColumn.FOUND)
    assert model.text(1, ReviewColumn.FOUND).endswith("That proves nothing.")
    assert "status 500" in model.text(1, ReviewColumn.ANSWER)
    assert unnamed(hand.window) == []
    assert [key for key, count in mnemonics(hand.window, hand.window).items() if count > 1] == []

    hand.qtbot.keyClick(table, *ALL)
    assert not find(hand.window, QPushButton, "placedButton").isEnabled(), "whose calls?"
    select(hand, 0)
    hand.press("placedButton")
    box = find(hand.window, QComboBox, "placedCall")
    assert box.currentText() == by_hand, "the one that was found"
    hand.press("placedGo")
    hand.until(lambda: model.rowCount() == 2)
    assert "1 counts as called." in hand.text("messageText")

    hand.qtbot.keyClick(table, *ALL)
    hand.press("notPlacedButton")
    hand.press("settleCancel")
    assert model.rowCount() == 2
    hand.press("notPlacedButton")
    hand.press("settleGo")
    hand.until(lambda: model.rowCount() == 0)
    assert hand.text("messageTitle") == "Nothing is left to review."
    assert hand.text("reviewSelected") == "Nothing is left to review."
    hand.press("reviewNext")
    hand.until(hand.window.workspace.isVisible)
    assert not find(hand.window, QWidget, "reviewNotice").isVisible()
    assert not hand.window.menus.review.isEnabled()
    assert hand.statuses["Not placed"] == 2

    hand.press("startButton")
    hand.press("confirmStart")
    hand.until_the_run_is_over()
    called = Counter(call["telephony_params"]["to"] for call in lost.calls())
    assert called == {f"+12025550{100 + n}": 1 for n in range(8)}
    assert hand.text("runState") == "Finished: every call is accounted for"


def test_a_call_that_cannot_be_settles_nothing(lost: Practice, day: OpenWindow) -> None:
    other = called_by_hand(lost, "+12025550177")
    hand = day()
    review(hand)
    select(hand, 1)
    hand.press("placedButton")
    assert not find(hand.window, QPushButton, "placedGo").isEnabled()
    box = find(hand.window, QComboBox, "placedCall")
    box.setEditText(other)
    hand.press("placedGo")
    hand.until(lambda: hand.text("messageTitle") == "Another call")
    hand.until(lambda: not hand.window.session.reviews.looking)
    assert hand.window.review_screen.model.rowCount() == 3
    assert find(hand.window, QPushButton, "notPlacedButton").isEnabled(), "it can be tried again"


def test_without_the_service_nothing_is_settled(lost: Practice, day: OpenWindow) -> None:
    lost.process.terminate()
    lost.process.wait()
    hand = day()
    hand.reopen()
    hand.press("reviewButton")
    hand.until(hand.window.messages.isVisible)
    select(hand, 0)
    model = hand.window.review_screen.model
    assert model.text(0, ReviewColumn.FOUND) == "Not looked up yet"
    assert not find(hand.window, QPushButton, "notPlacedButton").isEnabled()
    assert find(hand.window, QPushButton, "lookAgainButton").isEnabled()


def test_what_somebody_else_settles_is_noticed_and_told_as_the_library_has_it(
    lost: Practice, day: OpenWindow
) -> None:
    hand = day()
    review(hand)
    model = hand.window.review_screen.model
    campaign = hand.window.session.draft.campaign
    assert campaign is not None
    told: list[str] = []
    hand.window.session.reviews.message.connect(lambda message: told.append(message.sentence))

    def elsewhere(verdict: str) -> None:
        row = model.text(0, ReviewColumn.ROW)
        ended = dialsheet("review", campaign.id, "--row", row, "--as", verdict)
        assert ended.status in (0, 1), ended.err

    elsewhere("not-placed")
    hand.until(lambda: model.rowCount() == 2)
    assert "settled 1 call meanwhile as not placed" in told[-1]
    assert hand.statuses["Not placed"] == 1

    by_hand = called_by_hand(lost, model.text(0, ReviewColumn.NUMBER))
    elsewhere(f"placed:{by_hand}")
    hand.press("lookAgainButton")
    hand.until(lambda: model.rowCount() == 1 and not hand.window.session.reviews.looking)
    assert not any("found at the service" in text for text in told)
    assert "it counts as placed" in told[-1]


def test_what_a_review_tells_of_a_campaign_that_was_left_changes_no_row(
    lost: Practice, day: OpenWindow
) -> None:
    hand = day()
    hand.reopen()
    session = hand.window.session
    campaign, standings = session.draft.campaign, session.shown.standings
    assert campaign is not None
    assert standings is not None
    attempt = standings.attempt(0)
    assert attempt is not None
    told = replace(attempt, state=AttemptState.WITHDRAWN)
    hand.window.engine.attempts_changed.emit((replace(told, campaign_id="another"),))
    assert standings.attempt(0) == attempt
    hand.window.engine.attempts_changed.emit((told,))
    assert standings.attempt(0) == told
