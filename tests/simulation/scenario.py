"""Scenarios: what goes wrong in a campaign, drawn from a seed, and played to the end."""

import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from dialsheet.campaign import (
    CallingRules,
    DuplicatePolicy,
    Outcome,
    Pace,
    Repeated,
    Retry,
    Rules,
    SortKey,
    Window,
)
from dialsheet.dialing import PATIENT, AfterGap, Attendance, Recovery
from dialsheet.errors import BadInput, OutsideFault, Trouble
from simulation import invariants
from simulation.backups import Backup
from simulation.home import NOWHERE, PLACES, Home
from simulation.mishaps import Mishap
from simulation.service import FATES, FAULTS, Weather
from simulation.virtual_time import EPOCH, Killed
from simulation.weather import CALL_BACK, GONE, OPT_OUT
from simulation.world import NO_RULES, World

HOUR_S = 3600.0
LONGEST_WAIT_S = 1.5 * HOUR_S  # for a contact's time
_BROKEN_AGENT = "dialing.calls_end"
_LOOKED_AT = ("dialing.missed", "dialing.late_hit", _BROKEN_AGENT)  # why a run waits for a person
_RESUMED = ("dialing.refused", _BROKEN_AGENT)  # ends of a run on which another one follows
MOST_RUNS = 30  # that a campaign of a few contacts takes, whatever the service says of them
PATIENCE_S = 12 * HOUR_S  # after which a person stops a run that does not end
LOSING = [  # a call was placed, and the answer is lost
    *("timeout-after-acceptance", "reset-after-acceptance", "500-with-call", "cut-json"),
    "html-502-with-call",
]
SWAPPED = "swapped"
HARMFUL = sorted(FAULTS.keys() - {"", "slow", SWAPPED, *LOSING})
CLOCKS_CHANGE = {  # when a campaign starts, a while before; and windows that open or close then
    datetime(2026, 3, 8, 6, 20, tzinfo=UTC): ((150, 1260), (60, 122)),  # New York, forward
    datetime(2026, 11, 1, 5, 20, tzinfo=UTC): ((105, 1260), (60, 110)),  # and back
    datetime(2026, 3, 29, 0, 20, tzinfo=UTC): ((90, 1260), (30, 61)),  # London, forward
}


