"""The composition root for what is done to a campaign without dialing it: a person settles what
remained unknown, verifies the decision log, and hands it over to another desktop."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from dialsheet import console, outside
from dialsheet.account import asked, reached
from dialsheet.before_start import skip_called_before
from dialsheet.campaign import CARTESIA_URL, Addition, Attempt, Campaign, Connection
from dialsheet.dialing import Evidence, Recovery
from dialsheet.errors import BadInput, OutsideFault, Reason
from dialsheet.ports import Library
from dialsheet.workflow import Choices, plan_addition, read

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


@dataclass(frozen=True, slots=True)
class Taken:
    """A campaign that was taken over."""

    campaign: Campaign
    strangers: int  # calls that were made since it was handed over
    unknown: int  # attempts that are left for a person


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
        library.require_here(campaign.id)
        return Review(campaign, *_recover(library, campaign, settle))


def add(
    campaign_id: str, sheet: Path, choices: Choices, say: Callable[[str], None]
) -> tuple[Campaign, Addition]:
    """Put the contacts of one more sheet into a campaign, while nobody dials. `say` gets lines for
    people."""
    with contextlib.closing(outside.library_opener()()) as library, library.dialing_lock():
        campaign = library.campaign(campaign_id)
        library.require_here(campaign.id)
        known, added = library.contacts(campaign.id), library.added(campaign.id)
        addition = plan_addition(campaign, known, added, read(sheet, choices))
        now = outside.SystemClock().now()
        new, source = addition.contacts, addition.source
        if called := skip_called_before(library, campaign, new, now, addition.adopted, source):
            say(called)
        return campaign, library.add(campaign.id, addition, now)


def call_back(campaign_id: str, row: int, at: datetime | None) -> Campaign:
    """A contact is called once more, not before `at`; None: what was asked for is taken back."""
    with contextlib.closing(outside.library_opener()()) as library:
        campaign = library.campaign(campaign_id)
        library.call_back(campaign.id, row, at, outside.SystemClock().now())
        return campaign


def end_pilot(campaign_id: str) -> None:
    """A person lets the rest of a campaign be called, once its pilot is over."""
    with contextlib.closing(outside.library_opener()()) as library, library.dialing_lock():
        campaign = library.campaign(campaign_id)
        library.end_pilot(campaign.id, outside.SystemClock().now())


def ignore_do_not_call(campaign_id: str, columns: Sequence[str]) -> None:
    """A person lets contacts be called although these columns say that they are not to be."""
    with contextlib.closing(outside.library_opener()()) as library, library.dialing_lock():
        campaign = library.campaign(campaign_id)
        library.ignore_do_not_call(campaign.id, columns, outside.SystemClock().now())


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


def examine() -> Mapping[str, Reason | None]:
    """Read all of the library: each check by its name, and what is wrong."""
    with contextlib.closing(outside.library_opener()()) as library:
        return library.examine()


def require_nothing_lost() -> None:
    """Raise `OutsideFault` when the library lost a campaign, or the end of its log."""
    with contextlib.closing(outside.library_opener()()) as library:
        library.require_nothing_lost()


def hand_over(campaign_id: str, target: Path) -> Campaign:
    """Write a campaign to a file for another desktop."""
    with contextlib.closing(outside.library_opener()()) as library, library.dialing_lock():
        campaign = library.campaign(campaign_id)
        if os.path.lexists(target) or not target.parent.is_dir():
            raise BadInput("cli.no_place_for_archive", path=str(target))
        library.hand_over(campaign.id, target, outside.SystemClock().now())
        return campaign


def take_over(file: Path, api_url: str | None) -> Taken:
    """Take over the campaign of such a file, after a look at every call that it has.

    `api_url` is the address at which a person says its account is. Raises `BadInput` where this
    desktop does not know the account at the address that the file names, before any key is read.
    """

    async def sweep(recovery: Recovery) -> tuple[int, int]:
        strangers = await recovery.sweep()
        return strangers, len(await recovery.look())

    with contextlib.closing(outside.library_opener()()) as library:
        campaign = library.campaign(library.bring_in(file))
        _require_known_address(library, campaign.connection, api_url)
        strangers, unknown = _recover(library, campaign, sweep)
        library.take_over(campaign.id, outside.SystemClock().now())
        return Taken(campaign, strangers, unknown)


def _require_known_address(library: Library, connection: Connection, api_url: str | None) -> None:
    name, url = connection.name, connection.base_url
    said = (CARTESIA_URL, outside.account_url(), api_url and api_url.rstrip("/"))
    if not (connection.practice or url in said or library.knows_address(name, url)):
        raise BadInput("cli.unknown_address", account=name, url=url)


def _recover(library: Library, campaign: Campaign, work: Callable[[Recovery], Awaitable[T]]) -> T:
    """Do something with the service at hand, while nobody dials."""

    async def at_the_service() -> T:
        async with asked(connection, console.say) as calls:
            return await work(Recovery(library, calls, outside.SystemClock(), campaign))

    with library.dialing_lock(), reached(campaign.connection) as connection:
        return asyncio.run(at_the_service())
