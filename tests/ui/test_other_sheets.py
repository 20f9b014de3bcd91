"""One thing after another in one window: what is on screen and what is open are always the same.

An exception in a slot fails each of these tests, wherever it comes from.
"""

from pathlib import Path

import pytest

from dialsheet.ui.contacts_cells import Column
from ui.hand import Hand, OpenWindow

OTHER = "Mobile,Fax,Who\n" + "".join(f"+1 202 555 {200 + n:04},,鈴木 {n}\n" for n in range(3))


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """Fewer people, whose numbers are in a column of another name."""
    path = tmp_path / "others.csv"
    path.write_text(OTHER, encoding="utf-8")
    return path


def click_row(hand: Hand, row: int) -> None:
    """Make a row of the table the current one."""
    table = hand.window.workspace.table
    table.setCurrentIndex(table.model().index(row, Column.NUMBER))
    assert table.contact == row


def numbers(hand: Hand) -> list[str]:
    """What the table shows as numbers."""
    model = hand.window.workspace.contacts
    return [model.cell(row, Column.NUMBER).text for row in range(model.rowCount())]


def test_a_second_sheet_is_opened_after_a_click_on_a_row(
    day: OpenWindow, people: Path, others: Path
) -> None:
    hand = day()
    hand.open(people)
    click_row(hand, 7)
    hand.open(others)
    assert numbers(hand) == [f"+1202555020{n}" for n in range(3)]
    click_row(hand, 2)
    hand.open(people)
    assert len(numbers(hand)) == 8


def test_campaigns_are_reopened_one_after_the_other(
    day: OpenWindow, people: Path, others: Path
) -> None:
    hand = day()
    for sheet in (people, others):
        hand.open(sheet)
        hand.practise()
        hand.press("startButton")
        hand.until_the_run_is_over()
    window = hand.window
    shown = [len(numbers(hand))]
    click_row(hand, 2)
    for row in (1, 0, 1):
        window.menus.start_page.trigger()
        hand.until(lambda: window.start_page.model.rowCount() == 2)
        hand.reopen(row)
        hand.until(window.workspace.isVisible)
        shown.append(len(numbers(hand)))
        click_row(hand, shown[-1] - 1)
    assert shown == [3, 8, 3, 8]
