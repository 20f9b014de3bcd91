"""Candidates: calls that may be a lost one, where the list does not carry the row data.

A call to the number of an unknown attempt, at its time, that no reference names, is asked for by
its ID: there the row data tells whose it is. What tells nothing there either is evidence for a
person, and proves nothing.
"""

import contextlib
from collections.abc import Iterable
from datetime import timedelta

from dialsheet.campaign import Attempt, AttemptState, Call
from dialsheet.errors import OutsideFault
from dialsheet.ports import CallService

MARGIN = timedelta(minutes=10)  # between an intent and the start of its call


class Candidates:
    """The candidates of one campaign."""

    def __init__(self, calls: CallService) -> None:
        self._calls = calls
        self._candidates: dict[str, Call] = {}  # by call ID
        self._asked: set[str] = set()

    def of(self, attempt: Attempt) -> list[Call]:
        """The calls that may be this attempt's."""
        return [call for call in self._candidates.values() if self._may_be(call, attempt)]

    def consider(self, call: Call, open_attempts: Iterable[Attempt]) -> None:
        """Take note of an entry of the list that belongs to no attempt."""
        disowned = call.id in self._asked and call.id not in self._candidates
        if not call.ref and not disowned and any(self._may_be(call, a) for a in open_attempts):
            self._candidates[call.id] = call

    async def identify(self) -> list[Call]:
        """Ask once for each candidate whose it is: those that tell.

        One that cannot be read is asked for again.
        """
        told: list[Call] = []
        for call_id in [each for each in self._candidates if each not in self._asked]:
            with contextlib.suppress(OutsideFault):
                call = await self._calls.call(call_id)
                self._asked.add(call_id)
                if call is not None and call.ref:
                    del self._candidates[call_id]
                    told.append(call)
        return told

    @property
    def clock_offset(self) -> timedelta:
        """What the service's clock shows beyond ours."""
        return timedelta(seconds=self._calls.clock_offset_s or 0.0)

    def _may_be(self, call: Call, attempt: Attempt) -> bool:
        """Whether a call could be an attempt's; one that does not tell its start could."""
        if attempt.state is not AttemptState.UNKNOWN or call.inbound:
            return False
        if call.to_number != attempt.number.e164:
            return False
        intended = attempt.intended_at + self.clock_offset
        return call.start_time is None or abs(call.start_time - intended) <= MARGIN
