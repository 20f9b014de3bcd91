"""Dialing beside a bare loop of `httpx.AsyncClient`, its pace, its rest, and how soon it resumes.

Every intent is on the disk before its request leaves. Prints ours, the peer's and the ratio, or
the goal; status 1 when one is missed. `bench_dialing.py NAME` measures one of: throughput, pace,
rest, resume.
"""

import asyncio
import hashlib
import json
import multiprocessing
import sqlite3
import statistics
import sys
import tempfile
import time
from array import array
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from slow_service import SLOW_S, serve_slowly

from dialsheet.campaign import (
    READY,
    Agent,
    Answer,
    Attempt,
    AttemptState,
    Call,
    Campaign,
    Connection,
    ContactNumber,
    Contacts,
    Field,
    Mapping,
    NumberColumn,
    Pace,
    PhoneNumber,
    Rules,
    new_id,
)
from dialsheet.cartesia import PracticeChild, open_calls
from dialsheet.columns import CodedColumn, Source, Table, TextColumn
from dialsheet.dialing import ContactHeld, Dialer, Progress, RunState, Timing
from dialsheet.numbers import Check, Verdict, VerdictColumn
from dialsheet.outside import SystemClock
from dialsheet.ports import CallPage, CallService, Library, MetricPage
from dialsheet.store import open_library

KEY = "test"
AT_ONCE, CALLS, ROUNDS = 16, 1_000, 3
SHARE = 0.7
SLOW_CALLS = 120
CONTACTS, ATTEMPTS, RESUME_S = 100_000, 50_000, 1.0
_LEFT: set[Dialer] = set()
Heard = Attempt | ContactHeld | Progress


def start_service() -> PracticeChild:
    """The practice service in a process of its own, for any number of calls."""
    options = ("practice-service", "--concurrency", str(10**6))
    return PracticeChild([sys.executable, "-m", "dialsheet", *options])


def connection_to(url: str) -> Connection:
    """A connection that counts: not that of practice."""
    agent = Agent("agent_practice_survey", "Practice survey")
    number = PhoneNumber("ap_practice_world", "+13105550178", "twilio")
    return Connection("bench", False, url, agent=agent, from_number=number)


def numbers(count: int) -> list[str]:
    """So many telephone numbers."""
    return [f"+1212{5_000_000 + each}" for each in range(count)]


def new_campaign(
    library: Library, folder: Path, connection: Connection, pace: Pace, count: int
) -> Campaign:
    """A campaign of so many contacts that are ready."""
    source = folder / "contacts.csv"
    source.write_bytes(b"Phone,Name\n")
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    mapping = Mapping((NumberColumn("Phone"),), None, (Field("name", column="Name"),))
    campaign = Campaign(
        new_id(),
        datetime.now(UTC),
        Source(str(source), sha256, "csv"),
        mapping,
        Rules(),
        connection,
        pace,
    )
    phones = numbers(count)
    names = [f"Contact {each}" for each in range(count)]
    contacts = Contacts(
        Table(
            ("Phone", "Name"),
            array("Q", range(2, 2 + count)),
            (TextColumn.of(phones), TextColumn.of(names)),
        ),
        (VerdictColumn(Verdict(Check.VALID, number, None, None, "US") for number in phones),),
        CodedColumn(READY for _ in phones),
    )
    library.create_campaign(campaign, contacts)
    return campaign


class AtOnce:
    """A service that is asked for so many calls at once, and no more."""

    def __init__(self, calls: CallService, most: int) -> None:
        self._calls = calls
        self._turn = asyncio.Semaphore(most)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._calls, name)

    async def create(self, *order: Any) -> Answer:
        async with self._turn:
            return await self._calls.create(*order)


async def dial(
    library: Library,
    campaign: Campaign,
    hear: Callable[[Heard, Dialer], None],
    timing: Timing,
    at_once: int = 10**6,
) -> None:
    """Make one run; `hear` is told of each change, and may stop it."""
    calls = AtOnce(open_calls(campaign.connection, KEY), at_once)
    dialer = Dialer(
        library, calls, SystemClock(), campaign, lambda change: hear(change, dialer), timing
    )
    try:
        await dialer.run()
    finally:
        await calls.aclose()


