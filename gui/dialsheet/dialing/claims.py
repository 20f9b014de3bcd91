"""Claims: the intents to call, committed before anything leaves; and why some are not."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from dialsheet.campaign import (
    Attempt,
    Campaign,
    Contacts,
    DuplicatePolicy,
    Held,
    Hold,
    Step,
    cannot_call,
    make_ref,
    new_id,
    row_digest,
    row_values,
    with_ref,
)
from dialsheet.dialing.agenda import Agenda
from dialsheet.dialing.run import ContactHeld
from dialsheet.errors import BadInput
from dialsheet.ports import CallService, Clock, Library, Order, Terms

_MOST_AT_ONCE = 16  # claims that share a sync


class Claims:
    """Asks the library for attempts, of those whose turn it is."""

    def __init__(
        self,
        library: Library,
        calls: CallService,
        clock: Clock,
        campaign: Campaign,
        agenda: Agenda,
        tell: Callable[[Attempt | ContactHeld], None],
    ) -> None:
        self._library = library
        self._calls = calls
        self._clock = clock
        self._campaign = campaign
        self._agenda = agenda
        self._tell = tell
        headers = len(agenda.contacts.table.headers)
        is_ours = bool(campaign.source.stacked or library.added(campaign.id))  # the last one
        self._own_columns = headers - is_ours

    def now(self) -> datetime:
        """The time by the service's clock: that of this machine may be wrong by hours."""
        return self._clock.now() + timedelta(seconds=self._calls.clock_offset_s or 0.0)

    def claim(self, alive: int) -> list[tuple[int, Attempt]]:
        """Commit the intents to call the next contacts, of those that may and can be called.

        They are several where no pace is to be kept: then they share one sync.
        """
        pace, limit = self._campaign.pace, 1
        if not pace.per_second:
            limit = min(_MOST_AT_ONCE, pace.max_live - alive)
        asked: list[tuple[int, Attempt | Hold | None]] = []
        with self._library.together() if limit > 1 else contextlib.nullcontext():
            while self._agenda.line.has_turn and len(asked) < limit:
                index = self._agenda.line.next()
                step = self._agenda.step(index, self.now())
                asked.append((index, self._ask(index, step) if isinstance(step, Step) else step))
        attempts = []
        for index, claimed in asked:
            if isinstance(claimed, Attempt):
                self._agenda.note(claimed)
                self._tell(claimed)
                attempts.append((index, claimed))
            else:
                self._spare(index, claimed)
        return attempts

    def _spare(self, index: int, hold: Hold | None) -> None:
        """A contact is not called: for now, or in this run."""
        row = self._contacts.table.rows[index]
        if hold is None:  # an answer came late, and there is nothing to be called for any more
            self._agenda.drop(index)
        elif hold.until is not None or hold.passing:
            self._agenda.put_off(index, hold)
            self._tell(ContactHeld(row, hold.reason, hold.until))
        else:
            why, now = {row: hold.reason}, self._clock.now()
            self._library.hold(self._campaign.id, why, now, skips=hold.skips)
            self._agenda.drop(index)
            self._tell(ContactHeld(row, hold.reason, skips=hold.skips))

    def _ask(self, index: int, step: Step) -> Attempt | Hold:
        """Ask the library for an attempt."""
        row, attempt_id, number = self._contacts.table.rows[index], new_id(), step.number
        verdict = self._contacts.verdicts[number.position][index]
        if beyond := cannot_call(self._campaign.connection.limits, verdict):
            return Hold(beyond)
        try:
            values = row_values(self._campaign.mapping.fields, self._contacts.table.cells(index))
            ref = make_ref(self._campaign.id, row, attempt_id)
            values = with_ref(values, ref, test=self._campaign.test)
            body = self._calls.body(Order(number.e164, values))
        except (Held, BadInput) as refusal:
            return Hold(refusal.reason)  # of this contact; it stands in nobody else's way
        terms = Terms(
            follows=step.follows,
            cap=self._campaign.calling.cap,
            numbers=self.others(index),
            once=self._campaign.rules.duplicates is not DuplicatePolicy.ALL,
            clock_offset_s=self._calls.clock_offset_s,
            repeats=self._campaign.repeats,
            row_digest=self._row_digest(index),
        )
        now = self._clock.now()
        return self._library.claim(self._campaign.id, row, number, attempt_id, body, now, terms)

    def _row_digest(self, index: int) -> str:
        """By the cells of the sheet: a column of ours tells only where the row is from."""
        cells = list(self._contacts.table.cells(index).items())
        return row_digest(dict(cells[: self._own_columns]))

    @property
    def _contacts(self) -> Contacts:
        return self._agenda.contacts

    def others(self, index: int) -> tuple[str, ...]:
        """All numbers of a contact, be they called or not."""
        return tuple(e164 for column in self._contacts.verdicts if (e164 := column[index].e164))
