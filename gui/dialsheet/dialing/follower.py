"""Following: what has become of the attempts that are still open, read from the service.

One page of the list answers for many calls; what the pages do not show is asked for by its ID.
Every entry read is matched against all references of the campaign, so that an attempt whose
answer was lost is found again. Absence from a list proves nothing.
"""

from datetime import datetime, timedelta

from dialsheet.campaign import Attempt, AttemptState, Call, Outcome, Phase, parse_ref
from dialsheet.ports import CallPage, CallService, Library

_PAGES_A_ROUND = 2
_SUMMARY_TRIES = 12  # rounds after the end in which a summary may still arrive
_FIRST_GUESS_S = 60.0
_SWEEP_MARGIN = timedelta(minutes=10)  # the service's clock and ours may differ


class Follower:
    """Keeps the open attempts of one campaign up to date."""

    def __init__(self, library: Library, calls: CallService, campaign_id: str) -> None:
        self._library = library
        self._calls = calls
        self._campaign_id = campaign_id
        self._open: dict[str, Attempt] = {}
        self._over: set[str] = set()  # attempts of which no more is to be learnt from a list
        self._known: set[str] = set()
        self._strangers: set[str] = set()
        self._no_summary: dict[str, int] = {}  # attempt ID -> tries left
        self._calls_of: dict[str, str] = {}  # attempt ID -> call ID
        self._lives = (_FIRST_GUESS_S, 1)  # their sum in seconds, and how many

    def watch(self, attempt: Attempt) -> None:
        """Take note of an attempt's new state."""
        self._known.add(attempt.id)
        if attempt.state in (AttemptState.ENDED, AttemptState.REFUSED):
            self._over.add(attempt.id)
        if attempt.call:
            self._calls_of[attempt.id] = attempt.call.id
        if attempt.state.is_open:
            self._open[attempt.id] = attempt
            return
        self._open.pop(attempt.id, None)
        if attempt.call and attempt.call.end_time:
            life = (attempt.call.end_time - attempt.intended_at).total_seconds()
            self._lives = (self._lives[0] + max(0.0, life), self._lives[1] + 1)
        if attempt.state is AttemptState.ENDED and _wants_summary(attempt):
            self._no_summary.setdefault(attempt.id, _SUMMARY_TRIES)

    @property
    def open(self) -> tuple[Attempt, ...]:
        """The attempts that may still be ringing or talking, unknown ones included."""
        return tuple(self._open.values())

    @property
    def mean_s(self) -> float:
        """How long a call takes on average, from the intent to its end, in seconds."""
        return self._lives[0] / self._lives[1]

    @property
    def awaits_summaries(self) -> bool:
        """Whether summaries of ended calls may still arrive."""
        return bool(self._no_summary)

    @property
    def strangers(self) -> int:
        """Calls of this campaign that the library knows nothing of: another copy dialed them."""
        return len(self._strangers)

    async def round(self, now: datetime) -> tuple[Attempt, ...]:
        """Read once; returns the attempts that changed. Raises `OutsideFault`."""
        seen: dict[str, Call] = {}
        if self._open:
            after: str | None = None
            for _ in range(_PAGES_A_ROUND):
                page = await self._calls.calls(after)
                self._match(page, seen)
                after = page.next_after
                if after is None or self._open.keys() <= seen.keys():
                    break
        for attempt_id in self._to_ask(seen):
            call = await self._calls.call(self._calls_of[attempt_id])
            if call is not None:
                seen[attempt_id] = call
        changed = self._library.record_calls(seen, now) if seen else ()
        for attempt in changed:
            self.watch(attempt)
        self._count_down()
        return changed

    async def sweep(self, since: datetime, now: datetime) -> tuple[Attempt, ...]:
        """Read the list back to just before `since`, for attempts whose answer was lost."""
        seen: dict[str, Call] = {}
        after: str | None = None
        while True:
            page = await self._calls.calls(after)
            self._match(page, seen)
            starts = [call.start_time for call in page.calls if call.start_time]
            old = bool(starts) and max(starts) < since - _SWEEP_MARGIN
            if old or page.next_after is None:
                break
            after = page.next_after
        changed = self._library.record_calls(seen, now) if seen else ()
        for attempt in changed:
            self.watch(attempt)
        return changed

    def _match(self, page: CallPage, seen: dict[str, Call]) -> None:
        known = {call_id: attempt_id for attempt_id, call_id in self._calls_of.items()}
        for call in page.calls:
            ref = parse_ref(call.ref)
            if ref is not None and ref.campaign_id == self._campaign_id:
                attempt_id: str | None = ref.attempt_id
                if ref.attempt_id not in self._known:
                    self._strangers.add(ref.attempt_id)
                    continue
            else:
                attempt_id = known.get(call.id)
            if attempt_id is not None and attempt_id not in self._over:
                seen[attempt_id] = call
                self._calls_of[attempt_id] = call.id

    def _to_ask(self, seen: dict[str, Call]) -> list[str]:
        """Attempts to be asked for by ID: not on the pages, or over and to be read in full."""
        missing = [
            attempt_id
            for attempt_id in self._open
            if attempt_id in self._calls_of and attempt_id not in seen
        ]
        over = [
            attempt_id
            for attempt_id, call in seen.items()
            if attempt_id in self._open and call.phase is Phase.ENDED
        ]
        return missing + over + list(self._no_summary)

    def _count_down(self) -> None:
        for attempt_id in list(self._no_summary):
            self._no_summary[attempt_id] -= 1
            if not self._no_summary[attempt_id]:
                del self._no_summary[attempt_id]


def _wants_summary(attempt: Attempt) -> bool:
    call = attempt.call
    return (
        call is not None
        and call.summary is None
        and call.outcome in (Outcome.COMPLETED, Outcome.VOICEMAIL)
    )
