"""The import screen, over the real engine: looked at, corrected, imported or left."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QTableView,
    QWidget,
)

from dialsheet.campaign import Decision, NumberColumn
from dialsheet.ui.contacts_cells import Column
from dialsheet.ui.draft import Step
from dialsheet.ui.field_choices import FieldChoice
from dialsheet.ui.import_screen import ImportScreen
from dialsheet.ui.preview_model import NOTE
from dialsheet.workflow import Choices, WorkProcess
from ui.hand import Hand, OpenWindow, drop, mnemonics, unnamed
from ui.pictures import find, pick
from work_samples import wait_once_told

ROWS = 20_000  # more than are read before the import tells how far it is
REPORT = """\
Customers;;
;;
Name;Phone;City
Ann;+1 202 555 0143;Oslo
Ben;+1 202 555 0144;Bergen
Total;2;
"""
RAGGED = """\
Name,Phone,City
Ann,+1 202 555 0143,Oslo
Ben,+1 202 555 0144
Cleo,+1 202 555 0145,Bergen,x
"""


class Looker(Hand):
    """A person at the import screen."""

    @property
    def screen(self) -> ImportScreen:
        return self.window.import_screen

    def look_at(self, sheet: Path) -> None:
        self.window.session.open(sheet)
        self.until_focus("importNext")

    def choose(self, name: str, text: str) -> None:
        """Pick what begins with a text from a list, by keyboard, and see what comes of it."""
        pick(self.qtbot, find(self.screen, QComboBox, name), text)
        self.until_seen()

    def until_seen(self) -> None:
        self.until(lambda: not self.window.session.intake.is_looking)

    @property
    def notes(self) -> list[str]:
        model = self.screen.model
        return [str(model.index(row, NOTE).data()) for row in range(model.rowCount())]

    @property
    def headers(self) -> list[str]:
        model = self.screen.model
        return [
            str(model.headerData(column, Qt.Orientation.Horizontal))
            for column in range(NOTE + 1, model.columnCount())
        ]

    def box(self, name: str) -> str:
        return find(self.screen, QComboBox, name).currentText()


Look = Callable[[], Looker]


@pytest.fixture
def look(day: OpenWindow) -> Look:
    """`look()` opens the window as on another day."""

    def begin() -> Looker:
        hand = day()
        return Looker(hand.qtbot, hand.window, hand.gate)

    return begin


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.csv"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def ragged(tmp_path: Path) -> Path:
    path = tmp_path / "ragged.csv"
    path.write_text(RAGGED, encoding="utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    del workbook["Sheet"]
    for name in ("May", "June"):
        page = workbook.create_sheet(name)
        page.append(["Name", "Phone"])
        page.append([name, f"+1 202 555 01{len(name)}3"])
    path = tmp_path / "book.xlsx"
    workbook.save(path)
    return path


def test_a_file_is_shown_as_it_is_understood_and_return_imports_it(
    look: Look, report: Path
) -> None:
    hand = look()
    hand.look_at(report)
    QAbstractItemModelTester(hand.screen.model, hand.screen)
    assert hand.screen.isVisible()
    assert hand.notes == ["Above the header", "Blank", "Header", "", "", "Footer: left out"]
    assert hand.headers == ["Name", "Phone", "City"]
    assert hand.box("importDelimiter") == "Detected: semicolon"
    assert hand.box("importHeader") == "Detected: row 3"
    assert unnamed(hand.screen) == []
    assert [key for key, count in mnemonics(hand.window, hand.window).items() if count > 1] == []
    hand.take_in()
    assert len(hand.window.session.draft.contacts or ()) == 2
    assert hand.window.workspace.current is Step.SHEET


def test_choices_change_what_is_shown_and_can_be_taken_back(look: Look, report: Path) -> None:
    hand = look()
    hand.look_at(report)
    hand.choose("importDelimiter", "comma")
    assert hand.headers != ["Name", "Phone", "City"]
    assert hand.box("importDelimiter") == "comma"
    hand.press("importDelimiterReset")
    hand.until_seen()
    assert hand.headers == ["Name", "Phone", "City"]
    assert hand.box("importDelimiter") == "Detected: semicolon"
    hand.press("overrule_count_as_contacts")
    hand.until_seen()
    assert hand.notes[-1] == ""
    hand.choose("importHeader", "no header")
    assert hand.headers == ["Column A", "Column B", "Column C"]
    hand.window.import_screen.table.setFocus()
    hand.type(Qt.Key.Key_Return)
    hand.until(hand.window.workspace.isVisible)
    draft = hand.window.session.draft
    assert draft.headers == ("Column A", "Column B", "Column C")

    hand.press("lookAgain")
    hand.until_focus("importNext")
    assert hand.box("importHeader") == "no header row"
    hand.press("importHeaderReset")
    hand.until_seen()
    hand.window.import_screen.panel.next_button.setFocus()
    hand.take_in()
    assert hand.window.session.draft.headers == ("Name", "Phone", "City")
    assert len(hand.window.session.draft.contacts or ()) == 3, "the footer still counts"


def test_what_is_typed_is_a_choice_and_nonsense_is_none(look: Look, report: Path) -> None:
    hand = look()
    hand.look_at(report)
    line = find(hand.screen, QComboBox, "importFirst").lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    hand.qtbot.keyClicks(line, "5")
    hand.qtbot.keyClick(line, Qt.Key.Key_Return)
    hand.until_seen()
    assert hand.screen.isVisible(), "Return in a list does not import"
    assert hand.notes[3] == "Left out, as chosen"
    line.selectAll()
    hand.qtbot.keyClicks(line, "soon")
    hand.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert hand.box("importFirst") == "5"
    assert hand.window.session.intake.choices == Choices(first_row=5)


def test_a_choice_that_cannot_be_is_said_and_imports_nothing(look: Look, report: Path) -> None:
    hand = look()
    hand.look_at(report)
    line = find(hand.screen, QComboBox, "importEncoding").lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    hand.qtbot.keyClicks(line, "klingon")
    hand.qtbot.keyClick(line, Qt.Key.Key_Return)
    hand.until_seen()
    assert "klingon" in find(hand.screen, QWidget, "importTrouble").accessibleName()
    assert not hand.screen.panel.next_button.isEnabled()
    hand.press("importEncodingReset")
    hand.until_seen()
    assert hand.screen.panel.next_button.isEnabled()


def test_escape_leaves_the_file_alone(look: Look, report: Path, people: Path) -> None:
    hand = look()
    hand.look_at(report)
    hand.type(Qt.Key.Key_Escape)
    hand.until(hand.window.start_page.isVisible)
    assert hand.window.session.draft.contacts is None
    hand.open(people)
    drop(hand.window, report)
    hand.until_focus("importNext")
    hand.press("importCancel")
    hand.until(hand.window.workspace.isVisible)
    assert hand.window.session.draft.source is not None
    assert hand.window.session.draft.source.file == "people.csv"


def test_an_import_can_be_cancelled_at_once_and_tried_again(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, go = tmp_path / "large.csv", tmp_path / "go"
    rows = "".join(f"Ann {n},+1 202 555 {n % 10_000:04},Oslo\n" for n in range(ROWS))
    large.write_text("Name,Phone,City\n" + rows, encoding="utf-8")
    run = WorkProcess.run
    monkeypatch.setattr(
        WorkProcess,
        "run",
        lambda process, *work, **told: run(process, wait_once_told, go, *work, **told),
    )
    hand = look()
    hand.look_at(large)
    assert "first 200 rows" in hand.text("importFacts")
    hand.type(Qt.Key.Key_Return)
    hand.until(lambda: hand.window.session.intake.rows_read)
    assert hand.text("importDoing").endswith("rows read")
    assert not hand.screen.panel.next_button.isEnabled()
    hand.press("importCancel")
    assert hand.screen.panel.next_button.isEnabled(), "at once"
    assert hand.screen.isVisible()
    assert hand.window.session.draft.contacts is None
    go.touch()
    hand.screen.panel.next_button.setFocus()
    hand.take_in()
    assert len(hand.window.session.draft.contacts or ()) == ROWS


def test_the_last_of_many_choices_wins(look: Look, report: Path) -> None:
    hand = look()
    hand.look_at(report)
    intake = hand.window.session.intake
    for row in (1, 2, 3, 4, 5, 4):
        intake.choose(Choices(header_row=row))
    hand.until_seen()
    assert intake.seen is not None
    assert intake.seen.understood.header_row == 4


def test_return_before_the_look_is_done_imports_what_it_comes_to(look: Look, report: Path) -> None:
    hand = look()
    hand.look_at(report)
    hand.window.session.intake.choose(Choices(last_row=4))
    hand.take_in()
    assert len(hand.window.session.draft.contacts or ()) == 1


def test_what_is_no_sheet_is_said_and_nothing_changes(look: Look, tmp_path: Path) -> None:
    photo = tmp_path / "photo.csv"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n")
    hand = look()
    hand.window.session.open(photo)
    hand.until(hand.window.messages.isVisible)
    assert hand.window.start_page.isVisible()
    assert hand.window.session.intake.path is None


def test_worksheets_with_the_same_header_come_in_together(look: Look, book: Path) -> None:
    hand = look()
    hand.look_at(book)
    listed = find(hand.screen, QListWidget, "importMoreSheets")
    assert [listed.item(at).text() for at in range(listed.count())] == ["June"]
    label = next(each for each in hand.screen.findChildren(QLabel) if each.buddy() is listed)
    assert label.height() == label.sizeHint().height(), "no hole around it"
    assert {line.cursorPosition() for line in hand.screen.findChildren(QLineEdit)} == {0}
    listed.setFocus()
    listed.setCurrentRow(0)
    hand.qtbot.keyClick(listed, Qt.Key.Key_Space)
    hand.until_seen()
    hand.screen.panel.next_button.setFocus()
    hand.take_in()
    draft = hand.window.session.draft
    assert draft.contacts is not None
    assert list(draft.contacts.table.column("Worksheet")) == ["May", "June"]
    assert "May + June" in hand.text("sheetFacts")
    model = hand.window.workspace.contacts
    places = [model.cell(row, Column.ROW).text for row in range(model.rowCount())]
    assert places == ["May, row 2", "June, row 2"]


def test_another_worksheet_has_choices_of_its_own(look: Look, book: Path) -> None:
    hand = look()
    hand.look_at(book)
    hand.choose("importHeader", "no header")
    hand.choose("importSheet", "June")
    assert hand.window.session.intake.choices == Choices(sheet="June")


def test_columns_are_used_as_the_last_time_until_that_is_not_wanted(
    look: Look, tmp_path: Path
) -> None:
    first, second = tmp_path / "monday.csv", tmp_path / "tuesday.csv"
    first.write_text("Name,Phone,Mobile\nAnn,+1 202 555 0143,+1 202 555 0199\n", encoding="utf-8")
    second.write_text("Mobile,Name,Phone\n+1 202 555 0198,Ben,+1 202 555 0144\n", encoding="utf-8")
    hand = look()
    hand.open(first)
    session = hand.window.session
    guessed = session.draft.mapping.numbers[0].column
    other = "Mobile" if guessed == "Phone" else "Phone"
    session.choose_numbers((NumberColumn(other),))
    session.choose_region("JP")
    name, *rest = session.draft.choices
    session.choose_fields((FieldChoice(name.field, True), *rest))
    hand.until(lambda: session.draft.is_planned)
    hand.window.close()

    hand = look()
    hand.open(second)
    session = hand.window.session
    notice = find(hand.window, QWidget, "recalledNotice")
    assert notice.isVisible()
    assert session.draft.mapping.numbers[0].column == other
    assert session.draft.mapping.region == "JP"
    assert [field.column for field in session.draft.mapping.fields] == ["Name"]
    assert session.draft.is_planned, "without being planned anew"
    hand.press("recalledButton")
    hand.until(lambda: session.draft.is_planned)
    assert not notice.isVisible()
    assert session.draft.mapping.fields == ()
    hand.window.close()

    hand = look()
    hand.open(second)
    assert not find(hand.window, QWidget, "recalledNotice").isVisible()


def test_ragged_rows_are_held_until_a_person_has_looked_at_them(look: Look, ragged: Path) -> None:
    hand = look()
    hand.look_at(ragged)
    assert [bool(note) for note in hand.notes[1:]] == [False, True, True]
    hand.take_in()
    draft = hand.window.session.draft

    def called() -> list[int]:
        contacts = draft.contacts
        assert contacts is not None
        decided = zip(contacts.table.rows, contacts.decided, strict=True)
        return [row for row, each in decided if each.decision is Decision.READY]

    assert called() == [2]
    hand.press("raggedButton")
    dialog = find(hand.window, QDialog, "raggedDialog")
    table = find(dialog, QTableView, "raggedRows")
    QAbstractItemModelTester(table.model(), dialog)
    table.setCurrentIndex(table.model().index(1, 0))
    hand.qtbot.keyClick(table, Qt.Key.Key_Space)
    hand.qtbot.keyClick(table, Qt.Key.Key_Return)
    hand.until(lambda: draft.is_planned)
    assert called() == [2, 4], "Return is Done, and lets through what was ticked"
    assert draft.rules.looked_at == (4,)
    hand.press("raggedButton")
    dialog = find(hand.window, QDialog, "raggedDialog")
    find(dialog, QAbstractButton, "raggedAll").click()
    find(dialog, QAbstractButton, "raggedDone").click()
    hand.until(lambda: draft.is_planned)
    assert called() == [2, 3, 4]
    assert draft.rules.ragged_rows
    QApplication.processEvents()
