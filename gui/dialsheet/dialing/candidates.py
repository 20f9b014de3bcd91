"""Candidates: calls of which the list does not tell that they are ours, and which may be.

Such a call may be that of an attempt whose answer was lost; or one that this library does not know
of because it was made by another copy of it: before a backup was put back, say. Where it matters,
its ID is asked for: there the row data tells whose it is. What tells nothing there either is
evidence for a person, and proves nothing; and nobody is called on its number by this campaign.
"""

import asyncio
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from dialsheet.campaign import Attempt, AttemptState, Call, e164_of, is_number, parse_ref
from dialsheet.dialing.findings import Findings
from dialsheet.errors import OutsideFault
from dialsheet.ports import CallService

MARGIN = timedelta(minutes=10)  # between an intent and the start of its call
_SLACK = timedelta(minutes=2)  # of the clock that a campaign was made by
_ASKED_AT_ONCE = 8
_FAULTS_A_ROUND = 3  # after which no more is asked: a service that fails is not asked for thousands
JUDGED = "dialing.judged_not_placed"


class Candidates:
    """The candidates of one campaign."""

    def __init__(self, findings: Findings, calls: CallService, began: datetime) -> None:
        """No call of the campaign was made before it `began`."""
        self._findings = findings
        self._calls = calls
        self._began = began
        self.awaited: Collection[int] = ()  # numbers of those who wait, E.164 without the "+"
        self._found: dict[str, Call] = {}  # by call ID: whose they are, is not known
        self._asked: set[str] = set()  # call IDs
        self._of_others: set[str] = set()  # call IDs
        self._released: set[str] = set()  # call IDs, to be asked for
        self._looked_up: set[tuple[str, str | None]] = set()  # call IDs and references
        self._judged: list[Attempt] = []  # a person said that these have no call
        self._by_number: dict[int, list[Call]] | None = None  # those found; None: to be made anew

    def of(self, attempt: Attempt) -> list[Call]:
        """The calls that may be this attempt's."""
        found = self._found.values()
        return [call for call in found if not _is_named(call) and self._may_be(call, attempt)]

    def suspects(self, numbers: Iterable[int]) -> list[Call]:
        """The calls to these numbers that may have been made for this campaign."""
        if self._by_number is None:
            self._by_number = {}
            for call in self._found.values():
                if (number := _number(call)) and not self._is_judged(call):
                    self._by_number.setdefault(number, []).append(call)
        return [call for number in numbers for call in self._by_number.get(number, ())]

    def note(self, attempt: Attempt) -> None:
        """An attempt is there: its call is no candidate."""
        if attempt.call and attempt.call.id in self._found:
            self._forget(attempt.call.id)
        if attempt.reason and attempt.reason.code == JUDGED:
            self._judged.append(attempt)
            self._by_number = None

    def release(self, call_id: str) -> None:
        """A call turned out not to be that of the attempt which had it: whose is it?"""
        self._of_others.discard(call_id)
        self._asked.discard(call_id)
        self._looked_up = {each for each in self._looked_up if each[0] != call_id}
        self._released.add(call_id)

    def consider(self, call: Call, open_attempts: Iterable[Attempt]) -> None:
        """Take note of an entry of the list that belongs to no attempt of the campaign."""
        if call.inbound or call.id in self._of_others:
            return
        known = self._found.get(call.id)
        if known is not None and _is_named(known) and not _is_named(call):
            return  # when it was asked for, it told more
        if known is None and self._is_before(call) and not self._may_be_any(call, open_attempts):
            return
        self._found[call.id] = call
        self._by_number = None

    async def identify(self, open_attempts: Collection[Attempt]) -> list[Call]:
        """Ask once for each candidate that matters whose it is: those that tell.

        One that cannot be read is asked for again.
        """
        matter = self._that_matter(open_attempts)
        self._drop_known(matter)
        told: list[Call] = []
        faults = 0
        turn = asyncio.Semaphore(_ASKED_AT_ONCE)

        async def ask(call_id: str) -> None:
            nonlocal faults
            async with turn:
                if faults >= _FAULTS_A_ROUND:
                    return
                try:
                    call = await self._calls.call(call_id)
                except OutsideFault:
                    faults += 1
                    return
            self._released.discard(call_id)
            if call is not None or call_id in self._found:
                self._asked.add(call_id)
            if call is None:
                return
            if _is_named(call):
                self._forget(call_id)
                told.append(call)
            elif call.sent:  # somebody else's row data
                self._put_aside(call_id)
            elif call_id not in self._found:
                self.consider(call, open_attempts)

        listed = {
            call.id
            for call in matter
            if call.id in self._found and call.id not in self._asked and not _is_named(call)
        }
        async with asyncio.TaskGroup() as asking:
            for call_id in sorted(listed | self._released):
                asking.create_task(ask(call_id))
        return told

    def settle(self, open_attempts: Collection[Attempt]) -> None:
        """Put those aside that the library knows of, now that it is known whose they are."""
        self._drop_known(self._that_matter(open_attempts))

    @property
    def clock_offset(self) -> timedelta:
        """What the service's clock shows beyond ours."""
        return timedelta(seconds=self._calls.clock_offset_s or 0.0)

    def _that_matter(self, open_attempts: Iterable[Attempt]) -> list[Call]:
        """Those of which it is of interest whose they are. Of a request that is on its way, the
        answer tells."""
        on_its_way, lost = set[int](), set[int]()
        for attempt in open_attempts:
            if attempt.state is AttemptState.INTENDED:
                on_its_way.add(int(attempt.number.e164))
            elif _is_lost(attempt):
                lost.add(int(attempt.number.e164))
        matter = []
        for call in self._found.values():
            number = _number(call)
            # One that does not tell its number may be anybody's.
            awaited = number in self.awaited if number else bool(self.awaited or lost)
            if number not in on_its_way and (
                awaited or (number in lost and self._may_be_any(call, open_attempts))
            ):
                matter.append(call)
        return matter

    def _drop_known(self, calls: Iterable[Call]) -> None:
        """Put aside the calls of other campaigns, as far as the library knows of them."""
        refs = {
            call.id: parse_ref(call.ref)
            for call in calls
            if (call.id, call.ref) not in self._looked_up
        }
        self._looked_up.update((call_id, self._found[call_id].ref) for call_id in refs)
        ids = {ref.attempt_id for ref in refs.values() if ref} | refs.keys()
        known = self._findings.known(ids) if ids else frozenset()
        for call_id, ref in refs.items():
            if call_id in known or (ref is not None and ref.attempt_id in known):
                self._put_aside(call_id)

    def _put_aside(self, call_id: str) -> None:
        self._forget(call_id)
        self._of_others.add(call_id)

    def _forget(self, call_id: str) -> None:
        self._found.pop(call_id, None)
        self._by_number = None

    def _is_before(self, call: Call) -> bool:
        """Whether a call was over, or had begun, before the campaign was made."""
        at = call.end_time or call.start_time
        return at is not None and at < self._began + self.clock_offset - _SLACK

    def _is_judged(self, call: Call) -> bool:
        """Whether a person, who could see it, said that it is not the one that was lost."""
        return not _is_named(call) and any(self._is_near(call, attempt) for attempt in self._judged)

    def _may_be_any(self, call: Call, open_attempts: Iterable[Attempt]) -> bool:
        return any(self._may_be(call, attempt) for attempt in open_attempts)

    def _may_be(self, call: Call, attempt: Attempt) -> bool:
        """Whether a call could be an attempt's; one that does not tell its start could."""
        return _is_lost(attempt) and self._is_near(call, attempt)

    def _is_near(self, call: Call, attempt: Attempt) -> bool:
        """Whether a call went to an attempt's number at its time."""
        if call.inbound or not is_number(call.to_number, attempt.number.e164):
            return False
        intended = attempt.intended_at + self.clock_offset
        at = call.start_time or call.end_time
        return at is None or abs(at - intended) <= MARGIN


def _number(call: Call) -> int:
    """The number that was called, E.164 without the "+"; 0: it does not tell."""
    return int(e164_of(call.to_number) or 0)


def _is_lost(attempt: Attempt) -> bool:
    """Whether it is not known which call is an attempt's, or only from an answer, whose ID may be
    another's or nobody's."""
    if attempt.state is AttemptState.UNKNOWN:
        return True
    return attempt.call is not None and not attempt.call.to_number


def _is_named(call: Call) -> bool:
    """Whether a call says for which attempt it was made, be it one of another campaign."""
    return parse_ref(call.ref) is not None
