"""Who was called before is called again only when a person says so."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from dialsheet.errors import Reason
from dialsheet.ui.draft import Draft
from dialsheet.ui.sheet_panel import SheetPanel
from ui.pictures import find, opened


def test_it_is_offered_where_somebody_was_called(qtbot: QtBot) -> None:
    sheet_panel = SheetPanel()
    qtbot.addWidget(sheet_panel)
    with qtbot.waitExposed(sheet_panel):
        sheet_panel.show()
    draft = Draft()
    draft.open(opened())
    assert draft.sheet is not None
    draft.sheet = replace(draft.sheet, called={0: Reason("workflow.still_duplicate")})
    sheet_panel.show_draft(draft)
    choice = find(sheet_panel, QCheckBox, "callAgain")
    assert not choice.isVisible(), "nobody was called"
    draft.sheet = replace(draft.sheet, called={0: Reason("workflow.called_before", {"row": 2})})
    sheet_panel.show_draft(draft)
    assert choice.isVisible()
    assert not choice.isChecked()
    with qtbot.waitSignal(sheet_panel.rules_chosen) as chosen:
        qtbot.keyClick(choice, Qt.Key.Key_Space)
    assert chosen.args == [{"call_again": True}]
    draft.choose_rules(call_again=True)
    assert not draft.shows_choices, "so the contacts are decided anew"
