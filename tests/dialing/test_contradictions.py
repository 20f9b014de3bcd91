"""Answers that contradict themselves: a row has its own call, or is unknown; never another's."""

from dataclasses import replace

import pytest

from dialsheet.campaign import Answer, Placed
from dialsheet.ports import MayLeave
from simulation.breaches import Passed
from simulation.invariants import always
from simulation.service import FATES, Weather
from simulation.world import NewWorld, World

FATES_IN_TURN = ("completed", "busy", "voicemail", "no-answer")


def calls(world: World) -> dict[int, str | None]:
    """The call of each row, as the library has it."""
    return {each.row: each.call.id if each.call else None for each in world.attempts}


@pytest.mark.parametrize("weather", [
    Weather(), Weather(lists_row_data=False), Weather(page=1), Weather(list_lag_s=30.0),
])  # fmt: skip
@pytest.mark.parametrize("live", [1, 8])
def test_ids_that_were_swapped_end_with_their_own_rows(
    new_world: NewWorld, weather: Weather, live: int
) -> None:
    swapped = replace(weather, rates={"swapped": 1.0}, fates=FATES_IN_TURN)
    world = new_world(8, weather=swapped, live=live)
    assert world.run().finished
    assert set(world.rows.values()) == {"ended"}
    assert calls(world) == {call.row: call.id for call in world.service.accepted}
    ends = [attempt.call and attempt.call.end_reason for attempt in world.attempts]
    assert ends == [call.fate.end_reason for call in world.service.accepted]
    assert always(world) == []


def test_where_nothing_tells_whose_they_are_nobody_has_the_call_of_another(
    new_world: NewWorld,
) -> None:
    tells_numbers = Weather(rates={"swapped": 1.0}, lists_row_data=False, calls_row_data=False)
    world = new_world(4, weather=tells_numbers)
    report = world.run()
    assert (report.finished, report.progress.unknown) == (False, 4)
    assert set(world.rows.values()) == {"unknown"}
    assert world.evidence() == {call.row: [call.id] for call in world.service.accepted}
    world.restart()
    world.service.turn(Weather())
    assert world.run().finished, "once references are told"
    assert calls(world) == {call.row: call.id for call in world.service.accepted}


def test_an_id_that_comes_for_all_is_nobodys(new_world: NewWorld) -> None:
    """They are found by their references."""

    class SaysTheSame(Passed):
        async def create(self, body: str, may_leave: MayLeave) -> Answer:
            answer = await self._port.create(body, may_leave)
            return replace(answer, call_id="ac_1") if isinstance(answer, Placed) else answer

    world = new_world(5)
    world.line_as = SaysTheSame
    assert world.run().finished
    assert calls(world) == {call.row: call.id for call in world.service.accepted}


def test_what_was_told_of_another_is_forgotten_with_its_call(new_world: NewWorld) -> None:
    """It leads to no call, either: the row is unknown, and waits for a person."""
    world = new_world(2, weather=Weather(lists_row_data=False, fates=("busy",)))
    world.machine.at("sent", 1, world.stop)
    world.run()
    (attempt,) = world.attempts
    assert attempt.state == "ended"
    named = f"{world.campaign.id}.9.00000000-0000-4000-8000-000000000000"
    theirs = replace(world.service.accepted[0], values={"dialsheet_ref": named})
    world.service.accepted[0] = replace(theirs, fate=FATES["completed"])
    world.service.turn(Weather())
    world.restart()
    assert not world.run().finished
    (attempt,) = world.attempts
    assert (attempt.state, attempt.call) == ("unknown", None)
    assert world.sent == [2]