def leave_when_sent(change: Heard, dialer: Dialer) -> None:
    """The calls are not followed to their ends."""
    if isinstance(change, Progress) and change.state is RunState.FINISHING:
        leave(dialer)


def leave(dialer: Dialer) -> None:
    """Stop it, once whoever tells has finished."""
    loop = asyncio.get_running_loop()
    if dialer not in _LEFT:
        _LEFT.add(dialer)
        loop.call_soon(lambda: dialer.stop(follow=False))


# Calls a second


def ours(folder: Path, url: str) -> float:
    """Calls a second, from the start of a run to the last answer on the disk."""
    with closing(open_library(folder / new_id())) as library:
        connection = connection_to(url)
        campaign = new_campaign(library, folder, connection, Pace(0, CALLS), CALLS)
        start = time.perf_counter()
        asyncio.run(dial(library, campaign, leave_when_sent, Timing(), AT_ONCE))
        took = time.perf_counter() - start
        placed = sum(attempt.call is not None for attempt in library.attempts(campaign.id))
        if placed != CALLS:
            raise ValueError(f"{placed} of {CALLS} calls were placed")
    return CALLS / took


def peers(url: str) -> float:
    """Calls a second of a loop that keeps no books."""

    async def loop() -> float:
        left = iter(numbers(CALLS))
        headers = {"Authorization": f"Bearer {KEY}", "Cartesia-Version": "2026-03-01"}
        limits = httpx.Limits(max_connections=AT_ONCE)
        async with httpx.AsyncClient(
            base_url=url, headers=headers, limits=limits, trust_env=False
        ) as client:

            async def worker() -> None:
                for number in left:
                    order = {"to_number": number, "metadata": {"name": "Contact", "ref": new_id()}}
                    body = {
                        "agent_id": "agent_practice_survey",
                        "from_number_id": "ap_practice_world",
                        "outbound_calls": [order],
                    }
                    answer = await client.post("/agents/calls", json=body)
                    answer.raise_for_status()

            start = time.perf_counter()
            await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
            return CALLS / (time.perf_counter() - start)

    return asyncio.run(loop())


def throughput(folder: Path) -> bool:
    """Ours beside the peer's, round by round, each at a service of its own."""
    ratios = []
    for _ in range(ROUNDS):
        found = []
        for measure in (peers, lambda url: ours(folder, url)):
            service = start_service()
            try:
                found.append(measure(service.base_url))
            finally:
                service.stop()
        peer, own = found
        ratios.append(own / peer)
        say(f"calls a second   ours {own:6.0f}   httpx {peer:6.0f}   ratio {own / peer:.2f}")
    ratio = statistics.median(ratios)
    return told(f"median ratio {ratio:.2f} (goal {SHARE})", ratio >= SHARE)


# The pace


