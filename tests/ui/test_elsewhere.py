"""Two processes at one library: while another one dials, the window is for looking."""

import signal
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from dialsheet import outside
from dialsheet.campaign import AttemptState
from dialsheet.ui.draft import Step
from practice_process import LASTING, end_calls
from programs import dialsheet, practice_service, start_dialsheet
from ui.hand import OpenWindow
from ui.pictures import find


def test_a_second_window_looks_on_until_the_other_process_has_ended(
    day: OpenWindow, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTESIA_API_KEY", "test")
    result, state = tmp_path / "result.xlsx", tmp_path / "calls"
    with practice_service("--speed", LASTING, "--state", state) as service:
        run = ("run", people, "--out", result, "--api-url", service.url)
        other = start_dialsheet(*run, "--pace", "20", "--max-live", "1")
        assert other.stderr
        campaign = other.stderr.readline().removeprefix("campaign: ").strip()
        with closing(outside.library_opener()()) as library:
            while [each.state for each in library.attempts(campaign)] != [AttemptState.PLACED]:
                assert other.poll() is None

        hand = day()
        window = hand.window
        hand.until(window.elsewhere.isVisible)
        hand.reopen()
        assert window.session.draft.campaign.id == campaign
        start = find(window, QAbstractButton, "startButton")
        assert start.isVisible()
        assert not start.isEnabled()
        assert not window.menus.start.isEnabled()
        assert not find(window, QWidget, "reviewNotice").isVisible(), "what is sent is not lost"
        window.workspace.table.selectRow(7)
        window.menus.edit.edit.trigger()
        assert "Another Dialsheet is calling" in hand.text("messageText")
        window.session.exports.export(tmp_path / "meanwhile.xlsx")
        hand.until((tmp_path / "meanwhile.xlsx").exists)
        window.session.run.start()
        assert not window.session.run.running, "not even by a way that is not on screen"

        other.send_signal(signal.SIGKILL)
        other.communicate()
        hand.until(lambda: not window.elsewhere.isVisible())
        hand.until(start.isEnabled)
    end_calls(state)
    with practice_service("--speed", "400", "--port", service.port, "--state", state) as service:
        assert window.workspace.current is Step.DIAL
        hand.press("startButton")
        hand.press("confirmStart")
        hand.until_the_run_is_over()
        called = Counter(call["telephony_params"]["to"] for call in service.calls())
    assert called == {f"+12025550{100 + n}": 1 for n in range(8)}
    assert hand.text("runState") == "Finished: every call is accounted for"


def test_while_this_window_dials_another_process_is_refused(
    day: OpenWindow, people: Path, tmp_path: Path
) -> None:
    hand = day()
    told: list[bool] = []
    hand.window.engine.dialed_elsewhere.connect(told.append)
    hand.open(people)
    hand.practise()
    hand.dial(1)
    refused = dialsheet("run", people, "--out", tmp_path / "result.xlsx", "--practice")
    assert (refused.status, "already calling from this library" in refused.err) == (3, True)
    hand.press("stopButton")
    hand.gate.open()
    hand.until_the_run_is_over()
    assert not told, "it is this window that dials"


def test_a_campaign_is_not_even_made_while_another_process_dials(
    day: OpenWindow, people: Path, tmp_path: Path
) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    hand.until(lambda: hand.window.session.draft.blocked(Step.DIAL) is None)
    other = start_dialsheet(
        *("run", people, "--out", tmp_path / "result.xlsx", "--practice", "--pace", "0.001")
    )
    assert other.stderr
    other.stderr.readline()
    hand.until(hand.window.elsewhere.isVisible)
    hand.window.session.draft.dialed_elsewhere = False  # as if it had begun this instant
    hand.window.session.run.start()
    hand.until(lambda: hand.text("messageTitle") == "Calls are being made elsewhere")
    assert hand.window.session.draft.campaign is None, "everything can still be chosen"
    new = hand.window.session.run.new_run()
    assert new is not None
    trouble: list[object] = []
    hand.window.engine.trouble_met.connect(trouble.append)
    hand.window.engine.test_call(new, "+12125550111", 2)
    hand.until(lambda: bool(trouble))
    with closing(outside.library_opener()()) as library:
        assert [each.campaign.source.file for each in library.campaigns()] == [people.name]
    other.kill()
    other.communicate()
    hand.until(lambda: not hand.window.elsewhere.isVisible())
