"""The boxes of the number columns: what each offers, and who is reached by one more."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from dialsheet.ui.draft import Draft, Planned
from dialsheet.ui.sheet_panel import SheetPanel
from dialsheet.workflow import plan_and_offer
from ui.pictures import draft_of, find, pick, spoken

TWO_COLUMNS = """
    Name | Phone           | Home            | Work            | Visits
    Ann  | +1 202-555-0143 |                 | +1 202-555-0153 | 3
    Ben  |                 | +1 202-555-0144 |                 | 10
    Cleo |                 | +1 202-555-0145 | +1 202-555-0154 |
    Dora |                 |                 | +1 202-555-0155 |
    Eve  |                 | +1 202-555-0146 |                 |
"""


@pytest.fixture
def sheet_panel(qtbot: QtBot) -> SheetPanel:
    panel = SheetPanel()
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


class Chooser:
    """A panel whose choices are taken into the draft, and planned."""

    def __init__(self, panel: SheetPanel, draft: Draft) -> None:
        self.panel, self.draft = panel, draft
        panel.numbers_chosen.connect(self._choose)
        self._plan()

    def _choose(self, numbers: object) -> None:
        self.draft.choose_numbers(numbers)  # type: ignore[arg-type]  # what the signal carries
        self._plan()

    def _plan(self) -> None:
        draft = self.draft
        assert draft.sheet is not None
        what = (draft.mapping, draft.rules)
        planned = plan_and_offer(draft.sheet, *what, (), draft.limits)
        draft.take_plan(Planned(*what, {}, draft.limits, *planned))
        self.panel.show_draft(draft)

    @property
    def columns(self) -> list[str]:
        return [number.column for number in self.draft.mapping.numbers]


def test_who_has_a_number_elsewhere_is_told_and_reached_by_one_click(
    sheet_panel: SheetPanel, qtbot: QtBot
) -> None:
    chooser = Chooser(sheet_panel, draft_of(TWO_COLUMNS))
    said = "3 contacts have no number in “Phone”, but one in “Home”"
    more = find(sheet_panel, QAbstractButton, "anotherNumberColumn")
    assert spoken(sheet_panel, "numberElsewhereNotice").startswith(said)
    button = find(sheet_panel, QAbstractButton, "numberElsewhereButton")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chooser.columns == ["Phone", "Home"]
    said = "1 contact has no number in “Phone, Home”, but one in “Work”"
    assert spoken(sheet_panel, "numberElsewhereNotice").startswith(said)
    assert more.isEnabled()
    qtbot.keyClick(more, Qt.Key.Key_Space)
    assert chooser.columns == ["Phone", "Home", "Work"]
    assert not find(sheet_panel, QWidget, "numberElsewhereNotice").isVisible()
    assert not more.isEnabled()
    assert more.text() == "No other column looks like telephone numbers"


def test_a_box_offers_only_columns_that_no_other_box_has(
    sheet_panel: SheetPanel, qtbot: QtBot
) -> None:
    chooser = Chooser(sheet_panel, draft_of(TWO_COLUMNS))
    find(sheet_panel, QAbstractButton, "anotherNumberColumn").click()
    first = find(sheet_panel, QComboBox, "numberColumn")
    second = find(sheet_panel, QComboBox, "numberColumn2")

    def offered(box: QComboBox) -> list[str]:
        return [box.itemText(place) for place in range(box.count())]

    assert offered(first) == ["Name", "Phone", "Work", "Visits"]
    assert offered(second) == ["Name", "Home", "Work", "Visits"]
    pick(qtbot, first, "Work")
    assert chooser.columns == ["Work", "Home"]
    assert offered(second) == ["Name", "Phone", "Home", "Visits"]