def pace(folder: Path) -> bool:
    """At 1 a second, with requests that take longer than that."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve_slowly, args=(there,))
    process.start()
    connection = connection_to(here.recv())
    with closing(open_library(folder / "pace")) as library:
        campaign = new_campaign(library, folder, connection, Pace(1, SLOW_CALLS), SLOW_CALLS)
        asyncio.run(dial(library, campaign, leave_when_sent, Timing()))
        sent = [each.sent_at.timestamp() for each in library.attempts(campaign.id) if each.sent_at]
    here.send(None)
    arrivals = here.recv()
    process.join()
    rate = (len(arrivals) - 1) / (arrivals[-1] - arrivals[0])
    closest = min(after - before for before, after in pairwise(arrivals))
    left = min(after - before for before, after in pairwise(sent))
    good = len(arrivals) == SLOW_CALLS and abs(rate - 1) <= 0.01 and closest >= 0.99
    return told(
        f"at 1 a second, requests of {SLOW_S} s: {rate:.3f} calls a second (goal 1.00 ± 0.01),"
        f" the closest two arrived {closest:.3f} s apart (goal 0.99) and left {left:.3f} s apart",
        good,
    )


# The rest


def rest(folder: Path) -> bool:
    """What the process takes of a core from the answer of one call to the claim for the next."""
    taken_s = passed_s = 0.0
    since: tuple[float, float] | None = None

    def hear(change: Heard, dialer: Dialer) -> None:
        nonlocal taken_s, passed_s, since
        now = (time.process_time(), time.perf_counter())
        if isinstance(change, Attempt) and change.state is AttemptState.PLACED and since is None:
            since = now
        elif isinstance(change, Attempt) and change.state is AttemptState.INTENDED and since:
            taken_s, passed_s, since = (
                taken_s + now[0] - since[0],
                passed_s + now[1] - since[1],
                None,
            )
        leave_when_sent(change, dialer)

    service = start_service()
    try:
        with closing(open_library(folder / "rest")) as library:
            connection = connection_to(service.base_url)
            campaign = new_campaign(library, folder, connection, Pace(1, 60), 30)
            asyncio.run(dial(library, campaign, hear, Timing()))
    finally:
        service.stop()
    share = taken_s / passed_s
    return told(f"idle between calls at 1 a second: {share:.2%} of a core (goal 1 %)", share < 0.01)


# Resuming


class Nobody:
    """A service that has no calls."""

    clock_offset_s = 0.0

    def __getattr__(self, name: str) -> Any:
        async def ask(*_arguments: object, **_named: object) -> Any:
            return {"calls": CallPage((), None), "metric_results": MetricPage((), None)}.get(name)

        return ask


async def ready(library: Library, campaign: Campaign) -> float:
    """Start a run that sends nothing: when it was ready to."""
    moments: list[float] = []

    def hear(change: Heard) -> None:
        if isinstance(change, Progress) and change.state is RunState.DIALING:
            moments.append(time.perf_counter())
            leave(dialer)

    dialer = Dialer(library, Nobody(), SystemClock(), campaign, hear)
    await dialer.run()
    return moments[0]


def resume(folder: Path) -> bool:
    """From opening a campaign that was half dialed to the first send, its cells apart."""
    home = folder / "resume"
    with closing(open_library(home)) as library:
        connection = connection_to("http://127.0.0.1:9")
        campaign = new_campaign(library, folder, connection, Pace(1, 8), CONTACTS)
        number = ContactNumber(0, "Phone", numbers(1)[0])
        body = json.dumps({"outbound_calls": [{"to_number": "", "metadata": {"name": "Contact"}}]})
        at = datetime.now(UTC)
        attempt = library.claim(campaign.id, 2, number, new_id(), body, at)
        assert isinstance(attempt, Attempt)
        library.begin_run(campaign.id, {}, at)  # which a crash ended
        call = Call(
            "ac_1", "completed", "client_hangup", "agent_1", "", at, at, "It went well.", ()
        )
        library.record_calls({attempt.id: call}, at)
    with closing(sqlite3.connect(home / "library.sqlite3")) as raw, raw:
        columns = [name for _, name, *_ in raw.execute("PRAGMA table_info(attempt)")]
        changed = {
            "seq": "seq + n",
            "id": "id || '-' || n",
            "row": "row + n",
            "call_id": "'ac_' || (n + 1)",
            "e164": "'+1212' || (5000000 + n)",
        }
        values = ", ".join(changed.get(name, f'"{name}"') for name in columns)
        raw.execute(
            "WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter"
            f" WHERE n < {ATTEMPTS - 1}) INSERT INTO attempt SELECT {values} FROM attempt, counter"
        )
    taken = []
    for _ in range(ROUNDS):
        with closing(open_library(home)) as library:
            start = time.perf_counter()
            library.contacts(campaign.id)
            cells_s = time.perf_counter() - start
            start = time.perf_counter()
            ready_at = asyncio.run(ready(library, campaign))
            taken.append(ready_at - start - cells_s)
            say(f"cells {cells_s:.2f} s, the rest {taken[-1]:.2f} s")
    best = statistics.median(taken)
    return told(
        f"{CONTACTS:,} contacts with {ATTEMPTS:,} attempts: ready {best:.2f} s after its cells"
        f" (goal {RESUME_S:.0f})",
        best < RESUME_S,
    )


def told(line: str, good: bool) -> bool:
    """Say how it came out, and pass it on."""
    say(line + ("" if good else "   MISSED"))
    return good


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


MEASURES = {"throughput": throughput, "rest": rest, "resume": resume, "pace": pace}


def main() -> int:
    """All, or those that are named; status 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        good = [MEASURES[name](Path(folder)) for name in sys.argv[1:] or MEASURES]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
