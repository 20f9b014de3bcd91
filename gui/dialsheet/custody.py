"""The composition root for what is done to a campaign without dialing it: a person settles what
remained unknown, and verifies the decision log."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from dialsheet import outside
from dialsheet.campaign import Attempt, Campaign
from dialsheet.dialing import Evidence, Recovery
from dialsheet.errors import BadInput, OutsideFault, Reason
from dialsheet.headless import open_calls, reached
from dialsheet.ports import Library

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Review:
    """What a review came to."""

    campaign: Campaign
    settled: Attempt | None  # None: it was only looked
    unknown: tuple[Evidence, ...]  # what is left for a person


@dataclass(frozen=True, slots=True)
class Audit:
    """What the decision log of a campaign is worth."""

    campaign: Campaign
    entries: int
    head: str  # the hash of the last entry that was read
    fault: Reason | None  # None: the whole log is


def review(campaign_id: str, row: int | None, call_id: str | None) -> Review:
    """Look for a campaign's unknown attempts; with a `row`, settle its attempt as that call, or
    (None) as not placed."""

    async def settle(recovery: Recovery) -> tuple[Attempt | None, tuple[Evidence, ...]]:
        unknown = await recovery.look()
        if row is None:
            return None, unknown
        for evidence in unknown:
            if evidence.attempt.row == row:
                settled = await recovery.settle(evidence.attempt, call_id)
                return settled, tuple(each for each in unknown if each is not evidence)
        raise BadInput("cli.nothing_to_review", row=row, campaign=campaign_id)

    with contextlib.closing(outside.library_opener()()) as library:
        campaign = library.campaign(campaign_id)
        return Review(campaign, *_recover(library, campaign, settle))


def audit(campaign_id: str) -> Audit:
    """Verify every entry of a campaign's decision log."""
    with contextlib.closing(outside.library_opener()()) as library:
        campaign = library.campaign(campaign_id)
        entries, head = 0, ""
        try:
            for event in library.events(campaign.id):
                entries, head = event.seq, event.hash
        except OutsideFault as fault:
            if fault.reason.code != "store.log_altered":
                raise
            return Audit(campaign, entries, head, fault.reason)
        return Audit(campaign, entries, head, None)


def _recover(library: Library, campaign: Campaign, work: Callable[[Recovery], Awaitable[T]]) -> T:
    """Do something with the service at hand, while nobody dials."""

    async def at_the_service() -> T:
        calls = open_calls(connection)
        try:
            return await work(Recovery(library, calls, outside.SystemClock(), campaign))
        finally:
            await calls.aclose()

    with library.dialing_lock(), reached(campaign.connection) as connection:
        return asyncio.run(at_the_service())
