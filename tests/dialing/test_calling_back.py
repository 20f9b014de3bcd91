"""A person names the time of one more call, while the run goes on or before it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dialsheet.campaign import CallingRules, Outcome, Retry, Window
from dialsheet.dialing import RunState
from simulation.service import Weather
from simulation.virtual_time import EPOCH, Killed
from simulation.world import NO_RULES, NewWorld, World

HOUR_S = 3600.0
RETRY = replace(NO_RULES, retries=(Retry(Outcome.BUSY, 600.0, 3),))


def ask(world: World, row: int, after_s: float | None, *, told: bool = True) -> None:
    """Ask for a call to a row, so many seconds after the beginning; None: take it back."""
    at = None if after_s is None else EPOCH + timedelta(seconds=after_s)
    asked = world.home.library.call_back(world.campaign.id, row, at, world.clock.now())
    if told:
        world.person.take(asked)


def ended(world: World, row: int, times: int = 1) -> Callable[[], bool]:
    """Whether so many calls to a row are over."""
    return lambda: world.rows.get(row, "") == " ".join(["ended"] * times)


def fated(*fates: str) -> Weather:
    return Weather(fates=fates, connects_s=(0.1, 0.1), answers_s=(0.2, 0.2))


def test_one_who_waits_for_the_first_call_waits_for_the_time(new_world: NewWorld) -> None:
    world = new_world(4)

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        ask(world, 4, HOUR_S)
        await world.until(lambda: any(each.state is RunState.WAITING for each in world.progress))
        assert world.held == {4: "campaign.call_back"}

    assert world.run(story).finished
    assert world.sent == [2, 3, 5, 4]
    assert HOUR_S <= world.service.departures[-1].true_s < HOUR_S + 60
    assert world.held == {}


@pytest.mark.parametrize("fate", ["completed", "busy", "error", "voicemail"])
def test_one_who_was_called_is_called_once_more_whatever_that_came_to(
    new_world: NewWorld, fate: str
) -> None:
    world = new_world(2, weather=fated(fate), pace=1 / 900)

    async def story(world: World) -> None:
        await world.until(ended(world, 2))
        ask(world, 2, HOUR_S)

    assert world.run(story).finished
    assert world.sent == [2, 3, 2]
    assert world.service.departures[-1].true_s >= HOUR_S


def test_it_outweighs_a_retry_and_there_is_none_before(new_world: NewWorld) -> None:
    world = new_world(1, calling=RETRY, weather=fated("busy", "completed"))

    async def story(world: World) -> None:
        await world.until(ended(world, 2))
        ask(world, 2, 2 * HOUR_S)

    assert world.run(story).finished
    assert world.sent == [2, 2]
    assert world.service.departures[-1].true_s >= 2 * HOUR_S


def test_it_outweighs_the_cell(new_world: NewWorld) -> None:
    calling = replace(NO_RULES, callback_column="Call after")
    world = new_world(2, calling=calling, places=["+442079"], wanted=["2026-03-03", "never"])
    for row in (2, 3):
        ask(world, row, HOUR_S, told=False)
    assert world.run().finished
    assert [(each.row, each.true_s // HOUR_S) for each in world.service.departures] == [
        (2, 1.0),
        (3, 1.0),
    ]


def test_what_was_asked_for_while_the_call_lives_follows_it(new_world: NewWorld) -> None:
    world = new_world(1)

    async def story(world: World) -> None:
        await world.until(lambda: world.rows == {2: "placed"})
        ask(world, 2, HOUR_S)

    assert world.run(story).finished
    assert world.sent == [2, 2]
    assert world.rows == {2: "ended ended"}


def test_what_is_taken_back_is_not_called(new_world: NewWorld) -> None:
    world = new_world(2, pace=1 / 900)

    async def story(world: World) -> None:
        await world.until(ended(world, 2))
        ask(world, 2, HOUR_S)
        ask(world, 3, HOUR_S)
        assert world.progress[-1].waiting == 2
        ask(world, 2, None)
        ask(world, 3, None)
        assert world.progress[-1].waiting == 1

    assert world.run(story).finished
    assert world.sent == [2, 3]
    assert world.service.departures[-1].true_s < HOUR_S
    assert world.held == {}


def test_a_run_that_begins_later_knows_of_it(new_world: NewWorld) -> None:
    world = new_world(2)
    assert world.run().finished
    ask(world, 2, HOUR_S, told=False)

    async def killed_while_waiting(world: World) -> None:
        await world.until(lambda: any(each.state is RunState.WAITING for each in world.progress))
        world.machine.kill()

    with pytest.raises(Killed):
        world.run(killed_while_waiting)
    (summary,) = (
        each for each in world.home.library.campaigns() if each.campaign.id == world.campaign.id
    )
    assert summary.state == "unfinished"
    world.restart()
    assert world.run().finished
    assert world.sent == [2, 3, 2]


def test_another_process_that_dials_calls_nobody_too_early(new_world: NewWorld) -> None:
    """It was not told, and asks the library."""
    world = new_world(3)
    world.machine.at("sent", 1, lambda: ask(world, 3, HOUR_S, told=False))
    assert world.run().finished
    assert world.sent == [2, 4, 3]
    assert world.service.departures[-1].true_s >= HOUR_S


def test_window_and_list_are_asked_as_ever(new_world: NewWorld) -> None:
    calling = CallingRules(window=Window(), cap=1000)
    world = new_world(2, calling=calling, places=["+442079"])  # it is 9:16:40 there

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2, 3])
        await world.until(lambda: set(world.rows.values()) == {"ended"})
        ask(world, 2, 13 * HOUR_S)  # at night
        ask(world, 3, 13 * HOUR_S)
        world.suppress(1)

    assert world.run(story).finished
    assert world.sent == [2, 3, 2]
    opens_s = (EPOCH.replace(hour=8, minute=0) + timedelta(days=1) - EPOCH).total_seconds()
    assert opens_s - 60 <= world.service.departures[-1].true_s <= opens_s + 60
    assert world.held == {3: "store.suppressed"}


def test_what_is_taken_back_while_the_run_is_settling_leaves_what_the_rules_say(
    new_world: NewWorld,
) -> None:
    twice = replace(NO_RULES, retries=(Retry(Outcome.BUSY, 600.0, 2),))
    world = new_world(1, calling=twice, weather=fated("busy", "completed"))

    async def leaves(world: World) -> None:
        await world.until(ended(world, 2))
        ask(world, 2, HOUR_S)
        world.leave()

    world.run(leaves)
    world.restart()
    world.machine.at("after attempts_in_brief", 1, lambda: ask(world, 2, None))
    assert world.run().finished
    assert world.sent == [2, 2]
    assert world.service.departures[-1].true_s < HOUR_S


@pytest.mark.parametrize("step", ["before attempts_in_brief", "read calls"])
def test_one_whose_call_is_long_over_is_called_once_more(
    new_world: NewWorld, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """It is asked for while the next run finds out how things stand."""
    monkeypatch.setattr("dialsheet.dialing.dialer.REMEMBERED", 1)
    world = new_world(4)
    world.machine.at("sent", 3, world.stop)
    world.run()
    world.restart()
    world.machine.at(step, 1, lambda: ask(world, 2, HOUR_S))
    assert world.run().finished
    assert world.sent == [2, 3, 4, 5, 2]
    assert world.service.departures[-1].true_s >= HOUR_S