@dataclass(frozen=True)
class Life:
    """One process: from its start to its end or its crash."""

    weather: Weather
    mishaps: tuple[Mishap, ...]
    rests_s: float  # before the next one starts
    reopens: bool  # whether that one opens the library anew: slow, and rarely different
    sets_clock: bool  # whether somebody sets the machine's clock right meanwhile
    dials_twin: bool  # instead of the campaign
    late_s: float | None  # after a second process, which goes first; None: there is none
    loses: bool  # whether a backup from before it is put back afterwards
    judges: str  # what a person says of the unknown meanwhile: nothing, the truth, what they think


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
    has_twin: bool
    starts: datetime
    wanted: tuple[str, ...]
    same_sheet: bool  # of the campaign and its twin
    again: Repeated  # whom the twin calls of those who were called before
    wrong: tuple[int, ...]  # the indexes of contacts whose numbers the service refuses

    @classmethod
    def of(cls, seed: int) -> "Scenario":
        """The scenario of a seed: always the same one."""
        chance = random.Random(seed)
        lists_row_data = chance.random() < 0.8
        contacts = chance.randint(1, 6)
        has_twin = chance.random() < 0.3
        starts = chance.choice((*(EPOCH,) * 9, *CLOCKS_CHANGE))
        wanted = tuple(
            chance.choice(("", (starts + timedelta(minutes=minutes)).isoformat()))
            for minutes in (10, 40, 85)
        )
        scenario = cls(
            seed=seed,
            contacts=contacts,
            pace=Pace(chance.choice((0.05, 0.5, 1.0, 1.0, 3.0, 0.0)), chance.randint(1, 4)),
            limit=chance.choice((None, None, None, chance.randint(1, 6))),
            poll_s=chance.choice((2.0, 5.0, 10.0, 10.0)),
            counts_sleep=chance.random() < 0.3,
            lists_row_data=lists_row_data,
            twins=chance.random() < 0.15,
            lives=_stranger(
                random.Random(f"{seed}/stranger"),
                [
                    _life(chance, lists_row_data, has_twin=has_twin)
                    for _ in range(chance.choice((0, 1, 1, 2, 2, 2, 3)))
                ],
            ),
            calling=_calling(chance, starts) if chance.random() < 0.6 else NO_RULES,
            places=tuple(chance.choices((*PLACES, *PLACES, NOWHERE), k=3)),
            homes=chance.random() < 0.4,
            after_gap=chance.choice((AfterGap.GO_ON, AfterGap.PAUSE, AfterGap.STOP)),
            has_twin=has_twin,
            starts=starts,
            wanted=wanted,
            wrong=tuple(chance.choices(range(contacts), k=chance.choice((0, 0, 0, 1, 2, 3)))),
            same_sheet=False,
            again=Repeated.NOBODY,
        )
        return replace(
            scenario,
            same_sheet=chance.random() < 0.3,
            again=chance.choice((Repeated.NOBODY, Repeated.NOBODY, *Repeated)),
            calling=replace(
                scenario.calling, called_before_hours=chance.choice((0.0, 0.0, 0.2, 24.0))
            ),
        )

    def play(self, home: Home, change: Callable[[World], None] = lambda _world: None) -> World:
        """Play it to the end; raises `Violated` when something was ever wrong.

        `change` may break something in the world before it starts.
        """
        home.forget_runs()
        world = World(
            home,
            contacts=self.contacts,
            pace=self.pace,
            rules=Rules(
                DuplicatePolicy.ALL if self.twins else DuplicatePolicy.FIRST,
                limit=self.limit,
                calling=self.calling,
            ),
            timing=replace(PATIENT, poll_s=self.poll_s, queue_s=120.0),
            seed=self.seed,
            counts_sleep=self.counts_sleep,
            twins=self.twins,
            attendance=Attendance(self.after_gap, LONGEST_WAIT_S),
            places=self.places,
            homes=self.homes,
            has_twin=self.has_twin,
            starts=self.starts,
            wanted=self.wanted,
            same_sheet=self.same_sheet,
            again=self.again,
        )
        world.service.wrong_numbers = {world.numbers[index + 2][0] for index in self.wrong}
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
            dialed = world.campaigns[-1 if life.dials_twin else 0]
            backup = Backup(world) if life.loses else None
            if life.late_s is not None:
                world.second.will_go_first(world.campaign, life.late_s)
            try:
                world.run(_person, dialed)
            except Killed:
                pass
            except Trouble as trouble:
                world.wrongs += world.unexplained(trouble)
            self._judge(invariants.always(world))
            world.restart(life.rests_s)
            if backup is not None:
                backup.restore()
            if life.reopens:
                home.reopen()
            if life.sets_clock:
                world.clock.set_right()
            if life.judges:
                _settle(world, truly=life.judges == "truth")
        world.service.turn(Weather(lists_row_data=self.lists_row_data))
        world.clock.set_right()
        for campaign in world.campaigns:
            for _ in range(MOST_RUNS):
                report = world.run(_person, campaign)  # in fine weather nothing may go wrong
                self._judge(invariants.in_the_end(world, report))
                if not report.reason.code.startswith(_RESUMED):
                    break
            else:
                self._judge([f"the campaign comes to no end: {report.reason}"])

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
        if last and last.reason and last.reason.code.startswith(_LOOKED_AT):
            world.person.resume()
        patience_s -= 60.0
        if patience_s == 0:
            world.wrongs.append("the run did not end by itself")
            world.leave()


def _settle(world: World, *, truly: bool) -> None:
    """A person says of each unknown attempt what became of it; or else, if nobody sees a call,
    that there was none."""
    placed = {call.attempt_id: call.id for call in world.service.accepted}
    with contextlib.suppress(OutsideFault):
        for each in world.recover(Recovery.look):
            call_id = placed.get(each.attempt.id)
            if not truly and not each.candidates:
                if call_id:
                    world.unforeseen.add(each.attempt.id)
                call_id = None
            settle = partial(Recovery.settle, attempt=each.attempt, call_id=call_id)
            with contextlib.suppress(BadInput):
                world.recover(settle)


