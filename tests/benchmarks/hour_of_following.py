"""An hour of dialing and following at 60 calls alive, in a fraction of the time.

`python tests/benchmarks/hour_of_following.py [SPEED]`, with `tests` on the path. Prints the memory
of the process that dials, once every five minutes of the hour, and what a round costs in requests.
"""

import asyncio
import itertools
import sys
import tempfile
import time
from array import array
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from dialsheet.campaign import (
    READY,
    Campaign,
    Contacts,
    Mapping,
    NumberColumn,
    Pace,
    Rules,
    new_id,
)
from dialsheet.cartesia.client import CartesiaCalls
from dialsheet.columns import CodedColumn, Source, Table, TextColumn
from dialsheet.dialing import PATIENT, Dialer, Progress
from dialsheet.numbers import check_column
from dialsheet.outside import SystemClock
from dialsheet.ports import CallPage, MetricPage
from dialsheet.store import open_library
from practice_process import KEY, connection_to, start_service

HOUR_S = 3600.0
MAX_LIVE = 60
PAGE_SIZE = 4096


class CountingCalls(CartesiaCalls):
    """Counts reads: a round begins with the first page."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.costs: list[int] = []

    async def calls(self, after: str | None = None, **bounds: Any) -> CallPage:
        """A page."""
        if after is None:
            self.costs.append(0)
        self.costs[-1] += 1
        return await super().calls(after, **bounds)

    async def call(self, call_id: str) -> Any:
        """One call."""
        self.costs[-1] += 1
        return await super().call(call_id)

    async def metric_results(self, after: str | None = None, **bounds: Any) -> MetricPage:
        """A page of what metrics say; alone, it is a round."""
        self.costs[-1] += 1
        return await super().metric_results(after, **bounds)


def resident_mb() -> float:
    """Memory of this process that is in use, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * PAGE_SIZE / 2**20


def campaign_of(url: str, folder: Path, contacts: int) -> tuple[Campaign, Contacts]:
    """A campaign of as many contacts as the hour may take."""
    numbers = [f"+1{area}{exchange}{line:04}" for area, exchange, line in itertools.islice(
        itertools.product((212, 310, 415), (555, 556, 557), range(10_000)), contacts
    )]  # fmt: skip
    sheet = folder / "sheet.csv"
    sheet.write_text("Phone\n" + "\n".join(numbers), encoding="ascii")
    source = Source(str(sheet), sha256(sheet.read_bytes()).hexdigest(), "csv")
    verdicts = check_column(numbers, "US")
    table = Table(("Phone",), array("Q", range(2, 2 + contacts)), (TextColumn.of(numbers),))
    campaign = Campaign(
        new_id(), datetime.now(UTC), source, Mapping((NumberColumn("Phone"),)), Rules(),
        connection_to(url), Pace(0, MAX_LIVE),
    )  # fmt: skip
    return campaign, Contacts(table, (verdicts,), CodedColumn(READY for _ in numbers))


async def hour(url: str, speed: float, folder: Path) -> None:
    """Dial and follow for an hour of the calls' time."""
    campaign, contacts = campaign_of(url, folder, 6000)
    with closing(open_library(folder / "home")) as library:
        library.create_campaign(campaign, contacts)
        calls = CountingCalls(campaign.connection, KEY)
        last: list[Progress] = []

        def tell(change: object) -> None:
            if isinstance(change, Progress):
                last[:] = [change]

        dialer = Dialer(
            library, calls, SystemClock(), campaign,
            tell,
            PATIENT.scaled(speed),
        )  # fmt: skip
        running = asyncio.create_task(dialer.run())
        began = time.monotonic()
        for minute in range(0, 65, 5):
            await asyncio.sleep(max(0.0, began + 60 * minute / speed - time.monotonic()))
            alive, placed = (last[0].alive, last[0].placed) if last else (0, 0)
            print(  # noqa: T201
                f"minute {minute:2}: {resident_mb():6.1f} MB, {alive:2} alive, {placed:5} calls, "
                f"{len(calls.costs):5} rounds",
                flush=True,
            )
        dialer.stop(follow=False)
        await running
        await calls.aclose()
    costs = Counter(calls.costs)
    mean = sum(cost * count for cost, count in costs.items()) / len(calls.costs)
    print(f"requests a round: mean {mean:.2f}, {dict(sorted(costs.items()))}")  # noqa: T201


def main(speed: float = 20.0) -> None:
    """Play the hour against a service of its own."""
    child = start_service(speed=speed)
    try:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(hour(child.base_url, speed, Path(folder)))
    finally:
        child.stop()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
