"""The start page: one obvious next step, recent files, and the campaigns of the library."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QListWidget, QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from dialsheet.campaign import CampaignState, CampaignSummary, Counts
from dialsheet.ui.campaigns_model import CampaignColumn, CampaignsModel
from dialsheet.ui.start_page import StartPage
from ui.pictures import campaign, find

SUMMARIES = (
    CampaignSummary(campaign(), 5, Counts(completed=1200, busy=2), CampaignState.UNFINISHED),
    CampaignSummary(campaign(practice=False), 5, Counts(), CampaignState.NEW),
)


@pytest.fixture
def page(qtbot: QtBot) -> StartPage:
    page = StartPage()
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def test_the_model_keeps_qts_promises(qtmodeltester: ModelTester) -> None:
    model = CampaignsModel()
    qtmodeltester.check(model, force_py=True)
    model.show_campaigns(SUMMARIES)
    qtmodeltester.check(model, force_py=True)


def test_a_campaign_is_one_line(qtbot: QtBot) -> None:
    model = CampaignsModel()
    model.show_campaigns(SUMMARIES)
    shown = [
        [model.index(row, column).data() for column in CampaignColumn if column.name != "STARTED"]
        for row in range(2)
    ]
    assert shown == [
        [
            "customers.xlsx (practice)",
            "Unfinished",
            "Completed 1\N{NARROW NO-BREAK SPACE}200 · Busy 2",
        ],
        ["customers.xlsx", "Not started", "No calls yet"],
    ]


def test_an_empty_page_shows_nothing_but_the_next_step(page: StartPage) -> None:
    assert not find(page, QListWidget, "recentFiles").isVisible()
    assert not find(page, QTableView, "campaigns").isVisible()
    shown = [each.text() for each in page.findChildren(QAbstractButton) if each.isVisible()]
    assert shown == ["&Open a contact sheet…", "&Try the sample sheet"]


def test_a_campaign_is_opened_by_the_keyboard(page: StartPage, qtbot: QtBot) -> None:
    page.show_campaigns(SUMMARIES)
    table = find(page, QTableView, "campaigns")
    table.setFocus()
    with qtbot.waitSignal(page.campaign_chosen) as chosen:
        table.setCurrentIndex(page.model.index(0, 0))
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert chosen.args == ["c0ffee00"]


def test_a_recent_file_is_opened_by_the_keyboard(page: StartPage, qtbot: QtBot) -> None:
    page.show_recent((Path("/sheets/a.xlsx"), Path("/sheets/b.csv")))
    files = find(page, QListWidget, "recentFiles")
    with qtbot.waitSignal(page.file_chosen) as chosen:
        files.setCurrentRow(1)
        qtbot.keyClick(files, Qt.Key.Key_Return)
    assert chosen.args == [Path("/sheets/b.csv")]
