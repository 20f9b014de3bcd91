"""Sending: at the pace, below the ceiling, in the sheet's order, each contact once."""

import contextlib
from dataclasses import replace
from itertools import pairwise

import pytest

import simulation.world
from dialsheet.campaign import (
    READY,
    Campaign,
    CampaignState,
    Decided,
    Decision,
    DuplicatePolicy,
    NotPlaced,
    PhoneNumber,
)
from dialsheet.dialing import RunReport
from dialsheet.errors import OutsideFault, Reason
from simulation.service import Weather
from simulation.virtual_time import Killed
from simulation.world import NewWorld, World


def gaps(world: World) -> list[float]:
    """Seconds between the first bytes of one request and the next."""
    moments = [departure.at_s for departure in world.service.departures]
    return [round(after - before, 3) for before, after in pairwise(moments)]


def most_alive(world: World) -> int:
    """The most telephones that rang or were talked into at once."""
    calls = world.service.accepted
    return max(sum(c.at_s <= call.at_s < c.ended_at_s for c in calls) for call in calls)


def finished(report: RunReport) -> bool:
    """Whether a run ended because nothing was left."""
    return report.finished and report.reason == Reason("dialing.finished")


@pytest.mark.parametrize(("pace", "gap"), [(1, 1.0), (2, 0.5), (0.1, 10.0)])
def test_sends_keep_their_distance_while_requests_overlap(
    new_world: NewWorld, pace: float, gap: float
) -> None:
    world = new_world(8, pace=pace, weather=Weather(answers_s=(1.5, 1.5)))
    assert finished(world.run())
    assert world.sent == [2, 3, 4, 5, 6, 7, 8, 9]
    assert gaps(world) == pytest.approx([gap] * 7, abs=0.001)


def test_after_a_delay_nothing_catches_up_in_a_burst(new_world: NewWorld) -> None:
    world = new_world(6, weather=Weather(outages=((0.5, 20.0),)))
    assert finished(world.run())
    assert min(gaps(world)) >= 1.0
    assert max(gaps(world)) > 15.0


def test_without_a_pace_only_the_ceiling_holds(new_world: NewWorld) -> None:
    world = new_world(6, pace=0, live=6)
    assert finished(world.run())
    assert sum(gaps(world)) < 3.0


@pytest.mark.parametrize("live", [1, 2, 3])
def test_no_more_calls_are_alive_than_the_ceiling(new_world: NewWorld, live: int) -> None:
    world = new_world(7, live=live)
    assert finished(world.run())
    assert world.sent == [2, 3, 4, 5, 6, 7, 8]
    assert most_alive(world) == live


def test_the_pace_holds_from_one_run_to_the_next(new_world: NewWorld) -> None:
    world = new_world(3, pace=0.1)
    world.machine.at("sent", 2, world.leave)
    world.run()
    world.restart(after_s=0.5)
    world.run()
    assert world.sent == [2, 3, 4]
    assert min(gaps(world)) >= 10.0


@pytest.mark.parametrize(
    ("how", "after_s"), [("left", 0.5), ("killed", 0.5), ("left", 24 * 3600 + 1.0)]
)
@pytest.mark.parametrize("same", [True, False])
def test_the_pace_is_that_of_the_calling_number_whatever_the_campaign(
    new_world: NewWorld, how: str, after_s: float, same: bool
) -> None:
    first = new_world(2, pace=0.01)
    first.machine.at("sent", 1, first.leave if how == "left" else first.machine.kill)
    with contextlib.suppress(Killed):
        first.run()
    then = new_world(1, pace=0.01, calling_from=first.calling_from if same else None)
    then.clock.pass_by(first.clock.true_s + after_s)
    started_s = then.clock.true_s
    then.run()
    gap_s = then.service.departures[0].true_s - first.service.departures[0].true_s
    delay_s = then.service.departures[0].true_s - started_s
    assert delay_s < 1.0 or gap_s >= 100.0
    assert (delay_s < 1.0) is not (same and after_s < 1.0)


