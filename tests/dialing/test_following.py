"""Following: each call to its end, with what comes later; a reading that fails harms nobody."""

import asyncio
import itertools
from typing import Any

import pytest

from dialsheet.campaign import AttemptState, Call
from dialsheet.dialing import RunState, Timing
from dialsheet.errors import OutsideFault, Reason
from simulation.service import FATES, Weather
from simulation.virtual_time import Killed
from simulation.world import NewWorld, World

NIGHT_S = 8 * 3600.0


def shown(world: World) -> list[tuple[str | None, str | None, bool]]:
    """Of each attempt's call: status, summary, and whether there is a transcript."""
    return [
        (call.status, call.summary, call.transcript is not None)
        for attempt in world.attempts
        if (call := attempt.call)
    ]


WHOLE = ("completed", "It went well.", True)


@pytest.mark.parametrize("fate", FATES)
def test_every_end_is_written_down(new_world: NewWorld, fate: str) -> None:
    world = new_world(1, weather=Weather(fates=(fate,)))
    assert world.run().finished
    (attempt,) = world.attempts
    truth = world.service.record(world.service.accepted[0])
    assert attempt.state is AttemptState.ENDED
    assert attempt.call == truth


def test_a_summary_that_comes_late_is_fetched_and_then_left_alone(new_world: NewWorld) -> None:
    world = new_world(1, weather=Weather(fates=("of-2025",)))
    start = world.clock.true_s
    assert world.run().finished
    assert shown(world) == [WHOLE]
    ends_s = FATES["of-2025"].rings_s + 25.0 + 15.0
    assert ends_s < world.clock.true_s - start < ends_s + 6.0, "the run waits no longer than that"


def test_a_summary_that_never_comes_is_waited_for_a_little(new_world: NewWorld) -> None:
    world = new_world(1, weather=Weather(fates=("no-summary",)))
    start = world.clock.true_s
    assert world.run().finished
    assert shown(world) == [("completed", None, True)]
    assert world.clock.true_s - start < 60.0


def test_a_summary_that_was_still_awaited_at_a_crash_is_fetched_later(
    new_world: NewWorld,
) -> None:
    world = new_world(1)
    world.machine.at("after record_calls", 3, world.machine.kill)
    with pytest.raises(Killed):
        world.run()
    assert shown(world) == [("completed", None, True)]
    world.restart(after_s=60.0)
    assert world.run().finished
    assert shown(world) == [WHOLE]


def test_a_service_without_summaries_is_not_asked_for_thousands(new_world: NewWorld) -> None:
    world = new_world(130, pace=0, live=130, weather=Weather(fates=("no-summary",)))
    world.run()
    reads = world.service.reads
    world.restart()
    assert world.run().finished
    assert world.service.reads - reads <= 100 * 12 + 20


def test_a_reading_that_tells_nothing_new_writes_nothing(new_world: NewWorld) -> None:
    world = new_world(1, timing=Timing(poll_s=0.5))
    assert world.run().finished
    assert world.service.reads > 80
    assert world.machine.taken("before record_calls") <= 4, "created, started, over, its summary"


class Mute:
    """A line on which one call cannot be read by its ID."""

    def __init__(self, line: Any, call_id: str) -> None:
        self._line = line
        self._call_id = call_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    async def call(self, call_id: str) -> Call | None:
        if call_id == self._call_id:
            raise OutsideFault("cartesia.service_failed", status=500)
        return await self._line.call(call_id)


def test_one_call_that_cannot_be_read_harms_no_other(new_world: NewWorld) -> None:
    world = new_world(3, live=1, weather=Weather(lists_transcripts=False))
    world.line_as = lambda line: Mute(line, "ac_1")
    assert world.run().finished
    assert shown(world) == [("completed", "It went well.", False), WHOLE, WHOLE]


def test_readings_that_fail_now_and_then_lose_nothing(new_world: NewWorld) -> None:
    world = new_world(6, weather=Weather(reads_fail=0.3, page=2), seed=1)
    assert world.run().finished
    assert shown(world) == [WHOLE] * 6


def test_a_service_that_cannot_be_read_is_asked_more_and_more_rarely(new_world: NewWorld) -> None:
    world = new_world(1, weather=Weather(outages=((2.0, 1e9),)))
    start = world.clock.true_s
    report = world.run()
    assert (report.finished, report.progress.alive) == (False, 1)
    assert report.progress.reason == Reason("cartesia.no_network")
    assert world.service.reads < 60
    assert world.clock.true_s - start < 3600, "and not for ever"
    world.service.turn(Weather())
    assert world.run().finished
    assert shown(world) == [WHOLE]


