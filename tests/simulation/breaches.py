"""Breaches: a dialer, or its library, that is broken on purpose. The proof must see each of them.

Where it can be, a breach is made at a port, so that it stays one whatever the dialer looks like
inside.

    .venv/bin/python -m simulation.breaches

(in the folder `tests`) tells for each the first seed that sees it.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from sqlalchemy import bindparam, select

from dialsheet.campaign import (
    GIVEN_BACK,
    Answer,
    Attempt,
    AttemptState,
    Call,
    ContactNumber,
    Hold,
    NotPlaced,
    Outcome,
    Step,
    Unknown,
    follow_up,
)
from dialsheet.dialing import agenda, candidates, matching, refusals, sender
from dialsheet.errors import Reason
from dialsheet.ports import MayLeave
from dialsheet.store import attempts as store_attempts
from dialsheet.store import claiming, database, same_sheets, schema
from simulation.home import Home, temporary_home
from simulation.scenario import Scenario, Violated
from simulation.world import World

SEEDS = 400  # that are asked


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

    def claim(self, campaign_id: str, row: int, number: ContactNumber, *more: Any) -> Attempt:
        attempt_id, body, at, _terms = more
        self._owed[attempt_id] = (campaign_id, row, number, *more)
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

    def attempts_in_brief(self, *asked: Any) -> tuple[Attempt, ...]:
        for attempt in self._port.attempts_in_brief(*asked):
            if attempt.state is AttemptState.UNKNOWN:
                absent = NotPlaced(Reason("dialing.interrupted"))
                self._port.record_answer(attempt.id, absent, attempt.intended_at, None)
        return self._port.attempts_in_brief(*asked)


class HasNoLock(Passed):
    """A library that any number of processes may dial from at the same time."""

    def dialing_lock(self) -> AbstractContextManager[None]:
        return nullcontext()


class ForgetsTheCap(Passed):
    """A library that does not count."""

    def claim(self, *asked: Any) -> Attempt | Hold:
        *most, terms = asked
        return self._port.claim(*most, replace(terms, cap=None))


class ForgetsOtherCampaigns(Passed):
    """A library that asks for no calls of other campaigns."""

    def claim(self, *asked: Any) -> Attempt | Hold:
        *most, terms = asked
        return self._port.claim(*most, replace(terms, repeats=None))


def _deferred(library: database.Database) -> AbstractContextManager[Any]:
    """A transaction that takes its place among the writers with its first write."""
    return library.reading()


_obstacle = claiming._obstacle


class _ReadsBefore:
    """A claim that reads in one transaction and writes in the next one."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __call__(self, stands: Any, terms: Any) -> str | None:
        obstacle = _obstacle(stands, terms)
        driver = self._home.driver
        if driver.in_transaction:  # else it is the second process that asks
            driver.execute("COMMIT")
            self._home.reach("writing an intent")
            driver.execute("BEGIN IMMEDIATE")
        return obstacle


_COUNTS_REFUSALS = select(
    schema.attempt.c.intended_at, schema.attempt.c.sent_at, schema.attempt.c.clock_offset_s
).where(
    schema.attempt.c.e164 == bindparam("e164"),
    schema.attempt.c.state.not_in(sorted(GIVEN_BACK)),
    schema.attempt.c.intended_at > bindparam("since"),
)


def _call_again(numbers: Any, attempts: Any, _rules: Any) -> Step | None:
    return Step(numbers[0], attempts[-1].id) if len(attempts) == 1 else None


