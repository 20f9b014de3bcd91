"""The real window, with real key presses and clicks, from an empty window to a result sheet.

Each step leaves a screenshot in the folder that `SCREENSHOTS` names (else a temporary
one), to be looked at.
"""

import os
import re
from pathlib import Path

import openpyxl
import pytest

from programs import practice_service
from watched_window import WatchedWindow
from window_session import WindowSession

SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet of forty people, every fifth without a number that can be called."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["氏名", "Company", "Phone", "Balance", "VIP"])
    for number in range(40):
        phone = "ask reception" if number % 5 == 4 else f"+1 212 555 {1000 + number}"
        page.append([f"佐藤 {number}", f"Company {number}", phone, number * 2.5, number % 2 == 0])
    path = tmp_path / "contacts.xlsx"
    book.save(path)
    return path


def _shots(tmp_path: Path) -> Path:
    return Path(SHOTS) if SHOTS else tmp_path / "shots"


def _open(window: WatchedWindow, sheet: Path, shot: Path | None = None) -> None:
    """Open a sheet through the file dialog, look at it and import it, by keyboard alone."""
    window.session.key("ctrl+o")
    window.session.window("Open")
    window.session.type(str(sheet))
    window.session.key("Return")
    window.wait_for("importFacts", text="41 rows")
    if shot is not None:
        window.session.screenshot(shot)
    window.session.key("Return")
    window.wait_for("sheetFile", text=sheet.name)


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


def test_six_steps_in_practice(window_session: WindowSession, sheet: Path, tmp_path: Path) -> None:
    shots = _shots(tmp_path)
    window = WatchedWindow(window_session, tmp_path, calls=12, DIALSHEET_PRACTICE_SPEED="25")
    session = window.session

    # 1: an empty window with one obvious next step
    window.wait_for("openSheetButton")
    session.screenshot(shots / "1-empty.png")
    _open(window, sheet, shots / "2-import.png")

    # 2: rows, flags, the guessed number column
    window.wait_for("numberColumn", text="Phone")
    window.wait_for("sheetSummary", text="")
    session.screenshot(shots / "2-sheet.png")
    window.click("sheetNext")

    # 3: fields, and the exact JSON
    window.click("sendAll")
    window.wait_for("jsonPreview", text="佐藤 0")
    session.screenshot(shots / "3-fields.png")
    window.click("fieldsNext")

    # 4: practice, said in a banner; agent and number out of lists
    window.click("practiceChoice")
    window.wait_for("practiceBannerText", text="no telephone rings")
    assert window.wait_for("agents").text
    assert window.wait_for("fromNumbers").text
    session.screenshot(shots / "4-connection.png")
    window.click("connectionNext")

    # 5: start, pause, resume; call IDs appear as they happen
    window.fill("pace", "20")
    session.key("Tab")
    window.click("startButton")
    session.wait_until(lambda: _number(window.wait_for("placedValue").text) == 12, "calls placed")
    session.screenshot(shots / "5-running.png")
    window.click("pauseButton")
    window.wait_for("runState", text="Paused")
    session.screenshot(shots / "5-paused.png")
    window.open_gate()
    assert _number(window.wait_for("placedValue").text) == 12, "what had not left is taken back"
    window.click("pauseButton")
    session.wait_until(lambda: window.see("exportButton"), "the end of the run")
    session.wait_until(lambda: "32" in window.wait_for("placedValue").text, "all placed")
    session.screenshot(shots / "5-done.png")

    # 6: export
    session.wait_until(lambda: window.wait_for("exportButton"), "an export button")
    window.click("exportButton")
    session.window("Export|Save")
    session.key("ctrl+a")
    session.type(str(tmp_path / "result PRACTICE.xlsx"))
    session.key("Return")
    window.wait_for("messageText", text="result PRACTICE.xlsx")
    session.screenshot(shots / "6-exported.png")

    rows = openpyxl.load_workbook(tmp_path / "result PRACTICE.xlsx")["Results"]
    headers, *cells = rows.iter_rows(values_only=True)
    results = [dict(zip(headers, row, strict=True)) for row in cells]
    assert len(results) == 40
    assert sum(bool(row["Call ID"]) for row in results) == 32
    assert all(str(row["Decision"]).startswith("PRACTICE") for row in results)


def test_a_live_start_names_whom_it_calls_and_is_never_the_default(
    window_session: WindowSession, sheet: Path, tmp_path: Path
) -> None:
    shots = _shots(tmp_path)
    with practice_service("--speed", "400") as service:
        window = WatchedWindow(window_session, tmp_path, calls=2, DIALSHEET_API_URL=service.url)
        session = window.session
        window.wait_for("openSheetButton")
        _open(window, sheet)
        window.click("step_connection")
        window.click("accountChoice")
        assert "session" in window.wait_for("keyKept").text  # no keyring in this display's world
        window.fill("accountName", "Acme")
        window.fill("apiKey", "wrong-key")
        window.click("connectButton")
        window.wait_for("messageTitle", text="key")
        session.screenshot(shots / "4-wrong-key.png")
        window.fill("apiKey", "a-good-key")
        window.click("connectButton")
        for choice in ("agents", "fromNumbers"):
            window.click(choice)
            session.key("End", "Return")
        window.wait_for("connectionNext")
        session.screenshot(shots / "4-account.png")
        window.click("step_dial")
        window.click("startButton")
        session.screenshot(shots / "5-test-call.png")
        window.click("testWaive")
        window.wait_for("confirmStart", text="32 people")
        session.screenshot(shots / "5-confirmation.png")
        session.key("Return")
        session.wait_until(lambda: not window.see("startConfirmation"), "the question to be gone")
        assert service.calls() == [], "Return is Cancel"
        window.click("startButton")
        window.click("testWaive")
        window.wait_for("startConfirmation")
        window.click("confirmStart")
        session.wait_until(lambda: len(service.calls()) == 2, "calls at the service")
        window.click("stopButton")
        window.wait_for("runState", text="Waiting for the last calls to end")
        window.open_gate()
        session.wait_until(lambda: window.see("exportButton"), "the end of the run")
        assert len(service.calls()) == 2
