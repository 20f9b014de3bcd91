"""What a person asks for takes effect before the next send, and a decision is never old."""

import pytest

from dialsheet.campaign import AttemptState
from dialsheet.dialing import AfterGap, RunState
from dialsheet.dialing.course import Course
from dialsheet.dialing.wakefulness import Wakefulness
from dialsheet.errors import BadInput, Reason
from simulation.service import Weather
from simulation.virtual_time import VirtualClock
from simulation.world import NewWorld, World


def reasons(world: World) -> list[str]:
    """Why attempts were withdrawn."""
    return [
        each.reason.code
        for each in world.attempts
        if each.state is AttemptState.WITHDRAWN and each.reason
    ]


def test_a_pause_takes_effect_before_the_next_send(new_world: NewWorld) -> None:
    world = new_world(4)

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2, 3])
        world.person.pause()
        await world.pass_time(120)
        assert world.sent == [2, 3]
        assert world.rows == {2: "ended", 3: "ended"}, "living calls are followed in a pause"
        assert world.progress[-1].state is RunState.PAUSED
        assert world.progress[-1].waiting == 2
        world.person.resume()

    assert world.run(story).finished
    assert world.sent == [2, 3, 4, 5]
    assert set(world.rows.values()) == {"ended"}


def test_who_was_claimed_when_the_pause_came_is_withdrawn_and_goes_back(
    new_world: NewWorld,
) -> None:
    world = new_world(3)
    world.machine.at("after claim", 2, lambda: world.pause_for(60))
    assert world.run().finished
    assert world.rows == {2: "ended", 3: "withdrawn ended", 4: "ended"}
    assert world.sent == [2, 3, 4]
    assert reasons(world) == ["dialing.paused"]


WISHES = {  # a wish, and what becomes of who waits to be sent
    "pause": (World.pause, "dialing.paused"),
    "stop": (World.stop, "dialing.stopped"),
    "leave": (World.leave, "dialing.stopped"),
}


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_does_not_wait_for_the_slot(new_world: NewWorld, wish: str) -> None:
    """The third contact is claimed when the service asks to be left alone for a while."""
    world = new_world(3, weather=Weather(("429-retry-after",), answers_s=(1.9, 1.9)))
    act, reason = WISHES[wish]

    async def story(world: World) -> None:
        await world.until(lambda: world.rows.get(4) == "intended")
        await world.pass_time(2.0)
        act(world)
        await world.pass_time(0.01)
        assert world.rows[4] == "withdrawn"
        assert reasons(world) == [reason]
        world.stop()

    world.run(story)


def test_who_waits_too_long_for_a_slot_goes_back(new_world: NewWorld) -> None:
    world = new_world(3, weather=Weather(("429-retry-after",), answers_s=(1.9, 1.9)))
    assert world.run().finished
    assert world.rows == {2: "not_placed ended", 3: "ended", 4: "withdrawn ended"}
    assert reasons(world) == ["dialing.decision_too_old"]


def test_a_stop_follows_living_calls_to_their_end(new_world: NewWorld) -> None:
    world = new_world(4)
    world.machine.at("sent", 2, world.stop)
    report = world.run()
    assert world.rows == {2: "ended", 3: "ended"}
    assert report.reason == Reason("dialing.stopped")
    assert (report.finished, report.fault_outside) == (False, False)
    assert (report.progress.waiting, report.progress.alive) == (2, 0)


def test_leaving_waits_for_answers_and_for_nothing_else(new_world: NewWorld) -> None:
    world = new_world(4, "- slow")
    start = world.clock.true_s
    world.machine.at("sent", 2, world.leave)
    report = world.run()
    assert world.rows == {2: "placed", 3: "placed"}
    assert 45 < world.clock.true_s - start < 50
    assert report.progress.alive == 2
    assert world.run().finished, "the next run takes them up again"
    assert world.sent == [2, 3, 4, 5]


def test_who_was_claimed_when_the_stop_came_is_withdrawn_for_it(new_world: NewWorld) -> None:
    world = new_world(3)
    world.machine.at("after claim", 2, world.stop)
    world.run()
    assert world.rows == {2: "ended", 3: "withdrawn"}
    assert reasons(world) == ["dialing.stopped"]


def test_a_stop_ends_a_pause(new_world: NewWorld) -> None:
    world = new_world(3)

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        world.person.pause()
        await world.pass_time(300)
        world.person.stop()

    report = world.run(story)
    assert (world.rows, report.reason.code) == ({2: "ended"}, "dialing.stopped")


