"""The table of contacts: what is shown, sorted, filtered, painted and copied."""

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from dialsheet.campaign import Attempt
from dialsheet.ui.contacts_cells import OWN, Cell, Column
from dialsheet.ui.contacts_model import ContactsModel
from dialsheet.ui.contacts_table import ContactsTable
from dialsheet.ui.standings import Group, Standings
from ui.pictures import attempt, contacts

NAME = OWN  # the sheet's columns follow ours
VISITS = OWN + 2


def model_of(*attempts: Attempt) -> ContactsModel:
    standings = Standings(contacts(), attempts)
    standings.sort_more()
    model = ContactsModel()
    model.show_standings(standings, frozenset({"Phone"}))
    return model


def shown(model: ContactsModel, column: int) -> list[str]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_the_model_keeps_qts_promises(qtmodeltester: ModelTester) -> None:
    model = model_of(attempt(2, "ended", "completed", "agent_hangup"), attempt(3, "refused"))
    qtmodeltester.check(model, force_py=True)
    model.show_only(Group.NOT_CALLABLE)
    model.sort(NAME, Qt.SortOrder.DescendingOrder)
    qtmodeltester.check(model, force_py=True)


def test_an_empty_model_keeps_qts_promises(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(ContactsModel(), force_py=True)


def test_rows_say_why_they_are_called_or_not(qtbot: QtBot) -> None:
    model = model_of()
    assert shown(model, Column.ROW) == ["2", "3", "4", "5", "6"]
    checks = shown(model, Column.CHECK)
    assert checks[0] == "Callable"
    assert checks[1].startswith("Repaired – ")
    assert checks[2].startswith("Not callable – ")
    assert checks[4].startswith("No number")
    assert shown(model, Column.NUMBER) == ["+12025550143", "+12125550168", "", "+12025550143", ""]
    statuses = shown(model, Column.STATUS)
    assert statuses[:3] == ["Ready", "Ready", "Skipped"], "the check has said why"
    assert statuses[3].startswith("Skipped – Row 2")
    assert shown(model, NAME) == ["Ann", "Ben", "Cleo", "Dora", "Émile"]


@pytest.mark.parametrize(
    ("state", "status", "end_reason", "said", "outcome"),
    [
        ("intended", "", None, "Dialing", ""),
        ("placed", "created", None, "Ringing", ""),
        ("placed", "started", None, "In call", ""),
        ("ended", "completed", "agent_hangup", "Ended", "Completed – The agent ended the call."),
        ("ended", "completed", "client_hangup", "Ended", "Completed – The person hung up."),
        ("ended", "failed", "dial_busy", "Ended", "Busy – dial_busy"),
        ("ended", "failed", None, "Ended", "Unknown"),
        ("refused", "", None, "Refused", "Refused"),
        ("unknown", "", None, "Unknown", "Unknown"),
        ("not_placed", "", None, "Not placed", ""),
        ("withdrawn", "", None, "Not sent", ""),
    ],
)
def test_each_state_of_an_attempt_has_its_words(
    qtbot: QtBot, state: str, status: str, end_reason: str | None, said: str, outcome: str
) -> None:
    model = model_of(attempt(2, state, status, end_reason))
    assert model.index(0, Column.STATUS).data() == said
    assert model.index(0, Column.OUTCOME).data() == outcome
    assert model.index(0, Column.CALL_ID).data() == ("ac_2" if status else "")


def test_state_is_never_told_by_colour_alone(qtbot: QtBot) -> None:
    model = model_of(*(attempt(row, "unknown") for row in range(2, 7)))
    for row in range(model.rowCount()):
        for column in (Column.CHECK, Column.STATUS, Column.OUTCOME):
            cell = model.cell(row, column)
            assert all((cell.icon, cell.word)), (row, column)
            spoken = model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole)
            assert cell.word in spoken


def test_columns_are_sorted_as_a_person_expects(qtbot: QtBot) -> None:
    model = model_of()
    model.sort(VISITS)
    assert shown(model, VISITS) == ["1", "3", "9", "10", ""], "numbers by size, empty cells last"
    model.sort(NAME, Qt.SortOrder.DescendingOrder)
    assert shown(model, NAME) == ["Émile", "Dora", "Cleo", "Ben", "Ann"]
    model.sort(Column.CHECK)
    assert shown(model, Column.ROW) == ["2", "5", "3", "4", "6"]
    model.sort(-1)
    assert shown(model, Column.ROW) == ["2", "3", "4", "5", "6"]


