"""What the outside does for us: calls, the library, secrets and the clock.

A port is given as a factory and called on the thread that uses the object.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from dialsheet.campaign import (
    Agent,
    Answer,
    Attempt,
    Call,
    Campaign,
    CampaignSummary,
    Connection,
    ContactNumber,
    Contacts,
    Corrected,
    Correction,
    Hold,
    Json,
    MetricResult,
    NotPlaced,
    PhoneNumber,
    Place,
    Placed,
    Ref,
    ToldAttempt,
)
from dialsheet.columns import Source
from dialsheet.errors import Reason

MayLeave = Callable[[], Awaitable[None]]


class Withdraw(Exception):
    """Raised by a `MayLeave`: the request must not leave."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Order:
    """One call to be made."""

    to_number: str  # E.164
    values: dict[str, Json]  # what the agent reads, the reference included


@dataclass(frozen=True, slots=True)
class CallPage:
    """One page of the list of calls."""

    calls: tuple[Call, ...]
    next_after: str | None  # cursor of the next page; None: this was the last


@dataclass(frozen=True, slots=True)
class MetricPage:
    """One page of what the agent's metrics say of its calls."""

    results: tuple[MetricResult, ...]
    next_after: str | None  # cursor of the next page; None: this was the last


class CallService(Protocol):
    """One account of Cartesia, or of the practice service. Used on one event loop.

    Methods raise `OutsideFault` for network, key and service trouble; `create` never raises:
    its `Answer` says whether the attempt may have been placed.
    """

    @property
    def clock_offset_s(self) -> float | None:
        """The service's clock less ours in seconds, as last heard; None: not heard yet."""

    async def agents(self) -> tuple[Agent, ...]:
        """The account's agents."""

    async def agent_variables(self, agent_id: str) -> tuple[str, ...]:
        """The `{{variables}}` that an agent reads, in order; empty where the API shows none."""

    async def phone_numbers(self) -> tuple[PhoneNumber, ...]:
        """The numbers that calls can be made from."""

    def body(self, order: Order) -> str:
        """The exact JSON that `create` would send; raises `BadInput` when it cannot be sent."""

    async def create(self, body: str, may_leave: MayLeave) -> Answer:
        """Place one call, once: never retried.

        `may_leave` is awaited when the connection is ready, right before the first byte of the
        request leaves; it may wait (for the pace) and may raise `Withdraw`.
        """

    async def call(self, call_id: str) -> Call | None:
        """One call, with transcript; None when the service does not know it."""

    async def calls(
        self,
        after: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        transcripts: bool = False,
    ) -> CallPage:
        """A page of the agent's calls, newest first; `after` is the cursor of an earlier page.

        `since` and `until` bound the start, both included; calls not yet answered may be missing
        then.
        """

    async def metric_results(
        self, after: str | None = None, *, since: datetime | None = None
    ) -> MetricPage:
        """A page of what the agent's metrics say of calls; `since` bounds when they said it."""

    async def cancel(self, call_id: str) -> bool:
        """End a call that is talking; False when it cannot be ended (ringing, or over)."""

    async def delete(self, call_id: str) -> bool:
        """Have the service forget a call that is over; False when it is not over, or unknown."""

    async def audio(self, call_id: str, path: Path) -> bool:
        """Stream a call's recording (WAV) into a file; False when there is none, or none yet."""

    async def aclose(self) -> None:
        """Close the connections."""


OpenCalls = Callable[[Connection, str], CallService]  # a connection and its API key


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
    clock_offset_s: float | None = None  # the service's clock less ours


ANY_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Unsuppressed:
    """An entry that was taken off the list of numbers never to be called. Times are in UTC."""

    number: str  # E.164
    source: str  # who or what had put it there
    reason: str
    added_at: datetime
    removed_at: datetime
    account: str  # the user of the operating system who took it off


