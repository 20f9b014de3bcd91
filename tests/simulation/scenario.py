"""Scenarios: what goes wrong in a campaign, drawn from a seed, and played to the end."""

import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from dialsheet.campaign import CallingRules, Outcome, Pace, Retry, Rules, SortKey, Window
from dialsheet.dialing import PATIENT, AfterGap, Attendance
from dialsheet.errors import Trouble
from simulation import invariants
from simulation.home import NOWHERE, PLACES, Home
from simulation.service import FATES, FAULTS, Weather
from simulation.virtual_time import Killed
from simulation.world import NO_RULES, World

HOUR_S = 3600.0
LONGEST_WAIT_S = 1.5 * HOUR_S  # for a contact's time
PATIENCE_S = 12 * HOUR_S  # after which a person stops a run that does not end
STEPS = {  # how often each is taken in a small campaign, at the most
    **dict.fromkeys(("before claim", "after claim", "sent", "answered"), 4),
    **dict.fromkeys(("before record_answer", "after record_answer"), 4),
    **dict.fromkeys(("before record_calls", "after record_calls"), 6),
    **dict.fromkeys(("read calls", "read call"), 8),
    **dict.fromkeys(("before attempts_in_brief", "after attempts_in_brief", "before hold"), 1),
    **dict.fromkeys(("before begin_run", "after begin_run"), 1),
    **dict.fromkeys(("before end_run", "after end_run"), 1),
}
SENDING = list(STEPS)[:6]  # where most is at stake
_ACTS: dict[str, Callable[[World, float], None]] = {
    "kill": lambda world, _: world.machine.kill(),
    "suspend": lambda world, seconds: world.clock.suspend(abs(seconds)),
    "set clock": lambda world, seconds: world.clock.set_by(seconds),
    "pause": lambda world, seconds: world.pause_for(min(abs(seconds), 600.0)),
    "stop": lambda world, _: world.stop(),
    "leave": lambda world, _: world.leave(),
    "disk read-only": lambda world, _: world.home.disk_is_read_only(),
    "suppress": lambda world, seconds: world.suppress(int(abs(seconds)) % len(world.numbers)),
    "exclude": lambda world, seconds: world.exclude(int(abs(seconds)) % len(world.numbers)),
}
LOSING = [  # a call was placed, and the answer is lost
    *("timeout-after-acceptance", "reset-after-acceptance", "500-with-call", "cut-json"),
    "html-502-with-call",
]
HARMFUL = sorted(FAULTS.keys() - {"", "slow", *LOSING})


@dataclass(frozen=True)
class Mishap:
    """Something that happens to the machine, or that a person does, at a step of the work."""

    step: str
    nth: int
    what: str
    seconds: float = 0.0

    def plan(self, world: World) -> None:
        """Let it happen in the next run."""
        world.machine.at(self.step, self.nth, lambda: _ACTS[self.what](world, self.seconds))


@dataclass(frozen=True)
class Life:
    """One process: from its start to its end or its crash."""

    weather: Weather
    mishaps: tuple[Mishap, ...]
    rests_s: float  # before the next one starts
    reopens: bool  # whether that one opens the library anew: slow, and rarely different
    sets_clock: bool  # whether somebody sets the machine's clock right meanwhile


@dataclass(frozen=True)
class Scenario:
    """All that a seed decides."""

    seed: int
    contacts: int
    pace: Pace
    limit: int | None
    poll_s: float
    counts_sleep: bool
    lists_row_data: bool
    twins: bool  # two contacts have one number, and both are to be called
    lives: tuple[Life, ...]
    calling: CallingRules
    places: tuple[str, ...]
    homes: bool
    after_gap: AfterGap

    @classmethod
    def of(cls, seed: int) -> "Scenario":
        """The scenario of a seed: always the same one."""
        chance = random.Random(seed)
        lists_row_data = chance.random() < 0.8
        contacts = chance.randint(1, 6)
        return cls(
            seed=seed,
            contacts=contacts,
            pace=Pace(chance.choice((0.05, 0.5, 1.0, 1.0, 3.0, 0.0)), chance.randint(1, 4)),
            limit=chance.choice((None, None, None, chance.randint(1, 6))),
            poll_s=chance.choice((2.0, 5.0, 10.0)),
            counts_sleep=chance.random() < 0.3,
            lists_row_data=lists_row_data,
            twins=chance.random() < 0.15,
            lives=tuple(
                _life(chance, lists_row_data) for _ in range(chance.choice((0, 1, 1, 2, 2, 2, 3)))
            ),
            calling=_calling(chance) if chance.random() < 0.6 else NO_RULES,
            places=tuple(chance.choices((*PLACES, *PLACES, NOWHERE), k=3)),
            homes=chance.random() < 0.4,
            after_gap=chance.choice((AfterGap.GO_ON, AfterGap.PAUSE, AfterGap.STOP)),
        )

    def play(self, home: Home, change: Callable[[World], None] = lambda _world: None) -> World:
        """Play it to the end; raises `Violated` when something was ever wrong.

        `change` may break something in the world before it starts.
        """
        world = World(
            home,
            contacts=self.contacts,
            pace=self.pace,
            rules=Rules(limit=self.limit, calling=self.calling),
            timing=replace(PATIENT, poll_s=self.poll_s),
            seed=self.seed,
            counts_sleep=self.counts_sleep,
            twins=self.twins,
            attendance=Attendance(self.after_gap, LONGEST_WAIT_S),
            places=self.places,
            homes=self.homes,
        )
        change(world)
        try:
            self._play(world, home)
        except Violated:
            raise
        except Exception as error:
            raise Violated(self, [repr(error)]) from error
        finally:
            home.disk_is_well()
        return world

    def _play(self, world: World, home: Home) -> None:
        for life in self.lives:
            world.service.turn(life.weather)
            for mishap in life.mishaps:
                mishap.plan(world)
            with contextlib.suppress(Killed, Trouble):
                world.run(_person)
            self._judge(invariants.always(world))
            world.restart(life.rests_s)
            if life.reopens:
                home.reopen()
            if life.sets_clock:
                world.clock.set_right()
        world.service.turn(Weather(lists_row_data=self.lists_row_data))
        world.clock.set_right()
        report = world.run(_person)  # in fine weather nothing may go wrong any more
        self._judge(invariants.in_the_end(world, report))

    def _judge(self, wrongs: list[str]) -> None:
        if wrongs:
            raise Violated(self, wrongs)


