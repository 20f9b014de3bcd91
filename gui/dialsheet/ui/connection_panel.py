"""Step 3: practice, or a Cartesia account; which agent calls, and from which number."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.campaign import Agent, Connection, Dialect, PhoneNumber
from dialsheet.errors import Reason
from dialsheet.ui.agent_box import AgentBox
from dialsheet.ui.draft import Draft, Step
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.offers import Offer
from dialsheet.ui.panel import Panel, labelled, show_reason, show_text
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.way_form import WayForm
from dialsheet.ui.wording import word

_INDENT = 24  # below the text of a radio button


class ConnectionPanel(Panel):
    """Whose telephone system is used."""

    practice_chosen = Signal(bool)
    connection_changed = Signal(object)  # dict of the changed attributes
    connect_requested = Signal(object)  # the API key as typed | None: the kept one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("connection", parent)
        self._practice = self._choice("practiceChoice", "ui.practice_choice")
        self._account = self._choice("accountChoice", "ui.account_choice")
        choices = QButtonGroup(self)
        choices.addButton(self._practice)
        choices.addButton(self._account)
        choices.buttonClicked.connect(self._chosen)
        self._account_form = AccountForm()
        self._account_form.name_edited.connect(self._name_edited)
        self._account_form.connect_requested.connect(self.connect_requested)
        self._account_form.way_changed.connect(self.connection_changed)
        self._call_form = CallForm()
        self._call_form.changed.connect(self.connection_changed)
        self._unreached = Notice()
        self._unreached.setObjectName("numbersUnreached")
        self._unsendable = Notice()
        self._unsendable.setObjectName("fieldsUnsendable")
        self._unsent = Notice()
        self._unsent.setObjectName("variablesUnsent")
        self._missing = Notice()
        self._missing.setObjectName("connectionMissing")
        self._retry = QPushButton(word("ui.try_again"))
        self._retry.setObjectName("practiceRetry")
        self._retry.clicked.connect(self._try_again)

        for choice, hint in (
            (self._practice, "ui.practice_hint"),
            (self._account, "ui.account_hint"),
        ):
            box = QVBoxLayout()
            box.setSpacing(2)
            box.addWidget(choice)
            said = Text(word(hint), tone=Tone.MUTED)
            said.setIndent(_INDENT)
            box.addWidget(said)
            self.body.addLayout(box)
        self.body.addWidget(self._account_form)
        self.body.addWidget(self._missing)
        self.body.addWidget(self._retry)
        self.body.addWidget(self._call_form)
        for notice in (self._unreached, self._unsendable, self._unsent):
            self.body.addWidget(notice)
        self.body.addStretch()
        self.place_foot()

    def show_draft(self, draft: Draft, connecting: bool) -> None:
        """Show what was chosen, and whether the account is being asked."""
        self.set_fixed(draft.is_fixed)
        connection = draft.connection
        practice = connection.practice if connection else None
        self._practice.setChecked(practice is True)
        self._account.setChecked(practice is False)
        self._account_form.setVisible(practice is False)
        offer = draft.offer
        if draft.campaign:
            offer = _as_it_was(draft.campaign.connection)
        self._account_form.show_offer(draft.offers[False] if offer is None else offer)
        self._call_form.setVisible(offer is not None and offer.read)
        if offer is not None:
            self._call_form.show_offer(offer)
        for notice, remark in (
            (self._unreached, draft.unreached),
            (self._unsendable, draft.unsendable),
        ):
            said = "" if draft.is_fixed or not remark else remark.sentence
            show_text(notice, said, Tone.NOTICE)
        names = ", ".join(draft.unsent_variables)
        said = assets.text("ui.agent_misses_fields", names=names) if names else ""
        show_text(self._unsent, said, Tone.NOTICE)
        reason = Reason("ui.connecting") if connecting else draft.blocked(Step.CONNECTION)
        show_reason(self._missing, reason, Tone.INFO)
        unread = practice is True and offer is not None and not offer.read
        self._retry.setVisible(unread and not connecting)
        self._account_form.set_connecting(connecting)

    def set_fixed(self, fixed: bool) -> None:
        """Show that nothing can be chosen any more. A key is no choice: it may be another one a
        day, and is needed on another desktop."""
        self._fixed.setVisible(fixed)
        for part in (self._practice, self._account, self._call_form):
            part.setEnabled(not fixed)
        self._account_form.set_fixed(fixed)

    def show_key_store(self, kept_by: str | None, from_environment: bool) -> None:
        """Say where an API key is kept."""
        self._account_form.show_key_store(kept_by, from_environment)

    def account_was_read(self, practice: bool) -> None:
        """The key works and is kept: it is never shown again."""
        if not practice:
            self._account_form.forget_key()

    def _choice(self, name: str, code: str) -> QRadioButton:
        button = QRadioButton(word(code))
        button.setObjectName(name)
        font = button.font()
        font.setBold(True)
        button.setFont(font)
        return button

    def _chosen(self) -> None:
        self.practice_chosen.emit(self._practice.isChecked())

    def _try_again(self) -> None:
        self.connect_requested.emit(None)

    def _name_edited(self, name: str) -> None:
        self.connection_changed.emit({"name": name})


class AccountForm(QWidget):
    """The account's name and its API key."""

    name_edited = Signal(str)
    connect_requested = Signal(object)  # str | None
    way_changed = Signal(object)  # dict of the changed attributes

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLineEdit()
        self._name.setObjectName("accountName")
        self._name.textEdited.connect(self._edited)
        self._key = QLineEdit()
        self._key.setObjectName("apiKey")
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.returnPressed.connect(self._connect)
        self._button = QPushButton(word("ui.connect"))
        self._button.setObjectName("connectButton")
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._connect)
        self._kept = Text(tone=Tone.MUTED)
        self._kept.setObjectName("keyKept")
        column = QVBoxLayout(self)
        column.setContentsMargins(_INDENT, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(labelled(word("ui.account_name"), self._name))
        column.addLayout(labelled(word("ui.api_key"), self._key, self._button))
        column.addWidget(self._kept)
        self._way = WayForm()
        self._way.changed.connect(self.way_changed)
        column.addWidget(self._way)

    def show_offer(self, offer: Offer) -> None:
        """Show the account's name, and how it is reached."""
        self._way.show_connection(offer.connection)
        if self._name.text().strip() != offer.connection.name:
            self._name.setText(offer.connection.name)
        self._button.setText(word("ui.connect_again" if offer.read else "ui.connect"))

    def set_fixed(self, fixed: bool) -> None:
        """Nothing but the key can be given any more."""
        self._name.setEnabled(not fixed)
        self._way.setEnabled(not fixed)

    def set_connecting(self, connecting: bool) -> None:
        """One question at a time."""
        self._button.setEnabled(not connecting)

    def show_key_store(self, kept_by: str | None, from_environment: bool) -> None:
        """Say where the key is kept."""
        if from_environment:
            said, hint = word("ui.key_from_environment"), word("ui.key_empty_environment")
        elif kept_by:
            said, hint = assets.text("ui.key_kept_by", store=kept_by), word("ui.key_empty_kept")
        else:
            said, hint = word("ui.key_this_session"), ""
        self._kept.setText(said)
        self._key.setPlaceholderText(hint)

    def forget_key(self) -> None:
        """Empty the field."""
        self._key.clear()

    def _edited(self, text: str) -> None:
        if name := text.strip():
            self.name_edited.emit(name)

    def _connect(self) -> None:
        self.connect_requested.emit(self._key.text().strip() or None)


class CallForm(QWidget):
    """Agent, number to call from, and the limits of a call."""

    changed = Signal(object)  # dict of the changed attributes

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._agents = AgentBox()
        self._agents.agent_chosen.connect(self._agent_chosen)
        self._numbers = steady(QComboBox())
        self._numbers.setObjectName("fromNumbers")
        self._numbers.setPlaceholderText(word("ui.choose"))
        self._numbers.activated.connect(self._number_chosen)
        self._ringing = self._limit("ringingTimeout", 5, 80, "ui.suffix_seconds")
        self._ringing.valueChanged.connect(self._ringing_changed)
        self._minutes = self._limit("maxMinutes", 1, 480, "ui.suffix_minutes")
        self._minutes.valueChanged.connect(self._minutes_changed)
        self._dialect = steady(QComboBox())
        self._dialect.setObjectName("dialect")
        for dialect in Dialect:
            self._dialect.addItem(word(f"ui.dialect_{dialect.name.lower()}"), dialect)
        self._dialect.activated.connect(self._dialect_chosen)
        limits = QHBoxLayout()
        limits.setSpacing(SPACE * 2)
        limits.addLayout(labelled(word("ui.ringing_timeout"), self._ringing))
        limits.addLayout(labelled(word("ui.max_minutes"), self._minutes))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE * 3 // 2)
        column.addLayout(labelled(word("ui.agent"), self._agents))
        column.addLayout(labelled(word("ui.from_number"), self._numbers))
        column.addLayout(limits)
        column.addLayout(labelled(word("ui.dialect"), self._dialect))

    def show_offer(self, offer: Offer) -> None:
        """Show what the account has, and what was chosen of it."""
        connection = offer.connection
        self._agents.show_agents(offer.agents, connection.agent)
        self._show_numbers(offer.numbers, connection.from_number)
        for box, value in (
            (self._ringing, connection.ringing_timeout_s),
            (self._minutes, connection.max_minutes),
        ):
            if box.value() != value:
                box.blockSignals(True)
                box.setValue(value)
                box.blockSignals(False)
        self._dialect.setCurrentIndex(self._dialect.findData(connection.dialect))

    def _show_numbers(self, numbers: Sequence[PhoneNumber], chosen: PhoneNumber | None) -> None:
        box = self._numbers
        shown: list[PhoneNumber | None] = [box.itemData(place) for place in range(box.count())]
        if shown != list(numbers):
            box.clear()
            for number in numbers:
                box.addItem(_number_text(number), number)
            shown = list(numbers)
        box.setCurrentIndex(shown.index(chosen) if chosen in shown else -1)

    def _limit(self, name: str, least: int, most: int, suffix: str) -> QSpinBox:
        box = steady(QSpinBox())
        box.setObjectName(name)
        box.setRange(least, most)
        box.setSuffix(word(suffix))
        box.setKeyboardTracking(False)
        return box

    def _agent_chosen(self, agent: Agent) -> None:
        self.changed.emit({"agent": agent})

    def _number_chosen(self, position: int) -> None:
        self.changed.emit({"from_number": self._numbers.itemData(position)})

    def _ringing_changed(self, seconds: int) -> None:
        self.changed.emit({"ringing_timeout_s": seconds})

    def _minutes_changed(self, minutes: int) -> None:
        self.changed.emit({"max_minutes": minutes})

    def _dialect_chosen(self, position: int) -> None:
        self.changed.emit({"dialect": Dialect(self._dialect.itemData(position))})


def _number_text(number: PhoneNumber) -> str:
    parts = (number.number, number.label, number.provider.replace("_", " "))
    return " · ".join(part for part in parts if part)


def _as_it_was(connection: Connection) -> Offer:
    """A campaign's own connection, as an offer of just what was chosen."""
    agents = (connection.agent,) if connection.agent else ()
    numbers = (connection.from_number,) if connection.from_number else ()
    return Offer(connection, agents, numbers, read=True)
