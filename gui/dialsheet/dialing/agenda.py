"""The agenda: who is to be called, and what is to become of each. Free of I/O.

It is asked when a contact's turn has come: what is known of its attempts by then decides.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from dialsheet.campaign import (
    NONE_OVER,
    Attempt,
    AttemptState,
    Call,
    CallBack,
    CalledBack,
    Campaign,
    ContactNumber,
    Contacts,
    Hold,
    LongOver,
    Rules,
    Step,
    in_order,
    index_of,
    is_refused,
    next_step,
    parse_ref,
    window_hold,
    zones_of,
)
from dialsheet.dialing.line import Line, Ranks
from dialsheet.dialing.policy import numbers_to_dial, tried_rows, waiting
from dialsheet.dialing.refusals import RefusedRows
from dialsheet.errors import Reason

NOBODY: Mapping[int, CallBack] = {}
NO_ROWS: Mapping[int, int] = {}


class Agenda:
    """Who is to be called in a run."""

    def __init__(self, contacts: Contacts, campaign: Campaign) -> None:
        self.contacts = contacts
        self._campaign = campaign
        self._rules = campaign.calling
        self.line = Line(_ranked(contacts, campaign.rules))
        self._away: set[int] = set()  # the indexes of those whose requests are on their way
        self._attempts: dict[int, list[Attempt]] = {}  # by row, where a call may lead to another
        self._tried: set[int] = set()  # rows
        self._refused = RefusedRows()
        self._call_backs: dict[int, CallBack] = {}  # by row, what a person asked for
        self._reserve: deque[int] = deque()  # indexes beyond the limit
        self._dropped: set[int] = set()  # indexes
        self._in_doubt: set[int] = set()  # indexes of those who may have been called
        self.calls_in_doubt: Callable[[Iterable[int]], Sequence[Call]] = lambda _numbers: ()
        self._total = 0
        self._done_uncalled: set[int] = set()  # rows: the total has them, but no pilot does
        self._is_lined_up = False

    def line_up(
        self,
        attempts: Sequence[Attempt],
        over: LongOver = NONE_OVER,
        call_backs: Mapping[int, CallBack] = NOBODY,
        times_back: Mapping[int, int] = NO_ROWS,
    ) -> None:
        """Take in all who wait, after the attempts of earlier runs; `call_backs` are by row, as are
        the `times_back` of those who come last."""
        self._is_lined_up = True
        self._call_backs = dict(call_backs)
        self._tried = tried_rows(attempts).union(over.rows)
        self._attempts.clear()
        self._refused = RefusedRows()
        for attempt in attempts:
            self._refused.note(attempt)
        refused = set(filter(self._is_refused, self._refused.rows))
        rules = self._campaign.rules
        first, self._reserve = waiting(self.contacts, self._tried, rules, refused, times_back)
        back = {index_of(self.contacts.table, row): times for row, times in times_back.items()}
        self.line.begin(first, back)
        self._done_uncalled = refused - self._tried
        self._total = len(self._tried) + len(self._done_uncalled) + len(first)
        if self.follows_up:
            for attempt in attempts:
                if self._may_lead_on(attempt.row):
                    self._attempts.setdefault(attempt.row, []).append(attempt)
            for row in self._attempts:
                at = index_of(self.contacts.table, row)
                if at is not None:
                    self._look_again(at)

    @property
    def follows_up(self) -> bool:
        """Whether a call that is over may lead to another one."""
        return bool(self._rules.follow_ups or self._call_backs)

    def _may_lead_on(self, row: int) -> bool:
        return self._rules.follow_ups or row in self._call_backs

    @property
    def waiting(self) -> int:
        """How many are still to be called."""
        return len(self.line)

    @property
    def total(self) -> int:
        """How many are to be called in the campaign, those already tried included."""
        return self._total

    @property
    def beyond_pilot(self) -> int:
        """How many more could be called, were there no pilot."""
        return len(self._reserve)

    @property
    def holds(self) -> dict[int, Hold]:
        """Who waits for a time, for a number or for a further call, by row, and why."""
        rows = self.contacts.table.rows
        further = Hold(Reason("campaign.further_call"))
        again = {rows[index]: further for index in self.line.turn if rows[index] in self._tried}
        return {**again, **{rows[index]: hold for index, hold in self.line.holds.items()}}

    def give_back(self, index: int) -> None:
        """It is a contact's turn again, unless a call was found by now that leads to none, or its
        number was corrected away."""
        may_go = self.contacts.decided[index].may_go
        if may_go and index not in self.line and self._leads_on(index):
            self.line.join(index)

    def put_off(self, index: int, hold: Hold) -> None:
        """A contact waits for a time, or for the end of another call to its number."""
        if index not in self.line:
            self.line.wait(index, hold)

    def drop(self, index: int) -> None:
        """A contact is not called in this run any more."""
        self._dropped.add(index)
        if self.contacts.table.rows[index] not in self._tried:
            self._total -= 1
            self._fill_pilot()

    def _fill_pilot(self) -> None:
        """Another one takes the place of who is not called: a pilot is of so many calls."""
        if self._reserve:
            self.give_back(self._reserve.popleft())
            self._total += 1

    def _refuse(self, index: int) -> None:
        """The service refused a contact: it is done with, and was not called."""
        row = self.contacts.table.rows[index]
        self._dropped.add(index)
        if row not in self._tried:
            self._done_uncalled.add(row)
            self._fill_pilot()

    def decide(self, index: int) -> None:
        """A contact was decided anew, or a number of it was corrected."""
        if not self._is_lined_up:
            return  # it will be taken in with all others, as it is decided now
        if not self.contacts.decided[index].may_go:
            if index in self.line:
                self.line.leave(index)
                self.drop(index)
            elif index in self._reserve:
                self._reserve.remove(index)
            return
        self._dropped.discard(index)
        limit = self._campaign.rules.limit
        row = self.contacts.table.rows[index]
        if row in self._tried:
            self.give_back(index)
        elif self._is_refused(row):
            self._dropped.add(index)
        elif index in self.line or index in self._away or index in self._reserve:
            return
        elif limit is not None and self._total - len(self._done_uncalled) >= limit:
            self._reserve.append(index)
            self._total -= row in self._done_uncalled
            self._done_uncalled.discard(row)
        else:
            self._total += row not in self._done_uncalled
            self._done_uncalled.discard(row)
            self.give_back(index)

    def add(self, contacts: Contacts) -> None:
        """There are contacts more, after those that are there."""
        before, self.contacts = len(self.contacts), contacts
        self.line.rank(_ranked(contacts, self._campaign.rules))
        for index in range(before, len(contacts)):
            self.decide(index)

    def call_back(self, index: int, asked: CalledBack) -> None:
        """A person said when a contact is called again, or (None) as the rules have it."""
        if not self._is_lined_up:
            return  # as above
        row = asked.row
        if asked.call_back is None:
            self._call_backs.pop(row, None)
        else:
            self._call_backs[row] = asked.call_back
        self._attempts[row] = list(asked.attempts)
        for attempt in asked.attempts:
            self._refused.note(attempt)
        waited = index in self.line
        if waited:
            self.line.leave(index)
        if waited and row not in self._tried:
            self.give_back(index)
        else:
            self.decide(index)

    def numbers_in_wait(self) -> set[int]:
        """All numbers of those who are still to be called, E.164 without the "+"; of those beyond
        a pilot, too: they may get the place of one who is not called."""
        columns = [column.numbers for column in self.contacts.verdicts]
        waiting = [*self.line, *self._reserve]
        return {numbers[index] for numbers in columns for index in waiting} - {0}

    def reconsider(self) -> None:
        """It is the turn of those of whom it turned out that they were not called after all."""
        for index in [each for each in self._in_doubt if not self._doubt(each)]:
            self._in_doubt.remove(index)
            self.line.free(index.__eq__)

    def _doubt(self, index: int) -> Hold | None:
        """Why a contact may have been called for this campaign already, unknown to the library;
        unless a person asked for a call that comes later."""
        numbers = [column.numbers[index] for column in self.contacts.verdicts]
        asked = self._call_backs.get(self.contacts.table.rows[index])
        for call in self.calls_in_doubt(filter(None, numbers)):
            at = call.start_time or call.end_time
            if asked is None or at is None or at >= asked.at:
                named = parse_ref(call.ref) is not None
                code = "dialing.call_of_unknown_campaign" if named else "dialing.call_unclear"
                return Hold(Reason(code, {"call": call.id}), passing=True)
        return None

    def step(self, index: int, now: datetime) -> Step | Hold | None:
        """What is to become of a contact at `now`: a call, a wait, or (None) nothing."""
        if doubt := self._doubt(index):
            self._in_doubt.add(index)
            return doubt
        rules, row = self._rules, self.contacts.table.rows[index]
        if not (numbers := self.numbers(index)):  # corrected away, taken out and put back
            return Hold(Reason("campaign.no_callable_number"))
        wanted = ""
        if rules.callback_column:
            wanted = self.contacts.table.column(rules.callback_column)[index]
        step = next_step(
            numbers, self._attempts.get(row, ()), rules, wanted, self._call_backs.get(row)
        )
        if not isinstance(step, Step):
            return step
        if step.not_before and step.reason and step.not_before > now:
            return Hold(step.reason, step.not_before)
        return window_hold(rules.window, zones_of(step.number.e164), now) or step

    def numbers(self, index: int) -> tuple[ContactNumber, ...]:
        """The contact's numbers that may be dialed, in the user's order."""
        accepted = self._campaign.rules.accepted_rules
        limits = self._campaign.connection.limits
        return numbers_to_dial(self.contacts, index, self._campaign.mapping, accepted, limits)

    def note(self, attempt: Attempt) -> None:
        """An attempt changed: what follows on a call that is over is put on the agenda."""
        self._refused.note(attempt)
        if attempt.state is not AttemptState.INTENDED and attempt.state.may_have_rung:
            self._done_uncalled.discard(attempt.row)
            self._tried.add(attempt.row)
        if self._may_lead_on(attempt.row):
            self._remember(attempt)
        if not attempt.state.is_open:
            self.line.free(lambda each: attempt.number.e164 in self._called_on(each))
        index = index_of(self.contacts.table, attempt.row)
        if index is None:
            return
        if attempt.state is AttemptState.INTENDED:
            self._away.add(index)
        else:
            self._away.discard(index)
        if attempt.state is AttemptState.REFUSED:
            self._refuse(index)
        if index in self.line and not self._leads_on(index):
            self.line.leave(index)
        elif self._may_lead_on(attempt.row) and attempt.state is AttemptState.ENDED:
            self._look_again(index)

    def _is_refused(self, row: int) -> bool:
        """Whether a contact is not called because the service refused it, and nobody asked for one
        more call or corrected its number since."""
        attempt = self._refused.standing(row, self._call_backs.get(row))
        index = index_of(self.contacts.table, row) if attempt else None
        return (
            attempt is not None and index is not None and is_refused(attempt, self.numbers(index))
        )

    def _remember(self, attempt: Attempt) -> None:
        known = [each for each in self._attempts.get(attempt.row, ()) if each.id != attempt.id]
        self._attempts[attempt.row] = sorted([*known, attempt], key=lambda each: each.ordinal)

    def _look_again(self, index: int) -> None:
        """Put a contact that was called on the agenda again, if something is to follow."""
        row = self.contacts.table.rows[index]
        if index in self._dropped or row not in self._tried:
            return
        self.give_back(index)

    def _leads_on(self, index: int) -> bool:
        """Whether a call, or a hold, is still to follow on what is known of a contact."""
        row = self.contacts.table.rows[index]
        if not self._may_lead_on(row):
            return row not in self._tried and not self._is_refused(row)
        if not (known := self._attempts.get(row)):
            return True
        numbers = self.numbers(index)
        asked = self._call_backs.get(row)
        return bool(numbers) and next_step(numbers, known, self._rules, asked=asked) is not None

    def _called_on(self, index: int) -> set[str]:
        return {number.e164 for number in self.numbers(index)}


def _ranked(contacts: Contacts, rules: Rules) -> Ranks | None:
    """The rank of each index in the order of the rules; None: the sheet's order."""
    if not rules.calling.order:
        return None
    ranked = in_order(contacts.table, rules.calling.order)
    return {index: rank for rank, index in enumerate(ranked)}
