"""A disk that fails stops the dialing before the next send, and loses nothing that is known."""

from collections.abc import Callable

import pytest

from dialsheet.dialing import Timing
from dialsheet.errors import Bug, OutsideFault
from simulation.service import Weather
from simulation.world import NewWorld, World

FAILURES: dict[str, Callable[[World], None]] = {
    "store.read_only": lambda world: world.home.disk_is_read_only(),
    "store.disk_full": lambda world: world.home.disk_is_full(),
}


@pytest.mark.parametrize("code", FAILURES)
@pytest.mark.parametrize("step", ["before claim", "after claim", "sent", "after record_answer"])
def test_the_dialing_stops_and_nothing_is_lost(new_world: NewWorld, code: str, step: str) -> None:
    world = new_world(40, pace=5, live=40)
    world.machine.at(step, 3, lambda: FAILURES[code](world))
    with pytest.raises(OutsideFault, match=code):
        world.run()
    assert len(world.sent) < 40, "it stopped long before the end"
    world.restart()
    world.run()
    everybody = set(range(2, 42))
    assert len(world.sent) == len(set(world.sent)), "nobody twice"
    unsent = everybody - set(world.sent)
    assert {world.rows[row] for row in everybody - unsent} <= {"ended", "withdrawn ended"}
    assert [world.rows[row] for row in unsent] in (
        [],
        ["unknown"],  # it was taken back, which could not be written down: who could tell?
    )


def test_what_is_on_its_way_when_the_disk_fails_is_found_later(new_world: NewWorld) -> None:
    world = new_world(9, pace=3, weather=Weather(answers_s=(2.0, 2.0)))
    world.machine.at("sent", 3, world.home.disk_is_read_only)
    with pytest.raises(OutsideFault, match="read_only"):
        world.run()
    assert world.sent == [2, 3, 4], "the disk failed, and nobody else was called"
    assert world.rows == {2: "intended", 3: "intended", 4: "intended"}
    world.restart()
    assert world.run().finished
    assert world.sent == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert set(world.rows.values()) == {"ended"}


def test_a_run_that_failed_ends_at_once(new_world: NewWorld) -> None:
    world = new_world(9, timing=Timing(poll_s=60.0))
    start = world.clock.true_s
    world.machine.at("before claim", 3, world.home.disk_is_read_only)
    with pytest.raises(OutsideFault, match="read_only"):
        world.run()
    assert world.clock.true_s - start < 10.0


def test_nothing_is_sent_when_the_run_cannot_be_written_down(new_world: NewWorld) -> None:
    world = new_world(3)
    world.machine.at("before begin_run", 1, world.home.disk_is_read_only)
    with pytest.raises(OutsideFault, match="read_only"):
        world.run()
    assert world.sent == []


@pytest.mark.parametrize("step", ["before claim", "before record_answer", "before record_calls"])
def test_a_bug_ends_the_run_as_a_fault_does(new_world: NewWorld, step: str) -> None:
    """It is raised once the answers on their way are in, and the log has the end of the run."""
    world = new_world(5)

    def break_down() -> None:
        raise Bug("impossible")

    world.machine.at(step, 2, break_down)
    with pytest.raises(Bug, match="impossible"):
        world.run()
    events = [event.kind for event in world.home.library.events(world.campaign.id)]
    assert events[-1] == "run_ended"
    world.restart()
    assert world.run().finished
    assert world.accepted == [2, 3, 4, 5, 6]
