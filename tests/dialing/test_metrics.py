"""What the agent's metrics say of calls that are over: read in bulk, late, and at a small cost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from dialsheet.campaign import Call, MetricResult
from dialsheet.dialing import Timing
from dialsheet.errors import OutsideFault
from dialsheet.ports import MetricPage
from simulation.service import Weather
from simulation.virtual_time import EPOCH
from simulation.world import NewWorld, World

Judge = Callable[[Call], list[MetricResult]]
PAGE = 20


class Judged:
    """A line to a service with metrics, whose results come `after_s` after the end of a call.

    `of_old` are the names of results that other calls of the agent have had.
    """

    def __init__(
        self, world: World, line: Any, judge: Judge, after_s: float, of_old: tuple[str, ...] = ()
    ) -> None:
        self._world = world
        self._line = line
        self._judge = judge
        self._after = timedelta(seconds=after_s)
        self._of_old = of_old

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    async def metric_results(
        self, after: str | None = None, *, since: datetime | None = None
    ) -> MetricPage:
        """A page of what there is by now, the oldest first."""
        await self._line.metric_results()
        now, service = self._world.clock.now(), self._world.service
        results = [
            replace(result, at=result.at or call.end_time + self._after)
            for call in map(service.record, service.accepted)
            if call.end_time and call.end_time + self._after <= now
            for result in self._judge(call)
        ]
        results += [MetricResult("ac_of_old", name, 1, EPOCH) for name in self._of_old]
        found = [each for each in results if since is None or (each.at and each.at >= since)]
        start = int(after or 0)
        more = len(found) > start + PAGE
        return MetricPage(tuple(found[start : start + PAGE]), str(start + PAGE) if more else None)


def moods(call: Call) -> list[MetricResult]:
    """Two metrics; one of them has nothing to say of some."""
    odd = int(call.id.rpartition("_")[2]) % 2
    return [
        MetricResult(call.id, "mood", "good" if odd else "bad"),
        MetricResult(call.id, "score", 0.5 if odd else None),
    ]


def judged(
    world: World, judge: Judge = moods, after_s: float = 4.0, of_old: tuple[str, ...] = ()
) -> None:
    """Have the world's lines lead to a service with metrics."""
    world.line_as = lambda line: Judged(world, line, judge, after_s, of_old)


def given_back(world: World) -> list[dict[str, object]]:
    return [dict(attempt.call.returned) for attempt in world.attempts if attempt.call]


GOOD = {"metric.mood": "good", "metric.score": 0.5}
BAD = {"metric.mood": "bad"}


@pytest.mark.parametrize("after_s", [0.0, 15.0])
def test_results_are_kept_by_name(new_world: NewWorld, after_s: float) -> None:
    world = new_world(70, live=30)
    judged(world, after_s=after_s)
    assert world.run().finished
    assert given_back(world) == [GOOD, BAD] * 35


def test_the_end_of_a_run_waits_for_them_only_where_there_are_any(new_world: NewWorld) -> None:
    def seconds(judge: Judge, after_s: float, *of_old: str, fate: str = "completed") -> float:
        world = new_world(2, weather=Weather(fates=(fate,)))
        judged(world, judge, after_s, of_old)
        start = world.clock.true_s
        assert world.run().finished
        return world.clock.true_s - start

    without = seconds(lambda _call: [], 0.0)
    assert seconds(moods, 0.0) < without + 5.0
    assert seconds(moods, 15.0) < without + 5.0, "nobody knows that any will come"
    assert without + 5.0 < seconds(moods, 15.0, "mood", "score") < without + 25.0
    assert seconds(moods, 0.0, "mood", "retired") < without + 40.0, "and not for ever"
    failed = seconds(moods, 15.0, fate="error")
    assert seconds(moods, 15.0, "mood", fate="error") < failed + 5.0, "perhaps never judged"


def test_one_that_comes_after_the_run_is_found_by_the_next(new_world: NewWorld) -> None:
    world = new_world(2)
    judged(world, after_s=600.0)
    assert world.run().finished
    assert given_back(world) == [{}, {}]
    world.restart(after_s=3600.0)
    assert world.run().finished
    assert given_back(world) == [GOOD, BAD]


@pytest.mark.parametrize("order", [1, -1])
def test_the_later_of_two_results_counts(new_world: NewWorld, order: int) -> None:
    world = new_world(1)
    world.line_as = lambda line: Judged(world, line, twice, 0.0)

    def twice(call: Call) -> list[MetricResult]:
        assert call.end_time
        later = call.end_time + timedelta(seconds=1)
        results = [
            MetricResult(call.id, "mood", "bad", call.end_time),
            MetricResult(call.id, "mood", "good", later),
        ]
        return results[::order]

    assert world.run().finished
    assert given_back(world) == [{"metric.mood": "good"}]


@pytest.mark.parametrize("status", [404, 500])
def test_a_service_without_metrics_is_asked_three_times(new_world: NewWorld, status: int) -> None:
    asked: list[int] = []

    class Without(Judged):
        async def metric_results(
            self, after: str | None = None, *, since: datetime | None = None
        ) -> MetricPage:
            asked.append(status)
            raise OutsideFault("cartesia.unexpected_answer", status=status)

    world = new_world(30, live=10)
    world.line_as = lambda line: Without(world, line, moods, 0.0)
    assert world.run().finished
    assert len(asked) == 3
    assert all(reason is None for reason in (each.reason for each in world.progress))


def test_sixty_living_calls_cost_two_requests_a_round_with_metrics(new_world: NewWorld) -> None:
    fates = ("completed", "voicemail", "no-answer", "of-2025", "busy", "error")
    world = new_world(400, live=60, timing=Timing(poll_s=2.0), weather=Weather(fates=fates))
    judged(world, after_s=20.0)
    start_s, start = world.clock.true_s, world.service.reads
    assert world.run().finished
    rounds = (world.clock.true_s - start_s) / 2.0
    assert world.service.reads - start <= 2 * rounds + 2
    talked = [each.call for each in world.attempts if each.call and each.call.start_time]
    told = [call for call in talked if "metric.mood" in call.returned]
    assert len(talked) > 200
    assert told == talked
