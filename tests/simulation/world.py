"""A world to dial in: a campaign in a real library, a machine that fails, a simulated service."""

import asyncio
from array import array
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import replace
from datetime import timedelta
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
    Field,
    Mapping,
    NumberColumn,
    Pace,
    PhoneNumber,
    Rules,
    Window,
    new_id,
)
from dialsheet.columns import CodedColumn, Table, TextColumn
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
from dialsheet.numbers import Check, Verdict, VerdictColumn
from dialsheet.ports import Library
from simulation.home import NOWHERE, Home
from simulation.service import Service, Weather
from simulation.virtual_time import Killed, VirtualClock, play

T = TypeVar("T")

CONNECTION = Connection(
    "Work",
    practice=False,
    agent=Agent("agent_1", "Agent"),
    from_number=PhoneNumber("pn_1", "+14155550000", "twilio"),
)
NO_RULES = CallingRules(window=Window(0, 24 * 60), cap=1000)
UNATTENDED = Attendance(AfterGap.GO_ON)
Story = Callable[["World"], Awaitable[None]]
NewWorld = Callable[..., "World"]


class Machine:
    """What Dialsheet runs on. Its work has named steps; things can be made to happen at them.

    Steps: `before` and `after` each name of a library's method, `read calls`, `read call`,
    `sent` (the first byte left) and `answered`.
    """

    def __init__(self) -> None:
        self.dead = False
        self._reached: Counter[str] = Counter()
        self._planned: defaultdict[tuple[str, int], list[Callable[[], None]]] = defaultdict(list)

    def at(self, step: str, nth: int, act: Callable[[], None]) -> None:
        """Let something happen when this step is reached for the `nth` time in this process."""
        self._planned[step, nth].append(act)

    def reach(self, step: str) -> None:
        """A step is taken. Raises `Killed` when it was the last."""
        if self.dead:
            raise Killed
        self._reached[step] += 1
        for act in self._planned[step, self._reached[step]]:
            act()
        if self.dead:
            raise Killed

    def taken(self, step: str) -> int:
        """How often a step was taken in this process."""
        return self._reached[step]

    def kill(self) -> None:
        """Nothing of the process runs any more."""
        self.dead = True

    def boot(self) -> None:
        """A new process, with nothing planned."""
        self.__init__()  # type: ignore[misc]


