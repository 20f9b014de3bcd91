"""Rows are added while a run goes on: who may be called is, in the order of the rules, no twins."""

from array import array
from dataclasses import replace

import pytest

from dialsheet.campaign import READY, Addition, Contacts, SortKey
from dialsheet.columns import CodedColumn, Table, TextColumn
from dialsheet.dialing import RunState
from dialsheet.errors import Bug
from dialsheet.numbers import Check, Verdict, VerdictColumn
from simulation.world import NO_RULES, NewWorld, World


def add(world: World, *numbers: str, names: str = "") -> None:
    """Add contacts with these numbers in the library, and tell the run, as the window does."""
    known = world.contacts
    last = known.table.rows[-1]
    cells = {**dict.fromkeys(known.table.headers, numbers), "File": ["more.csv"] * len(numbers)}
    cells["Name"] = names.split(",") if names else ["New"] * len(numbers)
    table = Table(
        tuple(cells),
        array("Q", range(last + 2, last + 2 + len(numbers))),
        tuple(map(TextColumn.of, cells.values())),
    )
    verdicts = VerdictColumn(Verdict(Check.VALID, number, None, None, "US") for number in numbers)
    more = Contacts(table, (verdicts,), CodedColumn([READY] * len(numbers)))
    addition = Addition(world.home.source, last, more, "contacts.csv")
    added = world.home.library.add(world.campaign.id, addition, world.clock.now())
    world.person.take(added)
    for row, number in zip(table.rows, numbers, strict=True):
        world.numbers[row] = (number,)


@pytest.mark.parametrize("paused", [False, True])
def test_a_run_takes_up_what_is_added(new_world: NewWorld, paused: bool) -> None:
    world = new_world(3)
    new = [world.home.new_number() for _ in range(2)]

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        if paused:
            world.person.pause()
            await world.pass_time(300)
        add(world, new[0], world.numbers[3][0], new[1])
        assert world.progress[-1].total == 5
        world.person.resume()

    assert world.run(story).finished
    assert world.sent == [2, 3, 4, 6, 8]
    assert world.held == {7: "campaign.duplicate_of"}
    assert {attempt.number.e164 for attempt in world.attempts} >= set(new)


def test_a_run_that_follows_its_last_calls_dials_again(new_world: NewWorld) -> None:
    world = new_world(1)

    async def story(world: World) -> None:
        await world.until(lambda: any(e.state is RunState.FINISHING for e in world.progress))
        add(world, world.home.new_number())

    assert world.run(story).finished
    assert world.sent == [2, 4]


def test_nobody_is_taken_up_twice(new_world: NewWorld) -> None:
    world = new_world(2)
    taken: list[Addition] = []

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        take = world.person.take
        world.person.take = taken.append  # type: ignore[method-assign]
        add(world, world.home.new_number())
        take(taken[0])
        with pytest.raises(Bug):
            take(taken[0])

    assert world.run(story).finished
    assert world.sent == [2, 3, 5]


def test_a_pilot_stays_as_small_as_it_is(new_world: NewWorld) -> None:
    world = new_world(3, limit=2)

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        add(world, world.home.new_number())

    world.run(story)
    assert world.sent == [2, 3]


def test_they_stand_in_the_order_of_the_rules(new_world: NewWorld) -> None:
    calling = replace(NO_RULES, order=(SortKey("Name"),))
    world = new_world(3, calling=calling, names=["1", "30", "20"])

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        new = [world.home.new_number() for _ in range(2)]
        add(world, *new, names="40,10")

    assert world.run(story).finished
    assert world.sent == [2, 7, 4, 3, 6]


def test_a_run_that_begins_later_dials_them_and_knows_their_calls(new_world: NewWorld) -> None:
    world = new_world(1)
    assert world.run().finished
    add(world, world.home.new_number())
    world.restart()
    report = world.run()
    assert report.finished
    assert world.sent == [2, 4]
    assert report.progress.total == 2


def test_what_is_added_while_the_run_is_settling_is_taken_in_once(new_world: NewWorld) -> None:
    world = new_world(2)
    new = world.home.new_number()
    world.machine.at("read calls", 1, lambda: add(world, new))
    assert world.run().finished
    assert world.sent == [2, 3, 5]