class Library(Protocol):
    """The library: campaigns, attempts, events, settings. Every write is committed on return.

    Used on one thread. Times are aware, in UTC. Raises `OutsideFault` for trouble of the disk.
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

        Raises `BadInput` when the source file is no longer the one that was read.
        """

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

    def attempts_in_brief(self, campaign_id: str) -> tuple[Attempt, ...]:
        """The same, much faster: no bodies, no row data, no starts, of transcripts the least."""

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
        the library, a suppressed number, the cap, or an attempt of this contact other than the
        one that this follows on, stand in the way. Practice is asked for its own contact only.
        """

    def obstacle(self, attempt: Attempt, numbers: Sequence[str]) -> Reason | None:
        """What came up since an attempt was claimed, so that it must not leave; None: nothing.

        A person or a rule decided otherwise on the contact; or a number is on the list by now, be
        it the attempt's own or one of `numbers`, the contact's others. Practice knows no list.
        """

    def hold(
        self, campaign_id: str, holds: Mapping[int, Reason], at: datetime, *, passing: bool = False
    ) -> None:
        """Contacts that were ready are held, by row, and why; `passing`: until the next run."""

    def exclude(self, campaign_id: str, rows: Sequence[int], at: datetime) -> int:
        """A person takes contacts out; how many were not out yet. A call that lives goes on."""

    def include(self, campaign_id: str, rows: Sequence[int], at: datetime) -> int:
        """A person puts contacts back that were taken out; how many are ready again."""

    def suppress(self, numbers: Mapping[str, str], source: str, at: datetime) -> int:
        """Never call these (E.164, each with a reason or ""); how many are new from `source`."""

    def unsuppress(self, numbers: Sequence[str], at: datetime) -> int:
        """A person takes numbers off the list, whatever put them there; how many were on it."""

    def unsuppressed(self, numbers: Sequence[str]) -> tuple[Unsuppressed, ...]:
        """The entries on these numbers that were taken off the list, the oldest first."""

    def suppressions(self) -> dict[str, int]:
        """How many numbers each source has put on the list, the oldest source first."""

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

    def record_answer(
        self,
        attempt_id: str,
        answer: Answer,
        at: datetime,
        sent_at: datetime | None,
        clock_offset_s: float | None = None,
    ) -> Attempt:
        """What was answered; sent when by our clock, and how far the service's was ahead of it."""

    def record_calls(self, calls: Mapping[str, Call], at: datetime) -> tuple[Attempt, ...]:
        """What the service says of calls, by attempt ID, in one transaction.

        Settles an unknown attempt as placed; returns the attempts that changed.
        """

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

    def begin_run(self, campaign_id: str, detail: dict[str, Any], at: datetime) -> None:
        """A run starts."""

    def end_run(self, campaign_id: str, reason: Reason, at: datetime) -> None:
        """A run ends."""

    def events(self, campaign_id: str) -> Iterator[Event]:
        """The decision log, from the beginning."""

    def log_head(self, campaign_id: str) -> str:
        """The hash of the last event."""

    def dialing_lock(self) -> AbstractContextManager[None]:
        """Held by the one process that dials from this library; `OutsideFault`: another does."""

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

    def take_over(self, campaign_id: str, at: datetime) -> None:
        """From now on, the campaign is dialed here. Look for its calls at the service first."""

    def setting(self, name: str) -> Any:
        """A remembered choice (JSON), or None."""

    def set_setting(self, name: str, value: Any) -> None:
        """Remember a choice (JSON)."""

    def close(self) -> None:
        """Close the files."""


OpenLibrary = Callable[[], Library]


class Secrets(Protocol):
    """Where API keys are kept. Calls may wait for a person to unlock the keyring."""

    @property
    def kept_by(self) -> str | None:
        """The keyring's name for people; None: keys are kept for this session only."""

    def get(self, name: str) -> str | None:
        """The key of the account `name`, or None."""

    def set(self, name: str, key: str) -> None:
        """Keep the key of the account `name`."""

    def delete(self, name: str) -> None:
        """Forget the key of the account `name`."""


class Clock(Protocol):
    """The time. Waiting is the event loop's business."""

    def now(self) -> datetime:
        """Wall-clock time, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back."""


class PracticeService(Protocol):
    """The practice service as a child process."""

    base_url: str

    def stop(self) -> None:
        """End the process; its calls stay in their file."""


StartPractice = Callable[[], PracticeService]
