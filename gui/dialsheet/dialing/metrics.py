"""What the agent's metrics say of calls that are over, some time after their end.

One page of results answers for many calls. How late a result comes is not documented, nor whether
an agent has metrics at all: where none of its calls was ever told a result, nobody waits for one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from dialsheet.campaign import METRIC, Attempt, Call, MetricResult, Outcome
from dialsheet.dialing.candidates import MARGIN
from dialsheet.dialing.walk import Walk
from dialsheet.errors import OutsideFault
from dialsheet.ports import CallService

_EVERY = 5  # rounds: so often one of a round's two requests is for metrics
_PAGE_EVERY = 2  # rounds, for the further pages of a look
_LOOKS = 12  # after the end of a call; then its results are given up
_MOST = 1000  # the newest calls
_FAULTS = 3  # in a row: then this service is not asked any more
_SOONEST = timedelta(minutes=1)  # a result before the end of its call, at the most
_NEVER = datetime.min.replace(tzinfo=UTC)
_TALKED = frozenset({Outcome.COMPLETED, Outcome.VOICEMAIL})  # the others may be judged, too
_JUDGED = _TALKED | {Outcome.CANCELLED, Outcome.ERROR}


@dataclass(slots=True)
class _Awaited:
    """A call whose results may still come."""

    attempt: Attempt
    heard: dict[str, MetricResult] = field(default_factory=dict)  # by the metric's name
    looks: int = 0

    @property
    def since(self) -> datetime:
        """No result of it is older."""
        call, intended_at = self.attempt.call, self.attempt.intended_at
        return call.end_time - _SOONEST if call and call.end_time else intended_at - MARGIN

    @property
    def has_talked(self) -> bool:
        """Whether a run's end is worth waiting for its results."""
        call = self.attempt.call
        return call is not None and call.outcome in _TALKED

    def hear(self, result: MetricResult) -> bool:
        """Whether it says something new; of two results of a metric the later one counts."""
        known = self.heard.get(result.name)
        if known is not None and (result.at or _NEVER) < (known.at or _NEVER):
            return False
        self.heard[result.name] = result
        return result.value is not None and (known is None or known.value != result.value)

    def told(self) -> Call:
        """The call, with what was heard of it."""
        assert self.attempt.call is not None  # noqa: S101 - such attempts only are awaited
        heard = {f"{METRIC}{name}": result.value for name, result in self.heard.items()}
        values = {name: value for name, value in heard.items() if value is not None}
        return replace(self.attempt.call, returned={**self.attempt.call.returned, **values})


class Metrics:
    """The results that one run awaits."""

    def __init__(self, calls: CallService) -> None:
        self._calls = calls
        self._awaited: dict[str, _Awaited] = {}  # by call ID
        self._names: set[str] = set()  # of the agent's metrics, as far as any call was told
        self._rounds = 0  # since the last look
        self._faults = 0
        self._since: datetime | None = None  # None: the first look, which learns the names
        self._after: str | None = None  # where a look goes on
        self._walk = Walk()  # of this look

    @property
    def awaits_more(self) -> bool:
        """Whether results may still come that are worth waiting for."""
        if self._since is None:
            return bool(self._awaited)
        return bool(self._names) and any(
            each.has_talked and not self._is_whole(each) for each in self._awaited.values()
        )

    def watch(self, attempt: Attempt) -> None:
        """A call is over, or more is known of it."""
        call = attempt.call
        if call is None or call.outcome not in _JUDGED or self._faults >= _FAULTS:
            return
        if call.id in self._awaited:
            self._awaited[call.id].attempt = attempt
            return
        kept = {
            name: MetricResult(call.id, name, value)
            for key, value in call.returned.items()
            if (name := key.removeprefix(METRIC)) != key
        }
        self._awaited[call.id] = _Awaited(attempt, kept)
        if len(self._awaited) > _MOST:
            del self._awaited[next(iter(self._awaited))]

    def is_due(self, *, idle: bool) -> bool:
        """Whether this round looks; `idle`: it has nothing else to ask."""
        self._rounds += 1
        rest = _PAGE_EVERY if self._after else _EVERY
        at_once = idle or self._since is None
        return bool(self._awaited) and (at_once or self._rounds >= rest)

    async def read(self, seen: dict[str, Call]) -> None:
        """Read one page; what it says that is new is added to `seen`, calls by attempt ID."""
        self._rounds = 0
        try:
            page = await self._calls.metric_results(self._after, since=self._since)
        except OutsideFault:
            self._faults += 1
            if self._faults == _FAULTS:
                self._awaited.clear()
            return
        self._faults = 0
        for attempt_id, call in self._hear(page.results).items():
            shown = seen.get(attempt_id, call)
            seen[attempt_id] = replace(shown, returned={**shown.returned, **call.returned})
        self._after = page.next_after if self._since else None
        said = [(each.call_id, each.name, each.at) for each in page.results]
        if self._after is None or not self._walk.leads_on(said, self._after):
            self._finish_look()

    def _hear(self, results: Iterable[MetricResult]) -> dict[str, Call]:
        told: dict[str, Call] = {}
        for result in results:
            self._names.add(result.name)
            awaited = self._awaited.get(result.call_id)
            if awaited is not None and awaited.hear(result):
                told[awaited.attempt.id] = awaited.told()
        return told

    def _finish_look(self) -> None:
        """All that there is was read: let go of whom nothing more is told."""
        self._after, self._walk = None, Walk()
        for call_id, awaited in list(self._awaited.items()):
            awaited.looks += 1
            if awaited.looks == _LOOKS or (self._names and self._is_whole(awaited)):
                del self._awaited[call_id]
        since = (awaited.since for awaited in self._awaited.values())
        self._since = min(since, default=self._since or _NEVER)

    def _is_whole(self, awaited: _Awaited) -> bool:
        return self._names <= awaited.heard.keys()