def _life(chance: random.Random, lists_row_data: bool, *, has_twin: bool) -> Life:
    bad = chance.sample(LOSING, chance.randint(0, 2)) + chance.sample(HARMFUL, chance.randint(0, 2))
    return Life(
        Weather(
            rates={name: chance.choice((0.1, 0.3)) for name in bad} | {"slow": 0.1},
            reads_fail=chance.choice((0.0, 0.0, 0.05, 0.3)),
            refuses=chance.choice((*("",) * 7, GONE)),
            outages=((chance.uniform(0, 60), chance.uniform(60, 2000)),) * (chance.random() < 0.2),
            list_lag_s=chance.choice((0.0, 0.0, 3.0, 30.0, 300.0, 3000.0)),
            lists_row_data=lists_row_data and chance.random() < 0.9,
            lists_created=chance.random() < 0.8,
            page=chance.choice((1, 2, 100)),
            fates=tuple(chance.choices(list(FATES), k=3)),
        ),
        tuple(Mishap.of(chance, has_twin=has_twin) for _ in range(chance.choice((0, 1, 2, 3)))),
        chance.choice((0.5, 5.0, 400.0, 20_000.0)),
        chance.random() < 0.1,
        chance.random() < 0.5,
        chance.random() < 0.3,
        chance.choice((*(None,) * 8, 0.0, 0.5, 10.0, 120.0)),
        False,
        chance.choice(("", "", "", "truth", "guess")),
    )


def _stranger(chance: random.Random, lives: list[Life]) -> tuple[Life, ...]:
    """The lives, with what the simulation learnt to play later: a service that gives two calls each
    other's IDs, and a person who puts a backup back. What was lost is listed when it is missed."""
    if chance.random() < 0.2:
        swaps = {SWAPPED: chance.choice((0.3, 0.6))}
        lives = [
            replace(life, weather=replace(life.weather, rates={**swaps, **life.weather.rates}))
            for life in lives
        ]
    if lives and chance.random() < 0.2:
        lost = chance.randrange(len(lives))
        lives[lost] = replace(lives[lost], loses=True, rests_s=max(5.0, lives[lost].rests_s))
        for nth in range(lost + 1, len(lives)):
            seen = replace(lives[nth].weather, list_lag_s=0.0, lists_created=True)
            lives[nth] = replace(lives[nth], weather=seen)
    return tuple(lives)


def _calling(chance: random.Random, starts: datetime) -> CallingRules:
    """Rules by which somebody's time comes within the hour, and somebody's does not."""
    hour = 60
    windows = (Window(0, 24 * hour), Window(), Window(9 * hour + 20, 20 * hour))
    closing = (Window(8 * hour, 9 * hour + 2), Window(4 * hour, 18 * hour + 3))
    retries = (
        Retry(Outcome.BUSY, chance.choice((20.0, 600.0)), chance.randint(2, 3)),
        Retry(Outcome.NO_ANSWER, 900.0, 2),
        Retry(Outcome.VOICEMAIL, 3600.0, 2),
    )
    changing = tuple(Window(*each) for each in CLOCKS_CHANGE.get(starts, ()))
    return CallingRules(
        window=chance.choice(changing or windows + closing),
        cap=chance.choice((1000, 3, 2, 1)),
        retries=tuple(chance.sample(retries, chance.randint(0, 3))),
        next_number=chance.choice(
            ((), (Outcome.BUSY, Outcome.NO_ANSWER), (Outcome.NOT_CONNECTED, Outcome.VOICEMAIL))
        ),
        order=chance.choice(((), (SortKey("Name", descending=True),))),
        callback_column=chance.choice((None, None, "Call after")),
        callback_value=chance.choice((None, CALL_BACK)),
        opt_out_value=chance.choice((None, OPT_OUT)),
        broken_agent=chance.choice((None, None, 2, 3)),
    )
