"""The pace: slots keep their distance on the monotonic clock, and nothing catches up."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from dialsheet.dialing.pacer import Pacer
from simulation.virtual_time import VirtualClock, play


def slots(
    per_second: float, takers: int, between: Callable[[Pacer, int], Awaitable[None]]
) -> list[float]:
    """When each of `takers` got its slot, `between` done before it asked; from the start on."""
    clock = VirtualClock()
    taken: list[float] = []

    async def take() -> None:
        pacer = Pacer(clock, per_second)
        start = clock.monotonic()
        for taker in range(takers):
            await between(pacer, taker)
            await pacer.slot()
            taken.append(round(clock.monotonic() - start, 3))

    play(take(), clock)
    return taken


async def nothing(_pacer: Pacer, _taker: int) -> None:
    """Ask at once."""


@pytest.mark.parametrize(("pace", "gap"), [(1.0, 1.0), (3.0, 0.333), (0.01, 100.0), (0.0, 0.0)])
def test_slots_keep_their_distance(pace: float, gap: float) -> None:
    taken = slots(pace, 4, nothing)
    assert taken == pytest.approx([0.0, gap, 2 * gap, 3 * gap], abs=0.002)


def test_who_comes_late_gets_a_slot_at_once_and_the_next_keeps_its_distance() -> None:
    async def dawdle(_pacer: Pacer, taker: int) -> None:
        await asyncio.sleep(10 if taker == 1 else 0)

    assert slots(1.0, 4, dawdle) == [0.0, 10.0, 11.0, 12.0]


def test_holding_off_and_resting() -> None:
    async def hold_off(pacer: Pacer, taker: int) -> None:
        if taker == 1:
            pacer.hold_off(5.0)
        if taker == 2:
            pacer.hold_off(0.5)  # less than the pace itself
        if taker == 3:
            await asyncio.sleep(60)
            pacer.rest()

    assert slots(1.0, 4, hold_off) == [0.0, 5.0, 6.0, 67.0]


def test_those_who_wait_together_are_served_one_by_one() -> None:
    clock = VirtualClock()
    taken: list[float] = []

    async def all_at_once() -> None:
        pacer = Pacer(clock, 2.0)

        async def take() -> None:
            await pacer.slot()
            taken.append(clock.monotonic())

        await asyncio.gather(*(take() for _ in range(5)))

    play(all_at_once(), clock)
    gaps = [after - before for before, after in pairwise(taken)]
    assert min(gaps) >= 0.5
    assert max(gaps) < 0.501


def test_the_wait_is_told() -> None:
    clock = VirtualClock()

    async def look() -> list[float]:
        pacer = Pacer(clock, 1.0)
        told = [pacer.wait_s]
        await pacer.slot()
        told.append(round(pacer.wait_s, 3))
        await asyncio.sleep(0.75)
        told.append(round(pacer.wait_s, 3))
        await asyncio.sleep(5)
        return [*told, pacer.wait_s]

    assert play(look(), clock) == [0.0, 1.0, 0.25, 0.0]