@dataclass(frozen=True)
class Breach:
    """How something is broken, and what is seen then."""

    seen: str
    library_as: Callable[[Any], Any] | None = None
    line_as: Callable[[Any], Any] | None = None
    code: Callable[[Home], tuple[tuple[Any, str, Any], ...]] = lambda _home: ()

    def seed(self, home: Home, seeds: range = range(SEEDS)) -> int | None:
        """The first seed that sees it; None when it goes unseen."""
        with ExitStack() as broken:
            for place, name, instead in self.code(home):
                broken.enter_context(patch.object(place, name, instead))
            return next(filter(lambda seed: self._is_seen(home, seed), seeds), None)

    def _is_seen(self, home: Home, seed: int) -> bool:
        try:
            Scenario.of(seed).play(home, self._break)
        except Violated as violated:
            return any(self.seen in wrong for wrong in violated.wrongs)
        return False

    def _break(self, world: World) -> None:
        world.library_as = self.library_as or world.library_as
        world.line_as = self.line_as or world.line_as


async def _asks_nobody(*_: Any) -> list[Call]:
    return []


BREACHES = {
    "commit after sending": Breach("sent without its intent on disk", CommitsAfterSending),
    "retry on time-out": Breach("called 2 times", line_as=RetriesOnTimeOut),
    "absence taken as proof": Breach(
        "was called and counts as if it had not been", TakesAbsenceAsProof
    ),
    "a deferred transaction": Breach(
        "ended with store.busy, and nothing was in its way",
        code=lambda _home: ((database.Database, "writing", _deferred),),
    ),
    "a claim that reads outside its transaction": Breach(
        "UNIQUE constraint failed",
        code=lambda home: ((claiming, "_obstacle", _ReadsBefore(home)),),
    ),
    "no dialing lock": Breach("s apart", HasNoLock),
    "no cap": Breach("was called more than", ForgetsTheCap),
    "called before": Breach("was called before", ForgetsOtherCampaigns),
    "a sheet that is not known again": Breach(
        "was called before, for the same sheet",
        code=lambda _home: ((same_sheets, "siblings", lambda *_: frozenset()),),
    ),
    "no window": Breach(
        "was called at",
        code=lambda _home: tuple(
            (room, "window_hold", lambda *_: None) for room in (agenda, sender)
        ),
    ),
    "a call after a conversation": Breach(
        "after a conversation",
        code=lambda _home: (
            (follow_up, "RETRYABLE", frozenset(Outcome)),
            (follow_up, "_by_outcome", _call_again),
        ),
    ),
    "an ID that is believed": Breach(
        "has a call that is not its own",
        code=lambda _home: (
            (store_attempts, "can_be", lambda *_: True),
            (store_attempts, "is_named", lambda *_: True),
            (store_attempts, "_is_taken", lambda *_: False),
            (matching.Matching, "_went_elsewhere", lambda *_: False),
        ),
    ),
    "calls that are not looked at": Breach(
        "called 2 times",
        code=lambda _home: (
            (candidates.Candidates, "identify", _asks_nobody),
            (candidates.Candidates, "suspects", lambda *_: []),
        ),
    ),
    "every refusal taken for the contact's": Breach(
        "were burnt by a service that refused every request",
        code=lambda _home: ((refusals, "IN_A_ROW", 99), (refusals, "TIMES_BACK", 0)),
    ),
    "refusals that never end": Breach(
        "the campaign comes to no end",
        code=lambda _home: (
            (refusals, "TIMES_BACK", 99),
            (refusals, "TIMES_BACK_UNPROVEN", 99),
        ),
    ),
    "refusals that fill the cap": Breach(
        "waits for the cap, and was not called so often",
        code=lambda _home: ((claiming, "_CALLED_AT", _COUNTS_REFUSALS),),
    ),
    "a retry at once": Breach(
        "too soon",
        code=lambda _home: (
            (follow_up, "_ended", lambda attempt: attempt.intended_at - timedelta(hours=1)),
        ),
    ),
}


def main() -> int:
    """Print the seed that sees each; the exit status says whether one goes unseen."""
    unseen = 0
    with temporary_home() as home:
        for name, breach in BREACHES.items():
            seed = breach.seed(home)
            unseen += seed is None
            print(f"{name}: seed {seed}", flush=True)  # noqa: T201  it is what this is for
    return int(unseen > 0)


if __name__ == "__main__":
    sys.exit(main())