def test_nobody_gives_up_before_the_service_was_heard(new_world: NewWorld) -> None:
    world = new_world(2)
    world.machine.at("sent", 2, world.leave)
    world.run()
    assert world.rows == {2: "placed", 3: "placed"}
    world.restart(after_s=7200.0)
    world.service.turn(Weather(outages=((0.0, 20.0),)))
    assert world.run().finished
    assert shown(world) == [WHOLE] * 2


def test_a_reason_goes_away_with_its_cause(new_world: NewWorld) -> None:
    world = new_world(1, weather=Weather(outages=((5.0, 20.0),)))
    assert world.run().finished
    reasons = [each.reason for each in world.progress]
    assert Reason("cartesia.no_network") in reasons
    assert reasons[-1] is None


@pytest.mark.parametrize("counts_sleep", [False, True])
@pytest.mark.parametrize("later_s", [0.0, 10.0, 11.0])
def test_after_a_night_with_the_lid_closed_everybody_is_asked_once_more(
    new_world: NewWorld, counts_sleep: bool, later_s: float
) -> None:
    world = new_world(3, counts_sleep=counts_sleep)

    async def story(world: World) -> None:
        await world.until(lambda: len(world.sent) == 3)
        await world.pass_time(later_s)
        world.clock.suspend(NIGHT_S)

    assert world.run(story).finished
    assert shown(world) == [WHOLE] * 3
    assert world.sent == [2, 3, 4]


def test_also_when_the_network_takes_a_while_to_come_back(new_world: NewWorld) -> None:
    until = NIGHT_S + 60.0
    world = new_world(2, weather=Weather(outages=((10.0, until),)))
    world.machine.at("read calls", 6, lambda: world.clock.suspend(NIGHT_S))
    assert world.run().finished
    assert shown(world) == [WHOLE] * 2


def test_a_clock_that_is_set_back_makes_nobody_wait_for_hours(new_world: NewWorld) -> None:
    world = new_world(2, "timeout-before")
    start = world.clock.true_s
    world.machine.at("read calls", 3, lambda: world.clock.set_by(-NIGHT_S))
    report = world.run()
    assert report.reason == Reason("dialing.clocks_apart", {"minutes": NIGHT_S / 60})
    assert world.rows == {2: "unknown", 3: "ended"}
    assert world.clock.true_s - start < 600


def test_progress_adds_up(new_world: NewWorld) -> None:
    world = new_world(5, "- 429 timeout-after-acceptance 400", live=2)
    report = world.run()
    assert {each.total for each in world.progress if each.state != RunState.SETTLING} == {5}
    last = report.progress
    assert (last.state, last.waiting, last.placed, last.alive) == (RunState.ENDED, 0, 4, 0)
    assert last == world.progress[-1]
    assert last.time_left_s == 0.0


def test_a_button_pressed_too_late_changes_nothing(new_world: NewWorld) -> None:
    world = new_world(1)
    world.run()
    world.person.pause()
    world.person.resume()
    assert {each.state for each in world.progress[-3:]} == {RunState.ENDED}


def test_sixty_living_calls_cost_two_requests_a_round(new_world: NewWorld) -> None:
    """Half a thousand calls at a call a second, 60 alive: their ends, texts and summaries, too."""
    fates = ("completed", "voicemail", "no-answer", "of-2025", "busy", "error")
    world = new_world(500, live=60, timing=Timing(poll_s=2.0), weather=Weather(fates=fates))
    rounds: list[int] = []
    alive: list[int] = []

    def count() -> None:
        alive.append(world.progress[-1].alive if world.progress else 0)
        rounds.append(world.service.reads)
        asyncio.get_running_loop().call_later(2.0, count)

    async def story(world: World) -> None:
        count()
        await world.until(lambda: bool(world.running and world.running.done()))

    assert world.run(story).finished
    costs = [after - before for before, after in itertools.pairwise(rounds)]
    assert max(alive) > 30
    assert max(costs) <= 2 + 1, "a round may begin at either end of our two seconds"
    assert sum(costs) <= 2 * len(costs)
    assert len(world.attempts) == 500
    assert all(each.state is AttemptState.ENDED for each in world.attempts)
    talked = [each.call for each in world.attempts if each.call and each.call.start_time]
    assert all(call.transcript is not None for call in talked)
    assert all(call.summary for call in talked if call.status == "completed")


@pytest.mark.parametrize(
    "weather",
    [
        Weather(lists_transcripts=False),
        Weather(lists_row_data=False),
        Weather(lists_created=False),
        Weather(list_lag_s=45.0),
        Weather(list_lag_s=1e9),
        Weather(page=2),
    ],
    ids=["no transcripts", "no row data", "no created", "late", "empty", "small pages"],
)
def test_a_list_that_helps_little_costs_time_and_no_outcome(
    new_world: NewWorld, weather: Weather
) -> None:
    world = new_world(30, live=20, weather=weather)
    assert world.run().finished
    assert shown(world) == [WHOLE] * 30
