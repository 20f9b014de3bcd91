"""The real window: a sheet of mixed numbers is mended by keyboard alone, and stays so.

Screenshots are left as in `test_window`.
"""

import os
from pathlib import Path

import pytest

from watched_window import WatchedWindow
from window_session import WindowSession

SHOTS = os.environ.get("SCREENSHOTS")
SHEET = """Name,Phone,Country
Ann,+1 212 555 0142,US
Ben,(212) 555-0143,USA
Cleo,12,US
Dora,819012345678,United States
Emil,Tel: 03-1234-5678,日本
Fay,03-1234-5679 / 090-1234-5670,Japan
Gus,+1 123 456 7890,
Hal,+12125550142,US
Ida,8.19012E+11,
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "mixed.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def _open(window: WatchedWindow, sheet: Path) -> None:
    session = window.session
    session.key("ctrl+o")
    session.window("Open")
    session.type(str(sheet))
    session.key("Return")
    window.wait_for("importNext")
    session.wait_until(lambda: (w := window.see("importNext")) and w.focused, "the focus")
    session.key("Return")
    window.wait_for("sheetFile", text=sheet.name)
    window.wait_for("filter_callable", text="1")


def test_a_sheet_of_mixed_numbers_is_mended_by_keyboard_alone(
    window_session: WindowSession, sheet: Path, tmp_path: Path
) -> None:
    shots = Path(SHOTS) if SHOTS else tmp_path / "shots"
    window = WatchedWindow(window_session, tmp_path)
    session = window.session
    window.wait_for("openSheetButton")
    _open(window, sheet)
    window.wait_for("region", text="From column “Country”")
    session.screenshot(shots / "numbers-1-opened.png")

    # The next problem is Cleo's: too short. Typing says at every key what would become of it.
    session.key("F8")
    session.key("F2")
    window.wait_for("numberVerdictWord", text="Not callable")
    session.type("2125550")
    window.wait_for("numberVerdictText", text="area code")
    session.screenshot(shots / "numbers-2-typing.png")
    session.type("144")
    window.wait_for("numberVerdictWord", text="Repaired")
    session.key("Return")
    window.wait_for("filter_repaired", text="2")

    # Dora's lost its +: accepted as it is proposed. Emil's label: all like it.
    session.key("F8", "ctrl+Return")
    window.wait_for("filter_repaired", text="3")
    session.key("F8", "ctrl+shift+Return")
    window.wait_for("filter_repaired", text="4")

    # Fay has two numbers: the other one. Then back, and again.
    session.key("F8", "ctrl+t")
    window.wait_for("filter_repaired", text="5")
    session.key("ctrl+z")
    window.wait_for("filter_repaired", text="4")
    session.key("ctrl+shift+z")
    window.wait_for("filter_repaired", text="5")

    # Gus's is in no listed range. What is typed is left by Escape, and the number let through.
    session.key("F8", "F2")
    window.wait_for("numberVerdictWord", text="Not listed")
    session.type("12")
    window.wait_for("numberVerdictWord", text="Not callable")
    session.key("Escape")
    session.wait_until(lambda: not window.see("numberEditor"), "the end of the editor")
    session.key("ctrl+Return")
    window.wait_for("filter_repaired", text="6")

    # Ida's lost its digits, and nobody can mend that. F8 comes to it, and to nothing else.
    session.key("F8", "F2")
    window.wait_for("numberVerdictText", text="scientific notation")
    session.screenshot(shots / "numbers-3-lost.png")
    session.key("Escape", "alt+e")
    session.screenshot(shots / "numbers-4-menu.png")
    session.key("Escape")
    window.wait_for("filter_not_callable", text="1")
    window.wait_for("filter_duplicate", text="1")
    session.screenshot(shots / "numbers-5-mended.png")
    session.key("ctrl+q")
    session.wait_closed("mixed.csv")
    assert sheet.read_text(encoding="utf-8") == SHEET

    # Another day: what was said of single numbers is there, and said to be.
    again = tmp_path / "again"
    again.mkdir()
    window = WatchedWindow(window_session, again)
    window.wait_for("openSheetButton")
    _open(window, sheet)
    window.wait_for("correctedText", text="4 numbers were corrected")
    window.wait_for("filter_repaired", text="5")
    session.screenshot(shots / "numbers-6-another-day.png")