class Violated(AssertionError):
    """What must never be was seen; the seed plays it again."""

    def __init__(self, scenario: Scenario, wrongs: list[str]) -> None:
        super().__init__("\n  ".join([f"seed {scenario.seed}:", *wrongs]) + f"\n{scenario}")
        self.wrongs = wrongs


async def _person(world: World) -> None:
    """Resumes a run that missed something, and stops one that does not end by itself, which no
    run should need."""
    patience_s = PATIENCE_S
    while world.running and not world.running.done():
        await world.pass_time(60.0)
        last = world.progress[-1] if world.progress else None
        if last and last.reason and last.reason.code == "dialing.missed":
            world.person.resume()
        patience_s -= 60.0
        if patience_s == 0:
            world.wrongs.append("the run did not end by itself")
            world.leave()


def _life(chance: random.Random, lists_row_data: bool) -> Life:
    bad = chance.sample(LOSING, chance.randint(0, 2)) + chance.sample(HARMFUL, chance.randint(0, 2))
    return Life(
        Weather(
            rates={name: chance.choice((0.1, 0.3)) for name in bad} | {"slow": 0.1},
            reads_fail=chance.choice((0.0, 0.0, 0.05, 0.3)),
            outages=((chance.uniform(0, 60), chance.uniform(60, 2000)),) * (chance.random() < 0.2),
            list_lag_s=chance.choice((0.0, 0.0, 3.0, 30.0, 300.0, 3000.0)),
            lists_row_data=lists_row_data and chance.random() < 0.9,
            lists_created=chance.random() < 0.8,
            page=chance.choice((1, 2, 100)),
            fates=tuple(chance.choices(list(FATES), k=3)),
        ),
        tuple(_mishap(chance) for _ in range(chance.choice((0, 1, 1, 2, 3, 3)))),
        chance.choice((0.5, 5.0, 400.0, 20_000.0)),
        chance.random() < 0.1,
        chance.random() < 0.5,
    )


def _calling(chance: random.Random) -> CallingRules:
    """Rules by which somebody's time comes within the hour, and somebody's does not."""
    hour = 60
    windows = (Window(0, 24 * hour), Window(), Window(9 * hour + 20, 20 * hour))
    closing = (Window(8 * hour, 9 * hour + 2), Window(4 * hour, 18 * hour + 3))
    retries = (
        Retry(Outcome.BUSY, chance.choice((20.0, 600.0)), chance.randint(2, 3)),
        Retry(Outcome.NO_ANSWER, 900.0, 2),
        Retry(Outcome.VOICEMAIL, 3600.0, 2),
    )
    return CallingRules(
        window=chance.choice(windows + closing),
        cap=chance.choice((1000, 3, 2, 1)),
        retries=tuple(chance.sample(retries, chance.randint(0, 3))),
        next_number=chance.choice(
            ((), (Outcome.BUSY, Outcome.NO_ANSWER), (Outcome.NOT_CONNECTED, Outcome.VOICEMAIL))
        ),
        order=chance.choice(((), (SortKey("Name", descending=True),))),
    )


def _mishap(chance: random.Random) -> Mishap:
    what = chance.choice(("kill", "kill", "kill", *_ACTS))
    seconds = chance.choice((0.5, 7.0, 600.0, 30_000.0)) * chance.choice((1, 1, 1, -1))
    step = chance.choice((*STEPS, *SENDING, *SENDING))
    return Mishap(step, chance.randint(1, STEPS[step]), what, seconds)
