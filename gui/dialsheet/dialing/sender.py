"""Sending: contacts are claimed and their calls created, at the pace and below the ceiling.

Nothing is sent before its intent is on disk, and nothing is ever sent twice.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from dialsheet.campaign import (
    DAY,
    Answer,
    Attempt,
    CallBack,
    Campaign,
    Contacts,
    LongOver,
    NotPlaced,
    window_hold,
    zones_of,
)
from dialsheet.dialing.agenda import Agenda
from dialsheet.dialing.changes import Change, index_in, take
from dialsheet.dialing.claims import Claims
from dialsheet.dialing.commits import GroupCommit
from dialsheet.dialing.course import Course
from dialsheet.dialing.findings import Findings
from dialsheet.dialing.pacer import Pacer
from dialsheet.dialing.policy import DECISION_LASTS_S, Breaker
from dialsheet.dialing.refusals import Refusals
from dialsheet.dialing.run import ContactHeld
from dialsheet.dialing.standing import put_off_until
from dialsheet.errors import Reason
from dialsheet.ports import CallService, Clock, Library, Withdraw

_LOOKS_AGAIN_S = 30.0  # at the latest, who waits for a time: the wall clock may be set
_CLOCKS_ARE_SET_BY = DAY  # at the most; so far back, "a moment ago" may seem to lie
_PUT_OFF_AT_ONCE = 50  # contacts, before others get a turn on the thread


class Sender:
    """Sends what waits, one contact after another; requests may overlap."""

    def __init__(
        self,
        library: Library,
        calls: CallService,
        clock: Clock,
        campaign: Campaign,
        findings: Findings,
        course: Course,
        alive: Callable[[], int],
        hopes: Callable[[], bool],
        tell: Callable[[Attempt | ContactHeld], None],
        lead_s: float,
        waits_s: float | None,
    ) -> None:
        """`alive` says how many attempts may be ringing, `hopes` whether one of them may lead to
        another call; `tell` is told of each change. Nobody's time is waited for beyond `waits_s`.
        """
        self._library = library
        self._calls = calls
        self._clock = clock
        self._campaign = campaign
        self._findings = findings
        self._course = course
        self._alive = alive
        self._hopes = hopes
        self._tell = tell
        self._lead_s = lead_s
        self._waits_s = waits_s
        self._rules = campaign.calling
        self.agenda = Agenda(library.contacts(campaign.id), campaign)
        self._claims = Claims(library, calls, clock, campaign, self.agenda, tell)
        self._pacer = Pacer(clock, campaign.pace.per_second)
        self._breaker = Breaker()
        self._refusals = Refusals()
        self._set_aside: list[int] = []  # indexes of who went back, and is not tried again so soon
        self._commits = GroupCommit(library)
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def contacts(self) -> Contacts:
        """The campaign's contacts, as far as this run knows."""
        return self.agenda.contacts

    @property
    def has_more(self) -> bool:
        """Whether somebody is to be called in this run, be it by a word of this moment."""
        return self.agenda.line.goes_on and self._course.stopped_for is None

    @property
    def next_at(self) -> datetime | None:
        """When the next contact's time comes, where nobody can be called before."""
        line = self.agenda.line
        return None if self._sending or line.has_turn else line.next_at

    def line_up(
        self, attempts: Sequence[Attempt], over: LongOver, call_backs: Mapping[int, CallBack]
    ) -> None:
        """Queue the contacts that still wait, after the attempts of earlier runs."""
        self._findings.heed_opt_outs(attempts, self._clock.now())  # those of another desktop, too
        self._refusals.remember(attempts, ever_placed=bool(over.ids))
        self.agenda.line_up(attempts, over, call_backs, self._refusals.times_back)
        lately = self._clock.now() - _CLOCKS_ARE_SET_BY
        if self._library.dialed_since(self._campaign.connection, lately):
            self._pacer.rest()  # the last of them may have left a moment ago

    def note(self, attempt: Attempt) -> None:
        """An attempt changed."""
        self.agenda.note(attempt)

    def write_down(self) -> None:
        """Commit who waits for a time, and why, until the next run."""
        holds = {row: hold.reason for row, hold in self.agenda.holds.items()}
        if holds:
            self._library.hold(self._campaign.id, holds, self._clock.now(), passing=True)

    def take(self, change: Change) -> None:
        """A person changed contacts, or added some."""
        take(self.agenda, change)

    async def send_all(self) -> None:
        """Send until nobody waits or the course ends; then wait for the answers on their way."""
        put_off = 0
        try:
            while await self._turn_to_claim():
                decided_s = self._clock.monotonic()
                claimed = self._claims.claim(self._alive())
                if not claimed:
                    put_off += 1
                    if put_off % _PUT_OFF_AT_ONCE == 0:
                        await asyncio.sleep(0)
                    continue
                lefts = [self._start(index, attempt, decided_s) for index, attempt in claimed]
                for left in lefts:
                    await left.wait()
                self._course.note()
        except Exception as failure:  # noqa: BLE001  the run ends with it
            self._course.fail(failure)
        finally:
            await asyncio.gather(*self._sending)
            self._return_set_aside()

    async def _turn_to_claim(self) -> bool:
        """Wait until the next contact may be claimed; False when there is none any more."""
        line = self.agenda.line
        while self._course.stopped_for is None:
            if not (line.goes_on or self._sending or self._hopes()):
                return False
            patience_s: float | None = None
            if not self._course.look() and self._alive() < self._campaign.pace.max_live:
                line.wake(self._claims.now())
                if line.has_turn:
                    patience_s = self._pacer.wait_s - self._lead_s
                    if patience_s <= 0:
                        return True
                elif line.next_at:
                    patience_s = self._patience_s(line.next_at)
            await self._course.change(patience_s)
        return False

    def _patience_s(self, next_at: datetime) -> float:
        """How long to wait, now that everybody waits for a time; or the run is over."""
        due_s = (next_at - self._claims.now()).total_seconds()
        too_long = self._waits_s is not None and due_s > self._waits_s
        if too_long and not (self._sending or self._hopes()):
            self._course.stop_for(put_off_until(next_at, self.agenda.waiting))
            return 0.0
        return min(due_s, _LOOKS_AGAIN_S)

    def _start(self, index: int, attempt: Attempt, decided_s: float) -> asyncio.Event:
        """Send a claimed contact's request; the event tells when it has left, or will not."""
        left = asyncio.Event()
        task = asyncio.create_task(self._send(index, attempt, decided_s, left))
        self._sending.add(task)
        task.add_done_callback(self._arrived)
        return left

    async def _send(
        self, index: int, attempt: Attempt, decided_s: float, left: asyncio.Event
    ) -> None:
        sent_at: datetime | None = None

        async def may_leave() -> None:
            nonlocal sent_at
            while True:
                if self._is_too_old(attempt, decided_s):
                    raise Withdraw(Reason("dialing.decision_too_old"))
                if reason := self._course.look():
                    raise Withdraw(reason)
                if (wait_s := self._pacer.wait_s) <= 0:
                    break
                await self._course.change(wait_s)
            if reason := self._rules_now(index, attempt):
                raise Withdraw(reason)
            self._pacer.take()  # with nothing between this and the look at the wait
            sent_at = self._clock.now()
            left.set()

        try:
            answer = await self._calls.create(attempt.body, may_leave)
            back = self._weigh(attempt, answer)
            told = (answer, self._clock.now(), sent_at, self._calls.clock_offset_s)
            await self._commits.write(
                partial(self._record, attempt.id, told, back), partial(self._take_all, index)
            )
        except Exception as failure:  # noqa: BLE001  the run ends with it once the others are in
            self._course.fail(failure)
        finally:
            left.set()

    def _rules_now(self, index: int, attempt: Attempt) -> Reason | None:
        """What changed since the claim: why the request must not leave after all."""
        hold = window_hold(self._rules.window, zones_of(attempt.number.e164), self._claims.now())
        if hold is not None:
            return hold.reason
        try:
            return self._library.obstacle(attempt, self._claims.others(index))
        except Exception as failure:  # noqa: BLE001  the run ends with it
            self._course.fail(failure)
            return Reason("dialing.failed")

    def _record(
        self, attempt_id: str, told: tuple[Answer, Any, Any, Any], back: Sequence[Attempt]
    ) -> Sequence[Attempt]:
        """Write what was answered, and which refusals go back because of it; all that changed."""
        if not back:
            return self._findings.record_answer(attempt_id, *told)
        with self._library.together():
            self._findings.record_answer(attempt_id, *told)
            reason, at = Reason("dialing.refused_whoever"), self._clock.now()
            return self._library.give_back([each.id for each in back], reason, at)

    def _take_all(self, index: int, attempts: Sequence[Attempt]) -> None:
        """Note what became of a contact's attempt, and of others for the same reason."""
        for attempt in attempts:
            self.agenda.note(attempt)
            self._tell(attempt)
            if not attempt.state.went_back:
                continue
            if self.contacts.table.rows[index] != attempt.row:
                self.agenda.decide(index_in(self.contacts, attempt.row))
            elif attempt.refusal is not None:
                self._set_aside.append(index)
            else:
                self.agenda.give_back(index)

    def _return_set_aside(self) -> None:
        """Who went back because the service refuses every request waits for the next run."""
        back, self._set_aside = self._set_aside, []
        if back and self._course.stopped_for is None:
            self._course.stop_for(self._refusals.stop_reason(len(back)), fault_outside=True)
        for index in back:
            self.agenda.give_back(index)

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._course.note()

    def _is_too_old(self, attempt: Attempt, decided_s: float) -> bool:
        """Whether the decision is; in a suspension, one clock of the two may stand still."""
        awake_s = self._clock.monotonic() - decided_s
        passed_s = abs((self._clock.now() - attempt.intended_at).total_seconds())
        return max(awake_s, passed_s) > DECISION_LASTS_S

    def _weigh(self, attempt: Attempt, answer: Answer) -> Sequence[Attempt]:
        """What an answer means for the run, before anything else may leave; the refused attempts
        that were not about their contacts."""
        judged = self._refusals.weigh(attempt, answer)
        if judged.in_the_end:
            self._course.person_for = self._refusals.person_reason
        if judged.stops:
            stop = self._refusals.stop_reason(len(judged.back))
            self._course.stop_for(stop, fault_outside=True)
        not_placed = isinstance(answer, NotPlaced)
        self._course.slowed_for = answer.reason if isinstance(answer, NotPlaced) else None
        self._pacer.hold_off(self._breaker.pause_s(answer))
        if judged.back or judged.expected:
            return judged.back
        if reason := self._breaker.stops_for(answer):
            self._course.stop_for(reason, fault_outside=not_placed)
        return ()
