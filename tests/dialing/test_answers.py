"""What an answer means: for the contact, for the pace, and for the run."""

from itertools import pairwise

import pytest

from dialsheet.errors import Reason
from simulation.service import Weather
from simulation.world import NewWorld, World

# the answer to the first contact -> its attempts, how often its telephone rang
GO_ON = {
    "-": ("ended", 1),
    "slow": ("ended", 1),
    "error-with-call": ("ended", 1),
    "400": ("refused", 0),
    "429": ("not_placed ended", 1),
    "429-retry-after": ("not_placed ended", 1),
    "no-network": ("not_placed ended", 1),
    "timeout-before": ("unknown", 0),
    "reset-before": ("unknown", 0),
    "500-without-call": ("unknown", 0),
    "html-502": ("unknown", 0),
    "timeout-after-acceptance": ("ended", 1),  # found by its reference
    "reset-after-acceptance": ("ended", 1),
    "500-with-call": ("ended", 1),
    "html-502-with-call": ("ended", 1),
    "cut-json": ("ended", 1),
}
STOP = {
    "401": "cartesia.wrong_key",
    "402": "cartesia.usage_limit",
    "403": "cartesia.not_allowed",
    "404": "cartesia.not_found",
}


@pytest.mark.parametrize("fault", GO_ON)
def test_what_becomes_of_a_contact(new_world: NewWorld, fault: str) -> None:
    world = new_world(3, fault)
    report = world.run()
    states, rang = GO_ON[fault]
    assert world.rows == {2: states, 3: "ended", 4: "ended"}
    assert world.accepted.count(2) == rang
    assert report.reason == Reason("dialing.finished")
    assert report.finished is (states != "unknown")
    assert report.progress.unknown == (states == "unknown")


@pytest.mark.parametrize("fault", STOP)
def test_what_stops_the_run(new_world: NewWorld, fault: str) -> None:
    world = new_world(4, f"- {fault}")
    report = world.run()
    assert world.rows == {2: "ended", 3: "not_placed"}
    assert report.reason == Reason(STOP[fault])
    assert (report.finished, report.fault_outside) == (False, True)
    assert report.progress.waiting == 3
    assert world.run().finished, "once it is mended, nobody was forgotten"
    assert world.rows == {2: "ended", 3: "not_placed ended", 4: "ended", 5: "ended"}


def gaps(world: World) -> list[int]:
    """Whole seconds between one send and the next."""
    moments = [departure.at_s for departure in world.service.departures]
    return [int(after - before) for before, after in pairwise(moments)]


def test_being_turned_away_slows_down_more_and_more_and_recovers(new_world: NewWorld) -> None:
    world = new_world(3, "429 429 429 429")
    assert world.run().finished
    assert world.rows[2] == "not_placed not_placed not_placed not_placed ended"
    assert gaps(world) == [1, 2, 4, 8, 1, 1]
    slowed = {each.reason for each in world.progress}
    assert slowed == {None, Reason("cartesia.too_many_requests")}
    assert world.progress[-1].reason is None


def test_the_service_says_how_long_to_wait(new_world: NewWorld) -> None:
    world = new_world(2, "429-retry-after")
    assert world.run().finished
    assert 20 <= gaps(world)[0] <= 22


UNKNOWNS = {
    "reset-before reset-before reset-before": True,
    "reset-after-acceptance 500-with-call cut-json": True,  # though each of them is found later
    "reset-before reset-before - reset-before reset-before": False,
    "reset-before reset-before 400 reset-before reset-before": False,
    "reset-before reset-before 429 reset-before": True,  # says nothing of the others
    "reset-before reset-before no-network reset-before": True,
}


@pytest.mark.parametrize("faults", UNKNOWNS)
def test_three_unknowns_in_a_row_stop_the_run(new_world: NewWorld, faults: str) -> None:
    world = new_world(6, faults)
    report = world.run()
    stopped = Reason("dialing.unknowns_in_a_row", {"count": 3})
    assert (report.reason == stopped) is UNKNOWNS[faults]
    assert report.progress.waiting == (3 if UNKNOWNS[faults] else 0)
    assert not report.fault_outside
    assert len(world.accepted) == len(set(world.accepted))


def test_a_network_that_is_lost_is_waited_out(new_world: NewWorld) -> None:
    world = new_world(4, weather=Weather(outages=((1.5, 1200.0),)))
    start = world.clock.true_s
    assert world.run().finished
    assert world.clock.true_s - start > 1200
    assert world.accepted == [2, 3, 4, 5]
    assert Reason("cartesia.no_network") in {each.reason for each in world.progress}
    assert world.progress[-1].reason is None


def test_unknown_attempts_that_fill_the_ceiling_stop_the_run(new_world: NewWorld) -> None:
    world = new_world(4, "timeout-before", live=1)
    report = world.run()
    assert world.rows == {2: "unknown"}
    assert report.reason == Reason("dialing.ceiling_lost")
    assert (report.finished, report.progress.waiting) == (False, 3)


def test_a_ceiling_that_nobody_waits_for_stops_nothing(new_world: NewWorld) -> None:
    report = new_world(1, "timeout-before", live=1).run()
    assert (report.reason, report.finished) == (Reason("dialing.finished"), False)


def test_calls_that_never_leave_created_do_not_hold_up_a_run_for_ever(
    new_world: NewWorld,
) -> None:
    world = new_world(4, "stuck-created", live=1)
    report = world.run()
    assert world.rows == {2: "placed"}
    assert report.reason == Reason("dialing.ceiling_lost")
    assert not world.run().finished
    assert world.sent == [2], "and nobody dials them again"


def test_one_call_that_never_ends_leaves_room_for_others(new_world: NewWorld) -> None:
    world = new_world(4, "stuck-created", live=2)
    report = world.run()
    assert world.rows == {2: "placed", 3: "ended", 4: "ended", 5: "ended"}
    assert report.reason == Reason("dialing.no_end", {"count": 1, "rows": "2"})
    assert (report.finished, report.progress.alive) == (False, 1)
