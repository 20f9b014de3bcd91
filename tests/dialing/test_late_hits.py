"""A call that counted as not placed turns up: nobody is called again for it, and a person looks."""

from dataclasses import replace
from typing import Any

import pytest

from dialing.conftest import QUICK
from dialsheet.campaign import (
    Answer,
    CallingRules,
    NotPlaced,
    Outcome,
    Placed,
    Retry,
    Window,
)
from dialsheet.dialing import AfterGap, Attendance, RunState
from dialsheet.errors import Reason
from simulation.world import NewWorld, World

ATTENDED = Attendance(AfterGap.PAUSE)
AGAIN = CallingRules(
    window=Window(0, 24 * 60), cap=1000, retries=(Retry(Outcome.BUSY, after_s=60.0, calls=2),)
)


class Liar:
    """A service that turns calls away which it has placed, by the count of the creates."""

    def __init__(self, line: Any, *lies: int) -> None:
        self._line = line
        self._lies = lies
        self._creates = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    async def create(self, *order: Any) -> Answer:
        self._creates += 1
        lies = self._creates in self._lies
        answer: Answer = await self._line.create(*order)
        if lies and isinstance(answer, Placed):
            why = Reason("cartesia.too_many_requests")
            return NotPlaced(why, stops_run=False, retry_after_s=30.0)
        return answer


def paused(world: World) -> bool:
    return bool(world.progress) and world.progress[-1].state is RunState.PAUSED


@pytest.mark.parametrize("calling", [None, AGAIN], ids=["once", "with retries"])
def test_who_went_back_is_not_called_again_and_the_run_pauses(
    new_world: NewWorld, calling: CallingRules | None
) -> None:
    world = new_world(4, attendance=ATTENDED, calling=calling)
    world.line_as = lambda line: Liar(line, 2)
    told: list[Any] = []

    async def story(world: World) -> None:
        await world.until(lambda: paused(world))
        told.append((world.progress[-1], world.rows, world.sent))
        await world.pass_time(60.0)
        told.append(world.sent)
        world.person.resume()

    report = world.run(story)
    (progress, rows, sent), still = told
    assert progress.reason == Reason("dialing.late_hit", {"count": 1, "rows": "3"})
    assert (progress.waiting, progress.total) == (2, 4)
    assert rows == {2: "placed", 3: "placed"}
    assert sent == still == [2, 3]
    assert world.accepted == [2, 3, 4, 5]
    assert report.finished
    assert not world.held


def test_where_nobody_could_resume_it_the_run_stops(new_world: NewWorld) -> None:
    world = new_world(4)
    world.line_as = lambda line: Liar(line, 2)
    report = world.run()
    assert report.reason == Reason("dialing.late_hit", {"count": 1, "rows": "3"})
    assert (report.finished, report.progress.waiting) == (False, 2)
    world.line_as = lambda line: line
    assert world.run().finished
    assert world.accepted == [2, 3, 4, 5]


def test_more_of_them_are_counted_together_until_a_person_resumes(new_world: NewWorld) -> None:
    lag = replace(QUICK, list_lag_s=20.0)
    world = new_world(6, attendance=ATTENDED, weather=lag, pace=0, live=4)
    world.line_as = lambda line: Liar(line, 2, 4)
    reasons: list[Reason | None] = []

    async def story(world: World) -> None:
        await world.until(lambda: paused(world))
        await world.pass_time(10.0)
        reasons.append(world.progress[-1].reason)
        world.person.resume()
        await world.until(lambda: world.progress[-1].reason is None)  # a call was placed
        reasons.append(world.progress[-1].reason)

    assert world.run(story).finished
    assert reasons == [Reason("dialing.late_hit", {"count": 2, "rows": "3, 5"}), None]
    assert sorted(world.accepted) == [2, 3, 4, 5, 6, 7]


def test_a_later_attempt_that_is_on_its_way_is_taken_back(new_world: NewWorld) -> None:
    """Its connection is not ready yet when the list shows the call of the first."""
    weather = replace(QUICK, connects_s=(3.0, 3.0), list_lag_s=32.0)
    world = new_world(2, attendance=ATTENDED, weather=weather)
    world.line_as = lambda line: Liar(line, 2)
    told: list[tuple[dict[int, str], int]] = []

    async def story(world: World) -> None:
        await world.until(lambda: paused(world))
        await world.pass_time(5.0)
        told.append((world.rows, world.progress[-1].waiting))
        world.person.resume()

    assert world.run(story).finished
    assert told == [({2: "placed", 3: "placed withdrawn"}, 0)]
    assert world.accepted == [2, 3]
