"""Two processes at one library: while another one dials, the window is for looking."""

import os
import signal
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from dialsheet.campaign import AttemptState
from dialsheet.store.library import DATABASE
from dialsheet.ui.draft import Step
from programs import Practice, dialsheet, practice_service, start_dialsheet
from ui.hand import OpenWindow
from ui.pictures import find

FAST = ("--speed", "400")


def freeze_between_calls(process: subprocess.Popen[str], service: Practice, home: Path) -> None:
    """Stop a process that dials, alive, where nothing is on its way and nobody waits for it."""
    while True:
        process.send_signal(signal.SIGSTOP)
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), "it ended by itself"
        if (placed := len(service.calls())) and _rests(home, placed):
            return
        process.send_signal(signal.SIGCONT)


def _rests(home: Path, placed: int) -> bool:
    """Whether nobody writes to the library, and it knows of all calls and of no other attempt."""
    with closing(sqlite3.connect(home / DATABASE, timeout=0, isolation_level=None)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        states = [state for (state,) in database.execute("SELECT state FROM attempt")]
    return len(states) == placed and {*states} <= {AttemptState.PLACED, AttemptState.ENDED}


def test_a_second_window_looks_on_until_the_other_process_has_ended(
    day: OpenWindow,
    people: Path,
    tmp_path: Path,
    dialsheet_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CARTESIA_API_KEY", "test")
    result = tmp_path / "result.xlsx"
    with practice_service(*FAST) as service:
        run = ("run", people, "--out", result, "--api-url", service.url)
        other = start_dialsheet(*run, "--pace", "0.5")
        assert other.stderr
        campaign = other.stderr.readline().removeprefix("campaign: ").strip()
        freeze_between_calls(other, service, dialsheet_home)

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
    other.kill()
    other.communicate()
    hand.until(lambda: not hand.window.elsewhere.isVisible())
