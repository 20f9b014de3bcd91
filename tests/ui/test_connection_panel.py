"""Step 3 by key and click: keys, what an account offers, and whom its number reaches."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QInputDialog,
    QLineEdit,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from dialsheet.campaign import Agent, Dialect, KeyHeader
from dialsheet.ui.connection_panel import ConnectionPanel
from dialsheet.ui.draft import Draft, Planned
from dialsheet.ui.field_choices import FieldChoice, with_variables
from dialsheet.workflow import plan_to_show
from ui.pictures import AGENTS, NUMBERS, draft_of, find, opened, pick, spoken, text


@pytest.fixture
def connection_panel(qtbot: QtBot) -> ConnectionPanel:
    panel = ConnectionPanel()
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_neither_practice_nor_an_account_is_chosen_for_a_person(
    connection_panel: ConnectionPanel, qtbot: QtBot
) -> None:
    connection_panel.show_draft(draft_of(), False)
    practice = find(connection_panel, QAbstractButton, "practiceChoice")
    account = find(connection_panel, QAbstractButton, "accountChoice")
    assert not practice.isChecked()
    assert not account.isChecked()
    assert "Choose how to dial" in spoken(connection_panel, "connectionMissing")
    with qtbot.waitSignal(connection_panel.practice_chosen) as chosen:
        qtbot.keyClick(practice, Qt.Key.Key_Space)
    assert chosen.args == [True]


@pytest.mark.parametrize(
    ("kept_by", "environment", "said"),
    [
        ("GNOME Keyring", False, "kept by GNOME Keyring and nowhere else"),
        (None, False, "for this session only"),
        ("GNOME Keyring", True, "CARTESIA_API_KEY"),
    ],
)
def test_it_is_said_where_the_key_is_kept(
    connection_panel: ConnectionPanel, kept_by: str | None, environment: bool, said: str
) -> None:
    connection_panel.show_key_store(kept_by, environment)
    assert said in text(connection_panel, "keyKept")


def test_a_number_that_reaches_one_country_says_whom_it_cannot_call(
    connection_panel: ConnectionPanel,
) -> None:
    sheet = "Phone\n+12025550143\n+442079460123\n+442079460124"
    draft = Draft()
    draft.open(opened(sheet, "Phone"))
    draft.practice = False
    draft.take_account(draft.offers[False].connection, AGENTS, NUMBERS)
    draft.change_connection(from_number=NUMBERS[0])
    assert not draft.shows_choices, "so the contacts are decided anew"
    mapping, limits = draft.mapping, draft.limits
    assert draft.sheet is not None
    contacts, _ = plan_to_show(draft.sheet, mapping, draft.rules, (), limits)
    draft.take_plan(Planned(mapping, draft.rules, {}, limits, contacts))
    connection_panel.show_draft(draft, False)
    said = spoken(connection_panel, "numbersUnreached")
    assert said.startswith("2 contacts are held, the first in row 3: +12125550142 is a Cartesia")
    draft.change_connection(from_number=NUMBERS[1])
    contacts, _ = plan_to_show(draft.sheet, mapping, draft.rules, (), draft.limits)
    draft.take_plan(Planned(mapping, draft.rules, {}, draft.limits, contacts))
    connection_panel.show_draft(draft, False)
    assert spoken(connection_panel, "numbersUnreached") == ""


def test_a_dialect_says_whose_fields_it_cannot_send(connection_panel: ConnectionPanel) -> None:
    draft = Draft()
    draft.open(opened(f"Phone | Note\n+12025550143 | {'x' * 20_000}", "Phone"))
    draft.practice = False
    draft.take_account(draft.offers[False].connection, AGENTS, NUMBERS)
    draft.choose_fields(tuple(FieldChoice(choice.field, True) for choice in draft.choices))
    assert draft.sheet is not None
    for dialect, said in ((Dialect.METADATA, ""), (Dialect.DYNAMIC_VARIABLES, "row 2 is held")):
        draft.change_connection(dialect=dialect)
        contacts, _ = plan_to_show(draft.sheet, draft.mapping, draft.rules, (), draft.limits)
        draft.take_plan(Planned(draft.mapping, draft.rules, {}, draft.limits, contacts))
        connection_panel.show_draft(draft, False)
        heard = spoken(connection_panel, "fieldsUnsendable")
        assert said in heard
        assert bool(heard) == bool(said)


def test_choosing_an_agent_says_what_it_reads_and_is_not_sent(
    connection_panel: ConnectionPanel,
) -> None:
    draft = draft_of()
    draft.practice = True
    draft.take_account(draft.offers[True].connection, AGENTS, NUMBERS)
    connection_panel.show_draft(draft, False)
    assert spoken(connection_panel, "variablesUnsent") == ""
    draft.take_variables(AGENTS[0], Dialect.METADATA, ("name", "due_date"))
    connection_panel.show_draft(draft, False)
    said = spoken(connection_panel, "variablesUnsent")
    assert said.startswith("The agent also reads name, due_date, and no field is sent for that")
    draft.choose_fields(with_variables(draft.choices, draft.unsent_variables))
    connection_panel.show_draft(draft, False)
    assert spoken(connection_panel, "variablesUnsent") == ""


def test_proxy_and_key_header_are_folded_away_until_they_are_used(
    connection_panel: ConnectionPanel, qtbot: QtBot
) -> None:
    draft = draft_of()
    draft.practice = False
    connection_panel.connection_changed.connect(lambda changes: draft.change_connection(**changes))
    connection_panel.show_draft(draft, False)
    proxy = find(connection_panel, QLineEdit, "proxy")
    assert not proxy.isVisible()
    qtbot.keyClick(find(connection_panel, QAbstractButton, "wayFold"), Qt.Key.Key_Space)
    assert proxy.isVisible()
    qtbot.keyClicks(proxy, "http://proxy:8080")
    qtbot.keyClick(proxy, Qt.Key.Key_Return)
    pick(qtbot, find(connection_panel, QComboBox, "keyHeader"), "X-API-Key")
    connection = draft.connection
    assert connection is not None
    assert (connection.proxy, connection.key_header) == ("http://proxy:8080", KeyHeader.X_API_KEY)


def test_a_key_is_never_readable_and_gone_once_it_was_taken(
    connection_panel: ConnectionPanel, qtbot: QtBot
) -> None:
    draft = draft_of()
    draft.practice = False
    connection_panel.show_draft(draft, False)
    line = find(connection_panel, QLineEdit, "apiKey")
    qtbot.keyClicks(line, "sk_secret")
    assert line.echoMode() is QLineEdit.EchoMode.Password
    assert "sk_secret" not in line.displayText()
    with qtbot.waitSignal(connection_panel.connect_requested) as asked:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked.args == ["sk_secret"]
    connection_panel.show_draft(draft, True)
    connection_panel.show_draft(draft, False)
    assert line.text() == "sk_secret", "after trouble nothing typed is lost"
    connection_panel.account_was_read(True)
    assert line.text() == "sk_secret", "practice has no key"
    connection_panel.account_was_read(False)
    assert line.text() == ""


def test_lists_come_from_the_account_and_limits_have_their_ranges(
    connection_panel: ConnectionPanel, qtbot: QtBot
) -> None:
    draft = draft_of()
    draft.practice = False
    assert draft.offer is not None
    draft.take_account(draft.offer.connection, AGENTS, NUMBERS)
    connection_panel.show_draft(draft, False)
    agents = find(connection_panel, QComboBox, "agents")
    assert agents.currentIndex() == -1
    assert [agents.itemText(place) for place in range(agents.count())] == ["Survey", "Reminder"]
    with qtbot.waitSignal(connection_panel.connection_changed) as changed:
        pick(qtbot, agents, "Rem")
    assert changed.args == [{"agent": AGENTS[1]}]
    numbers = find(connection_panel, QComboBox, "fromNumbers")
    assert numbers.itemText(0) == "+12125550142 · New York · cartesia"
    ringing = find(connection_panel, QSpinBox, "ringingTimeout")
    minutes = find(connection_panel, QSpinBox, "maxMinutes")
    assert (ringing.minimum(), ringing.value(), ringing.maximum()) == (5, 60, 80)
    assert (minutes.minimum(), minutes.value(), minutes.maximum()) == (1, 10, 480)
    with qtbot.waitSignal(connection_panel.connection_changed) as changed:
        qtbot.keyClick(ringing, Qt.Key.Key_Up)
    assert changed.args == [{"ringing_timeout_s": 61}]


def test_practice_that_could_not_be_reached_can_be_tried_again(
    connection_panel: ConnectionPanel, qtbot: QtBot
) -> None:
    draft = draft_of()
    draft.practice = True
    retry = find(connection_panel, QAbstractButton, "practiceRetry")
    connection_panel.show_draft(draft, True)
    assert not retry.isVisible()
    connection_panel.show_draft(draft, False)
    with qtbot.waitSignal(connection_panel.connect_requested):
        qtbot.mouseClick(retry, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        (" agent_0aB9 ", Agent("agent_0aB9", "agent_0aB9")),
        ("agent_2", AGENTS[1]),
        ("Reminder", None),  # a name is not an ID
        ("agent_1/../x", None),
        ("", None),
    ],
)
def test_an_agent_that_is_not_listed_is_named_by_its_id(
    connection_panel: ConnectionPanel, qtbot: QtBot, typed: str, chosen: Agent | None
) -> None:
    draft = draft_of()
    draft.practice = False
    draft.take_account(draft.offers[False].connection, AGENTS, NUMBERS)
    connection_panel.connection_changed.connect(lambda changes: draft.change_connection(**changes))
    connection_panel.show_draft(draft, False)
    qtbot.keyClick(find(connection_panel, QAbstractButton, "agentById"), Qt.Key.Key_Space)
    question = find(connection_panel, QInputDialog, "agentIdQuestion")
    question.setTextValue(typed)
    question.accept()
    again = connection_panel.findChildren(QInputDialog, "agentIdQuestion")[-1]
    asked_again = again.isVisible()
    assert asked_again == (bool(typed) and chosen is None), "nothing typed is dropped in silence"
    if asked_again:
        assert again.textValue() == typed
        assert "not an agent's ID" in again.labelText()
    assert draft.connection is not None
    assert draft.connection.agent == chosen
    connection_panel.show_draft(draft, False)
    shown = find(connection_panel, QComboBox, "agents").currentText()
    assert shown == (chosen.name if chosen else "")
    draft.take_account(draft.connection, AGENTS, NUMBERS)
    assert draft.connection.agent == chosen, "connecting again does not forget it"
