"""Campaigns that go wrong in every way, each drawn from a seed: the promises hold in all of them.

A failure names its seed; `pytest "…::test_the_promises_hold[SEED]"` plays it again, exactly.
Many more at once: see `__main__`.
"""

import pytest

from dialsheet.campaign import Pace
from dialsheet.dialing import Timing
from simulation import invariants
from simulation.home import Home
from simulation.scenario import Scenario
from simulation.service import FATES, Weather
from simulation.world import World


@pytest.mark.parametrize("seed", range(2000))
def test_the_promises_hold(home: Home, seed: int) -> None:
    Scenario.of(seed).play(home)


@pytest.mark.parametrize("seed", [3, 33])
def test_a_seed_replays_exactly(home: Home, seed: int) -> None:
    assert Scenario.of(seed) == Scenario.of(seed)
    first, second = (Scenario.of(seed).play(home).told() for _ in range(2))
    assert first == second
    assert len(first) > 20


def test_a_day_of_calls(home: Home) -> None:
    """A working day at a slow pace: every call is made, followed and written down."""
    world = World(
        home,
        contacts=36,
        pace=Pace(per_second=1 / 900),
        timing=Timing(poll_s=30.0),
        weather=Weather(fates=tuple(FATES)),
    )
    start = world.clock.true_s
    report = world.run()
    assert world.clock.true_s - start > 35 * 900
    assert world.sent == list(range(2, 38))
    assert set(world.rows.values()) == {"ended"}
    assert invariants.in_the_end(world, report) == []
