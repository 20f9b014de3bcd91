"""The pilot: the first few are called, then a person looks, and lets the rest go."""

import pytest

from dialsheet.campaign import CallingRules, Outcome, Retry, Window
from dialsheet.dialing import RunReport
from dialsheet.errors import Reason
from simulation.service import Weather
from simulation.virtual_time import Killed
from simulation.world import NewWorld, World

AGAIN = CallingRules(
    window=Window(0, 24 * 60), cap=1000, retries=(Retry(Outcome.BUSY, after_s=60.0, calls=2),)
)


def is_over(report: RunReport, left: int) -> bool:
    """Whether the pilot is, and so many wait for a person's word."""
    return (
        report.reason == Reason("dialing.pilot_over", {"count": left})
        and report.pilot_over
        and report.finished
        and report.progress.beyond_pilot == left
        and report.progress.waiting == 0
    )


def end_pilot(world: World) -> None:
    """A person has seen enough."""
    world.home.library.end_pilot(world.campaign.id, world.clock.now())
    world.campaign = world.home.library.campaign(world.campaign.id)
    world.restart()


def test_the_first_are_called_and_the_rest_when_a_person_says_so(new_world: NewWorld) -> None:
    world = new_world(5, limit=2)
    report = world.run()
    assert is_over(report, 3)
    assert (world.sent, report.progress.total) == ([2, 3], 2)
    world.restart()
    assert is_over(world.run(), 3), "and stays so"
    assert world.sent == [2, 3]
    end_pilot(world)
    report = world.run()
    assert (report.reason.code, report.finished) == ("dialing.finished", True)
    assert (world.sent, report.progress.total) == ([2, 3, 4, 5, 6], 5)


def test_a_list_that_is_shorter_than_its_pilot_is_finished(new_world: NewWorld) -> None:
    report = new_world(2, limit=2).run()
    assert (report.reason.code, report.pilot_over) == ("dialing.finished", False)


@pytest.mark.parametrize("step", ["after claim", "sent", "before record_answer"])
def test_crashes_make_no_pilot_longer(new_world: NewWorld, step: str) -> None:
    world = new_world(6, limit=3)
    for nth in (1, 2):
        world.machine.at(step, nth, world.machine.kill)
        with pytest.raises(Killed):
            world.run()
        world.restart()
    report = world.run()
    assert report.reason == Reason("dialing.pilot_over", {"count": 3})
    assert {attempt.row for attempt in world.attempts} == {2, 3, 4}
    assert report.finished is (step != "after claim")


def test_what_follows_on_its_calls_belongs_to_it(new_world: NewWorld) -> None:
    weather = Weather(fates=("busy", "completed"), connects_s=(0.1, 0.1), answers_s=(0.2, 0.2))
    world = new_world(4, limit=2, calling=AGAIN, weather=weather)
    assert is_over(world.run(), 2)
    assert world.sent == [2, 3, 2]


def test_a_stop_is_not_its_end(new_world: NewWorld) -> None:
    world = new_world(4, limit=2)
    world.machine.at("sent", 1, world.stop)
    report = world.run()
    assert (report.reason.code, report.pilot_over) == ("dialing.stopped", False)
    assert (report.progress.waiting, report.progress.beyond_pilot) == (1, 2)


def test_what_never_left_does_not_count_for_the_pilot(new_world: NewWorld) -> None:
    world = new_world(5, "429 401", limit=2)
    world.run()
    assert world.rows == {2: "not_placed not_placed"}
    assert is_over(world.run(), 3)
    assert world.rows == {2: "not_placed not_placed ended", 3: "ended"}
