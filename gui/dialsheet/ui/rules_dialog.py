"""The dialog of calling rules: when people are called, how often, in which order, what follows."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from dialsheet.campaign import DAY_MIN, CallingRules, Connection, SortKey, Window
from dialsheet.errors import BadInput
from dialsheet.ui.engine import Engine
from dialsheet.ui.form_dialog import FormDialog
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.never_call_dialog import NeverCallDialog
from dialsheet.ui.panel import labelled, show_reason
from dialsheet.ui.retry_grid import RetryGrid
from dialsheet.ui.run_terms import in_force
from dialsheet.ui.session import Session
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import word

_USUAL = Window()
_ORDERS = 2  # columns that can be chosen to call by
_HEIGHT = 560  # fits the smallest window


class RulesDialog(FormDialog):
    """Shows rules, and lets them be chosen until the campaign is made."""

    chosen = Signal(object)  # CallingRules
    never_call_requested = Signal()

    def __init__(
        self,
        parent: QWidget,
        calling: CallingRules,
        connection: Connection | None,
        headers: tuple[str, ...],
        *,
        several_numbers: bool,
        fixed: bool,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rulesDialog")
        self.setWindowTitle(word("ui.rules_title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._calling, self._several = calling, several_numbers
        self._rings = connection is None or not connection.on_loopback
        self._usual = in_force(CallingRules(), connection)
        self._make_fields(in_force(calling, connection), headers)
        self.form = QWidget()
        self.form.setEnabled(not fixed)
        self._fill_form()
        self._lay_out(fixed)

    def accept(self) -> None:
        """Tell what was chosen; what cannot be is said, and the dialog stays."""
        try:
            calling = self._choice()
        except BadInput as refused:
            show_reason(self._problem, refused.reason, Tone.BAD)
            return
        super().accept()
        self.chosen.emit(calling)

    def _choice(self) -> CallingRules:
        cap = self._cap.value() or None
        return replace(
            self._calling,
            window=self._window_choice(),
            cap=None if cap == self._usual.cap else cap,
            retries=self._grid.retries,
            next_number=self._grid.next_number if self._several else self._calling.next_number,
            callback_column=self._callback_column.currentData(),
            callback_value=self._callback.text().strip() or None,
            opt_out_value=self._opt_out.text().strip() or None,
            order=tuple(
                SortKey(box.currentData(), descending.isChecked())
                for box, descending in self._orders
                if box.currentData()
            ),
        )

    def _window_choice(self) -> Window | None:
        window = Window(0, DAY_MIN)
        if self._hours.isChecked():
            closes = _minutes(self._closes) or DAY_MIN  # midnight is the end of the day, too
            window = Window(_minutes(self._opens), closes)
        usual = self._usual.window or Window(0, DAY_MIN)
        return None if window == usual else window

    # Fields

    def _make_fields(self, calling: CallingRules, headers: tuple[str, ...]) -> None:
        window = calling.window
        limited = window is not None and not window.is_always_open
        shown = window if window and limited else _USUAL
        self._hours = QCheckBox(word("ui.rules_hours"))
        self._hours.setObjectName("windowChoice")
        self._hours.setChecked(limited)
        self._opens = _time("windowOpens", shown.opens, word("ui.rules_from"))
        self._closes = _time("windowCloses", shown.closes, word("ui.rules_to"))
        self._hours.toggled.connect(self._opens.setEnabled)
        self._hours.toggled.connect(self._closes.setEnabled)
        self._opens.setEnabled(limited)
        self._closes.setEnabled(limited)
        self._cap = steady(QSpinBox())
        self._cap.setObjectName("cap")
        self._cap.setRange(1 if self._rings else 0, 99)
        self._cap.setSpecialValueText("" if self._rings else word("ui.rules_no_cap"))
        self._cap.setValue(calling.cap or 0)
        self._grid = RetryGrid(calling, self._several)
        self._callback_column = _columns("callbackColumn", headers, calling.callback_column)
        self._callback = _line("callbackValue", calling.callback_value)
        self._opt_out = _line("optOutValue", calling.opt_out_value)
        keys: list[SortKey | None] = [*calling.order, *(None for _ in range(_ORDERS))]
        self._orders = [
            (
                _columns(f"order{place}", headers, key.column if key else None),
                _descending(f"descending{place}", bool(key and key.descending)),
            )
            for place, key in enumerate(keys[:_ORDERS])
        ]

    # Layout

    def _fill_form(self) -> None:
        column = QVBoxLayout(self.form)
        column.setContentsMargins(SPACE * 3, SPACE * 2, SPACE * 3, SPACE * 2)
        column.setSpacing(SPACE)
        hours = QHBoxLayout()
        hours.setSpacing(SPACE)
        for widget in (self._hours, self._opens, QLabel(word("ui.rules_to")), self._closes):
            hours.addWidget(widget)
        hours.addStretch()
        cap = QHBoxLayout()
        cap.setSpacing(SPACE)
        label = QLabel(word("ui.rules_cap_label"))
        label.setBuddy(self._cap)
        cap.addWidget(label)
        cap.addWidget(self._cap)
        cap.addStretch()
        column.addWidget(Text(word("ui.rules_when"), bold=True))
        column.addLayout(hours)
        column.addWidget(Text(word("ui.rules_hours_hint"), tone=Tone.MUTED))
        column.addLayout(cap)
        column.addSpacing(SPACE)
        column.addWidget(Text(word("ui.rules_follow"), bold=True))
        column.addWidget(self._grid)
        column.addSpacing(SPACE)
        column.addWidget(Text(word("ui.rules_sheet"), bold=True))
        column.addLayout(labelled(word("ui.rules_callback_column"), self._callback_column))
        for place, (box, descending) in enumerate(self._orders):
            code = "ui.rules_then_by" if place else "ui.rules_first_by"
            column.addLayout(labelled(word(code), box, descending))
        column.addSpacing(SPACE)
        column.addWidget(Text(word("ui.rules_agent"), bold=True))
        column.addWidget(Text(word("ui.rules_agent_hint"), tone=Tone.MUTED))
        column.addLayout(labelled(word("ui.rules_callback_value"), self._callback))
        column.addLayout(labelled(word("ui.rules_opt_out_value"), self._opt_out))

    def _lay_out(self, fixed: bool) -> None:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.form)
        self._problem = Notice()
        self._problem.setObjectName("rulesProblem")
        self._problem.hide()
        buttons = QDialogButtonBox()
        never = buttons.addButton(
            word("ui.rules_never_call"), QDialogButtonBox.ButtonRole.ActionRole
        )
        never.setObjectName("neverCallButton")
        never.setAutoDefault(False)
        never.clicked.connect(self.never_call_requested)
        if not fixed:
            go = buttons.addButton(word("ui.rules_use"), QDialogButtonBox.ButtonRole.AcceptRole)
            go.setObjectName("rulesGo")
        stay = buttons.addButton(
            word("ui.close" if fixed else "ui.cancel"), QDialogButtonBox.ButtonRole.RejectRole
        )
        stay.setObjectName("rulesClose")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE * 3, SPACE, SPACE * 3, SPACE * 2)
        foot.setSpacing(SPACE)
        if fixed:
            said = Notice()
            said.say(Tone.INFO, "", word("ui.rules_fixed"))
            foot.addWidget(said)
        foot.addWidget(self._problem)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        width = self.form.minimumSizeHint().width() + scroll.verticalScrollBar().sizeHint().width()
        self.resize(max(560, width), min(_HEIGHT, self.form.sizeHint().height() + 80))
        self._hours.setFocus()


def open_rules(parent: QWidget, session: Session, engine: Engine) -> RulesDialog:
    """Show the rules in force; what is chosen is for the campaign that Start makes."""
    draft = session.draft
    calling = draft.campaign.rules.calling if draft.campaign else draft.terms.fitting(draft.headers)
    dialog = RulesDialog(
        parent,
        calling,
        draft.connection,
        draft.headers,
        several_numbers=len(draft.mapping.numbers) > 1,
        fixed=draft.is_fixed,
    )
    dialog.chosen.connect(session.choices.choose_calling)
    dialog.never_call_requested.connect(
        lambda: NeverCallDialog(dialog, engine, session.intake.region_in_force).open()
    )
    dialog.open()
    return dialog


def _time(name: str, minutes: int, spoken: str) -> QTimeEdit:
    field = steady(QTimeEdit(QTime(minutes // 60 % 24, minutes % 60)))
    field.setObjectName(name)
    field.setDisplayFormat("HH:mm")
    field.setAccessibleName(spoken)
    return field


def _minutes(field: QTimeEdit) -> int:
    return field.time().hour() * 60 + field.time().minute()


def _columns(name: str, headers: tuple[str, ...], chosen: str | None) -> QComboBox:
    box = steady(QComboBox())
    box.setObjectName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    box.addItem(word("ui.rules_no_column"), None)
    for header in headers:
        box.addItem(header, header)
    box.setCurrentIndex(max(0, box.findData(chosen) if chosen else 0))
    return box


def _descending(name: str, chosen: bool) -> QCheckBox:
    box = QCheckBox(word("ui.rules_descending"))
    box.setObjectName(name)
    box.setChecked(chosen)
    return box


def _line(name: str, text: str | None) -> QLineEdit:
    line = QLineEdit(text or "")
    line.setObjectName(name)
    line.setAcceptDrops(False)
    return line
