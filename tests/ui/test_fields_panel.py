"""Step 2 by key and click: what is sent, under which name, and what the preview says."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from dialsheet.campaign import Dialect, Field, FieldType, Rules, WhenEmpty
from dialsheet.ui.draft import Draft, Planned, Step
from dialsheet.ui.fields_model import FieldColumn, FieldsModel
from dialsheet.ui.fields_panel import FieldsPanel
from dialsheet.workflow import first_sendings, plan_to_show
from ui.pictures import AGENTS, NUMBERS, find, opened, pick


def test_nothing_is_cut_off_where_the_panel_scrolls(qtbot: QtBot) -> None:
    panel = FieldsPanel()
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.resize(1, 1)
    scroll = panel.findChild(QScrollArea)
    assert scroll is not None
    assert scroll.verticalScrollBar().isVisible()
    assert scroll.widget().width() <= scroll.viewport().width()


class Desk:
    """The panel with a draft behind it, as the session keeps it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.draft = Draft()
        self.draft.open(opened())
        self.panel = FieldsPanel()
        self.panel.choices_changed.connect(self._choose)
        qtbot.addWidget(self.panel)
        self.panel.resize(420, 800)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self._show()

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(find(self.panel, QPushButton, name), Qt.MouseButton.LeftButton)

    def type_into(self, name: str, text: str) -> None:
        line = find(self.panel, QLineEdit, name)
        line.setFocus()
        line.selectAll()
        self.qtbot.keyClicks(line, text)

    def choose(self, name: str, text: str) -> None:
        """Pick an entry with the arrow keys."""
        pick(self.qtbot, find(self.panel, QComboBox, name), text)

    @property
    def sent(self) -> dict[str, object]:
        text = find(self.panel, QPlainTextEdit, "jsonPreview").toPlainText()
        values: dict[str, object] = json.loads(text)["metadata"]
        values.pop("dialsheet_ref")
        return values

    def _choose(self, choices: object) -> None:
        self.draft.choose_fields(choices)  # type: ignore[arg-type]  # what the signal carries
        self._show()

    def speak(self, dialect: Dialect) -> None:
        """Choose an account that is spoken to in a dialect."""
        self.draft.practice = False
        self.draft.change_connection(dialect=dialect)
        self._show()

    def said(self, name: str) -> str:
        """What a notice says; empty when it is hidden."""
        notice = find(self.panel, QWidget, name)
        return notice.accessibleName() if notice.isVisible() else ""

    def _show(self) -> None:
        sheet = self.draft.sheet
        assert sheet is not None
        if self.draft.field_problem is None:
            draft, mapping, limits = self.draft, self.draft.mapping, self.draft.limits
            contacts, large = plan_to_show(sheet, mapping, Rules(), (), limits)
            draft.take_plan(Planned(mapping, Rules(), {}, limits, contacts, large))
            draft.sendings = first_sendings(contacts, mapping, 20)
        self.panel.show_draft(self.draft)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_the_model_keeps_qts_promises(qtmodeltester: ModelTester) -> None:
    draft = Draft()
    draft.open(opened())
    model = FieldsModel()
    qtmodeltester.check(model, force_py=True)
    model.show_choices(draft.choices)
    model.add_constant()
    qtmodeltester.check(model, force_py=True)


def test_nothing_is_sent_until_it_is_chosen(desk: Desk) -> None:
    assert desk.sent == {}
    desk.click("sendAll")
    assert desk.sent == {"name": "Ann", "phone": "+1 202-555-0143", "visits": "3"}
    desk.click("sendNone")
    assert desk.sent == {}


def test_a_column_is_ticked_with_the_space_bar(desk: Desk) -> None:
    table = find(desk.panel, QTableView, "fieldsTable")
    table.setCurrentIndex(desk.panel.model.index(0, FieldColumn.COLUMN))
    desk.qtbot.keyClick(table, Qt.Key.Key_Space)
    assert desk.sent == {"name": "Ann"}
    desk.qtbot.keyClick(table, Qt.Key.Key_Space)
    assert desk.sent == {}


def test_typing_a_name_sends_the_field_and_dots_make_groups(desk: Desk) -> None:
    desk.type_into("fieldName", "customer.name")
    assert desk.sent == {"customer": {"name": "Ann"}}


def test_type_and_empty_cells(desk: Desk) -> None:
    table = find(desk.panel, QTableView, "fieldsTable")
    table.setCurrentIndex(desk.panel.model.index(2, FieldColumn.COLUMN))
    desk.choose("fieldType", "Number")
    assert desk.sent == {"visits": 3}
    desk.choose("whenEmpty", "Send")
    desk.type_into("defaultValue", "0")
    assert desk.draft.mapping.fields == (
        Field("visits", FieldType.NUMBER, "Visits", "", WhenEmpty.DEFAULT, "0"),
    )
    desk.choose("whenEmpty", "Hold")
    assert desk.draft.mapping.fields[0].when_empty is WhenEmpty.HOLD