def test_a_filter_shows_one_group_and_keeps_the_order(qtbot: QtBot) -> None:
    model = model_of()
    model.sort(NAME, Qt.SortOrder.DescendingOrder)
    model.show_only(Group.NOT_CALLABLE)
    assert shown(model, NAME) == ["Émile", "Cleo"]
    assert model.contact_at(1) == 2
    assert model.view_row(0) is None
    model.show_only(None)
    assert shown(model, NAME) == ["Émile", "Dora", "Cleo", "Ben", "Ann"]


def test_a_batch_of_statuses_is_one_signal_over_one_range(qtbot: QtBot) -> None:
    standings = Standings(contacts())
    model = ContactsModel()
    model.show_standings(standings, frozenset())
    told: list[tuple[int, int, int, int, bool]] = []

    def hear(first: QModelIndex, last: QModelIndex, roles: list[int]) -> None:
        told.append((first.row(), first.column(), last.row(), last.column(), bool(roles)))

    model.dataChanged.connect(hear)
    standings.take(attempt(2, "placed", "started"))
    standings.take(attempt(3, "placed", "created"))
    model.statuses_changed()
    assert told == [(0, Column.STATUS, 4, Column.CALL_ID, True)]
    assert shown(model, Column.STATUS)[:2] == ["In call", "Ringing"]


def test_the_number_column_stands_out(qtbot: QtBot) -> None:
    model = model_of()
    fonts = [
        model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.FontRole)
        for section in range(model.columnCount())
    ]
    assert [section for section, font in enumerate(fonts) if font is not None] == [OWN + 1]


def test_long_and_broken_cells_are_shown_on_one_line(qtbot: QtBot) -> None:
    standings = Standings(contacts("Phone | Note\n+12025550143 | " + "x" * 1000))
    model = ContactsModel()
    model.show_standings(standings, frozenset())
    assert len(model.cell(0, OWN + 1).text) == 300
    assert len(model.full_text(0, OWN + 1)) == 1000


def test_the_view_asks_for_each_painted_cell_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of()
    table = ContactsTable(model)
    qtbot.addWidget(table)
    table.resize(1600, 400)
    with qtbot.waitExposed(table):
        table.show()
    asked: list[tuple[int, int]] = []
    plain = ContactsModel.cell

    def cell(self: ContactsModel, row: int, column: int) -> Cell:
        asked.append((row, column))
        return plain(self, row, column)

    def data(*_: Any) -> None:
        raise AssertionError("painting asks for roles one by one")

    monkeypatch.setattr(ContactsModel, "cell", cell)
    monkeypatch.setattr(ContactsModel, "data", data)
    table.viewport().repaint()
    monkeypatch.undo()
    assert len(asked) == len(set(asked)) >= 5 * 6


def test_the_current_contact_stays_current_when_the_order_changes(qtbot: QtBot) -> None:
    model = model_of()
    table = ContactsTable(model)
    qtbot.addWidget(table)
    table.setCurrentIndex(model.index(2, NAME))
    model.sort(NAME, Qt.SortOrder.DescendingOrder)
    model.show_only(Group.NOT_CALLABLE)
    assert table.currentIndex().data() == "Cleo"
    assert table.currentIndex().row() == 1


def test_copy_takes_the_whole_current_cell(qtbot: QtBot) -> None:
    model = model_of()
    table = ContactsTable(model)
    qtbot.addWidget(table)
    table.setCurrentIndex(model.index(0, Column.NUMBER))
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "+12025550143"


def test_columns_of_calls_wait_for_the_start(qtbot: QtBot) -> None:
    table = ContactsTable(model_of())
    qtbot.addWidget(table)
    table.show_calls(False)
    assert table.isColumnHidden(Column.CALL_ID)
    table.show_calls(True)
    assert not table.isColumnHidden(Column.OUTCOME)


def test_a_width_that_a_person_chose_stays(qtbot: QtBot) -> None:
    model = model_of()
    table = ContactsTable(model)
    qtbot.addWidget(table)
    model.show_standings(Standings(contacts()), frozenset())
    table.setColumnWidth(NAME, 333)
    model.show_standings(Standings(contacts()), frozenset())
    model.sort(NAME)
    assert table.columnWidth(NAME) == 333
