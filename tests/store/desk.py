"""A desk to work at: an open library, and short ways to put campaigns and attempts into it."""

import hashlib
import sqlite3
from array import array
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dialsheet.campaign import (
    READY,
    Attempt,
    Campaign,
    Connection,
    ContactNumber,
    Contacts,
    Decided,
    Hold,
    Mapping,
    NumberColumn,
    Pace,
    Rules,
    new_id,
)
from dialsheet.columns import CodedColumn, Source, Table, TextColumn
from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict, VerdictColumn
from dialsheet.ports import Library, Terms

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class Desk:
    """An open library and short ways to work with it."""

    home: Path
    library: Library
    sheet: Path
    _seconds: int = field(default=0)

    def now(self) -> datetime:
        """A moment later than the one before."""
        self._seconds += 1
        return NOON + timedelta(seconds=self._seconds)

    def add(
        self,
        *numbers: str,
        decided: Sequence[Decided] | None = None,
        practice: bool = False,
        limit: int | None = None,
    ) -> Campaign:
        """A new campaign with one contact for each of `numbers`, from row 2 on."""
        campaign = self.campaign(practice=practice, limit=limit)
        self.library.create_campaign(campaign, self.contacts(*numbers, decided=decided))
        return campaign

    def contacts(self, *numbers: str, decided: Sequence[Decided] | None = None) -> Contacts:
        """A contact for each of `numbers`, from row 2 on."""
        rows = array("Q", range(2, 2 + len(numbers)))
        return Contacts(
            Table(("Phone",), rows, (TextColumn.of(numbers),)),
            (VerdictColumn(Verdict(Check.VALID, number, region="US") for number in numbers),),
            CodedColumn(decided or [READY] * len(numbers)),
        )

    def campaign(self, *, practice: bool = False, limit: int | None = None) -> Campaign:
        """A campaign that is in no library yet."""
        sha256 = hashlib.sha256(self.sheet.read_bytes()).hexdigest()
        return Campaign(
            new_id(),
            self.now(),
            Source(str(self.sheet), sha256, "csv", None, "utf-8", ",", 1),
            Mapping((NumberColumn("Phone", "mobile"),), "US"),
            Rules(limit=limit),
            Connection("practice" if practice else "sales", practice),
            Pace(),
        )

    def claim(
        self,
        campaign: Campaign,
        row: int = 2,
        number: str = "+14155550101",
        terms: Terms | None = None,
    ) -> Attempt | Reason:
        """Ask for an attempt."""
        named = ContactNumber(0, "Phone", number)
        body = f'{{"to_number":"{number}"}}'
        claimed = self.library.claim(
            campaign.id, row, named, new_id(), body, self.now(), terms or Terms()
        )
        return claimed.reason if isinstance(claimed, Hold) else claimed

    def claimed(
        self,
        campaign: Campaign,
        row: int = 2,
        number: str = "+14155550101",
        terms: Terms | None = None,
    ) -> Attempt:
        """An attempt that nothing stands in the way of."""
        attempt = self.claim(campaign, row, number, terms)
        assert isinstance(attempt, Attempt)
        return attempt

    def attempt(self, campaign: Campaign) -> Attempt:
        """The campaign's only attempt, as the library has it."""
        (attempt,) = self.library.attempts(campaign.id)
        return attempt

    def kinds(self, campaign: Campaign) -> list[str]:
        """What stands in the decision log, in short."""
        return [event.kind for event in self.library.events(campaign.id)]

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """Reach into the database behind the library's back."""
        with closing(sqlite3.connect(self.home / "library.sqlite3", isolation_level=None)) as raw:
            return raw.execute(statement, values).fetchall()
