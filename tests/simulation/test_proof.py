"""The proof is not blind: a world that is broken on purpose does not pass for a whole one.

Each breach is made at a port, so that it stays one whatever the dialer looks like inside.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest

from dialsheet.campaign import (
    Answer,
    Attempt,
    AttemptState,
    Call,
    ContactNumber,
    NotPlaced,
    Unknown,
)
from dialsheet.errors import Reason
from dialsheet.ports import MayLeave
from simulation.home import Home
from simulation.scenario import Scenario, Violated
from simulation.world import World


class Passed:
    """What stands in the place of a port, and passes on what it does not break."""

    def __init__(self, port: Any) -> None:
        self._port = port

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


class CommitsAfterSending(Passed):
    """A library that writes an intent down once its answer is there."""

    def __init__(self, port: Any) -> None:
        super().__init__(port)
        self._owed: dict[str, tuple[Any, ...]] = {}

    def claim(
        self,
        campaign_id: str,
        row: int,
        number: ContactNumber,
        attempt_id: str,
        body: str,
        at: datetime,
        *terms: Any,
    ) -> Attempt:
        self._owed[attempt_id] = (campaign_id, row, number, attempt_id, body, at, *terms)
        state = AttemptState.INTENDED
        return Attempt(attempt_id, campaign_id, row, 1, number, False, body, state, at)

    def record_answer(self, attempt_id: str, *rest: Any) -> Attempt:
        self._pay(attempt_id)
        return self._port.record_answer(attempt_id, *rest)

    def record_calls(self, calls: Mapping[str, Call], at: datetime) -> tuple[Attempt, ...]:
        for attempt_id in calls:
            self._pay(attempt_id)
        return self._port.record_calls(calls, at)

    def _pay(self, attempt_id: str) -> None:
        if attempt_id in self._owed:
            self._port.claim(*self._owed.pop(attempt_id))


class RetriesOnTimeOut(Passed):
    """A client that sends again what was not answered."""

    async def create(self, body: str, may_leave: MayLeave) -> Answer:
        answer = await self._port.create(body, may_leave)
        if isinstance(answer, Unknown):
            return await self._port.create(body, may_leave)
        return answer


class TakesAbsenceAsProof(Passed):
    """A library in which an attempt that no list showed was not placed."""

    def attempts_in_brief(self, campaign_id: str) -> tuple[Attempt, ...]:
        for attempt in self._port.attempts_in_brief(campaign_id):
            if attempt.state is AttemptState.UNKNOWN:
                absent = NotPlaced(Reason("dialing.interrupted"))
                self._port.record_answer(attempt.id, absent, attempt.intended_at, None)
        return self._port.attempts_in_brief(campaign_id)


def commit_after_sending(world: World) -> None:
    world.library_as = CommitsAfterSending


def retry_on_time_out(world: World) -> None:
    world.line_as = RetriesOnTimeOut


def take_absence_as_proof(world: World) -> None:
    world.library_as = TakesAbsenceAsProof


@pytest.mark.parametrize(
    ("breach", "seen"),
    [
        (commit_after_sending, "sent without its intent on disk"),
        (retry_on_time_out, "called 2 times"),
        (take_absence_as_proof, "called 2 times"),
    ],
)
def test_a_breach_is_seen(home: Home, breach: Callable[[World], None], seen: str) -> None:
    for seed in range(60):
        try:
            Scenario.of(seed).play(home, breach)
        except Violated as violated:
            if any(seen in wrong for wrong in violated.wrongs):
                return
    pytest.fail("nobody saw it")
