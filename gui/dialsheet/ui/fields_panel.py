"""Step 2: which columns become which fields that the agent reads, and the JSON that comes of it."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.campaign import Dialect, Field, FieldType, WhenEmpty
from dialsheet.ui.agent_variables import AgentVariables
from dialsheet.ui.draft import Draft
from dialsheet.ui.field_choices import FieldChoice
from dialsheet.ui.fields_model import FieldColumn, FieldsModel
from dialsheet.ui.flat_header import FlatHeader
from dialsheet.ui.json_preview import JsonPreview
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.panel import Panel, labelled, show_reason, show_text
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE, Tone
from dialsheet.ui.wording import word


class FieldsPanel(Panel):
    """A table of fields, a form for the current one, and the preview."""

    choices_changed = Signal(object)  # tuple[FieldChoice, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("fields", parent)
        self.model = FieldsModel()
        self.model.choices_changed.connect(self.choices_changed)
        self.table = self._make_table()
        self._problem = Notice()
        self._problem.setObjectName("fieldsProblem")
        self._held = Notice()
        self._held.setObjectName("fieldsHeld")
        self._large = Notice()
        self._large.setObjectName("fieldsLarge")
        self._variables = AgentVariables()
        self._variables.wanted.connect(self.model.send_variables)
        self._details = FieldForm()
        self._details.field_changed.connect(self._field_changed)
        self._preview = JsonPreview()
        self._remove = self._button("ui.remove_field", "removeField", self._remove_current)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self.model.dataChanged.connect(self._show_current)
        self.model.modelReset.connect(self._after_reset)

        actions = QHBoxLayout()
        actions.setSpacing(SPACE // 2)
        actions.addWidget(self._button("ui.send_all", "sendAll", self._send_all))
        actions.addWidget(self._button("ui.send_none", "sendNone", self._send_none))
        actions.addStretch()
        actions.addWidget(self._button("ui.add_field", "addField", self._add_constant))
        actions.addWidget(self._remove)
        self.body.addLayout(actions)
        self.body.addWidget(self.table, 3)
        self.body.addWidget(self._variables)
        for notice in (self._problem, self._held, self._large):
            self.body.addWidget(notice)
        self.body.addWidget(self._details)
        self.body.addWidget(self._preview, 2)
        self.place_foot()

    def show_draft(self, draft: Draft) -> None:
        """Show the fields and what the first contacts would send."""
        self.set_fixed(draft.is_fixed)
        self.model.show_choices(draft.choices)
        show_reason(self._problem, None if draft.is_fixed else draft.field_problem, Tone.BAD)
        show_text(self._held, draft.unsendable.sentence if draft.unsendable else "", Tone.NOTICE)
        large = len(draft.large)
        said = assets.text("campaign.large_rows", count=large, row=draft.large[0]) if large else ""
        show_text(self._large, said, Tone.NOTICE)
        variables = draft.offer.variables if draft.offer and not draft.is_fixed else ()
        self._variables.show_variables(variables, draft.unsent_variables)
        dialect = draft.connection.dialect if draft.connection else Dialect.METADATA
        self._preview.show_sendings(draft.sendings, dialect)
        self._show_current()

    def _current_row(self) -> int:
        return self.table.currentIndex().row()

    def _current_changed(self, current: QModelIndex, before: QModelIndex) -> None:
        del current, before
        self._show_current()

    def _after_reset(self) -> None:
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._show_current()

    def _show_current(self) -> None:
        row = self._current_row()
        known = 0 <= row < len(self.model.choices)
        self._details.setEnabled(known)
        choice = self.model.choices[row] if known else None
        self._remove.setEnabled(choice is not None and choice.field.column is None)
        if choice is not None:
            self._details.show_field(choice.field)

    def _field_changed(self, changes: dict[str, Any]) -> None:
        row = self._current_row()
        choice = self.model.choices[row]
        self.model.change(row, FieldChoice(replace(choice.field, **changes), True))

    def _send_all(self) -> None:
        self.model.send_all(True)

    def _send_none(self) -> None:
        self.model.send_all(False)

    def _add_constant(self) -> None:
        row = self.model.add_constant()
        self.table.setCurrentIndex(self.model.index(row, FieldColumn.NAME))
        self._details.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._details.name.selectAll()

    def _remove_current(self) -> None:
        self.model.remove(self._current_row())
        self._show_current()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("fieldsTable")
        table.setAccessibleName(word("ui.fields_table"))
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(150)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
        header = FlatHeader(table)
        table.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(FieldColumn.TYPE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(FieldColumn.TYPE, 84)
        return table

    def _button(self, code: str, name: str, act: Any) -> QPushButton:
        button = QPushButton(word(code))
        button.setObjectName(name)
        button.clicked.connect(act)
        return button


class FieldForm(QWidget):
    """Name, type and what an empty cell sends, of one field. Typing in it sends the field."""

    field_changed = Signal(object)  # dict of the changed attributes

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = _line("fieldName", self._name_edited)
        self._type = steady(QComboBox())
        self._type.setObjectName("fieldType")
        for kind in FieldType:
            self._type.addItem(word(f"ui.type_{kind}"), kind)
        self._type.activated.connect(self._type_chosen)
        self._when_empty = steady(QComboBox())
        self._when_empty.setObjectName("whenEmpty")
        for what in WhenEmpty:
            self._when_empty.addItem(word(f"ui.empty_{what}"), what)
        self._when_empty.activated.connect(self._when_empty_chosen)
        self._default = _line("defaultValue", self._default_edited)
        self._default.setPlaceholderText(word("ui.default_value"))
        self._default.setAccessibleName(word("ui.default_value"))
        self._constant = _line("constantValue", self._constant_edited)
        self._empty = _row(labelled(word("ui.when_empty"), self._when_empty, self._default))
        self._value = _row(labelled(word("ui.constant_value"), self._constant))
        upper = QHBoxLayout()
        upper.setSpacing(SPACE)
        upper.addLayout(labelled(word("ui.field_name"), self.name), 3)
        upper.addLayout(labelled(word("ui.field_type"), self._type), 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(upper)
        column.addWidget(self._empty)
        column.addWidget(self._value)

    def show_field(self, field: Field) -> None:
        """Show another field, or the same one; what is being typed is left alone."""
        for line, text in (
            (self.name, field.name),
            (self._default, field.default),
            (self._constant, field.constant),
        ):
            if line.text().strip() != text:
                line.setText(text)
        self._type.setCurrentIndex(self._type.findData(field.type))
        self._when_empty.setCurrentIndex(self._when_empty.findData(field.when_empty))
        is_constant = field.column is None
        self._value.setVisible(is_constant)
        self._empty.setVisible(not is_constant)
        self._default.setVisible(field.when_empty is WhenEmpty.DEFAULT)

    def _name_edited(self, text: str) -> None:
        self.field_changed.emit({"name": text.strip()})

    def _default_edited(self, text: str) -> None:
        self.field_changed.emit({"default": text.strip()})

    def _constant_edited(self, text: str) -> None:
        self.field_changed.emit({"constant": text.strip()})

    def _type_chosen(self, position: int) -> None:
        self.field_changed.emit({"type": FieldType(self._type.itemData(position))})

    def _when_empty_chosen(self, position: int) -> None:
        chosen = WhenEmpty(self._when_empty.itemData(position))
        self.field_changed.emit({"when_empty": chosen})
        if chosen is WhenEmpty.DEFAULT:
            self._default.setFocus(Qt.FocusReason.OtherFocusReason)


def _line(name: str, act: Any) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.textEdited.connect(act)
    return line


def _row(layout: QVBoxLayout) -> QWidget:
    """A label and its field, to be hidden together."""
    row = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    row.setLayout(layout)
    return row
