"""The library, as `ports.Library` has it: each method one transaction, its work done elsewhere."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from dialsheet.campaign import (
    Added,
    Addition,
    Answer,
    Attempt,
    Call,
    CallBack,
    CalledBack,
    Campaign,
    CampaignSummary,
    ContactNumber,
    Contacts,
    Corrected,
    Correction,
    Hold,
    LongOver,
    NotPlaced,
    Place,
    Placed,
    Ref,
    Suppressed,
    ToldAttempt,
    Unsuppressed,
)
from dialsheet.campaign import Connection as CallConnection
from dialsheet.columns import Source
from dialsheet.errors import BadInput, Bug, Reason
from dialsheet.ports import ANY_TERMS, Event, Library, Terms
from dialsheet.store import (
    adding,
    attempts,
    brief_attempts,
    calling_back,
    campaigns,
    claiming,
    contacts,
    handing_over,
    log,
    refusing,
    rehearsing,
    settings,
    sources,
    summaries,
    suppression,
)
from dialsheet.store import corrections as stored
from dialsheet.store.database import Database, translated
from dialsheet.store.folder import home_folder, private_file
from dialsheet.store.history import SqliteHistory
from dialsheet.store.locks import DialingLock
from dialsheet.store.migrating import bring_up_to_date
from dialsheet.store.soundness import Soundness

DATABASE = "library.sqlite3"


def open_library(home: Path | None = None) -> Library:
    """Open the library in `home`, else in `DIALSHEET_HOME`, else where the system keeps such data.

    Made when there is none, migrated when it is older. Raises `BadInput` for a folder that cannot
    be used, and `OutsideFault` for trouble of the disk or a library of a newer Dialsheet.
    """
    folder = home_folder(home)
    with translated():
        private_file(folder / DATABASE)
    database = Database(folder / DATABASE)
    try:
        bring_up_to_date(database, folder)
    except BaseException:
        database.close()
        raise
    return SqliteLibrary(folder, database)


class SqliteLibrary(SqliteHistory, Library):
    """A library folder and the connection to its database. Used on the thread that opened it."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._lock = DialingLock(folder)
        self._soundness = Soundness(folder, database)
        database.before_writing = self._soundness.begin_writing
        database.after_writing = self._soundness.note

    def create_campaign(
        self,
        campaign: Campaign,
        contacts: Contacts,
        adopted: Sequence[ToldAttempt] = (),
        corrections: Sequence[Correction] = (),
    ) -> None:
        if len(contacts.verdicts) != len(campaign.mapping.numbers):
            raise Bug("one column of verdicts for each number column")
        self._soundness.require()
        with translated():
            sources.keep(self._folder, campaign.source)
        with self._database.writing() as connection:
            key = campaigns.create(connection, campaign, contacts, adopted)
            made = campaign.created_at
            stored.log_all(connection, key, campaign.source, corrections, made)
        self._settle_down()

    def add(self, campaign_id: str, addition: Addition, at: datetime) -> Addition:
        with translated():
            sources.keep(self._folder, addition.source)
        with self._database.writing() as connection:
            return adding.add(connection, campaign_id, addition, at)

    def added(self, campaign_id: str) -> tuple[Added, ...]:
        with self._database.reading() as connection:
            return adding.added(connection, campaigns.key_of(connection, campaign_id))

    def campaign(self, campaign_id: str) -> Campaign:
        try:
            with self._database.reading() as connection:
                return campaigns.load(connection, campaign_id)
        except BadInput:
            self._soundness.require_nothing_lost()  # it may have been here
            raise

    def campaigns(self) -> tuple[CampaignSummary, ...]:
        with self._database.reading() as connection:
            return summaries.summaries(connection)

    def contacts(self, campaign_id: str) -> Contacts:
        with self._database.reading() as connection:
            return campaigns.load_contacts(connection, campaign_id)

    def source_path(self, campaign_id: str) -> Path:
        with self._database.reading() as connection:
            return sources.kept_path(self._folder, campaigns.source_sha256(connection, campaign_id))

    def attempts(self, campaign_id: str) -> tuple[Attempt, ...]:
        with self._database.reading() as connection:
            return attempts.of_campaign(connection, campaigns.key_of(connection, campaign_id))

    def attempts_in_brief(self, campaign_id: str, latest: int | None = None) -> tuple[Attempt, ...]:
        with self._database.reading() as connection:
            key = campaigns.key_of(connection, campaign_id)
            return brief_attempts.of_campaign(connection, key, campaign_id, latest)

    def long_over(self, campaign_id: str, latest: int) -> LongOver:
        with self._database.reading() as connection:
            key = campaigns.key_of(connection, campaign_id)
            return brief_attempts.long_over(connection, key, latest)

    def adopted(self, campaign_id: str) -> tuple[ToldAttempt, ...]:
        with self._database.reading() as connection:
            return campaigns.load_adopted(connection, campaign_id)

    def claim(
        self,
        campaign_id: str,
        row: int,
        number: ContactNumber,
        attempt_id: str,
        body: str,
        at: datetime,
        terms: Terms = ANY_TERMS,
    ) -> Attempt | Hold:
        with self._database.writing() as connection:
            return claiming.claim(connection, campaign_id, row, number, attempt_id, body, at, terms)

    def obstacle(self, attempt: Attempt, numbers: Sequence[str]) -> Reason | None:
        with self._database.reading() as connection:
            return claiming.obstacle(connection, attempt, numbers)

    def hold(
        self,
        campaign_id: str,
        holds: Mapping[int, Reason],
        at: datetime,
        *,
        passing: bool = False,
        skips: bool = False,
    ) -> None:
        with self._database.writing() as connection:
            key = campaigns.key_of(connection, campaign_id)
            contacts.hold(connection, key, holds, at, passing=passing, skips=skips)

    def exclude(self, campaign_id: str, rows: Sequence[int], at: datetime) -> int:
        with self._database.writing() as connection:
            return campaigns.exclude(connection, campaign_id, rows, at)

    def include(self, campaign_id: str, rows: Sequence[int], at: datetime) -> int:
        with self._database.writing() as connection:
            key = campaigns.key_here(connection, campaign_id)
            return contacts.include(connection, key, rows, at)

    def suppress(self, numbers: Mapping[str, str], source: str, at: datetime) -> int:
        with self._database.writing() as connection:
            return suppression.add(connection, numbers, source, at)

    def unsuppress(self, numbers: Sequence[str], at: datetime, source: str | None = None) -> int:
        with self._database.writing() as connection:
            return suppression.remove(connection, numbers, at, source)

    def unsuppressed(self, numbers: Sequence[str]) -> tuple[Unsuppressed, ...]:
        with self._database.reading() as connection:
            return suppression.removed(connection, numbers)

    def suppressions(self) -> dict[str, int]:
        with self._database.reading() as connection:
            return suppression.by_source(connection)

    def suppression_entries(
        self, digits: Sequence[str], most: int
    ) -> tuple[tuple[Suppressed, ...], int]:
        with self._database.reading() as connection:
            return suppression.entries(connection, digits, most)

    def suppressed(self, numbers: Sequence[str]) -> frozenset[str]:
        with self._database.reading() as connection:
            return suppression.find(connection, numbers)

    def corrections(self, source: Source) -> tuple[Correction, ...]:
        with self._database.reading() as connection:
            return stored.kept(connection, source)

    def keep_corrections(
        self, source: Source, made: Sequence[Correction], undone: Sequence[Place], at: datetime
    ) -> None:
        with self._database.writing() as connection:
            stored.keep(connection, source, made, undone, at)

    def correct(self, campaign_id: str, correction: Correction, at: datetime) -> Corrected:
        with self._database.writing() as connection:
            return stored.correct(connection, campaign_id, correction, at)

    def call_back(
        self, campaign_id: str, row: int, at: datetime | None, now: datetime
    ) -> CalledBack:
        with self._database.writing() as connection:
            return calling_back.ask(connection, campaign_id, row, at, now)

    def call_backs(self, campaign_id: str) -> Mapping[int, CallBack]:
        with self._database.reading() as connection:
            return calling_back.pending(connection, campaigns.key_of(connection, campaign_id))

    def record_answer(
        self,
        attempt_id: str,
        answer: Answer,
        at: datetime,
        sent_at: datetime | None,
        clock_offset_s: float | None = None,
    ) -> Attempt:
        told = (attempt_id, answer, at, sent_at, clock_offset_s)
        with self._database.writing() as connection:
            return attempts.record_answer(connection, *told)

    def give_back(self, ids: Sequence[str], reason: Reason, at: datetime) -> tuple[Attempt, ...]:
        with self._database.writing() as connection:
            return attempts.give_back(connection, ids, reason, at)

    def record_calls(self, calls: Mapping[str, Call], at: datetime) -> tuple[Attempt, ...]:
        with self._database.writing() as connection:
            return attempts.record_calls(connection, calls, at)

    def disown(self, call_id: str, at: datetime) -> tuple[Attempt, ...]:
        with self._database.writing() as connection:
            return attempts.disown(connection, call_id, at)

    def knows(self, ids: Collection[str]) -> frozenset[str]:
        with self._database.reading() as connection:
            return attempts.knows(connection, ids)

    def settle(
        self, answers: Mapping[str, Placed | NotPlaced], at: datetime
    ) -> tuple[Attempt, ...]:
        with self._database.writing() as connection:
            return attempts.settle(connection, answers, at)

    def adopt_call(self, ref: Ref, number: ContactNumber, call: Call, at: datetime) -> Attempt:
        with self._database.writing() as connection:
            return attempts.adopt(connection, ref, number, call, at)

    def together(self) -> AbstractContextManager[None]:
        return self._database.together()

    def record_test_call(self, campaign_id: str, test_id: str, at: datetime) -> None:
        with self._database.writing() as connection:
            key, test = (campaigns.key_of(connection, each) for each in (campaign_id, test_id))
            rehearsing.record(connection, key, test, at)

    def end_pilot(self, campaign_id: str, at: datetime) -> None:
        with self._database.writing() as connection:
            campaigns.end_pilot(connection, campaign_id, at)

    def ignore_do_not_call(self, campaign_id: str, columns: Sequence[str], at: datetime) -> int:
        with self._database.writing() as connection:
            return refusing.ignore(connection, campaign_id, columns, at)

    def begin_run(self, campaign_id: str, detail: dict[str, Any], at: datetime) -> None:
        with self._database.writing() as connection:
            campaigns.begin_run(connection, campaigns.key_of(connection, campaign_id), detail, at)

    def end_run(
        self, campaign_id: str, reason: Reason, at: datetime, *, needs_person: bool = False
    ) -> None:
        with self._database.writing() as connection:
            key = campaigns.key_of(connection, campaign_id)
            campaigns.end_run(connection, key, reason, at, needs_person=needs_person)
        self._settle_down()

    def dialed_since(self, connection: CallConnection, since: datetime) -> bool:
        with self._database.reading() as reading:
            return campaigns.dialed_since(reading, connection, since)

    def events(self, campaign_id: str) -> Iterator[Event]:
        """Each entry is verified as it is read: `OutsideFault` at the first that was altered."""
        after = log.START
        while True:
            # A page is a transaction: the reader of a long log does not hold up the writers.
            with self._database.reading() as connection:
                key = campaigns.key_of(connection, campaign_id)
                page = log.page(connection, key, after)
            yield from page
            if len(page) < log.PAGE:
                return
            after = (page[-1].seq, page[-1].hash)

    def log_head(self, campaign_id: str) -> str:
        with self._database.reading() as connection:
            return log.last(connection, campaigns.key_of(connection, campaign_id))[1]

    @contextmanager
    def dialing_lock(self) -> Iterator[None]:
        with self._lock.hold():
            self._soundness.require()
            yield

    def dialed_elsewhere(self) -> bool:
        return self._lock.is_taken()

    def hand_over(self, campaign_id: str, target: Path, at: datetime) -> None:
        handing_over.hand_over(self._database, self._folder, campaign_id, target, at)

    def require_here(self, campaign_id: str) -> None:
        with self._database.reading() as connection:
            campaigns.key_here(connection, campaign_id)

    def bring_in(self, file: Path) -> str:
        return handing_over.bring_in(self._database, self._folder, file)

    def knows_address(self, account: str, base_url: str) -> bool:
        with self._database.reading() as connection:
            return handing_over.is_known(connection, account, base_url)

    def take_over(self, campaign_id: str, at: datetime) -> None:
        with self._database.writing() as connection:
            handing_over.take_over(connection, campaign_id, at)

    def setting(self, name: str) -> Any:
        with self._database.reading() as connection:
            return settings.read(connection, name)

    def set_setting(self, name: str, value: Any) -> None:
        with self._database.writing() as connection:
            settings.write(connection, name, value)

    def require_nothing_lost(self) -> None:
        self._soundness.require_nothing_lost()

    def examine(self) -> Mapping[str, Reason | None]:
        return self._soundness.examine()

    def close(self) -> None:
        self._soundness.end()
        self._database.checkpoint()
        self._database.close()

    def _settle_down(self) -> None:
        """What was committed is in the database itself, and it is known that it was."""
        self._database.checkpoint()
        self._soundness.keep_heads()
