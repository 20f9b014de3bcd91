"""Before Start: whom of a sheet's contacts other campaigns of the library called, and what follows.

This is for telling. The claim asks again, when a contact's turn has come.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field
from datetime import datetime

from dialsheet.campaign import (
    CALLED_BEFORE,
    Connection,
    Contacts,
    Decided,
    Decision,
    EarlierCall,
    Hold,
    Mapping,
    Repeats,
    Rules,
    ToldAttempt,
    earlier_calls_hold,
    row_digest,
)
from dialsheet.columns import Source
from dialsheet.dialing.policy import numbers_to_dial
from dialsheet.errors import Reason
from dialsheet.ports import Library
from dialsheet.workflow.called_before import CALLED_CODES


@dataclass(frozen=True, slots=True)
class CalledBy:
    """One campaign, and whom of a sheet's contacts it called last."""

    campaign_id: str
    contacts: int
    last_at: datetime  # when it called the last of them; aware, in UTC
    same_sheet: bool


@dataclass(frozen=True, slots=True)
class LookBack:
    """Whom of a sheet's contacts other campaigns called."""

    now: datetime  # when it was asked
    calls: MappingABC[int, Sequence[EarlierCall]] = field(default_factory=dict)  # by index

    @property
    def campaigns(self) -> tuple[CalledBy, ...]:
        """The campaigns, the latest call first; each contact counts once, by its last call."""
        last = [max(calls, key=lambda call: call.at) for calls in self.calls.values()]
        counts = Counter(call.campaign_id for call in last)
        latest = {call.campaign_id: call for call in sorted(last, key=lambda call: call.at)}
        return tuple(
            CalledBy(each.campaign_id, counts[each.campaign_id], each.at, each.same_sheet)
            for each in reversed(latest.values())
        )

    def holds(self, repeats: Repeats) -> dict[int, Hold]:
        """Who is not called for it by what was chosen, by index."""
        found = (
            (index, earlier_calls_hold(calls, repeats, self.now))
            for index, calls in self.calls.items()
        )
        return {index: hold for index, hold in found if hold is not None}

    def skip(self, contacts: Contacts, repeats: Repeats) -> dict[int, Hold]:
        """Skip those who are never called in this campaign for it; all holds, by index.

        Who is held for a time is left ready: the run asks when that is over.
        """
        holds = self.holds(repeats)
        for index, hold in holds.items():
            if hold.skips and contacts.decided[index].may_go:
                contacts.decided[index] = Decided(Decision.SKIPPED, hold.reason)
        return holds


def look_back(
    library: Library,
    source: Source,
    mapping: Mapping,
    rules: Rules,
    connection: Connection,
    contacts: Contacts,
    now: datetime,
    adopted: Sequence[ToldAttempt] = (),
    own: str | None = None,
) -> LookBack:
    """Look for earlier calls to those who may be called, and to those whom the sheet itself says
    were; `own` is the campaign that they are added to."""
    if connection.practice or rules.test:
        return LookBack(now)
    asks = (connection.history, source, adopted)
    everybody = [
        index
        for index, decided in enumerate(contacts.decided)
        if decided.may_go or (decided.reason and decided.reason.code in CALLED_CODES)
    ]
    numbers = sorted(
        {
            f"+{number}"
            for column in contacts.verdicts
            for index in everybody
            if (number := column.numbers[index])
        }
    )
    by_number = library.earlier_calls(*asks, numbers, now, own=own)
    calls: dict[int, Sequence[EarlierCall]] = {}
    for index in everybody if by_number else ():
        if made := _calls_to(index, by_number, mapping, rules, connection, contacts):
            calls[index] = made
    left = [index for index in everybody if index not in calls]
    digests: defaultdict[str, list[int]] = defaultdict(list)
    headers = contacts.table.headers[: len(contacts.table.headers) - bool(own or source.stacked)]

    def rows() -> Iterator[str]:  # most sheets are new, and nobody asks for these
        for index in left:
            digest = _digest(contacts, index, headers)
            digests[digest].append(index)
            yield digest

    for digest, found in library.earlier_calls(*asks, rows(), now, rows=True, own=own).items():
        calls |= dict.fromkeys(digests[digest], found)
    return LookBack(now, calls)


def _calls_to(
    index: int,
    by_number: MappingABC[str, Sequence[EarlierCall]],
    mapping: Mapping,
    rules: Rules,
    connection: Connection,
    contacts: Contacts,
) -> list[EarlierCall]:
    """The calls to the number that would be dialed, and for the same sheet to the others."""
    numbers = {f"+{number}" for column in contacts.verdicts if (number := column.numbers[index])}
    if not any(number in by_number for number in numbers):
        return []
    if len(numbers) == 1:
        return list(by_number[next(iter(numbers))])
    accepted, limits = rules.accepted_rules, connection.limits
    may = numbers_to_dial(contacts, index, mapping, accepted, limits)
    first = may[0].e164 if may else None
    return [
        call
        for number in numbers
        for call in by_number.get(number, ())
        if number == first or call.same_sheet
    ]


def _digest(contacts: Contacts, index: int, headers: Sequence[str]) -> str:
    cells = contacts.table.cells(index)
    return row_digest({header: cells[header] for header in headers})


def called_by_sheet(contacts: Contacts, known: LookBack) -> int:
    """How many contacts were called before as only their sheet tells."""
    return sum(
        index not in known.calls and _is_of_sheet(decided.reason)
        for index, decided in enumerate(contacts.decided)
    )


def _is_of_sheet(reason: Reason | None) -> bool:
    return reason is not None and reason.code in CALLED_CODES - {CALLED_BEFORE}
