"""Where each contact stands: its group, its last attempt, and how many stand where.

Plain data, free of Qt. A million contacts are sorted into groups a slice at a time, so that the
window goes on living meanwhile; status changes cost what has changed, not what there is.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import compress, islice, repeat

from dialsheet.campaign import (
    Attempt,
    AttemptState,
    Contacts,
    Decided,
    Decision,
    Outcome,
    ToldAttempt,
    attempt_outcome,
    may_dial,
)
from dialsheet.columns import Source
from dialsheet.dialing import ContactHeld
from dialsheet.numbers import Check, Verdict

_SLICE = 5_000
_NOT_TRIED = frozenset({AttemptState.NOT_PLACED, AttemptState.WITHDRAWN})


class Group(IntEnum):
    """What the check and the decision make of a contact; the filters of the table."""

    CALLABLE = 0
    REPAIRED = 1  # callable by a rule that is certain
    WAITING = 2  # held: a rule or a person may let it go later
    NOT_CALLABLE = 3
    DUPLICATE = 4

    @property
    def may_be_called(self) -> bool:
        """Whether its contacts are dialed."""
        return self in (Group.CALLABLE, Group.REPAIRED)


class Standings:
    """The contacts on screen; indexes are those of `Contacts`."""

    def __init__(
        self,
        contacts: Contacts,
        attempts: Iterable[Attempt] = (),
        accepted_rules: Collection[str] = (),
        adopted: Iterable[ToldAttempt] = (),
        source: Source | None = None,
    ) -> None:
        self.contacts = contacts
        self.source = source  # where the rows are; None where one row tells it
        self.counts = [0] * len(Group)  # by group, as far as sorted
        self.outcomes: Counter[Outcome] = Counter()
        self._accepted = accepted_rules
        self._groups = bytearray()
        self._unsorted = self._all_groups()
        self._attempts: dict[int, Attempt] = {}
        self._over: dict[int, Attempt] = {}  # the last that was made, where a further one is
        self._held: dict[int, ContactHeld] = {}
        self._told = {
            index: told for told in adopted if (index := self.index_of(told.row)) is not None
        }
        for attempt in attempts:
            self.take(attempt)

    # Groups

    def sort_more(self) -> bool:
        """Sort one more slice into groups; False when nothing is left to do."""
        groups = bytes(islice(self._unsorted, _SLICE))
        self._groups += groups
        for group in Group:
            self.counts[group] += groups.count(group)
        return len(groups) == _SLICE

    @property
    def is_sorted(self) -> bool:
        """Whether every contact is counted."""
        return len(self._groups) == len(self.contacts)

    @property
    def ready(self) -> int | None:
        """How many contacts may be called; None until all are counted."""
        if not self.is_sorted:
            return None
        return sum(self.counts[group] for group in Group if group.may_be_called)

    def of_group(self, group: Group | None) -> Sequence[int]:
        """The indexes of a group's contacts, as far as sorted; None: of all."""
        if group is None:
            return range(len(self.contacts))
        chosen = bytes(each == group for each in range(256))
        return list(compress(range(len(self._groups)), self._groups.translate(chosen)))

    def _all_groups(self) -> Iterator[int]:
        columns = self.contacts.verdicts
        checks: Iterator[tuple[Check, ...]] = zip(
            *(column.checks for column in columns), strict=True
        )
        if not columns:
            checks = repeat((), len(self.contacts))
        for index, (decided, found) in enumerate(zip(self.contacts.decided, checks, strict=True)):
            yield self._group(index, decided, found)

    def _group(self, index: int, decided: Decided, checks: tuple[Check, ...]) -> Group:
        if decided.decision is Decision.HELD and not decided.passing:
            return Group.WAITING
        if decided.decision is Decision.SKIPPED:
            twin = decided.reason is not None and decided.reason.code == "campaign.duplicate_of"
            return Group.DUPLICATE if twin else Group.NOT_CALLABLE
        for check, column in zip(checks, self.contacts.verdicts, strict=True):
            if check is Check.VALID:
                return Group.CALLABLE
            if check is Check.REPAIRED or may_dial(column[index], self._accepted):
                return Group.REPAIRED
        return Group.NOT_CALLABLE

    # Single contacts

    def verdict(self, index: int) -> Verdict:
        """The verdict on the number that would be dialed, else on the first one there is."""
        verdicts = [column[index] for column in self.contacts.verdicts]
        for verdict in verdicts:
            if may_dial(verdict, self._accepted):
                return verdict
        written = (verdict for verdict in verdicts if verdict.check is not Check.EMPTY)
        return next(written, verdicts[0] if verdicts else Verdict(Check.EMPTY))

    def decided(self, index: int) -> Decided:
        """The decision in force; the library's, where it refused at the instant of sending."""
        held = self._held.get(index)
        return Decided(Decision.HELD, held.reason) if held else self.contacts.decided[index]

    def attempt(self, index: int) -> Attempt | None:
        """A contact's last attempt."""
        return self._attempts.get(index)

    def told(self, index: int) -> ToldAttempt | None:
        """The last attempt that came with the sheet, of a contact without one of the campaign's."""
        return None if index in self._attempts else self._told.get(index)

    # What a run changes

    def take(self, change: Attempt | ContactHeld) -> None:
        """Note what became of a contact; one that is not in the sheet is passed over."""
        index = self.index_of(change.row)
        if index is None:
            return
        if isinstance(change, ContactHeld):
            self._held[index] = change
            return
        before = self._attempts.get(index)
        if before is not None and before.ordinal > change.ordinal:
            return
        if before is not None and before.id != change.id and before.state not in _NOT_TRIED:
            self._over[index] = before
        if change.state in _NOT_TRIED and index in self._over:
            change = self._over.pop(index)  # one that was taken back tells less
        self._held.pop(index, None)
        self._attempts[index] = change
        if before is not None and (old := attempt_outcome(before)):
            self.outcomes[old] -= 1
        if new := attempt_outcome(change):
            self.outcomes[new] += 1

    def index_of(self, row: int) -> int | None:
        """The index of the contact of a source row."""
        rows = self.contacts.table.rows
        index = bisect_left(rows, row)
        return index if index < len(rows) and rows[index] == row else None

    @property
    def tried(self) -> int:
        """How many contacts' telephones may have rung."""
        return sum(attempt.state not in _NOT_TRIED for attempt in self._attempts.values())

    @property
    def waiting(self) -> int:
        """How many contacts are still to be called."""
        held = sum(each.until is None for each in self._held.values())
        return max(0, (self.ready or 0) - self.tried - held)