def test_a_constant_is_added_named_and_removed(desk: Desk) -> None:
    desk.click("addField")
    assert find(desk.panel, QLineEdit, "fieldName").hasFocus(), "ready to be named"
    desk.type_into("fieldName", "campaign")
    desk.type_into("constantValue", "spring")
    assert desk.sent == {"campaign": "spring"}
    desk.click("removeField")
    assert desk.sent == {}
    assert not find(desk.panel, QPushButton, "removeField").isEnabled(), "columns stay"


def test_a_problem_is_said_beside_the_fields_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.click("sendAll")
    desk.type_into("fieldName", "phone")
    problem = find(desk.panel, QWidget, "fieldsProblem")
    assert problem.isVisible()
    assert "phone" in problem.accessibleName()
    assert find(desk.panel, QLineEdit, "fieldName").text() == "phone"
    desk.type_into("fieldName", "who")
    assert not problem.isVisible()
    assert desk.sent["who"] == "Ann"


def test_an_unsent_column_keeps_its_name(desk: Desk) -> None:
    desk.type_into("fieldName", "who")
    desk.click("sendNone")
    desk.click("sendAll")
    assert desk.sent["who"] == "Ann"


def test_the_preview_goes_from_contact_to_contact(desk: Desk) -> None:
    desk.click("sendAll")
    forth = find(desk.panel, QWidget, "jsonForth")
    desk.qtbot.mouseClick(forth, Qt.MouseButton.LeftButton)
    assert desk.sent["name"] == "Ben"
    assert not forth.isEnabled(), "the others are not called"


def test_the_preview_speaks_the_dialect_of_the_connection(desk: Desk) -> None:
    desk.draft.practice = False
    desk.draft.change_connection(dialect=Dialect.DYNAMIC_VARIABLES)
    desk.panel.show_draft(desk.draft)
    text = find(desk.panel, QPlainTextEdit, "jsonPreview").toPlainText()
    assert list(json.loads(text)) == ["to_number", "dynamic_variables"]


def test_a_field_that_the_dialect_does_not_have_is_said_before_anything_is_sent(desk: Desk) -> None:
    desk.type_into("fieldName", "customer.name")
    assert desk.said("fieldsProblem") == ""
    desk.speak(Dialect.DYNAMIC_VARIABLES)
    assert "“customer” holds other fields" in desk.said("fieldsProblem")
    assert desk.draft.blocked(Step.DIAL) == desk.draft.field_problem
    desk.type_into("fieldName", "name")
    assert desk.said("fieldsProblem") == ""


def test_rows_that_break_a_rule_of_the_dialect_are_named(desk: Desk) -> None:
    assert desk.draft.contacts is not None
    desk.click("addField")
    desk.type_into("fieldName", "note")
    line = find(desk.panel, QLineEdit, "constantValue")
    line.setMaxLength(200_000)
    line.insert("x" * 17 * 1024)
    line.textEdited.emit(line.text())
    assert "2 rows send more than 16 KiB, the first is row 2" in desk.said("fieldsLarge")
    assert desk.said("fieldsHeld") == ""
    desk.speak(Dialect.DYNAMIC_VARIABLES)
    assert desk.said("fieldsLarge") == ""
    assert desk.said("fieldsHeld").startswith("2 contacts are held, the first in row 2: ")
    assert "18 KiB" in desk.said("fieldsHeld")


def test_what_the_agent_reads_is_offered_as_fields(desk: Desk) -> None:
    assert not find(desk.panel, QWidget, "agentVariables").isVisible()
    desk.draft.practice = True
    offer = desk.draft.offer
    assert offer is not None
    desk.draft.take_account(offer.connection, AGENTS, NUMBERS)
    desk.draft.take_variables(AGENTS[1], Dialect.METADATA, ("of_another",))
    desk.draft.take_variables(AGENTS[0], Dialect.METADATA, ("NAME", "due_date"))
    desk.draft.take_variables(AGENTS[0], Dialect.DYNAMIC_VARIABLES, ())  # a late answer
    desk.panel.show_draft(desk.draft)
    said = find(desk.panel, QLabel, "agentVariables")
    assert said.text() == "The agent also reads NAME, due_date. No field is sent for that."
    desk.click("addVariables")
    assert said.text() == "The agent reads NAME, due_date; a field is sent for each."
    assert not find(desk.panel, QPushButton, "addVariables").isVisible()
    assert desk.draft.mapping.fields == (Field("NAME", column="Name"), Field("due_date"))
    desk.draft.change_connection(agent=AGENTS[1])
    desk.panel.show_draft(desk.draft)
    assert not said.isVisible(), "nobody knows what the other one reads"
