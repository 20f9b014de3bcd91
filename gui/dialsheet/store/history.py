"""What the campaigns of a library did, as `ports.History` has it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from dialsheet.campaign import CampaignSummary, EarlierCall, ToldAttempt
from dialsheet.columns import Source
from dialsheet.ports import History
from dialsheet.store import campaigns, earlier_calls, summaries
from dialsheet.store.database import Database


class SqliteHistory(History):
    """What the campaigns of a library did."""

    _database: Database

    def earlier_calls(
        self,
        history: str,
        source: Source,
        adopted: Sequence[ToldAttempt],
        asked: Iterable[str],
        now: datetime,
        *,
        rows: bool = False,
        own: str | None = None,
    ) -> Mapping[str, Sequence[EarlierCall]]:
        with self._database.reading() as connection:
            key = campaigns.key_of(connection, own) if own else 0
            asks = (key, history, source, adopted, asked, now)
            return earlier_calls.of_sheet(connection, *asks, rows=rows)

    def unfinished(
        self, history: str | None, source: Source, adopted: Sequence[ToldAttempt] = ()
    ) -> tuple[CampaignSummary, ...]:
        with self._database.reading() as connection:
            return summaries.unfinished(connection, history, source, adopted)
