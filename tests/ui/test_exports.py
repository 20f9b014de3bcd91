"""Results that save themselves, files that are locked, and rejected rows, in the whole window."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from dialsheet.dialing import RunState
from dialsheet.errors import OutsideFault
from dialsheet.ui.messages import Message, of_trouble
from dialsheet.ui.theme import Tone
from ui.hand import Hand, OpenWindow
from ui.pictures import find

PEOPLE = "Name;Phone\n" + "".join(f"佐藤 {n};+1 202 555 {100 + n:04}\n" for n in range(6))


@pytest.fixture
def hand(day: OpenWindow) -> Hand:
    """A person at a window with a fast practice service."""
    return day()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet in Shift JIS, with semicolons, in a folder of its own."""
    path = tmp_path / "people" / "people.csv"
    path.parent.mkdir()
    path.write_text(PEOPLE + "none;12\n", encoding="cp932")
    return path


def dialed(hand: Hand, sheet: Path) -> None:
    """The sheet was dialed to the end."""
    hand.open(sheet)
    hand.practise(20.0)
    hand.press("startButton")
    hand.until_the_run_is_over()


def saved(folder: Path) -> list[str]:
    """The names of the results in a folder, without the time."""
    return sorted(path.name[:15] for path in folder.glob("* results *"))


def said(hand: Hand) -> str:
    return f"{hand.text('messageTitle')}: {hand.text('messageText')}"


def test_results_save_themselves_at_pause_and_at_the_end(hand: Hand, sheet: Path) -> None:
    hand.open(sheet)
    hand.practise()
    hand.dial(1)
    run = hand.window.session.run
    hand.press("pauseButton")
    hand.gate.open()
    hand.until(lambda: run.view.progress and run.view.progress.state is RunState.PAUSED)
    hand.until(lambda: "The results so far are saved" in said(hand))
    (first,) = sheet.parent.glob("* results *")
    assert first.name.startswith("people results 20")
    assert "PRACTICE" in first.name
    assert hand.text("messageText") == str(first)
    before = first.read_bytes()
    hand.press("pauseButton")
    hand.until_the_run_is_over()
    hand.until(lambda: len(saved(sheet.parent)) == 2)
    assert first.read_bytes() == before, "never over another file"
    decisions = {path.name: _decisions(path) for path in sheet.parent.glob("* results *")}
    assert sorted(each.count("PRACTICE: called") for each in decisions.values())[-1] == 6


def _decisions(path: Path) -> list[str]:
    header, *rows = openpyxl.load_workbook(path)["Results"].iter_rows(values_only=True)
    return [str(row[header.index("Decision")]) for row in rows]


def test_they_do_not_when_nobody_wants_it_and_that_is_remembered(
    day: OpenWindow, sheet: Path
) -> None:
    hand = day()
    action = find(hand.window, QAction, "action_save_results")
    hand.until(action.isChecked)
    action.trigger()
    assert not action.isChecked()
    dialed(hand, sheet)
    hand.window.close()
    assert saved(sheet.parent) == []
    assert not find(day().window, QAction, "action_save_results").isChecked()


def test_a_folder_that_is_gone_is_told_and_nothing_is_lost(
    hand: Hand, sheet: Path, dialsheet_home: Path
) -> None:
    hand.open(sheet)
    hand.practise()
    hand.dial(1)
    shutil.rmtree(sheet.parent)
    hand.gate.open()
    hand.until_the_run_is_over()
    hand.until(lambda: "gone or cannot be written to" in said(hand))
    (path,) = (dialsheet_home / "results").glob("people results *")
    assert str(path) in said(hand)
    assert str(sheet.parent) in said(hand)


def test_closing_the_window_in_the_middle_saves_them_too(hand: Hand, sheet: Path) -> None:
    hand.open(sheet)
    hand.practise()
    hand.dial(1)
    hand.window._pause_and_close()
    hand.gate.open()
    hand.until(lambda: not hand.window.isVisible())
    assert set(saved(sheet.parent)) == {"people results "}


def test_the_sample_s_results_do_not_litter_the_program(hand: Hand, dialsheet_home: Path) -> None:
    hand.press("trySampleButton")
    window = hand.window
    hand.until(window.menus.start.isEnabled)
    source = window.session.draft.source
    assert source is not None
    window.start()
    hand.until_the_run_is_over()
    hand.until(lambda: list((dialsheet_home / "results").glob("contacts results *")))
    assert not list(Path(source.path).parent.glob("*results*"))
    assert "gone" not in said(hand)


def test_a_locked_target_offers_a_free_name(hand: Hand, sheet: Path, tmp_path: Path) -> None:
    dialed(hand, sheet)
    target = tmp_path / "out PRACTICE.xlsx"
    target.write_text("the old one")
    target.chmod(0o444)
    hand.window.session.exports.export(target)
    hand.until(lambda: "File is locked" in said(hand))
    hand.press("messageAction")
    free = tmp_path / "out PRACTICE (2).xlsx"
    hand.until(lambda: hand.text("messageText") == str(free))
    assert target.read_text() == "the old one"
    assert len(_decisions(free)) == 7


