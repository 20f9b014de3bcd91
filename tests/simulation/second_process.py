"""A second process: another Dialsheet on the same machine, with its own connection to the library.

What it does while the first is in the middle of a write has to wait until that is over.
"""

import asyncio
import contextvars
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from dialsheet.campaign import (
    Attempt,
    Campaign,
    ContactNumber,
    Withdrawn,
    make_ref,
    new_id,
    with_ref,
)
from dialsheet.cartesia.dialects import order_body
from dialsheet.dialing import AfterGap, Attendance, Dialer
from dialsheet.errors import OutsideFault, Reason, Trouble
from dialsheet.ports import Order
from simulation.machine import WatchedLibrary

if TYPE_CHECKING:
    from simulation.world import World

_BY_ITSELF = Attendance(AfterGap.STOP, 3600.0)


class SecondProcess:
    """What another process does to the world. It knows no more of the first than the disk does."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._runs: list[asyncio.Task[None]] = []
        self._head_start: tuple[Campaign, float] | None = None

    # Acts, at a step of the first process

    def acts(self, act: Callable[[], object]) -> None:
        """Do something; as soon as the first process is not in its way."""
        try:
            act()
        except OutsideFault as fault:
            if fault.reason.code != "store.busy":
                raise
            self._world.machine.owe(lambda: self.acts(act))

    def suppress(self, index: int) -> None:
        """Put a contact's number on the list."""
        self.acts(lambda: self._world.suppress(index, self._world.home.elsewhere))

    def exclude(self, index: int) -> None:
        """Take a contact out of the campaign that the first process dials."""
        self.acts(lambda: self._world.exclude(index, self._world.home.elsewhere))

    def lock_disk(self, seconds: float) -> None:
        """Write for so long that the first process gives up."""
        world = self._world
        self.acts(world.home.disk_is_locked)
        world.expected.add("store.busy")
        asyncio.get_running_loop().call_later(seconds, world.home.disk_is_well)

    def claim(self, *, dies: bool) -> None:
        """Claim all contacts of the other campaign, without holding the lock, and take it back a
        moment later; or end before the last one is taken back."""
        world = self._world
        for campaign in world.campaigns:
            if campaign is not world.dialed:
                self.acts(partial(self._claim, campaign, dies=dies))

    def _claim(self, campaign: Campaign, *, dies: bool) -> None:
        world, library, now = self._world, self._world.home.elsewhere, self._world.clock.now()
        claimed: list[Attempt] = []
        for row in world.numbers:
            number = ContactNumber(0, "Phone", world.numbers_of(campaign.id, row)[0])
            attempt_id = new_id()
            order = Order(number.e164, with_ref({}, make_ref(campaign.id, row, attempt_id)))
            body = order_body(campaign.connection, order)
            said = library.claim(campaign.id, row, number, attempt_id, body, now)
            if isinstance(said, Attempt):
                claimed.append(said)
        answer = Withdrawn(Reason("dialing.stopped"))

        def take_back() -> None:
            while len(claimed) > dies:
                library.record_answer(claimed[0].id, answer, now, None)
                del claimed[0]

        world.machine.owe(lambda: self.acts(take_back))

    # Runs

    def dial(self, campaign: Campaign) -> None:
        """Start to dial a campaign, beside the first process."""
        self._world.expected.add("store.dialing_elsewhere")
        dialed = self._dial(campaign)  # as little as a process does it inherit what others hold
        loop = asyncio.get_running_loop()
        self._runs.append(loop.create_task(dialed, context=contextvars.Context()))

    def will_go_first(self, campaign: Campaign, seconds: float) -> None:
        """Dial a campaign from so many seconds before the first process starts its next run."""
        self._head_start = (campaign, seconds)

    async def goes_first(self) -> None:
        """Called when the first process is started: it is late, if this was wanted."""
        self._runs.clear()
        head_start, self._head_start = self._head_start, None
        if head_start:
            self.dial(head_start[0])
            await asyncio.sleep(head_start[1])

    @property
    def is_dialing(self) -> bool:
        """Whether a run of it goes on."""
        return not all(run.done() for run in self._runs)

    async def is_done(self) -> None:
        """Wait until everything that was started here has come to its end."""
        await asyncio.gather(*self._runs)

    async def _dial(self, campaign: Campaign) -> None:
        world = self._world
        line = world.line_as(world.service.line(world.machine.reach_elsewhere, world.departing))
        library = WatchedLibrary(world.home.elsewhere, world.machine.reach_elsewhere)
        dialer = Dialer(
            *(world.library_as(library), line, world.clock, campaign, lambda _change: None),
            *(world.timing, _BY_ITSELF),
        )
        try:
            await dialer.run()
        except Trouble as trouble:
            world.wrongs += world.unexplained(trouble)
        if campaign is world.dialed:
            world.progress.clear()  # it does not tell of this
