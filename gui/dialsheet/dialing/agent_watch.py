"""The agent under watch: calls in a row that were answered and went wrong in one way. No I/O."""

from collections.abc import Iterable
from datetime import UTC, datetime

from dialsheet.campaign import SOON, Attempt, AttemptState, Call, agent_signs
from dialsheet.errors import Reason

_LAST = datetime.max.replace(tzinfo=UTC)


class AgentWatch:
    """Counts the answered calls of a run, from its start or since a person has looked."""

    def __init__(self, most: int | None) -> None:
        """So many in a row mean that the agent is broken; None or 0: nobody asks."""
        self._most = most or 0
        self._signs: dict[str, frozenset[str]] = {}  # attempt ID -> signs; the last so many
        self._done_with: set[str] = set()  # IDs

    def remember(self, attempts: Iterable[Attempt]) -> None:
        """Calls that were over before this run say nothing in it."""
        self._done_with.update(each.id for each in attempts if each.state is AttemptState.ENDED)

    def note(self, attempts: Iterable[Attempt]) -> Reason | None:
        """Take note of calls as they are now; why the agent seems to be broken, or None."""
        if not self._most:
            return None
        over = [
            (attempt, call)
            for attempt in attempts
            if (call := attempt.call) and attempt.state is AttemptState.ENDED
        ]
        last: Call | None = None
        for attempt, call in sorted(over, key=lambda each: each[1].end_time or _LAST):
            if attempt.id in self._done_with:
                continue
            signs = agent_signs(call)
            if signs is None:
                self._signs.pop(attempt.id, None)
            else:
                self._signs[attempt.id], last = signs, call
        for attempt_id in list(self._signs)[: -self._most]:
            del self._signs[attempt_id]
            self._done_with.add(attempt_id)
        if last is None or len(self._signs) < self._most:
            return None
        alike = frozenset.intersection(*self._signs.values())
        if not alike:
            return None
        said = last.error or last.end_reason or last.status
        code = "dialing.calls_end_soon" if SOON in alike else "dialing.calls_end_alike"
        return Reason(code, {"count": self._most, "said": said})

    def clear(self) -> None:
        """A person has looked."""
        self._done_with.update(self._signs)
        self._signs.clear()