def test_a_run_that_is_stopped_while_it_settles_sends_nothing(new_world: NewWorld) -> None:
    world = new_world(3)
    world.machine.at("before attempts_in_brief", 1, world.stop)
    assert world.run().reason == Reason("dialing.stopped")
    assert world.sent == []


def slow_and_set_back(clock: VirtualClock) -> None:
    clock.pass_by(6)
    clock.set_by(-6)


UNWATCHED = (Wakefulness(VirtualClock()), AfterGap.PAUSE)
OLD = [
    pytest.param(False, lambda clock: clock.suspend(5.1), id="the lid was closed"),
    pytest.param(True, lambda clock: clock.suspend(5.1), id="where clocks count sleep"),
    pytest.param(False, lambda clock: clock.suspend(30_000), id="for a night"),
    pytest.param(False, lambda clock: clock.set_by(60), id="the clock was set forward"),
    pytest.param(False, lambda clock: clock.set_by(-60), id="the clock was set back"),
    pytest.param(False, slow_and_set_back, id="the clock was set back by just what went by"),
]


@pytest.mark.parametrize(("counts_sleep", "happens"), OLD)
def test_a_decision_older_than_five_seconds_is_taken_again(
    new_world: NewWorld, counts_sleep: bool, happens: object
) -> None:
    world = new_world(3, counts_sleep=counts_sleep)
    assert callable(happens)
    world.machine.at("after claim", 2, lambda: happens(world.clock))
    assert world.run().finished
    assert world.rows == {2: "ended", 3: "withdrawn ended", 4: "ended"}
    assert world.sent == [2, 3, 4]
    assert reasons(world) == ["dialing.decision_too_old"]


def test_a_moment_is_not_too_long(new_world: NewWorld) -> None:
    world = new_world(3)
    world.machine.at("after claim", 2, lambda: world.clock.suspend(4.0))
    assert world.run().finished
    assert world.rows == {2: "ended", 3: "ended", 4: "ended"}


def test_a_slow_disk_counts_too(new_world: NewWorld) -> None:
    """The intent took long to be written: what was decided before may not be true any more."""
    world = new_world(3)
    world.machine.at("before claim", 2, lambda: world.clock.pass_by(6.0))
    assert world.run().finished
    assert world.rows[3] == "withdrawn ended"


def test_the_first_reason_stands() -> None:
    announced: list[str] = []
    course = Course(lambda: announced.append("changed"), *UNWATCHED)
    course.stop_for(Reason("cartesia.wrong_key"), fault_outside=True)
    course.stop_for(Reason("dialing.stopped"))
    course.fail(BadInput("campaign.pace_range", pace=0))
    course.fail(ValueError("later"))
    course.note()
    assert course.stopped_for == Reason("cartesia.wrong_key")
    assert course.fault_outside
    assert isinstance(course.failure, BadInput)
    assert announced == ["changed"]


def test_a_bug_stops_for_a_reason_of_its_own() -> None:
    course = Course(lambda: None, *UNWATCHED)
    course.fail(ValueError("a bug"))
    assert course.stopped_for == Reason("dialing.failed")


AHEAD = Reason("dialing.clocks_apart", {"minutes": 3})


@pytest.mark.parametrize(
    ("ahead_s", "minutes"), [(119.0, None), (-119.0, None), (180.0, 3), (-7200.0, 120)]
)
def test_nobody_is_called_by_a_wrong_clock(
    new_world: NewWorld, ahead_s: float, minutes: int | None
) -> None:
    world = new_world(2, weather=Weather(ahead_s=ahead_s))
    report = world.run()
    if minutes is None:
        assert report.finished
        assert [each.clock_offset_s for each in world.attempts] == [ahead_s, ahead_s]
        return
    assert report.reason == Reason("dialing.clocks_apart", {"minutes": minutes})
    assert (world.sent, report.progress.waiting) == ([], 2)
    world.service.turn(Weather())
    assert world.run().finished, "once the clock is set"


def test_a_clock_that_goes_wrong_holds_the_rest(new_world: NewWorld) -> None:
    world = new_world(3, pace=0.1)
    world.machine.at("sent", 2, lambda: world.service.turn(Weather(ahead_s=180.0)))
    report = world.run()
    assert report.reason == AHEAD
    assert world.rows == {2: "ended", 3: "ended"}, "living calls are followed"
