"""The dialer: dials a campaign's ready contacts at a set pace and follows each call to its end.

Free of Qt and of any provider: everything outside is a port. One instance makes one run, on one
event loop. Nothing is sent before its intent is on disk, and nothing is ever sent twice.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from dialsheet.campaign import (
    Answer,
    Attempt,
    AttemptState,
    Campaign,
    Contacts,
    NotPlaced,
    Unknown,
    Withdrawn,
    make_ref,
    new_id,
    row_values,
    with_ref,
)
from dialsheet.dialing.follower import Follower
from dialsheet.dialing.pacer import Pacer
from dialsheet.dialing.policy import (
    DECISION_LASTS_S,
    Breaker,
    number_to_dial,
    time_left_s,
    tried_rows,
    waiting,
)
from dialsheet.dialing.run import PATIENT, ContactHeld, Progress, RunReport, RunState, Timing
from dialsheet.errors import OutsideFault, Reason, Trouble
from dialsheet.ports import CallService, Clock, Library, Order, Withdraw

Tell = Callable[[Attempt | ContactHeld | Progress], None]


class Dialer:
    """One run of one campaign. Its methods are called on the event loop that runs it."""

    def __init__(
        self,
        library: Library,
        calls: CallService,
        clock: Clock,
        campaign: Campaign,
        tell: Tell,
        timing: Timing = PATIENT,
    ) -> None:
        self._library = library
        self._calls = calls
        self._clock = clock
        self._campaign = campaign
        self._tell = tell
        self._timing = timing
        self._contacts: Contacts = library.contacts(campaign.id)
        self._pacer = Pacer(clock, campaign.pace.per_second)
        self._breaker = Breaker()
        self._follower = Follower(library, calls, campaign.id)
        self._queue: deque[int] = deque()
        self._sending: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._state = RunState.SETTLING
        self._paused = False
        self._leaving = False
        self._stopped_for: Reason | None = None
        self._failure: Exception | None = None
        self._slowed_for: Reason | None = None
        self._fault_outside = False
        self._placed = 0
        self._tried = 0

    # What a person asks for

    def pause(self) -> None:
        """Send nothing more for now; takes effect before the next send."""
        self._paused = True
        self._note()

    def resume(self) -> None:
        """Go on after a pause."""
        self._paused = False
        self._note()

    def stop(self, *, follow: bool = True) -> None:
        """End the run: nothing more is sent. Without `follow`, living calls are left alone."""
        self._stop_for(Reason("dialing.stopped"))
        self._leaving = self._leaving or not follow
        self._note()

    async def run(self) -> RunReport:
        """Make the run. Raises `Trouble` when it could not start or the library failed."""
        campaign = self._campaign
        with self._library.dialing_lock():
            await self._settle()
            detail = {"pace": campaign.pace.per_second, "max_live": campaign.pace.max_live}
            self._library.begin_run(campaign.id, detail, self._clock.now())
            following = asyncio.create_task(self._follow())
            try:
                await self._dial()
            except Trouble as trouble:
                self._fail(trouble)
            finally:  # an answer on its way is always waited for
                await asyncio.gather(*self._sending)
                self._state = RunState.FINISHING
                self._note()
                await following
            report = self._report()
            self._library.end_run(campaign.id, report.reason, self._clock.now())
            if self._failure:
                raise self._failure
        self._tell(report.progress)
        return report

    # Before the first send

    async def _settle(self) -> None:
        """Find out what became of the attempts that an earlier run left open."""
        attempts = self._library.attempts(self._campaign.id)
        now = self._clock.now()
        lost_since: datetime | None = None
        for attempt in attempts:
            if attempt.state is AttemptState.INTENDED:
                interrupted = Unknown(Reason("dialing.interrupted"))
                self._take(self._library.record_answer(attempt.id, interrupted, now, None))
            else:
                self._follower.watch(attempt)
            if attempt.state in (AttemptState.INTENDED, AttemptState.UNKNOWN):
                lost_since = min(lost_since or attempt.intended_at, attempt.intended_at)
        if lost_since:
            for attempt in await self._follower.sweep(lost_since, now):
                self._tell(attempt)
        latest = self._library.attempts(self._campaign.id)
        self._placed = sum(attempt.call is not None for attempt in latest)
        self._queue.extend(waiting(self._contacts, latest, self._campaign.rules))
        self._tried = len(tried_rows(latest))
        if self._follower.strangers:
            self._stop_for(Reason("dialing.foreign_calls", {"count": self._follower.strangers}))
        self._state = RunState.DIALING
        self._note()

    # Sending

    async def _dial(self) -> None:
        while await self._turn_to_claim():
            index = self._queue.popleft()
            attempt = self._claim(index)
            if attempt is None:
                continue
            left = asyncio.Event()
            task = asyncio.create_task(self._send(index, attempt, left))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
            await left.wait()
            self._note()

    async def _turn_to_claim(self) -> bool:
        """Wait until the next contact may be claimed; False when there is none any more."""
        while self._stopped_for is None:
            patience: float | None = None
            if not self._queue:
                if not self._sending:
                    return False
            elif not self._paused and len(self._follower.open) < self._campaign.pace.max_live:
                patience = self._pacer.wait_s - self._timing.lead_s
                if patience <= 0:
                    return True
            self._changed.clear()
            await self._any_change(patience)
        return False

    def _claim(self, index: int) -> Attempt | None:
        """Commit the intent to call a contact; None when the library says that it must not be."""
        campaign, table = self._campaign, self._contacts.table
        row, attempt_id = table.rows[index], new_id()
        number = number_to_dial(
            self._contacts, index, campaign.mapping, campaign.rules.accepted_rules
        )
        values = row_values(campaign.mapping.fields, table.cells(index))
        ref = make_ref(campaign.id, row, attempt_id)
        body = self._calls.body(Order(number.e164, with_ref(values, ref)))
        now = self._clock.now()
        claimed = self._library.claim(campaign.id, row, number, attempt_id, body, now)
        if isinstance(claimed, Reason):
            self._library.hold(campaign.id, row, claimed, now)
            self._tell(ContactHeld(row, claimed))
            return None
        self._take(claimed)
        return claimed

    async def _send(self, index: int, attempt: Attempt, left: asyncio.Event) -> None:
        decided = (self._clock.monotonic(), self._clock.now())
        sent_at: datetime | None = None

        async def may_leave() -> None:
            nonlocal sent_at
            await self._pacer.slot()
            if self._paused or self._stopped_for:
                raise Withdraw(Reason("dialing.paused"))
            age = max(
                self._clock.monotonic() - decided[0],
                abs((self._clock.now() - decided[1]).total_seconds()),
            )
            if age > DECISION_LASTS_S:
                raise Withdraw(Reason("dialing.decision_too_old"))
            sent_at = self._clock.now()
            left.set()

        try:
            answer = await self._calls.create(attempt.body, may_leave)
            now = self._clock.now()
            self._take(self._library.record_answer(attempt.id, answer, now, sent_at))
            self._weigh(index, answer)
        except Exception as failure:  # noqa: BLE001  the run ends with it once the others are in
            self._fail(failure)
        finally:
            left.set()
            self._note()

    def _weigh(self, index: int, answer: Answer) -> None:
        """What an answer means for the contact and for the run."""
        if isinstance(answer, NotPlaced | Withdrawn):
            self._queue.appendleft(index)
        else:
            self._tried += 1
        self._slowed_for = answer.reason if isinstance(answer, NotPlaced) else None
        self._pacer.hold_off(self._breaker.pause_s(answer))
        if reason := self._breaker.stops_for(answer):
            self._stop_for(reason)
            self._fault_outside = isinstance(answer, NotPlaced)

    # Following

    async def _follow(self) -> None:
        failures = 0
        while self._failure is None and not self._may_end():
            try:
                for attempt in await self._follower.round(self._clock.now()):
                    self._tell(attempt)
                failures = 0
            except OutsideFault as fault:
                failures += 1
                self._slowed_for = fault.reason
            except Exception as failure:  # noqa: BLE001  the run ends with it
                self._fail(failure)
                return
            if self._follower.strangers:
                count = self._follower.strangers
                self._stop_for(Reason("dialing.foreign_calls", {"count": count}))
            elif self._queue and self._ceiling_is_lost():
                self._stop_for(Reason("dialing.unknowns_fill_ceiling"))
            self._note()
            rest = self._timing.poll_s * min(30, 2**failures)
            resumes_at = self._clock.monotonic() + rest
            while (left := resumes_at - self._clock.monotonic()) > 0 and not self._may_end():
                self._changed.clear()
                await self._any_change(left)

    def _may_end(self) -> bool:
        """Whether nothing is left that is worth waiting for."""
        if self._state is not RunState.FINISHING:
            return False
        if self._leaving:
            return True
        now = self._clock.now()
        return not self._follower.awaits_summaries and not any(
            self._worth_waiting(attempt, now) for attempt in self._follower.open
        )

    def _worth_waiting(self, attempt: Attempt, now: datetime) -> bool:
        if attempt.state is AttemptState.UNKNOWN:
            patience = self._timing.unknown_s
        else:
            connection = self._campaign.connection
            patience = (
                self._timing.queue_s + connection.ringing_timeout_s + connection.max_minutes * 60
            )
        return now < attempt.intended_at + timedelta(seconds=patience)

    def _ceiling_is_lost(self) -> bool:
        """Whether unknown attempts that will not turn up any more leave no room for a call."""
        now = self._clock.now()
        lost = [
            attempt
            for attempt in self._follower.open
            if attempt.state is AttemptState.UNKNOWN and not self._worth_waiting(attempt, now)
        ]
        return len(lost) >= self._campaign.pace.max_live

    # Book-keeping

    def _take(self, attempt: Attempt) -> None:
        """Note an attempt's new state and tell of it."""
        if attempt.state is AttemptState.PLACED:
            self._placed += 1
        self._follower.watch(attempt)
        self._tell(attempt)

    def _stop_for(self, reason: Reason) -> None:
        self._stopped_for = self._stopped_for or reason

    def _fail(self, failure: Exception) -> None:
        self._failure = self._failure or failure
        self._stop_for(failure.reason if isinstance(failure, Trouble) else Reason("dialing.failed"))

    def _note(self) -> None:
        """Something changed: wake whoever waits, and tell how far the run has come."""
        self._changed.set()
        self._tell(self._progress())

    async def _any_change(self, patience: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._changed.wait()

    def _progress(self, state: RunState | None = None) -> Progress:
        shown = state or self._state
        if shown is RunState.DIALING and self._paused:
            shown = RunState.PAUSED
        elif shown is RunState.DIALING and self._stopped_for:
            shown = RunState.FINISHING
        open_attempts = self._follower.open
        pace = self._campaign.pace
        left = len(self._queue)
        return Progress(
            state=shown,
            total=left + self._tried + len(self._sending),
            waiting=left,
            placed=self._placed,
            alive=len(open_attempts),
            unknown=sum(each.state is AttemptState.UNKNOWN for each in open_attempts),
            time_left_s=time_left_s(
                left, len(open_attempts), pace.per_second, pace.max_live, self._follower.mean_s
            ),
            reason=self._stopped_for or self._slowed_for,
        )

    def _report(self) -> RunReport:
        progress = self._progress(RunState.ENDED)
        finished = not progress.waiting and not progress.alive
        reason = self._stopped_for or Reason("dialing.finished")
        return RunReport(reason, finished, self._fault_outside, progress)
