"""Sending: contacts are claimed and their calls created, at the pace and below the ceiling.

Nothing is sent before its intent is on disk, and nothing is ever sent twice.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from dialsheet.campaign import (
    Answer,
    Attempt,
    Campaign,
    Contacts,
    Corrected,
    Held,
    NotPlaced,
    index_of,
    make_ref,
    new_id,
    row_values,
    with_ref,
)
from dialsheet.dialing.course import Course
from dialsheet.dialing.pacer import Pacer
from dialsheet.dialing.policy import (
    DECISION_LASTS_S,
    NEVER_LEFT,
    Breaker,
    number_to_dial,
    tried_rows,
    waiting,
)
from dialsheet.dialing.run import ContactHeld
from dialsheet.errors import BadInput, Bug, Reason
from dialsheet.ports import CallService, Clock, Library, Order, Withdraw


class Sender:
    """Sends what waits, one contact after another; requests may overlap."""

    def __init__(
        self,
        library: Library,
        calls: CallService,
        clock: Clock,
        campaign: Campaign,
        course: Course,
        alive: Callable[[], int],
        tell: Callable[[Attempt | ContactHeld], None],
        lead_s: float,
    ) -> None:
        """`alive` says how many attempts may be ringing; `tell` is told of each change."""
        self._library = library
        self._calls = calls
        self._clock = clock
        self._campaign = campaign
        self._course = course
        self._alive = alive
        self._tell = tell
        self._lead_s = lead_s
        self.contacts: Contacts = library.contacts(campaign.id)
        self._pacer = Pacer(clock, campaign.pace.per_second)
        self._breaker = Breaker()
        self._queue: deque[int] = deque()  # indexes of contacts
        self._sending: set[asyncio.Task[None]] = set()
        self._total = 0

    @property
    def waiting(self) -> int:
        """How many contacts were not sent yet."""
        return len(self._queue)

    @property
    def total(self) -> int:
        """How many contacts of the campaign are to be called, those already tried included."""
        return self._total

    def line_up(self, attempts: Sequence[Attempt]) -> None:
        """Queue the contacts that still wait, after the attempts of earlier runs."""
        self._queue.extend(waiting(self.contacts, attempts, self._campaign.rules))
        self._total = len(self._queue) + len(tried_rows(attempts))
        if attempts:
            self._pacer.rest()  # the last of them may have left a moment ago

    def take_correction(self, corrected: Corrected) -> None:
        """Queue a contact whose number was corrected, where it may be called now; else drop it."""
        index = index_of(self.contacts.table, corrected.row)
        if index is None:
            raise Bug("a row that the campaign does not have")
        limit = self._campaign.rules.limit
        was_waiting = index in self._queue
        self.contacts.verdicts[corrected.position][index] = corrected.verdict
        self.contacts.decided[index] = corrected.decided
        if corrected.waits and not was_waiting and (limit is None or self._total < limit):
            self._queue.append(index)
            self._total += 1
        elif was_waiting and not corrected.waits:
            self._queue.remove(index)
            self._total -= 1

    async def send_all(self) -> None:
        """Send until nobody waits or the course ends; then wait for the answers on their way."""
        try:
            while await self._turn_to_claim():
                index = self._queue.popleft()
                decided_s = self._clock.monotonic()
                attempt = self._claim(index)
                if attempt is None:
                    continue
                left = asyncio.Event()
                task = asyncio.create_task(self._send(index, attempt, decided_s, left))
                self._sending.add(task)
                task.add_done_callback(self._arrived)
                await left.wait()
                self._course.note()
        except Exception as failure:  # noqa: BLE001  the run ends with it
            self._course.fail(failure)
        finally:
            await asyncio.gather(*self._sending)

    async def _turn_to_claim(self) -> bool:
        """Wait until the next contact may be claimed; False when there is none any more."""
        while self._course.stopped_for is None:
            patience_s: float | None = None
            if not self._queue:
                if not self._sending:
                    return False
            elif not self._course.paused and self._alive() < self._campaign.pace.max_live:
                patience_s = self._pacer.wait_s - self._lead_s
                if patience_s <= 0:
                    return True
            await self._course.change(patience_s)
        return False

    def _claim(self, index: int) -> Attempt | None:
        """Commit the intent to call a contact; None when it must not be, or cannot be, called."""
        row, attempt_id = self.contacts.table.rows[index], new_id()
        mapping, rules = self._campaign.mapping, self._campaign.rules
        number = number_to_dial(self.contacts, index, mapping, rules.accepted_rules)
        now = self._clock.now()
        claimed: Attempt | Reason
        try:
            values = row_values(mapping.fields, self.contacts.table.cells(index))
            ref = make_ref(self._campaign.id, row, attempt_id)
            body = self._calls.body(Order(number.e164, with_ref(values, ref)))
        except (Held, BadInput) as refusal:
            claimed = refusal.reason  # of this contact; it stands in nobody else's way
        else:
            claimed = self._library.claim(self._campaign.id, row, number, attempt_id, body, now)
        if isinstance(claimed, Attempt):
            self._tell(claimed)
            return claimed
        self._library.hold(self._campaign.id, row, claimed, now)
        self._total -= 1
        self._tell(ContactHeld(row, claimed))
        return None

    async def _send(
        self, index: int, attempt: Attempt, decided_s: float, left: asyncio.Event
    ) -> None:
        sent_at: datetime | None = None

        async def may_leave() -> None:
            nonlocal sent_at
            while True:
                if self._course.paused or self._course.stopped_for:
                    raise Withdraw(self._course.stopped_for or Reason("dialing.paused"))
                if self._is_too_old(attempt, decided_s):
                    raise Withdraw(Reason("dialing.decision_too_old"))
                if (wait_s := self._pacer.wait_s) <= 0:
                    break
                await self._course.change(wait_s)
            self._pacer.take()  # with nothing between this and the look at the wait
            sent_at = self._clock.now()
            left.set()

        try:
            answer = await self._calls.create(attempt.body, may_leave)
            now = self._clock.now()
            answered = self._library.record_answer(
                attempt.id, answer, now, sent_at, self._calls.clock_offset_s
            )
            self._tell(answered)
            self._weigh(index, answer, answered)
        except Exception as failure:  # noqa: BLE001  the run ends with it once the others are in
            self._course.fail(failure)
        finally:
            left.set()

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._course.note()

    def _is_too_old(self, attempt: Attempt, decided_s: float) -> bool:
        """Whether the decision is; in a suspension, one clock of the two may stand still."""
        awake_s = self._clock.monotonic() - decided_s
        passed_s = abs((self._clock.now() - attempt.intended_at).total_seconds())
        return max(awake_s, passed_s) > DECISION_LASTS_S

    def _weigh(self, index: int, answer: Answer, attempt: Attempt) -> None:
        """What an answer means for the contact and for the run."""
        if attempt.state in NEVER_LEFT:
            self._queue.appendleft(index)
        not_placed = isinstance(answer, NotPlaced)
        self._course.slowed_for = answer.reason if isinstance(answer, NotPlaced) else None
        self._pacer.hold_off(self._breaker.pause_s(answer))
        if reason := self._breaker.stops_for(answer):
            self._course.stop_for(reason, fault_outside=not_placed)
