"""Following: what has become of the attempts that are still open, read from the service.

One page of the list answers for many calls, with what was said in those that are over; what the
pages do not show is asked for by its ID. A round of 60 calls costs two requests; now and then the
second of them is for what the agent's metrics say.
Absence from a list proves nothing.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from dialsheet.campaign import (
    NONE_OVER,
    Attempt,
    AttemptState,
    Call,
    LongOver,
    Outcome,
    Phase,
)
from dialsheet.dialing.candidates import Candidates
from dialsheet.dialing.findings import Findings
from dialsheet.dialing.matching import Matching
from dialsheet.dialing.metrics import Metrics
from dialsheet.dialing.walk import Walk
from dialsheet.errors import OutsideFault
from dialsheet.ports import CallService

_PAGES_A_ROUND = 2
_ASKED_AT_ONCE = 8
_MISSING_A_ROUND = 30  # one in so many that no page showed is asked for; one at least
_TRIES = 12  # looks after the end at which a summary may still arrive
_AWAITED = 100  # the newest; a service that makes no summaries must not be asked for thousands
REMEMBERED = 1000  # earlier attempts that tell how long a call takes, and may be awaited
_FIRST_GUESS_S = 60.0
_NEVER_TALKED = frozenset({Outcome.BUSY, Outcome.NO_ANSWER, Outcome.NOT_CONNECTED})
_SUMMED_UP = frozenset({Outcome.COMPLETED, Outcome.VOICEMAIL})


class Lives:
    """How long calls take, from the intent to the end."""

    def __init__(self) -> None:
        self._sum_s, self._count = _FIRST_GUESS_S, 1

    @property
    def mean_s(self) -> float:
        """On average, in seconds."""
        return self._sum_s / self._count

    def count(self, attempt: Attempt) -> None:
        """One more."""
        if attempt.call and attempt.call.end_time:
            life = (attempt.call.end_time - attempt.intended_at).total_seconds()
            self._sum_s, self._count = self._sum_s + max(0.0, life), self._count + 1


class Follower:
    """Keeps the open attempts of one campaign up to date."""

    def __init__(self, findings: Findings, calls: CallService, campaign_id: str) -> None:
        self._findings = findings
        self._calls = calls
        self._open: dict[str, Attempt] = {}
        self._ended: set[str] = set()  # attempts of which no more is to be learnt from a list
        self._matching = Matching(findings, calls, campaign_id, self._is_wanted)
        self._metrics = Metrics(calls)
        self._tries: dict[str, int] = {}  # attempt ID, over but not known in full -> tries left
        self._seen: dict[str, Call] = {}  # attempt ID -> what was recorded last, while it is asked
        self._round = 0
        self._looked_in: dict[str, int] = {}  # attempt ID, awaited -> the last round it was seen
        self._goes_deeper = True  # whether the next round reads a second page
        self.lives = Lives()

    def remember(self, attempts: Sequence[Attempt], over: LongOver = NONE_OVER) -> None:
        """Take note of earlier attempts; of the latest that are over, more may still be told."""
        self._matching.note_all(over)
        self._ended.update(over.ids)
        for age, attempt in enumerate(attempts, -len(attempts)):
            if attempt.state is AttemptState.ENDED and age < -REMEMBERED:
                self._matching.note(attempt)
                self._ended.add(attempt.id)
            else:
                self.watch(attempt)

    def watch(self, attempt: Attempt) -> None:
        """Take note of an attempt's new state."""
        self._matching.note(attempt)
        if attempt.state.is_open:
            self._open[attempt.id] = attempt
            if attempt.call is None:
                self._learn_anew(attempt.id)
            return
        self._open.pop(attempt.id, None)
        if attempt.state is AttemptState.ENDED:
            if attempt.id not in self._ended:
                self._ended.add(attempt.id)
                self.lives.count(attempt)
            self._await_rest(attempt)
            self._metrics.watch(attempt)
        if attempt.id not in self._tries:
            self._seen.pop(attempt.id, None)

    @property
    def open(self) -> tuple[Attempt, ...]:
        """The attempts that may still be ringing or talking, unknown ones included."""
        return tuple(self._open.values())

    @property
    def placed(self) -> int:
        """How many attempts of the campaign have a call."""
        return self._matching.placed

    @property
    def awaits_more(self) -> bool:
        """Whether summaries, transcripts or metrics of calls that are over may still arrive."""
        return bool(self._tries) or self._metrics.awaits_more

    @property
    def strangers(self) -> int:
        """Calls of this campaign that the library knows nothing of: another copy dialed them."""
        return self._matching.strangers

    def candidates(self, attempt: Attempt) -> tuple[Call, ...]:
        """The calls that may be an unknown attempt's: to its number, at its time, nobody else's."""
        return self._matching.candidates_of(attempt)

    @property
    def calls_of_others(self) -> Candidates:
        """The calls that may have been made for this campaign, and of which nobody here knows."""
        return self._matching.candidates

    async def read(self) -> dict[str, Call]:
        """Read once how things stand, by attempt ID. Raises `OutsideFault` when deaf."""
        self._round += 1
        seen: dict[str, Call] = {}
        looked: set[str] = set(self._tries)  # whoever is deaf has looked, too
        try:
            in_full = bool(self._tries)
            metrics = self._metrics.is_due(idle=not (self._open or self._tries))
            pages = await self._read_pages(seen, 1 if metrics else _PAGES_A_ROUND, in_full=in_full)
            await self._matching.identify(seen, self.open)
            asked = self._to_ask(seen, _PAGES_A_ROUND if metrics else pages, in_full=in_full)
            told = await self._ask(asked, seen)
            self._hold_back(seen, told)
            looked = {*seen, *asked}
            if metrics:
                await self._metrics.read(seen)
        finally:
            self._count_down(looked)
        return seen

    async def _read_pages(self, seen: dict[str, Call], most: int, *, in_full: bool) -> int:
        """Read what the list says of the awaited calls; how many pages it took."""
        after: str | None = None
        pages = 0
        most = most if self._goes_deeper else 1
        while pages < most and (self._open.keys() | self._tries.keys()) - seen.keys():
            page = await self._calls.calls(after, transcripts=in_full)
            pages += 1
            self._matching.match(page.calls, seen, self.open)
            after = page.next_after
            if after is None:
                break
        return pages

    def _to_ask(self, seen: dict[str, Call], pages: int, *, in_full: bool) -> list[str]:
        """Attempts to be asked for by ID: those over of which a page should have told more, those
        about to be given up, and of those that no page showed the longest unseen."""
        over = [each for each, call in seen.items() if in_full and self._is_news(each, call)]
        last = [each for each in seen if self._tries.get(each) == 1 and each not in over]
        missing = [
            attempt_id
            for attempt_id in dict.fromkeys([*self._open, *self._tries])
            if self._matching.has_call(attempt_id) and attempt_id not in seen
        ]
        missing.sort(key=lambda attempt_id: self._looked_in.get(attempt_id, 0))
        count = 0 if pages == _PAGES_A_ROUND else max(1, len(missing) // _MISSING_A_ROUND)
        self._goes_deeper = pages < _PAGES_A_ROUND or not missing
        return [*over[:_ASKED_AT_ONCE], *last, *missing[:count]]

    def _is_news(self, attempt_id: str, call: Call) -> bool:
        """Whether a call is over, which was not known, and what was said in it is not told."""
        return attempt_id in self._open and call.phase is Phase.ENDED and not _has_text(call)

    def _hold_back(self, seen: dict[str, Call], told: Collection[str]) -> None:
        """An end is noted with all that belongs to it, as soon as somebody told that in full; but
        a call that was lost, and is on the page at last, is noted at once."""
        for attempt_id, call in list(seen.items()):
            if (
                self._matching.has_call(attempt_id)
                and attempt_id not in told
                and self._is_news(attempt_id, call)
                and self._tries.setdefault(attempt_id, _TRIES) > 1
            ):
                del seen[attempt_id]

    async def read_back(self, since: datetime) -> tuple[dict[str, Call], OutsideFault | None]:
        """Read the list back to just before `since`, for attempts whose answer was lost.

        Beside what was found: why it was not read so far back, where the list has no end.
        """
        seen: dict[str, Call] = {}
        after: str | None = None
        walk, fault = Walk(), None
        while True:
            page = await self._calls.calls(after)
            self._matching.match(page.calls, seen, self.open)
            if self._matching.is_before(page.calls, since) or page.next_after is None:
                break
            oldest = min((each.start_time for each in page.calls if each.start_time), default=None)
            if not walk.leads_on([each.id for each in page.calls], page.next_after, oldest):
                fault = OutsideFault("dialing.list_without_end", count=walk.pages)
                break
            after = page.next_after
        await self._matching.identify(seen, self.open)
        return seen, fault

    def record(self, seen: dict[str, Call], now: datetime) -> tuple[Attempt, ...]:
        """Commit what is new; a reading that says nothing new costs the disk nothing.

        Returns the attempts that changed.
        """
        news = {each: call for each, call in seen.items() if self._seen.get(each) != call}
        changed = self._findings.record_calls(news, now) if news else ()
        self._seen |= news
        for attempt in changed:
            self.watch(attempt)
        adopted = self._matching.record(now)
        for attempt in adopted:
            self.watch(attempt)
        # As each is by now: one may have lost a call that was another's, and got its own.
        return tuple({each.id: each for each in (*changed, *adopted)}.values())

    def _learn_anew(self, attempt_id: str) -> None:
        """What was learnt of an attempt, if anything, was another's."""
        self._ended.discard(attempt_id)
        self._tries.pop(attempt_id, None)
        self._seen.pop(attempt_id, None)

    def _is_wanted(self, attempt_id: str) -> bool:
        return attempt_id not in self._ended or attempt_id in self._tries

    async def _ask(self, attempt_ids: Iterable[str], seen: dict[str, Call]) -> set[str]:
        """Ask for calls by their IDs; those that were told. None stands in another's way."""
        faults: list[OutsideFault] = []
        told: set[str] = set()
        turn = asyncio.Semaphore(_ASKED_AT_ONCE)

        async def ask(attempt_id: str) -> None:
            async with turn:
                try:
                    call = await self._calls.call(self._matching.call_of(attempt_id, seen))
                except OutsideFault as fault:
                    faults.append(fault)
                else:
                    told.add(attempt_id)
                    if call is not None:
                        self._matching.match([call], seen, self.open)

        async with asyncio.TaskGroup() as asking:
            for attempt_id in attempt_ids:
                asking.create_task(ask(attempt_id))
        if faults and not seen:
            raise faults[0]
        return told

    def _await_rest(self, attempt: Attempt) -> None:
        """Of a call that is over, the summary comes later, and so may the transcript."""
        if attempt.call is None or _is_whole(attempt.call):
            self._tries.pop(attempt.id, None)
            return
        self._tries.setdefault(attempt.id, _TRIES)
        if len(self._tries) > _AWAITED:
            del self._tries[next(iter(self._tries))]

    def _count_down(self, looked: set[str]) -> None:
        awaited = {*self._open, *self._tries}
        self._looked_in = {
            each: self._round if each in looked else self._looked_in.get(each, 0)
            for each in awaited
        }
        for attempt_id in looked & self._tries.keys():
            self._tries[attempt_id] -= 1
            if not self._tries[attempt_id]:
                del self._tries[attempt_id]
                if attempt_id not in self._open:
                    self._seen.pop(attempt_id, None)


def _has_text(call: Call) -> bool:
    """Whether a call that is over is known with its transcript, if there can be one."""
    return call.outcome in _NEVER_TALKED or call.transcript is not None


def _is_whole(call: Call) -> bool:
    """Whether a call that is over is known with its summary and transcript."""
    return _has_text(call) and bool(call.summary or call.outcome not in _SUMMED_UP)
