"""The campaigns of the library as a table, newest first."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QGuiApplication

from dialsheet import assets
from dialsheet.campaign import CampaignState, CampaignSummary, Outcome
from dialsheet.ui.theme import Tone, toned_icon
from dialsheet.ui.wording import Look, outcome_word, quantity, word

AnyIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_STATE_LOOKS: dict[CampaignState, Look] = {
    CampaignState.NEW: ("ready", Tone.MUTED),
    CampaignState.UNFINISHED: ("held", Tone.NOTICE),
    CampaignState.NEEDS_PERSON: ("unknown", Tone.BAD),
    CampaignState.PILOT_OVER: ("held", Tone.NOTICE),
    CampaignState.FINISHED: ("check", Tone.GOOD),
    CampaignState.HANDED_OVER: ("info", Tone.MUTED),
}


class CampaignColumn(IntEnum):
    """What is shown of a campaign."""

    SHEET = 0
    STARTED = 1
    STATE = 2
    OUTCOMES = 3


class CampaignsModel(QAbstractTableModel):
    """One row for each campaign."""

    def __init__(self) -> None:
        super().__init__()
        self._campaigns: tuple[CampaignSummary, ...] = ()

    def show_campaigns(self, campaigns: tuple[CampaignSummary, ...]) -> None:
        """Show another list."""
        self.beginResetModel()
        self._campaigns = campaigns
        self.endResetModel()

    def campaign_id(self, row: int) -> str:
        """The ID of the campaign in a row."""
        return self._campaigns[row].campaign.id

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """One row for each campaign."""
        return 0 if parent.isValid() else len(self._campaigns)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Sheet, start, state and outcomes."""
        return 0 if parent.isValid() else len(CampaignColumn)

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> Any:
        """One aspect of a cell."""
        if not index.isValid():
            return None
        summary, column = self._campaigns[index.row()], CampaignColumn(index.column())
        match role:
            case Role.DisplayRole:
                return self._text(summary, column)
            case Role.DecorationRole if column is CampaignColumn.STATE:
                return toned_icon(*_STATE_LOOKS[summary.state], QGuiApplication.palette())
            case Role.ToolTipRole if column is CampaignColumn.SHEET:
                return summary.campaign.source.path
            case Role.ToolTipRole:
                return self._text(summary, column)
            case Role.AccessibleTextRole:
                return f"{word(f'ui.campaign_{column.name.lower()}')}: " + self._text(
                    summary, column
                )
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return word(f"ui.campaign_{CampaignColumn(section).name.lower()}")
        return None

    def _text(self, summary: CampaignSummary, column: CampaignColumn) -> str:
        campaign = summary.campaign
        match column:
            case CampaignColumn.SHEET:
                name = campaign.source.file
                return assets.text("ui.practice_of", name=name) if campaign.practice else name
            case CampaignColumn.STARTED:
                at = QDateTime.fromSecsSinceEpoch(int(campaign.created_at.timestamp()))
                return QLocale().toString(at, QLocale.FormatType.ShortFormat)
            case CampaignColumn.STATE:
                return word(f"ui.campaign_state_{summary.state}")
        counts = summary.counts.to_json()
        parts = [
            f"{outcome_word(each)} {quantity(counts[each])}" for each in Outcome if counts[each]
        ]
        return " · ".join(parts) or word("ui.no_calls")
