"""Matching: which attempt of the campaign an entry of the list of calls belongs to.

Every entry read is matched against all references, so that an attempt whose answer was lost is
found again. Where a list does not carry the row data, calls that could be a lost one are asked for
by their IDs, which tells it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from dialsheet.campaign import Attempt, Call, LongOver, parse_ref
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
        self._candidates = Candidates(calls)
        self._known: set[str] = set()
        self._calls_of: dict[str, str] = {}  # attempt ID -> call ID
        self._attempts_of: dict[str, str] = {}  # and back
        self._doubles: dict[str, tuple[str, Call]] = {}  # call ID -> attempt ID, the second call
        self._doubles_told: set[str] = set()

    def note(self, attempt: Attempt) -> None:
        """An attempt is there, perhaps with a call by now."""
        self._known.add(attempt.id)
        if attempt.call:
            self._calls_of[attempt.id] = attempt.call.id
            self._attempts_of[attempt.call.id] = attempt.id

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

    def candidates(self, attempt: Attempt) -> tuple[Call, ...]:
        """The calls that may be an unknown attempt's: to its number, at its time, nobody else's."""
        return tuple(
            call for call in self._candidates.of(attempt) if call.id not in self._attempts_of
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
            if ref is not None and ref.campaign_id == self._campaign_id:
                attempt_id: str | None = ref.attempt_id
                if ref.attempt_id not in self._known:
                    self._strangers.meet(ref, call)
                    continue
            else:
                attempt_id = self._attempts_of.get(call.id)
            if attempt_id is None:
                self._candidates.consider(call, open_attempts)
            elif self.call_of(attempt_id, seen) not in ("", call.id):
                self._doubles[call.id] = (attempt_id, call)
            elif self._is_wanted(attempt_id):
                seen[attempt_id] = call

    async def identify(self, seen: dict[str, Call], open_attempts: Iterable[Attempt]) -> None:
        """Ask those whose they are that may be a lost one."""
        self.match(await self._candidates.identify(), seen, open_attempts)

    def is_before(self, calls: Iterable[Call], since: datetime) -> bool:
        """Whether a page of the list is of a time before any call that was intended `since`."""
        starts = [call.start_time for call in calls if call.start_time]
        return bool(starts) and max(starts) < since + self._candidates.clock_offset - MARGIN

    def record(self, now: datetime) -> tuple[Attempt, ...]:
        """Commit what should never be: second calls of an attempt, and strangers; the latter, as
        far as they became attempts of the campaign."""
        for call_id in [each for each in self._doubles if each not in self._doubles_told]:
            attempt_id, call = self._doubles[call_id]
            self._findings.record_calls({attempt_id: call}, now)  # which logs it
            self._doubles_told.add(call_id)
        return self._strangers.adopt(now)
