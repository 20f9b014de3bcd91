"""Numbers corrected while a run is paused: who may be called then is called, and nobody twice."""

import asyncio

from dialsheet.campaign import Correction
from simulation.world import NewWorld, World


def say(world: World, row: int, text: str) -> None:
    """Correct a number in the library, and tell the run, as the window does."""
    cell = world.contacts.table.columns[0][row - 2]
    said = Correction(row, "Phone", cell, text)
    corrected = world.home.library.correct(world.campaign.id, said, world.clock.now())
    world.person.take(corrected)


def test_a_run_takes_up_what_was_corrected_in_a_pause(new_world: NewWorld) -> None:
    world = new_world(4)

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        world.person.pause()
        await world.pass_time(300)
        say(world, 2, "+14155550199")  # called already
        say(world, 4, "12")  # cannot be called any more
        say(world, 5, "+14155550198")
        assert world.progress[-1].waiting == 2
        say(world, 4, "+14155550197")  # and now it can, after the others
        assert world.progress[-1].waiting == 3
        world.person.resume()

    assert world.run(story).finished
    assert world.sent == [2, 3, 4, 5]
    numbers = {attempt.row: attempt.number.e164 for attempt in world.attempts}
    assert (numbers[4], numbers[5]) == ("+14155550197", "+14155550198")
    assert set(world.rows.values()) == {"ended"}


def test_the_pilot_stays_as_small_as_it_is(new_world: NewWorld) -> None:
    world = new_world(4, limit=2)

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        world.person.pause()
        await world.pass_time(300)
        say(world, 5, "+14155550198")
        world.person.resume()

    assert world.run(story).finished
    assert world.sent == [2, 3]


def test_a_correction_while_the_run_is_settling_is_taken_in_once(new_world: NewWorld) -> None:
    world = new_world(2)
    world.machine.at("read calls", 1, lambda: say(world, 2, "+14155550196"))
    assert world.run().finished
    assert world.sent == [2, 3]
    assert world.attempts[0].number.e164 == "+14155550196"


def test_a_number_that_is_corrected_away_while_its_answer_comes_is_not_called(
    new_world: NewWorld,
) -> None:
    world = new_world(2, "no-network")

    def soon() -> None:
        asyncio.get_running_loop().call_soon(lambda: say(world, 2, "12"))

    world.machine.at("after record_answer", 1, soon)
    assert world.run().finished
    assert world.sent == [3]


def test_who_is_put_back_without_a_number_that_may_be_called_is_held(new_world: NewWorld) -> None:
    world = new_world(2)
    cell = world.contacts.table.columns[0][0]
    said = Correction(2, "Phone", cell, "+12000000123")
    world.home.library.correct(world.campaign.id, said, world.clock.now())
    world.exclude(0)
    world.include(0)
    assert world.run().finished
    assert world.sent == [3]
    assert world.held == {2: "numbers.unlisted"}