def test_a_file_of_somebody_else_is_replaced_only_when_a_person_says_so(
    hand: Hand, sheet: Path, tmp_path: Path
) -> None:
    dialed(hand, sheet)
    target = tmp_path / "out PRACTICE.xlsx"
    target.write_text("years of work")
    hand.window.session.exports.export(target)
    hand.until(lambda: "Another file has that name" in said(hand))
    assert target.read_text() == "years of work"
    hand.press("messageAction")
    hand.until(lambda: hand.text("messageText") == str(target))
    assert len(_decisions(target)) == 7


def test_as_the_source_had_it_and_what_that_cannot_write(
    hand: Hand, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet.write_text(PEOPLE, encoding="cp932")
    dialed(hand, sheet)
    target = tmp_path / "out PRACTICE.csv"
    offered: list[str] = []

    def choose(_parent: object, _title: str, _path: str, kinds: str) -> tuple[str, str]:
        offered.extend(kinds.split(";;"))
        return str(target.with_suffix("")), offered[-1]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    hand.window.ask_for_target()
    hand.until(lambda: hand.text("messageText") == str(target) or "lost" in said(hand))
    assert "as the source had it" in offered[-1]
    if "lost" in said(hand):  # what the practice agent says may have more than Shift JIS has
        assert not target.exists()
        hand.press("messageAction")
        hand.until(target.exists)
    text = target.read_bytes().decode("cp932")
    assert text.startswith("Name;Phone;Dialsheet row;")
    assert "佐藤 0;" in text


def test_a_copy_of_the_workbook_tells_first_what_it_would_lose(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    page = book["Sheet"]
    for line in PEOPLE.splitlines():
        page.append(line.split(";"))
    page.auto_filter.ref = "A1:B7"
    sheet = tmp_path / "people.xlsx"
    book.save(sheet)
    dialed(hand, sheet)
    target = tmp_path / "copy PRACTICE.xlsx"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *given: (str(target), given[3].split(";;")[-1])
    )
    hand.window.ask_for_target()
    hand.until(lambda: "would not be quite like your workbook" in said(hand))
    assert "has a filter" in said(hand)
    assert not target.exists()
    hand.press("messageAction")
    hand.until(lambda: hand.text("messageText").startswith(str(target)))
    copy = openpyxl.load_workbook(target)["Sheet"]
    assert copy.auto_filter.ref == "A1:B7"
    assert [cell.value for cell in copy[1]][:3] == ["Name", "Phone", "Dialsheet row"]
    assert [copy.cell(row, 2).value for row in (2, 7)] == ["+1 202 555 0100", "+1 202 555 0105"]


def test_rejected_rows_are_exported(
    hand: Hand, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = find(hand.window, QAction, "action_rejects")
    assert not action.isEnabled()
    hand.open(sheet)
    hand.until(action.isEnabled)
    suggestions: list[str] = []

    def choose(_parent: object, _title: str, path: str, _kinds: str) -> tuple[str, str]:
        suggestions.append(path)
        return path, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    action.trigger()
    target = sheet.with_name("people rejected.xlsx")
    hand.until(lambda: hand.text("messageText") == str(target))
    assert hand.text("messageTitle").startswith("1 rejected row is written")
    assert suggestions == [str(target)]
    rows = list(openpyxl.load_workbook(target)["Rejected"].iter_rows(values_only=True))
    assert rows[1][:4] == ("none", "12", 8, "12")
    hand.open(target)
    contacts = hand.window.session.draft.contacts
    assert contacts is not None
    assert contacts.table.headers == ("Name", "Phone")


def test_news_stay_when_results_save_themselves(hand: Hand) -> None:
    bar = hand.window.messages
    bar.show_message(of_trouble(OutsideFault("sheets.disk_full", path="x")))
    bar.show_message(Message(Tone.INFO, "Saved", "", quiet=True))
    assert hand.text("messageTitle") == "Disk full"
    bar.show_message(Message(Tone.GOOD, "Exported", ""))
    bar.show_message(Message(Tone.INFO, "Saved", "", quiet=True))
    assert hand.text("messageTitle") == "Exported"
    bar.hide()
    bar.show_message(Message(Tone.INFO, "Saved", "", quiet=True))
    assert hand.text("messageTitle") == "Saved"


def test_another_place_is_asked_for(
    hand: Hand, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialed(hand, sheet)
    hand.window.session.exports.export(tmp_path / "no such folder" / "x.xlsx")
    hand.until(lambda: "No such folder" in said(hand))
    target = tmp_path / "there PRACTICE.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    hand.press("messageAction")
    hand.until(lambda: hand.text("messageText") == str(target))
    assert target.exists()