def test_a_contact_that_cannot_be_sent_stands_in_nobodys_way(new_world: NewWorld) -> None:
    half_a_character = "\ud83d"
    world = new_world(3, names=["Ann", half_a_character])
    report = world.run()
    assert finished(report)
    assert world.rows == {2: "ended", 4: "ended"}
    assert world.held == {3: "campaign.unsendable_value"}
    assert report.progress.total == 2
    assert finished(world.run())
    assert world.sent == [2, 4]


def test_the_library_has_the_last_word_before_each_call(new_world: NewWorld) -> None:
    world = new_world(3)

    def hold_row_3() -> None:
        library, now = world.home.library, world.clock.now()
        library.hold(world.campaign.id, {3: Reason("campaign.no_number")}, now)

    world.machine.at("before claim", 2, hold_row_3)
    assert finished(world.run())
    assert world.rows == {2: "ended", 4: "ended"}
    held = world.contacts.decided[1]
    assert held == Decided(Decision.HELD, Reason("campaign.no_number"))
    assert [world.contacts.decided[index] for index in (0, 2)] == [READY, READY]


def test_a_number_that_is_in_use_is_called_once_it_is_free(new_world: NewWorld) -> None:
    world = new_world(1, "timeout-before", has_twin=True)
    world.run()
    assert world.twin is not None
    report = world.run(campaign=world.twin)
    assert report.reason == Reason("dialing.asked_again", {"count": 1})
    assert not report.finished
    assert state_of(world, world.twin) == CampaignState.NEW, "it can be taken up again"
    (lost,) = world.attempts
    answer = NotPlaced(Reason("dialing.judged_not_placed"))
    world.home.library.settle({lost.id: answer}, world.clock.now())
    assert finished(world.run(campaign=world.twin))
    assert world.accepted == [2]
    assert state_of(world, world.twin) == CampaignState.FINISHED


@pytest.mark.parametrize("fate", ["completed", "busy"])
def test_all_contacts_of_a_number_are_called_one_after_another(
    new_world: NewWorld, fate: str
) -> None:
    weather = Weather(fates=(fate,), connects_s=(0.1, 0.1), answers_s=(0.2, 0.2))
    world = new_world(4, twins=True, weather=weather)
    all_ = replace(world.campaign.rules, duplicates=DuplicatePolicy.ALL)
    world.campaign = world.dialed = replace(world.campaign, rules=all_)
    assert finished(world.run())
    assert world.sent == [2, 3, 4, 5]
    assert world.held == {}
    *_, (first, second) = pairwise(world.service.accepted)
    assert second.at_s >= first.ended_at_s


def state_of(world: World, campaign: Campaign) -> CampaignState:
    """How far a campaign has come."""
    listed = world.home.library.campaigns()
    return next(each.state for each in listed if each.campaign.id == campaign.id)


def test_one_process_dials_from_a_library(new_world: NewWorld) -> None:
    world = new_world(2)
    with (
        world.home.elsewhere.dialing_lock(),
        pytest.raises(OutsideFault, match="dialing_elsewhere"),
    ):
        world.run()
    assert world.sent == []
    assert finished(world.run()), "the lock is free again"


def test_a_contact_that_the_number_cannot_reach_is_held_though_it_was_ready(
    new_world: NewWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = PhoneNumber("pn_1", "+14155550000", "cartesia")
    connection = replace(simulation.world.CONNECTION, from_number=ours)
    monkeypatch.setattr("simulation.world.CONNECTION", connection)
    world = new_world(2, places=["+442079", "+12015"])
    assert finished(world.run())
    assert world.sent == [3]
    decided = world.home.library.contacts(world.campaign.id).decided[0]
    assert decided.reason == Reason("campaign.us_only", {"number": world.calling_from})
