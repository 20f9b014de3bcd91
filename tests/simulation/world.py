"""A world to dial in: a campaign in a real library, a machine that fails, a simulated service.

With a twin: a second campaign that calls the same numbers.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any, TypeVar

from dialsheet.campaign import (
    READY,
    Agent,
    Attempt,
    CallingRules,
    Campaign,
    Connection,
    Contacts,
    Correction,
    Field,
    Mapping,
    NumberColumn,
    Pace,
    PhoneNumber,
    Repeated,
    Rules,
    Window,
    new_id,
)
from dialsheet.columns import Source
from dialsheet.dialing import (
    PATIENT,
    AfterGap,
    Attendance,
    ContactHeld,
    Dialer,
    Progress,
    Recovery,
    RunReport,
    Timing,
)
from dialsheet.errors import Trouble
from dialsheet.ports import Library
from simulation.contacts import contacts_of
from simulation.home import NOWHERE, Home, place_of
from simulation.machine import Machine, WatchedLibrary
from simulation.second_process import SecondProcess
from simulation.service import Service
from simulation.virtual_time import EPOCH, VirtualClock, play
from simulation.weather import OPT_OUT, Weather

T = TypeVar("T")

CONNECTION = Connection(
    "Work",
    practice=False,
    agent=Agent("agent_1", "Agent"),
    from_number=PhoneNumber("pn_1", "+14155550000", "twilio"),
)
NO_RULES = CallingRules(window=Window(0, 24 * 60), cap=1000, called_before_hours=0)
UNATTENDED = Attendance(AfterGap.GO_ON)
NAME = Field("name", column="Name")
Story = Callable[["World"], Awaitable[None]]
NewWorld = Callable[..., "World"]


class World:
    """One campaign, and all that it depends on. `run` makes one run of it."""

    def __init__(
        self,
        home: Home,
        *,
        contacts: int = 3,
        names: Sequence[str] = (),
        pace: Pace | None = None,
        rules: Rules | None = None,
        timing: Timing = PATIENT,
        weather: Weather | None = None,
        seed: int = 0,
        counts_sleep: bool = False,
        twins: bool = False,
        attendance: Attendance = UNATTENDED,
        places: Sequence[str] = (),
        homes: bool = False,
        wanted: Sequence[str] = (),
        has_twin: bool = False,
        same_sheet: bool = False,
        again: Repeated = Repeated.NOBODY,
        starts: datetime = EPOCH,
        calling_from: str | None = None,
    ) -> None:
        """A world of `contacts` ready contacts in the rows from 2 on.

        `places` is where they live in turn; with `homes` each has a second number. `wanted` are
        the cells of the column `Call after`. With `has_twin` a second campaign has the same
        numbers, in the opposite order: of another sheet, or of the `same_sheet`, and with what is
        to become `again` of those who were called before.
        `names` are what the agent reads of the first contacts, beside their numbers; with `twins`
        the last two have one number. Where nobody says from which number they are called, it is
        one that is used in no other world.
        """
        self.clock = VirtualClock(counts_sleep=counts_sleep, starts=starts)
        self.machine = Machine()
        self.service = Service(self.clock, CONNECTION, seed)
        self.service.turn(weather or Weather())
        self.timing = timing
        self.attendance = attendance
        self.library_as: Callable[[Any], Any] = lambda library: library  # what the dialer gets
        self.line_as: Callable[[Any], Any] = lambda line: line
        self.dialer: Dialer | None = None
        self.running: asyncio.Task[RunReport] | None = None  # beside a story
        self.progress: list[Progress] = []
        self.wrongs: list[str] = []  # what should never be, seen while it happened
        self.expected: set[str] = set()  # what a library may say now: somebody brought it about
        self.home = home
        home.forget_calls()
        columns = ("Phone", "Home") if homes else ("Phone",)
        self.calling_from = calling_from or home.new_number()
        where = [place for _, place in zip(range(contacts), cycle(places or [NOWHERE]))]
        numbers = [[home.new_number(place) for place in where] for _ in columns]
        if twins:
            numbers[0][-1] = numbers[0][max(0, contacts - 2)]
        self.all_numbers: dict[
            str, dict[int, tuple[str, ...]]
        ] = {}  # campaign ID -> row -> numbers
        self.suppressed_at: dict[str, float] = {}  # numbers, and when, in true seconds
        self.excluded_at: dict[tuple[str, int], float] = {}  # campaign ID and row
        self.replaced_at: dict[tuple[str, int, str], float] = {}  # and a number that is wrong
        self.redecided: set[str] = set()  # campaigns in which a person let somebody be called
        self.forgotten: set[str] = set()  # attempts that no backup has, and that placed no call
        self.is_restored = False
        self.unforeseen: set[str] = set()  # attempts that a person judged wrongly
        self.wanted = list(wanted)
        asked = (pace or Pace(), rules or Rules(calling=NO_RULES))
        self.campaign = self.dialed = self._new_campaign(*asked, columns, numbers, names)
        self.twin: Campaign | None = None
        if has_twin:
            opposite = [column[::-1] for column in numbers]
            pace_of, rules_of = asked
            unreached = again is Repeated.UNREACHED
            told = replace(rules_of, call_again=again is Repeated.ALL, call_unreached=unreached)
            source = home.source if same_sheet else home.other_source
            self.twin = self._new_campaign(pace_of, told, columns, opposite, (), source)
        self.second = SecondProcess(self)

    # What it does

    def run(self, story: Story | None = None, campaign: Campaign | None = None) -> RunReport:
        """One run, with a `story` beside it. Raises what the run raises, or `Killed`."""
        self.dialed = campaign or self.campaign
        self.home.reach = self.machine.reach
        try:
            return play(self._life(story), self.clock, lambda: self.machine.dead)
        finally:
            self.home.reach = lambda _step: None

    def evidence(self) -> dict[int, list[str]]:
        """The rows that a person must look at, each with the calls that may be its own."""
        found = self.recover(lambda recovery: recovery.look())
        return {each.attempt.row: [call.id for call in each.candidates] for each in found}

    def recover(self, work: Callable[[Recovery], Coroutine[Any, Any, T]]) -> T:
        """Do something with the service at hand, without a run."""
        line = self.service.line(self.machine.reach, self.departing)
        recovery = Recovery(self.home.library, line, self.clock, self.dialed)
        return play(work(recovery), self.clock, lambda: False)

    def restart(self, after_s: float = 5.0) -> None:
        """A new process starts, a while after the last one ended, and the disk is well again."""
        self.machine.boot()
        self.clock.pass_by(after_s)
        self.home.disk_is_well()
        self.expected.clear()

    def pause_for(self, seconds: float) -> None:
        """Pause the run, and resume it after a while."""
        self.person.pause()
        asyncio.get_running_loop().call_later(seconds, self.person.resume)

    def pause(self) -> None:
        """Pause the run."""
        self.person.pause()

    def stop(self) -> None:
        """Stop the run."""
        self.person.stop()

    def leave(self) -> None:
        """Stop the run, and leave its living calls alone."""
        self.person.stop(follow=False)

    def suppress(self, index: int, library: Library | None = None) -> None:
        """Somebody puts a contact's number on the list."""
        number = self.numbers[index + 2][0]
        (library or self.home.library).suppress({number: ""}, "by phone", self.clock.now())
        self.suppressed_at.setdefault(number, self.clock.true_s)

    def exclude(self, index: int, library: Library | None = None) -> None:
        """Somebody takes a contact out of the campaign."""
        row, campaign = index + 2, self.dialed.id
        if (library or self.home.library).exclude(campaign, [row], self.clock.now()):
            self.excluded_at.setdefault((campaign, row), self.clock.true_s)

    def include(self, index: int) -> None:
        """Somebody puts a contact back."""
        row, campaign = index + 2, self.dialed.id
        self.home.library.include(campaign, [row], self.clock.now())
        self.redecided.add(campaign)
        self.excluded_at.pop((campaign, row), None)

    def correct(self, index: int) -> None:
        """Somebody corrects a contact's number, and the run hears of it. Raises `BadInput` while
        the contact is being called."""
        row, campaign = index + 2, self.dialed.id
        old, *more = self.all_numbers[campaign][row]
        new = self.home.new_number(place_of(old) or NOWHERE)
        cell = self.home.library.contacts(campaign).table.columns[0][index]
        said = Correction(row, "Phone", cell, new)
        corrected = self.home.library.correct(campaign, said, self.clock.now())
        self.replaced_at[campaign, row, old] = self.clock.true_s
        self.redecided.add(campaign)
        self.all_numbers[campaign][row] = (new, *more)
        self.person.take(corrected)

    def end_talking(self) -> None:
        """Somebody ends the calls that are talking."""
        self._beside.append(asyncio.ensure_future(self.person.end_talking()))

    async def until(self, come_true: Callable[[], bool]) -> None:
        """Wait in a story until something is the case."""
        while not come_true():
            await self.pass_time(0.01)

    async def pass_time(self, seconds: float) -> None:
        """Let the run go on for a while, in a story."""
        await asyncio.sleep(seconds)

    def unexplained(self, trouble: Trouble) -> list[str]:
        """What is wrong with a run that ended so."""
        code = trouble.reason.code
        if not code.startswith("store.") or code in self.expected:
            return []
        return [f"a run ended with {code}, and nothing was in its way"]

    # What it shows

    @property
    def person(self) -> Dialer:
        """The hand on the buttons of the run that is on."""
        assert self.dialer is not None
        return self.dialer

    @property
    def campaigns(self) -> list[Campaign]:
        """The campaign, and its twin."""
        return [self.campaign, self.twin] if self.twin else [self.campaign]

    @property
    def numbers(self) -> dict[int, tuple[str, ...]]:
        """The numbers of each row, as they are now."""
        return self.all_numbers[self.campaign.id]

    def numbers_of(self, campaign_id: str, row: int) -> tuple[str, ...]:
        """The numbers of a contact, as they are now."""
        return self.all_numbers[campaign_id][row]

    def replaced(self, campaign_id: str, row: int, by_s: float) -> list[str]:
        """A contact's first numbers that were corrected by a time, in true seconds."""
        return [
            number
            for (*place, number), at_s in self.replaced_at.items()
            if place == [campaign_id, row] and at_s <= by_s
        ]

    def wanted_by(self, row: int) -> str:
        """When a contact wants to be called, as its row says; "" where it does not."""
        return self.wanted[row - 2] if row - 2 < len(self.wanted) else ""

    @property
    def sent(self) -> list[int]:
        """The rows whose requests left, in order."""
        return [departure.row for departure in self.service.departures]

    @property
    def accepted(self) -> list[int]:
        """The rows whose telephones rang, in order."""
        return [call.row for call in self.service.accepted]

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every attempt that the library has."""
        return self.home.library.attempts(self.campaign.id)

    @property
    def rows(self) -> dict[int, str]:
        """Each row with the states of its attempts: `{2: "withdrawn ended"}`."""
        states: dict[int, list[str]] = {}
        for attempt in self.attempts:
            states.setdefault(attempt.row, []).append(attempt.state.value)
        return {row: " ".join(each) for row, each in states.items()}

    @property
    def contacts(self) -> Contacts:
        """The contacts as the library has them now."""
        return self.home.library.contacts(self.campaign.id)

    def told(self) -> list[tuple[object, ...]]:
        """All that happened, without the names that are new each time."""
        events = [
            (event.at, event.kind, event.row, event.detail.get("call_id"))
            for campaign in self.campaigns
            for event in self.home.library.events(campaign.id)
        ]
        return [*((each.row, each.at_s) for each in self.service.departures), *events]

    @property
    def held(self) -> dict[int, str]:
        """The rows that are held, with the code of the reason."""
        contacts = self.contacts
        return {
            row: each.reason.code if each.reason else ""
            for row, each in zip(contacts.table.rows, contacts.decided, strict=True)
            if each is not READY
        }

    # How

    async def _life(self, story: Story | None) -> RunReport:
        line = self.line_as(self.service.line(self.machine.reach, self.departing))
        watched = WatchedLibrary(self.home.library, self.machine.reach)
        library = self.library_as(watched)
        self.dialer = None
        self._beside: list[asyncio.Future[int]] = []
        self.progress.clear()
        try:
            await self.second.goes_first()
            self.dialer = Dialer(
                *(library, line, self.clock, self.dialed, self._hear),
                *(self.timing, self.attendance),
            )
            if story is None:
                return await self.dialer.run()
            running = self.running = asyncio.create_task(self.dialer.run())
            telling = asyncio.ensure_future(story(self))
            await asyncio.wait({running, telling}, return_when=asyncio.FIRST_EXCEPTION)
            if telling.done():
                telling.result()
            return running.result()
        finally:
            if not self.machine.dead:
                await asyncio.gather(*self._beside, return_exceptions=True)
                await self.second.is_done()

    def departing(self, attempt_id: str, body: str) -> None:
        """The first byte of a request leaves: its intent is on disk."""
        on_disk = self.home.state_on_disk(attempt_id)
        if on_disk != ("intended", body):
            self.wrongs.append(f"sent without its intent on disk: {on_disk}")
        number = json.loads(body)["outbound_calls"][0]["to_number"]
        if self.campaign.calling.opt_out_value and self.home.gave_back(number, OPT_OUT):
            self.wrongs.append("a number was called that is known to have opted out")

    def _hear(self, change: Attempt | ContactHeld | Progress) -> None:
        if self.machine.dead:
            return
        if isinstance(change, Progress):
            self.progress.append(change)
        elif isinstance(change, Attempt):
            on_disk = self.home.state_on_disk(change.id)
            if on_disk is None or on_disk[0] != change.state:
                self.wrongs.append(f"told {change.state} while {on_disk} is on disk")

    def _new_campaign(
        self,
        pace: Pace,
        rules: Rules,
        columns: Sequence[str],
        numbers: Sequence[Sequence[str]],
        names: Sequence[str],
        source: Source | None = None,
    ) -> Campaign:
        assert CONNECTION.from_number is not None
        line = replace(CONNECTION.from_number, number=self.calling_from)
        campaign = Campaign(
            id=new_id(),
            created_at=self.clock.now() - timedelta(minutes=1),
            source=source or self.home.source,
            mapping=Mapping(tuple(map(NumberColumn, columns)), None, (NAME,)),
            rules=rules,
            connection=replace(CONNECTION, from_number=line),
            pace=pace,
        )
        self.all_numbers[campaign.id] = dict(enumerate(zip(*numbers, strict=True), 2))
        cells = dict(zip(columns, numbers, strict=True))
        self.home.library.create_campaign(campaign, contacts_of(cells, names, self.wanted))
        return campaign
