"""What the dialer decides, apart from how it is done: who is next, when to give up, how long."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as MappingABC

from dialsheet.campaign import (
    NO_LIMITS,
    Answer,
    Attempt,
    ContactNumber,
    Contacts,
    Limits,
    Mapping,
    NotPlaced,
    Placed,
    Refused,
    Rules,
    Unknown,
    Withdrawn,
    cannot_call,
    in_order,
    may_dial,
)
from dialsheet.errors import Reason

DECISION_LASTS_S = 5.0  # an older decision is taken again
UNKNOWNS_IN_A_ROW = 3
LAST_SENDS = 20
NOBODY: MappingABC[int, int] = {}
_NAMED = 10  # rows, in a reason


def tried_rows(attempts: Iterable[Attempt]) -> set[int]:
    """The rows whose telephone may have rung."""
    return {attempt.row for attempt in attempts if attempt.state.may_have_rung}


def waiting(
    contacts: Contacts,
    tried: Collection[int],
    rules: Rules,
    refused: Collection[int] = (),
    times_back: MappingABC[int, int] = NOBODY,
) -> tuple[list[int], deque[int]]:
    """The indexes of the contacts still to be dialed, in the order of the rules; and of those that
    are beyond the limit.

    `tried` are the rows of those already tried: they count for a limit (the pilot). Those that the
    service `refused` do not, and do not wait either. A contact whose only attempts never left
    waits again. Those come last that went back because the service refused every request, as often
    as `times_back` says, by row.
    """
    rows, codes = contacts.table.rows, contacts.decided.codes
    may_go = [decided.may_go for decided in contacts.decided.distinct]
    ready = [
        index
        for index in in_order(contacts.table, rules.calling.order)
        if may_go[codes[index]] and rows[index] not in tried and rows[index] not in refused
    ]
    if times_back:
        ready.sort(key=lambda index: times_back.get(rows[index], 0))
    if rules.limit is None:
        return ready, deque()
    room = max(0, rules.limit - len(tried))
    return ready[:room], deque(ready[room:])


def numbers_to_dial(
    contacts: Contacts,
    index: int,
    mapping: Mapping,
    accepted_rules: Collection[str],
    limits: Limits = NO_LIMITS,
) -> tuple[ContactNumber, ...]:
    """Those of a contact's numbers that may be dialed, each once, in the user's order.

    Those that the connection does not reach are there only where it reaches none.
    """
    numbers: dict[str, ContactNumber] = {}
    beyond: set[str] = set()
    for position, (column, verdicts) in enumerate(
        zip(mapping.numbers, contacts.verdicts, strict=True)
    ):
        verdict = verdicts[index]
        if verdict.e164 and may_dial(verdict, accepted_rules):
            number = ContactNumber(position, column.column, verdict.e164)
            numbers.setdefault(verdict.e164, number)
            if cannot_call(limits, verdict):
                beyond.add(verdict.e164)
    return tuple(each for e164, each in numbers.items() if e164 not in beyond) or tuple(
        numbers.values()
    )


def with_rows(code: str, attempts: Sequence[Attempt]) -> Reason:
    """A reason that tells how many attempts it is about, and names the first rows."""
    rows = [str(row) for row in sorted(attempt.row for attempt in attempts)]
    named = ", ".join([*rows[:_NAMED], *(["…"] if len(rows) > _NAMED else [])])
    return Reason(code, {"count": len(rows), "rows": named})


class Breaker:
    """Stops a run that would do harm or nothing: it looks at the answers one after another."""

    def __init__(self) -> None:
        self._unknowns = 0
        self._slowdowns = 0
        self._went_wrong: deque[bool] = deque(maxlen=LAST_SENDS)

    def stops_for(self, answer: Answer) -> Reason | None:
        """The reason to stop after this answer, or None.

        A row of unknowns ends with an answer that says what became of a call, not with a request
        that never left or was turned away.
        """
        if isinstance(answer, Unknown):
            self._unknowns += 1
        elif isinstance(answer, Placed | Refused):
            self._unknowns = 0
        if isinstance(answer, Placed | Refused | Unknown):
            self._went_wrong.append(not isinstance(answer, Placed))
        if isinstance(answer, NotPlaced) and answer.stops_run:
            return answer.reason
        if self._unknowns >= UNKNOWNS_IN_A_ROW:
            return Reason("dialing.unknowns_in_a_row", {"count": self._unknowns})
        bad = sum(self._went_wrong)
        if len(self._went_wrong) == LAST_SENDS and 2 * bad >= LAST_SENDS:
            return Reason("dialing.half_went_wrong", {"count": bad, "sends": LAST_SENDS})
        return None

    def pause_s(self, answer: Answer) -> float:
        """Seconds to wait before the next send: what the service asked, else 1, 2, 4, ... 60."""
        if isinstance(answer, Withdrawn):
            return 0.0  # says nothing of the service
        if not isinstance(answer, NotPlaced):
            self._slowdowns = 0
            return 0.0
        self._slowdowns += 1
        if answer.retry_after_s is not None:
            return answer.retry_after_s
        return float(min(60, 2 ** (self._slowdowns - 1)))


def time_left_s(waiting: int, alive: int, pace: float, max_live: int, mean_s: float) -> float:
    """A forecast: the slower of the pace and the ceiling, then the calls that are left."""
    if not waiting and not alive:
        return 0.0
    by_pace = waiting / pace if pace else 0.0
    by_ceiling = waiting * mean_s / max_live
    return max(by_pace, by_ceiling) + mean_s
