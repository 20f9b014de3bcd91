"""Recovery: what became of the attempts that an earlier run, or another computer, left open.

What can be found at the service is found; what remains unknown is for a person, who decides with
the evidence at hand.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialsheet.campaign import (
    Attempt,
    AttemptState,
    Call,
    Campaign,
    NotPlaced,
    Placed,
    Unknown,
    is_number,
)
from dialsheet.dialing.agenda import Agenda
from dialsheet.dialing.candidates import JUDGED
from dialsheet.dialing.findings import Findings
from dialsheet.dialing.follower import Follower
from dialsheet.errors import BadInput, Reason
from dialsheet.ports import CallService, Clock, Library


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is to see of an unknown attempt."""

    attempt: Attempt
    candidates: tuple[Call, ...]  # to its number, at its time, and nobody else's


class Recovery:
    """Settles what can be settled of one campaign, without a run. Hold the dialing lock."""

    def __init__(
        self,
        library: Library,
        calls: CallService,
        clock: Clock,
        campaign: Campaign,
        tell: Callable[[Attempt], None] = lambda _attempt: None,
    ) -> None:
        """`tell` hears of each attempt that is changed."""
        self._library = library
        self._calls = calls
        self._clock = clock
        self._campaign = campaign
        self._tell = tell
        self._contacts = library.contacts(campaign.id)
        self._findings = Findings(library, campaign, lambda: self._contacts)
        self._follower = Follower(self._findings, calls, campaign.id)

    async def look(self) -> tuple[Evidence, ...]:
        """Look for every unknown attempt; the evidence of those that stay unknown."""
        now = self._clock.now()
        attempts = settle_interrupted(self._library, self._campaign.id, now, self._tell)
        self._follower.remember(attempts)
        unknown = [each.intended_at for each in attempts if each.state is AttemptState.UNKNOWN]
        if unknown:
            await self._read_back(min(unknown))
        return tuple(
            Evidence(attempt, self._follower.candidates(attempt))
            for attempt in self._follower.open
            if attempt.state is AttemptState.UNKNOWN
        )

    async def settle(self, attempt: Attempt, call_id: str | None) -> Attempt:
        """A person says that an unknown attempt is that call, or (None) that it was not placed.

        Raises `BadInput` for a call that cannot be this attempt's.
        """
        (settled,) = await self.settle_all(((attempt, call_id),))
        return settled

    async def settle_all(self, judged: Sequence[tuple[Attempt, str | None]]) -> tuple[Attempt, ...]:
        """The same of many attempts, in one transaction: where one cannot be, none is settled."""
        placed = [(attempt, call_id) for attempt, call_id in judged if call_id is not None]
        found = await asyncio.gather(*(self._call_of(*each) for each in placed))
        calls = {attempt.id: call for (attempt, _), call in zip(placed, found, strict=True)}
        answers: dict[str, Placed | NotPlaced] = {
            attempt.id: NotPlaced(Reason(JUDGED)) for attempt, _ in judged
        }
        answers |= {attempt_id: Placed(call.id) for attempt_id, call in calls.items()}
        now = self._clock.now()
        with self._library.together():
            settled = {each.id: each for each in self._library.settle(answers, now)}
            settled |= {each.id: each for each in self._findings.record_calls(calls, now)}
        for attempt in settled.values():
            self._tell(attempt)
        return tuple(settled.values())

    async def _call_of(self, attempt: Attempt, call_id: str) -> Call:
        """The call that an attempt is said to be; `BadInput` when it cannot be."""
        call = await self._calls.call(call_id)
        if call is None:
            raise BadInput("dialing.no_such_call", call=call_id)
        if not _can_be(call, attempt):
            raise BadInput("dialing.another_call", call=call_id, row=attempt.row)
        return call

    async def sweep(self) -> int:
        """Match every call since the campaign was made; how many of them were not known of.

        Who said on another desktop that there should be no more calls gets none from this one,
        whatever campaign is dialed next.
        """
        now = self._clock.now()
        attempts = settle_interrupted(self._library, self._campaign.id, now)
        self._findings.heed_opt_outs(attempts, now)
        self._follower.remember(attempts)
        agenda = Agenda(self._contacts, self._campaign)
        agenda.line_up(attempts, call_backs=self._library.call_backs(self._campaign.id))
        self._follower.calls_of_others.awaited = agenda.numbers_in_wait()
        await self._read_back(self._campaign.created_at)
        return self._follower.strangers

    async def _read_back(self, since: datetime) -> None:
        seen, fault = await self._follower.read_back(since)
        for attempt in self._follower.record(seen, self._clock.now()):
            self._tell(attempt)
        if fault:
            raise fault


def settle_interrupted(
    library: Library,
    campaign_id: str,
    now: datetime,
    tell: Callable[[Attempt], None] = lambda _attempt: None,
    latest: int | None = None,
) -> list[Attempt]:
    """The campaign's attempts in brief; with `latest`, without those that are long over. Those
    that a crash caught on their way become unknown, which is told."""
    interrupted = Unknown(Reason("dialing.interrupted"))
    attempts = list(library.attempts_in_brief(campaign_id, latest))
    for index, attempt in enumerate(attempts):
        if attempt.state is AttemptState.INTENDED:
            attempts[index] = library.record_answer(attempt.id, interrupted, now, None)
            tell(attempts[index])
    return attempts


def _can_be(call: Call, attempt: Attempt) -> bool:
    """Whether a call may be an attempt's, as far as the service tells."""
    if call.inbound or is_number(call.to_number, attempt.number.e164) is False:
        return False
    return call.ref in (None, attempt.ref)
