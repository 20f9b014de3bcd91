"""Matching: which attempt of the campaign a call that was read belongs to.

Every call read is matched against all references, so that an attempt whose answer was lost is
found again. Where a list does not carry the row data, calls that could be a lost one are asked for
by their IDs, which tells it. A reference outweighs the ID that an answer gave.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from dialsheet.campaign import Attempt, Call, LongOver, is_number, parse_ref
from dialsheet.dialing.candidates import MARGIN, Candidates
from dialsheet.dialing.findings import Findings
from dialsheet.dialing.strangers import Strangers
from dialsheet.ports import CallService


class Matching:
    """Knows every attempt of one campaign, and the calls of those that have one."""

    def __init__(
        self,
        findings: Findings,
        calls: CallService,
        campaign_id: str,
        is_wanted: Callable[[str], bool],
    ) -> None:
        """`is_wanted` says of an attempt ID whether there is anything to be learnt of it."""
        self._findings = findings
        self._campaign_id = campaign_id
        self._is_wanted = is_wanted
        self._strangers = Strangers(findings)
        self.candidates = Candidates(findings, calls, findings.began)
        self._known: set[str] = set()
        self._numbers: dict[str, str] = {}  # attempt ID -> E.164, while it is open
        self._calls_of: dict[str, str] = {}  # attempt ID -> call ID
        self._attempts_of: dict[str, str] = {}  # and back
        self._odd: dict[tuple[str, str], Call] = {}  # attempt and call ID: what should not be
        self._odd_told: set[tuple[str, str]] = set()

    def note(self, attempt: Attempt) -> None:
        """An attempt is there, perhaps with a call by now; or with none any more."""
        self._known.add(attempt.id)
        if attempt.state.is_open:
            self._numbers[attempt.id] = attempt.number.e164
        else:
            self._numbers.pop(attempt.id, None)
        before = self._calls_of.pop(attempt.id, None)
        if before and self._attempts_of.get(before) == attempt.id:
            del self._attempts_of[before]
            if attempt.call is None or attempt.call.id != before:
                self.candidates.release(before)
        if attempt.call:
            self._calls_of[attempt.id] = attempt.call.id
            self._attempts_of[attempt.call.id] = attempt.id
        self.candidates.note(attempt)

    def note_all(self, over: LongOver) -> None:
        """The same of many."""
        self._known.update(over.ids)
        self._calls_of.update(zip(over.ids, over.call_ids, strict=True))
        self._attempts_of.update(zip(over.call_ids, over.ids, strict=True))

    @property
    def placed(self) -> int:
        """How many attempts have a call."""
        return len(self._calls_of)

    @property
    def strangers(self) -> int:
        """Calls of this campaign that the library knows nothing of: another copy dialed them."""
        return self._strangers.count

    def candidates_of(self, attempt: Attempt) -> tuple[Call, ...]:
        """The calls that may be an unknown attempt's: to its number, at its time, nobody else's."""
        return tuple(
            call for call in self.candidates.of(attempt) if call.id not in self._attempts_of
        )

    def has_call(self, attempt_id: str) -> bool:
        """Whether an attempt's call is known."""
        return attempt_id in self._calls_of

    def call_of(self, attempt_id: str, seen: dict[str, Call]) -> str:
        """The ID of an attempt's call, be it only just seen; empty when it has none."""
        known = self._calls_of.get(attempt_id)
        return known or (seen[attempt_id].id if attempt_id in seen else "")

    def match(
        self, calls: Iterable[Call], seen: dict[str, Call], open_attempts: Iterable[Attempt]
    ) -> None:
        """Put what is wanted of `calls` into `seen`, by attempt ID."""
        for call in calls:
            ref = parse_ref(call.ref)
            holder = self._attempts_of.get(call.id)
            named = ref.attempt_id if ref and ref.campaign_id == self._campaign_id else None
            owner = holder if ref is None else named
            if holder and (holder != owner or self._went_elsewhere(call, holder)):
                self._odd[holder, call.id] = call
                owner = named  # by its ID alone, it is nobody's
            if ref and owner and owner not in self._known:
                self._strangers.meet(ref, call)
            elif owner is None:
                self.candidates.consider(call, open_attempts)
            elif self.call_of(owner, seen) not in ("", call.id):
                self._odd[owner, call.id] = call
            elif self._is_wanted(owner):
                seen[owner] = call

    def _went_elsewhere(self, call: Call, holder: str) -> bool:
        """Whether a call that tells nothing but its number went to another than its attempt's."""
        number = self._numbers.get(holder)
        if number is None or parse_ref(call.ref) is not None:
            return False
        return is_number(call.to_number, number) is False

    async def identify(self, seen: dict[str, Call], open_attempts: Collection[Attempt]) -> None:
        """Ask those whose they are that may be of this campaign."""
        self.match(await self.candidates.identify(open_attempts), seen, open_attempts)
        self.candidates.settle(open_attempts)

    def is_before(self, calls: Iterable[Call], since: datetime) -> bool:
        """Whether a page of the list is of a time before any call that was intended `since`."""
        starts = [call.start_time for call in calls if call.start_time]
        return bool(starts) and max(starts) < since + self.candidates.clock_offset - MARGIN

    def record(self, now: datetime) -> tuple[Attempt, ...]:
        """Commit what should never be: calls that are another attempt's than an answer said, second
        calls of an attempt, and strangers, as far as they became attempts of the campaign."""
        changed: list[Attempt] = []
        for attempt_id, call_id in [each for each in self._odd if each not in self._odd_told]:
            call = self._odd[attempt_id, call_id]
            changed += self._findings.record_calls({attempt_id: call}, now)  # which logs it
            self._odd_told.add((attempt_id, call_id))
        return (*changed, *self._strangers.adopt(now))
