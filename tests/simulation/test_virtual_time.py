"""Virtual time: it jumps, it never stands still, and a killed process does nothing any more."""

import asyncio
from datetime import timedelta

import pytest

from simulation.virtual_time import EPOCH, Killed, Stuck, VirtualClock, play


def test_a_day_passes_without_waiting() -> None:
    clock = VirtualClock()
    before = clock.monotonic()

    async def sleep_a_day() -> str:
        await asyncio.sleep(86_400)
        return "rested"

    assert play(sleep_a_day(), clock) == "rested"
    assert clock.monotonic() - before == pytest.approx(86_400, abs=0.001)


def test_time_comes_in_order() -> None:
    clock = VirtualClock()
    woken: list[tuple[str, float]] = []

    async def sleep(name: str, seconds: float) -> None:
        start = clock.monotonic()
        await asyncio.sleep(seconds)
        woken.append((name, round(clock.monotonic() - start, 3)))

    async def all_of_them() -> None:
        await asyncio.gather(sleep("late", 5), sleep("early", 0.5), sleep("between", 3))

    play(all_of_them(), clock)
    assert woken == [("early", 0.5), ("between", 3), ("late", 5)]


@pytest.mark.parametrize(("counts_sleep", "ticked"), [(False, 0.0), (True, 3600.0)])
def test_a_lid_is_closed_and_a_clock_is_set(counts_sleep: bool, ticked: float) -> None:
    clock = VirtualClock(counts_sleep=counts_sleep)
    now, monotonic, true_s = clock.now(), clock.monotonic(), clock.true_s
    assert now == EPOCH + timedelta(seconds=true_s)
    clock.suspend(3600)
    clock.set_by(-60)
    assert clock.now() - now == timedelta(seconds=3540)
    assert clock.monotonic() - monotonic == ticked
    assert clock.true_s - true_s == 3600


def test_who_waits_for_nothing_is_found() -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(Stuck, match="everybody waits"):
        play(wait(), VirtualClock())


def test_who_spins_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulation.virtual_time.MOST_TURNS", 1000)

    async def spin() -> None:
        while True:  # noqa: ASYNC110  that is the point
            await asyncio.sleep(0)

    with pytest.raises(Stuck, match="turns and turns"):
        play(spin(), VirtualClock())


def test_a_task_left_behind_is_found() -> None:
    tasks = []

    async def leave() -> None:
        tasks.append(asyncio.create_task(asyncio.sleep(60)))

    with pytest.raises(AssertionError, match="left behind"):
        play(leave(), VirtualClock())


def test_after_the_kill_nothing_has_an_effect() -> None:
    done: list[str] = []
    dead = False

    async def work(name: str) -> None:
        while True:
            await asyncio.sleep(1)
            if dead:
                raise Killed
            done.append(name)

    async def live() -> None:
        nonlocal dead
        tasks = [asyncio.create_task(work(name)) for name in "ab"]
        await asyncio.sleep(1.5)
        dead = True
        await asyncio.gather(*tasks)

    with pytest.raises(Killed):
        play(live(), VirtualClock(), lambda: dead)
    assert done == ["a", "b"]
