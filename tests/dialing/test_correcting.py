"""Numbers corrected while a run is paused: who may be called then is called, and nobody twice."""

import asyncio
from dataclasses import replace

from dialsheet.campaign import Corrected, Correction, Outcome, Retry
from dialsheet.errors import Reason
from simulation.service import Weather
from simulation.world import NO_RULES, NewWorld, World


def correct(world: World, row: int, text: str, *, accepted: bool = False) -> Corrected:
    """Correct a number in the library."""
    cell = world.contacts.table.columns[0][row - 2]
    said = Correction(row, "Phone", cell, text, accepted)
    return world.home.library.correct(world.campaign.id, said, world.clock.now())


def say(world: World, row: int, text: str, *, accepted: bool = False) -> None:
    """The same, and tell the run, as the window does."""
    world.person.take(correct(world, row, text, accepted=accepted))


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


def test_what_another_process_corrected_is_called_by_the_next_run(new_world: NewWorld) -> None:
    world = new_world(3)
    world.machine.at("sent", 1, lambda: correct(world, 4, "+14155550193"))
    report = world.run()
    assert report.reason == Reason("dialing.asked_again", {"count": 1})
    assert world.sent == [2, 3]
    assert world.held == {4: "store.number_corrected"}
    world.restart()
    assert world.run().finished
    assert world.attempts[-1].number.e164 == "+14155550193"


def put_back(world: World, row: int, text: str, *, accepted: bool = False) -> None:
    """Take a contact out, correct its number meanwhile, and put it back."""
    world.exclude(row - 2)
    correct(world, row, text, accepted=accepted)
    world.include(row - 2)


def test_who_comes_back_with_a_number_of_another_is_called_for_one_of_them(
    new_world: NewWorld,
) -> None:
    world = new_world(3, pace=1 / 900)  # each call is over before the next
    (number,) = world.numbers[4]
    put_back(world, 2, number, accepted=True)
    assert world.run().finished
    assert world.sent == [2, 3]
    assert world.held == {4: "campaign.duplicate_of"}


def test_nobody_is_called_again_on_a_number_that_was_called_for_another(
    new_world: NewWorld,
) -> None:
    retry = replace(NO_RULES, retries=(Retry(Outcome.BUSY, 600.0, 2),))
    fates = Weather(fates=("busy", "completed"), connects_s=(0.1, 0.1), answers_s=(0.2, 0.2))
    world = new_world(2, calling=retry, weather=fates)

    async def story(world: World) -> None:
        await world.until(lambda: world.rows == {2: "ended", 3: "ended"})
        say(world, 2, world.numbers[3][0], accepted=True)

    assert world.run(story).finished
    assert world.sent == [2, 3]
    assert world.held == {2: "campaign.duplicate_of"}


def test_a_pilot_counts_who_is_beyond_it_once(new_world: NewWorld) -> None:
    world = new_world(5, limit=1)

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        say(world, 4, "+14155550195")
        assert world.progress[-1].beyond_pilot == 4
        world.exclude(2)
        take_decided(world, 4)
        assert world.progress[-1].beyond_pilot == 3
        world.include(2)
        take_decided(world, 4)
        assert world.progress[-1].beyond_pilot == 4

    assert world.run(story).pilot_over
    assert world.sent == [2]


def take_decided(world: World, row: int) -> None:
    """Tell the run how a contact is decided now."""
    world.person.take({row: world.contacts.decided[row - 2]})


def test_who_is_taken_out_and_put_back_on_the_way_is_called_once(new_world: NewWorld) -> None:
    world = new_world(2)

    def out_and_back() -> None:
        for act in (world.exclude, world.include):
            act(0)
            take_decided(world, 2)

    def soon() -> None:
        asyncio.get_running_loop().call_soon(out_and_back)

    world.machine.at("after claim", 1, soon)
    assert world.run().finished
    assert world.sent == [2, 3]
    assert world.held == {}
    assert world.progress[-1].total == 2


def test_a_retry_outlives_a_correction(new_world: NewWorld) -> None:
    retry = replace(NO_RULES, retries=(Retry(Outcome.BUSY, 600.0, 2),))
    fates = Weather(fates=("busy", "completed"), connects_s=(0.1, 0.1), answers_s=(0.2, 0.2))
    world = new_world(1, calling=retry, weather=fates)

    async def story(world: World) -> None:
        await world.until(lambda: world.rows == {2: "ended"})
        say(world, 2, "+14155550194")

    assert world.run(story).finished
    assert [attempt.number.e164 for attempt in world.attempts][1:] == ["+14155550194"]


def test_who_comes_back_without_a_number_that_can_be_called_is_held(new_world: NewWorld) -> None:
    world = new_world(2)
    put_back(world, 2, "4155550199")
    assert world.run().finished
    assert world.sent == [3]
    assert world.held == {2: "campaign.no_callable_number"}
