"""Machines to work at: each with a library of its own, and campaigns made of sheets."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from dialsheet import assets
from dialsheet.campaign import (
    Attempt,
    Call,
    Campaign,
    Connection,
    ContactNumber,
    Mapping,
    Pace,
    Placed,
    Refused,
    Rules,
    Turn,
    Unknown,
    new_id,
)
from dialsheet.errors import Reason
from dialsheet.sheets import Choices, Sheet
from dialsheet.store import open_library
from dialsheet.workflow import adopted_by, export_campaign, new_campaign, open_sheet, plan

NOW = datetime(2026, 11, 22, 9, 30, 5, 123456, tzinfo=UTC)
NO_RULES = Rules()
ENDINGS = [".xlsx", ".csv"]


class Clock:
    """Stands still."""

    def now(self) -> datetime:
        """Always the same moment."""
        return NOW

    def monotonic(self) -> float:
        """Always the same moment."""
        return 0.0


class Desk:
    """One machine: a library, and a campaign made of a sheet."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.library = open_library(home)
        self.campaign: Campaign
        self.sheet: Sheet

    def open(
        self,
        path: Path,
        rules: Rules = NO_RULES,
        mapping: Mapping | None = None,
        *,
        practice: bool = False,
    ) -> list[str]:
        """Make a campaign of a sheet; what was decided of each contact."""
        opened = open_sheet(path, Choices(), None)
        self.sheet, mapping = opened.sheet, mapping or opened.mapping
        contacts = plan(self.sheet, mapping, rules)
        self.campaign = new_campaign(
            self.sheet.source, mapping, rules, Connection("Acme", practice), Pace(), Clock()
        )
        self.library.create_campaign(self.campaign, contacts, adopted_by(self.sheet))
        return [
            f"{each.decision} {each.reason.code if each.reason else ''}".strip()
            for each in contacts.decided
        ]

    def attempt(self, row: int, number: str, answer: Any, call: Call | None = None) -> Attempt:
        """An attempt on a row, with what it was answered."""
        claimed = self.library.claim(
            self.campaign.id, row, ContactNumber(0, "Phone", number), new_id(), "{}", NOW
        )
        assert isinstance(claimed, Attempt), claimed
        attempt = self.library.record_answer(claimed.id, answer, NOW, NOW)
        if call is not None:
            self.library.record_calls({claimed.id: call}, NOW)
        return attempt

    def export(self, target: Path) -> Path:
        """Write the result sheet."""
        opener = partial(open_library, self.home)
        return export_campaign(opener, self.campaign.id, target, assets.sentence).path


CALL = Call(
    "call_1",
    "completed",
    "client_hangup",
    start_time=NOW,
    end_time=NOW + timedelta(seconds=75.4),
    summary="=HYPERLINK(1)",
    transcript=(Turn("assistant", "Hello."), Turn("user", "+1, hi\nthere")),
    returned={"score": 7, "note": "'=1+1", "tags": ["a", "b"]},
)


def dial(desk: Desk) -> None:
    """One completed, one refused, one unknown, one that still lives; row 7 was never tried."""
    desk.attempt(3, "+12125550100", Placed("call_1"), CALL)
    desk.attempt(4, "+12125550101", Refused(Reason("cartesia.refused"), "=not allowed"))
    desk.attempt(5, "+12125550102", Unknown(Reason("dialing.interrupted")))
    desk.attempt(6, "+12125550103", Placed("call_4"))
