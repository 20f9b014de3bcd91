"""Sheets and attempts as little pictures, for the tests of the window."""

from array import array
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dialsheet.campaign import (
    Agent,
    Attempt,
    AttemptState,
    Call,
    Campaign,
    Connection,
    ContactNumber,
    Contacts,
    Mapping,
    NumberColumn,
    Pace,
    PhoneNumber,
    Rules,
)
from dialsheet.columns import Source, Table, TextColumn
from dialsheet.ui.draft import Draft
from dialsheet.ui.facts import Account
from dialsheet.workflow import Opened, Sheet, plan

T = TypeVar("T", bound=QObject)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
AGENTS = (Agent("agent_1", "Survey"), Agent("agent_2", "Reminder"))
NUMBERS = (
    PhoneNumber("pn_1", "+12125550142", "cartesia", "New York"),
    PhoneNumber("pn_2", "+442079460000", "twilio"),
)
SHEET = """
    Name   | Phone           | Visits
    Ann    | +1 202-555-0143 | 3
    Ben    | (212) 555-0168  | 10
    Cleo   | 12              |
    Dora   | +12025550143    | 9
    Émile  |                 | 1
"""  # callable, repaired (in the US), not callable, duplicate, no number


def table(picture: str) -> Table:
    """`a | b` lines, the first with the headers; contacts begin in row 2."""
    lines = [[cell.strip() for cell in line.split("|")] for line in picture.strip().splitlines()]
    columns = tuple(TextColumn.of(cells) for cells in zip(*lines[1:], strict=True))
    return Table(tuple(lines[0]), array("Q", range(2, len(lines) + 1)), columns)


@cache
def opened(picture: str = SHEET, numbers: str = "Phone", region: str | None = "US") -> Opened:
    """A sheet as it comes from the work process."""
    source = Source("/sheets/customers.xlsx", "0" * 64, "xlsx", sheet="May", header_row=1)
    sheet = Sheet(source, table(picture))
    mapping = Mapping((NumberColumn(numbers),) if numbers else (), region)
    return Opened(sheet, mapping, plan(sheet, mapping, Rules()), mapping)


def draft_of(picture: str = SHEET, numbers: str = "Phone", region: str | None = "US") -> Draft:
    """A draft of a sheet of which two contacts may be called."""
    draft = Draft()
    draft.open(opened(picture, numbers, region))
    draft.ready = 2
    return draft


def contacts(picture: str = SHEET) -> Contacts:
    """The contacts of a sheet, decided."""
    return opened(picture).contacts


def account(connection: Connection) -> Account:
    """What an account of two agents and two numbers answers."""
    return Account(connection, AGENTS, NUMBERS)


def campaign(*, practice: bool = True) -> Campaign:
    """A campaign of the sheet above."""
    first = opened()
    connection = Connection("Practice", practice, agent=AGENTS[0], from_number=NUMBERS[0])
    return Campaign(
        "c0ffee00", NOON, first.sheet.source, first.mapping, Rules(), connection, Pace()
    )


def attempt(
    row: int, state: str, status: str = "", end_reason: str | None = None, ordinal: int = 1
) -> Attempt:
    """An attempt of a row; with a status it has a call."""
    call = Call(f"ac_{row}", status, end_reason) if status else None
    number = ContactNumber(0, "Phone", "+12025550143")
    return Attempt(
        f"a{row}.{ordinal}",
        "c0ffee00",
        row,
        ordinal,
        number,
        practice=True,
        body="{}",
        state=AttemptState(state),
        intended_at=NOON,
        call=call,
    )


def find(parent: QObject, kind: type[T], name: str) -> T:
    """The one child of that name."""
    (child,) = parent.findChildren(kind, name)
    return child


def text(parent: QObject, name: str) -> str:
    """What a label says."""
    return find(parent, QLabel, name).text()


def spoken(parent: QObject, name: str) -> str:
    """What a notice says; empty when it is hidden."""
    notice = find(parent, QWidget, name)
    return notice.accessibleName() if notice.isVisible() else ""


def pick(qtbot: QtBot, box: QComboBox, text: str) -> None:
    """Open a list by a key, go to the first entry that begins so, and press Return."""
    position = next(at for at in range(box.count()) if box.itemText(at).startswith(text))
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    listed = box.view()
    qtbot.keyClick(listed, Qt.Key.Key_Home)
    for _ in range(position):
        qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    window = box.window()
    window.activateWindow()  # a window manager does so when a list closes
    qtbot.waitUntil(window.isActiveWindow)
