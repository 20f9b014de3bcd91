"""The port to whoever places the calls."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from dialsheet.campaign import (
    Agent,
    Answer,
    Call,
    Connection,
    Json,
    MetricResult,
    PhoneNumber,
)
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

    @property
    def unanswered_s(self) -> tuple[float, ...]:
        """How long each request on its way has waited for a connection or an answer, in seconds."""

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