class WatchedLibrary:
    """A library whose every use is a step of the machine."""

    def __init__(self, library: Library, machine: Machine) -> None:
        self._library = library
        self._machine = machine

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._library, name)

        def use(*arguments: Any, **named: Any) -> Any:
            self._machine.reach(f"before {name}")
            result = method(*arguments, **named)
            self._machine.reach(f"after {name}")
            return result

        return use


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
        calling_from: str | None = None,
    ) -> None:
        """A world of `contacts` ready contacts in the rows from 2 on.

        `places` is where they live in turn; with `homes` each has a second number. `wanted` are
        the cells of the column `Call after`.
        `names` are what the agent reads of the first contacts, beside their numbers; with `twins`
        the last two have one number. Where nobody says from which number they are called, it is
        one that is used in no other world.
        """
        self.clock = VirtualClock(counts_sleep=counts_sleep)
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
        self.home = home
        columns = ("Phone", "Home") if homes else ("Phone",)
        self.calling_from = calling_from or home.new_number()
        self.campaign = self._campaign(pace or Pace(), rules or Rules(calling=NO_RULES), columns)
        where = [place for _, place in zip(range(contacts), cycle(places or [NOWHERE]))]
        numbers = [[home.new_number(place) for place in where] for _ in columns]
        if twins:
            numbers[0][-1] = numbers[0][max(0, contacts - 2)]
        self.numbers = dict(enumerate(zip(*numbers, strict=True), 2))  # of each row
        self.suppressed_at: dict[str, float] = {}  # numbers, and when, in true seconds
        self.excluded_at: dict[int, float] = {}  # rows
        home.library.create_campaign(
            self.campaign, _contacts(dict(zip(columns, numbers, strict=True)), names, wanted)
        )

    # What it does

    def run(self, story: Story | None = None) -> RunReport:
        """One run, with a `story` beside it. Raises what the run raises, or `Killed`."""
        return play(self._life(story), self.clock, lambda: self.machine.dead)

    def evidence(self) -> dict[int, list[str]]:
        """The rows that a person must look at, each with the calls that may be its own."""
        found = self.recover(lambda recovery: recovery.look())
        return {each.attempt.row: [call.id for call in each.candidates] for each in found}

    def recover(self, work: Callable[[Recovery], Coroutine[Any, Any, T]]) -> T:
        """Do something with the service at hand, without a run."""
        line = self.service.line(self.machine.reach, self._departing)
        recovery = Recovery(self.home.library, line, self.clock, self.campaign)
        return play(work(recovery), self.clock, lambda: False)

    def restart(self, after_s: float = 5.0) -> None:
        """A new process starts, a while after the last one ended, and the disk is well again."""
        self.machine.boot()
        self.clock.pass_by(after_s)
        self.home.disk_is_well()

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

    def suppress(self, index: int) -> None:
        """Somebody puts a contact's number on the list."""
        number = self.numbers[index + 2][0]
        self.home.library.suppress({number: ""}, "by phone", self.clock.now())
        self.suppressed_at.setdefault(number, self.clock.true_s)

    def exclude(self, index: int) -> None:
        """Somebody takes a contact out of the campaign."""
        row = index + 2
        if self.home.library.exclude(self.campaign.id, [row], self.clock.now()):
            self.excluded_at.setdefault(row, self.clock.true_s)

    async def until(self, come_true: Callable[[], bool]) -> None:
        """Wait in a story until something is the case."""
        while not come_true():
            await self.pass_time(0.01)

    async def pass_time(self, seconds: float) -> None:
        """Let the run go on for a while, in a story."""
        await asyncio.sleep(seconds)

    # What it shows

    @property
    def person(self) -> Dialer:
        """The hand on the buttons of the run that is on."""
        assert self.dialer is not None
        return self.dialer

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
        line = self.line_as(self.service.line(self.machine.reach, self._departing))
        library = self.library_as(WatchedLibrary(self.home.library, self.machine))
        self.dialer = None
        self.progress.clear()
        self.dialer = Dialer(
            library, line, self.clock, self.campaign, self._hear, self.timing, self.attendance
        )
        if story is None:
            return await self.dialer.run()
        running = self.running = asyncio.create_task(self.dialer.run())
        telling = asyncio.ensure_future(story(self))
        await asyncio.wait({running, telling}, return_when=asyncio.FIRST_EXCEPTION)
        if telling.done():
            telling.result()
        return running.result()

    def _departing(self, attempt_id: str, body: str) -> None:
        on_disk = self.home.state_on_disk(attempt_id)
        if on_disk != ("intended", body):
            self.wrongs.append(f"sent without its intent on disk: {on_disk}")

    def _hear(self, change: Attempt | ContactHeld | Progress) -> None:
        if self.machine.dead:
            return
        if isinstance(change, Progress):
            self.progress.append(change)
        elif isinstance(change, Attempt):
            on_disk = self.home.state_on_disk(change.id)
            if on_disk is None or on_disk[0] != change.state:
                self.wrongs.append(f"told {change.state} while {on_disk} is on disk")

    def _campaign(self, pace: Pace, rules: Rules, columns: Sequence[str]) -> Campaign:
        assert CONNECTION.from_number is not None
        line = replace(CONNECTION.from_number, number=self.calling_from)
        return Campaign(
            id=new_id(),
            created_at=self.clock.now() - timedelta(minutes=1),
            source=self.home.source,
            mapping=Mapping(
                tuple(map(NumberColumn, columns)), None, (Field("name", column="Name"),)
            ),
            rules=rules,
            connection=replace(CONNECTION, from_number=line),
            pace=pace,
        )


def _contacts(
    numbers: MappingABC[str, Sequence[str]], names: Sequence[str], wanted: Sequence[str]
) -> Contacts:
    rows = range(2, 2 + len(numbers["Phone"]))
    said = [*names, *(f"Contact {row}" for row in rows)][: len(rows)]
    after = [*wanted, *("" for _ in rows)][: len(rows)]
    cells = {**numbers, "Name": said, "Call after": after}
    return Contacts(
        Table(tuple(cells), array("Q", rows), tuple(map(TextColumn.of, cells.values()))),
        tuple(
            VerdictColumn(
                Verdict(Check.VALID, number, region="US" if number.startswith("+1") else None)
                for number in column
            )
            for column in numbers.values()
        ),
        CodedColumn(READY for _ in rows),
    )
