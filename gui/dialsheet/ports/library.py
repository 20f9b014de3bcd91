"""The port to the library: what is kept, and on what terms a call is decided."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

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
    Connection,
    ContactNumber,
    Contacts,
    Corrected,
    Correction,
    EarlierCall,
    Hold,
    LongOver,
    NotPlaced,
    Place,
    Placed,
    Ref,
    Repeats,
    Suppressed,
    ToldAttempt,
    Unsuppressed,
)
from dialsheet.columns import Source
from dialsheet.errors import Reason


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a campaign's decision log, which is only ever added to."""

    seq: int  # 1-based within its campaign
    at: datetime
    kind: str
    row: int | None
    attempt_id: str | None
    detail: dict[str, Any]
    account: str  # the user of the operating system who was at work
    hash: str  # over this entry and the hash of the one before


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a contact may be claimed."""

    follows: str | None = None  # the contact's last attempt; None: it must have none that counts
    cap: int | None = None  # calls to the number in any 24 hours, in the whole library
    numbers: tuple[str, ...] = ()  # the contact's others: who said no on one is called on none
    once: bool = False  # the number is called for one contact of the campaign only
    clock_offset_s: float | None = None  # the service's clock less ours
    repeats: Repeats | None = None  # of calls by other campaigns; None: none is asked for
    row_digest: str | None = None  # of the contact's cells


ANY_TERMS = Terms()


class History(Protocol):
    """What other campaigns did."""

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
        """What campaigns of a history, other than `own`, made of the numbers (E.164) that are
        `asked` for; of many calls to one, those that `earlier_calls_hold` goes by.

        `source` and `adopted` tell which of them were made for the same sheet. With `rows`, digests
        of rows are asked for, among the calls for the same sheet.
        """

    def unfinished(
        self, history: str | None, source: Source, adopted: Sequence[ToldAttempt] = ()
    ) -> tuple[CampaignSummary, ...]:
        """The campaigns of the same sheet in a history (None: in any) that are to be gone on with,
        newest first; none of practice."""


class Library(History, Protocol):
    """The library: campaigns, attempts, events, settings. Every write is committed on return.

    Used on one thread. Times are aware, in UTC. Raises `OutsideFault` for trouble of the disk, and
    `BadInput` where a person would change a campaign that another desktop dials.
    """

    def create_campaign(
        self,
        campaign: Campaign,
        contacts: Contacts,
        adopted: Sequence[ToldAttempt] = (),
        corrections: Sequence[Correction] = (),
    ) -> None:
        """Store a new campaign with its cells, and keep its source file's bytes.

        `adopted` are the attempts that its sheet, an imported result sheet, tells of;
        `corrections` are those that its contacts were decided with.

        Raises `BadInput` when the source file is no longer the one that was read, unless its bytes
        are kept already.
        """

    def add(self, campaign_id: str, addition: Addition, at: datetime) -> Addition:
        """Put the contacts of one more sheet into a campaign, below those that are there; those
        that have a number of one of these are skipped, as the returned ones tell.

        One transaction, and the sheet's bytes are kept. Raises `BadInput` when the campaign grew
        since the addition was planned. Hold the dialing lock, or be the one who dials.

        A window: `workflow.plan_addition` in the work process, this, `Dialer.take` where a
        run lives, and `contacts` anew, for the columns may have become one more.
        """

    def added(self, campaign_id: str) -> tuple[Added, ...]:
        """The sheets that were added to a campaign, in their order."""

    def campaign(self, campaign_id: str) -> Campaign:
        """A campaign; `BadInput` when there is none of that ID (a unique beginning is enough)."""

    def campaigns(self) -> tuple[CampaignSummary, ...]:
        """All campaigns, newest first."""

    def contacts(self, campaign_id: str) -> Contacts:
        """The contacts with their cells."""

    def source_path(self, campaign_id: str) -> Path:
        """The kept copy of the source file."""

    def attempts(self, campaign_id: str) -> tuple[Attempt, ...]:
        """Every attempt of a campaign, in the order in which they were intended."""

    def attempts_in_brief(self, campaign_id: str, latest: int | None = None) -> tuple[Attempt, ...]:
        """The same, much faster: no bodies, no row data, no starts, of transcripts the least. With
        `latest`, those that are `long_over` are left out."""

    def long_over(self, campaign_id: str, latest: int) -> LongOver:
        """The attempts that ended, and are not among so many of the latest."""

    def adopted(self, campaign_id: str) -> tuple[ToldAttempt, ...]:
        """The attempts that came with a campaign's sheet: history, in the sheet's order."""

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
        """Commit the intent to call, on disk before this returns; or say why not.

        One immediate transaction: an open attempt of this contact, or for this number anywhere in
        the library, a suppressed number, the cap, an attempt of this contact other than the one
        that this follows on, or another contact that was called on it, stand in the way. Practice
        is asked for its own campaign and the list only.
        """

    def obstacle(self, attempt: Attempt, numbers: Sequence[str]) -> Reason | None:
        """What came up since an attempt was claimed, so that it must not leave; None: nothing.

        The contact was decided anew, or a number is on the list by now: the attempt's own, or one
        of `numbers`, the contact's others.
        """

    def hold(
        self,
        campaign_id: str,
        holds: Mapping[int, Reason],
        at: datetime,
        *,
        passing: bool = False,
        skips: bool = False,
    ) -> None:
        """Contacts that were ready are held, by row, and why; `passing`: until the next run;
        `skips`: they are not called in this campaign."""

    def exclude(self, campaign_id: str, rows: Sequence[int], at: datetime) -> int:
        """A person takes contacts out; how many were not out yet. A call that lives goes on."""

    def include(self, campaign_id: str, rows: Sequence[int], at: datetime) -> int:
        """A person puts contacts back that were taken out; how many are ready again."""

    def suppress(self, numbers: Mapping[str, str], source: str, at: datetime) -> int:
        """Never call these (E.164, each with a reason or ""); how many are new from `source`."""

    def unsuppress(self, numbers: Sequence[str], at: datetime, source: str | None = None) -> int:
        """A person takes numbers off the list, whatever put them there, or only what `source` put
        there; how many were on it."""

    def unsuppressed(self, numbers: Sequence[str]) -> tuple[Unsuppressed, ...]:
        """The entries on these numbers that were taken off the list, the oldest first."""

    def suppressions(self) -> dict[str, int]:
        """How many numbers each source has put on the list, the oldest source first."""

    def suppression_entries(
        self, digits: Sequence[str], most: int
    ) -> tuple[tuple[Suppressed, ...], int]:
        """The entries whose number has one of these rows of digits in it (none: all), the latest
        first; at the most so many, and how many there are."""

    def suppressed(self, numbers: Sequence[str]) -> frozenset[str]:
        """Those of the numbers that are on the list."""

    def corrections(self, source: Source) -> tuple[Correction, ...]:
        """The corrections that were kept of a file's worksheets, by the rows that they have now."""

    def keep_corrections(
        self, source: Source, made: Sequence[Correction], undone: Sequence[Place], at: datetime
    ) -> None:
        """Keep corrections of a file, each in place of the one before; forget what was undone."""

    def correct(self, campaign_id: str, correction: Correction, at: datetime) -> Corrected:
        """Correct a contact's number in a campaign that was made; what has come of it.

        One immediate transaction. Raises `BadInput` while an attempt on the contact is open. A
        contact that was called is not made callable by it.
        """

    def call_back(
        self, campaign_id: str, row: int, at: datetime | None, now: datetime
    ) -> CalledBack:
        """A person asks for one more call to a contact, not before `at`, whatever its last call
        came to; None: what was asked for is taken back. What has come of it.

        The contact is held until then, in every run. Cap, window and suppression list are asked as
        for any call. Raises `BadInput` for a time that is past, for a contact that is not to be
        called in this campaign, and for a person who said that there should be no more calls.

        A window: this, and `Dialer.take` with what it returns, where a run lives.
        """

    def call_backs(self, campaign_id: str) -> Mapping[int, CallBack]:
        """What was asked for so and was not called since, by row."""

    def record_answer(
        self,
        attempt_id: str,
        answer: Answer,
        at: datetime,
        sent_at: datetime | None,
        clock_offset_s: float | None = None,
    ) -> Attempt:
        """What was answered; sent when by our clock, and how far the service's was ahead of it.

        Where the ID that came is another attempt's already, this one is unknown: see `disown`.
        """

    def disown(self, call_id: str, at: datetime) -> tuple[Attempt, ...]:
        """A call's ID was given for two attempts: those who have that call become unknown, but for
        one of which the service showed that it is its own. They may be of other campaigns."""

    def give_back(self, ids: Sequence[str], reason: Reason, at: datetime) -> tuple[Attempt, ...]:
        """Refused attempts were refused whomever they were for: they were not placed, and their
        contacts are still to be called. In one transaction; the attempts, as they stand then."""

    def record_calls(self, calls: Mapping[str, Call], at: datetime) -> tuple[Attempt, ...]:
        """What the service says of calls, by attempt ID, in one transaction.

        Settles an unknown attempt as placed; returns the attempts that changed. One that has a call
        which is another's, as that tells, becomes unknown; one whose reference stands in another
        call than it was told to have, has that one.
        """

    def knows(self, ids: Collection[str]) -> frozenset[str]:
        """Those of the IDs, of attempts and of calls, that an attempt of any campaign has, be it
        one that came with a sheet."""

    def settle(
        self, answers: Mapping[str, Placed | NotPlaced], at: datetime
    ) -> tuple[Attempt, ...]:
        """What a person found of unknown attempts, by attempt ID, in one transaction.

        Raises `BadInput` when one is not unknown, or its call is another attempt's: none is
        settled then.
        """

    def adopt_call(self, ref: Ref, number: ContactNumber, call: Call, at: datetime) -> Attempt:
        """Take in the attempt of a call that another copy of the campaign has placed."""

    def together(self) -> AbstractContextManager[None]:
        """All that is written within is committed at its end, by one sync; or none of it."""

    def record_test_call(self, campaign_id: str, test_id: str, at: datetime) -> None:
        """Put into a campaign's log that a test call was made for it, and what it came to; one
        whose telephone did not ring is no test, and leaves no word."""

    def end_pilot(self, campaign_id: str, at: datetime) -> None:
        """A person lets the rest be called, too; where there is no pilot, nothing changes."""

    def ignore_do_not_call(self, campaign_id: str, columns: Sequence[str], at: datetime) -> int:
        """A person lets contacts be called although these columns say that they are not to be; how
        many are ready by it. Raises `BadInput` for a column that says no of nobody.
        """

    def begin_run(self, campaign_id: str, detail: dict[str, Any], at: datetime) -> None:
        """A run starts. A first one to real telephones, without a test call on record, puts on
        record that the test was waived."""

    def end_run(
        self, campaign_id: str, reason: Reason, at: datetime, *, needs_person: bool = False
    ) -> None:
        """A run ends; `needs_person`: somebody has to look before the next one."""

    def dialed_since(self, connection: Connection, since: datetime) -> bool:
        """Whether a run of any campaign may have called from this connection's number since."""

    def events(self, campaign_id: str) -> Iterator[Event]:
        """The decision log, from the beginning."""

    def log_head(self, campaign_id: str) -> str:
        """The hash of the last event."""

    def dialing_lock(self) -> AbstractContextManager[None]:
        """Held by the one process that dials from this library. `OutsideFault`: another does, or
        the library lost something, or is damaged after an end that was none."""

    def dialed_elsewhere(self) -> bool:
        """Whether another process holds that lock now. Not to be asked by one that holds it."""

    def hand_over(self, campaign_id: str, target: Path, at: datetime) -> None:
        """Write a campaign to a file for another desktop; it is not dialed here any more."""

    def require_here(self, campaign_id: str) -> None:
        """Raises `BadInput` when a campaign was handed over to another desktop."""

    def bring_in(self, file: Path) -> str:
        """Take in the campaign of such a file; its ID. It is not dialed before `take_over`.

        Raises `BadInput` for another file, and for a campaign that is dialed here already.
        """

    def knows_address(self, account: str, base_url: str) -> bool:
        """Whether a campaign that is dialed here uses the account at that address: a key goes only
        where this desktop knows its account to be, never where a file says."""

    def take_over(self, campaign_id: str, at: datetime) -> None:
        """From now on, the campaign is dialed here. Look for its calls at the service first."""

    def setting(self, name: str) -> Any:
        """A remembered choice (JSON), or None."""

    def set_setting(self, name: str, value: Any) -> None:
        """Remember a choice (JSON)."""

    def require_nothing_lost(self) -> None:
        """Raises `OutsideFault` when a log ends before the last entry that is known of it."""

    def examine(self) -> Mapping[str, Reason | None]:
        """Read all of the library: each check by its name (database, campaigns, heads, file), and
        what is wrong."""

    def close(self) -> None:
        """Close the files."""


OpenLibrary = Callable[[], Library]
