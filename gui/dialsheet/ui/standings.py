"""Where each contact stands: its group, its last attempt, and how many stand where.

Plain data, free of Qt. A million contacts are sorted into groups a slice at a time, so that the
window goes on living meanwhile; status changes cost what has changed, not what there is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import IntEnum, StrEnum
from itertools import compress, islice, repeat

from dialsheet.campaign import (
    DUPLICATE,
    READY,
    Attempt,
    Contacts,
    Decided,
    Decision,
    ToldAttempt,
    index_of,
    may_dial,
)
from dialsheet.columns import Source
from dialsheet.dialing import ContactHeld
from dialsheet.numbers import Check, Verdict
from dialsheet.ui.call_tally import CallTally

CALL_BACK = "campaign.call_back"  # why a contact waits that a person wants called again
_SLICE = 5_000
_ATTEMPTS = 1_000  # that are taken in at once


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


class Flag(StrEnum):
    """What else the table can be filtered by: a check, or what is remarkable about a row."""

    VALID = "valid"
    REPAIRED = "repaired"
    PROPOSED = "proposed"
    UNLISTED = "unlisted"
    INVALID = "invalid"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
    RAGGED = "ragged"


Filter = Group | Flag
_CHECKS = tuple(Check)
_CODES = {check: code << 4 for code, check in enumerate(_CHECKS)}  # a group has the lower bits
_PROBLEMS = (Group.WAITING, Group.NOT_CALLABLE)


class Standings:
    """The contacts on screen; indexes are those of `Contacts`."""

    def __init__(
        self,
        contacts: Contacts,
        attempts: Iterable[Attempt] = (),
        accepted_rules: Collection[str] = (),
        adopted: Iterable[ToldAttempt] = (),
        source: Source | None = None,
        ragged: Collection[int] = (),
    ) -> None:
        self.contacts = contacts
        self.source = source  # where the rows are; None where one row tells it
        self.counts = [0] * len(Group)  # by group, as far as sorted
        self._by_check: Counter[Check] = Counter()  # of the numbers that are shown
        self._accepted = accepted_rules
        self._ragged = sorted(ragged)
        self._kinds = bytearray()  # the group and the check of each contact
        self._unsorted = self._all_kinds()
        self.calls = CallTally(contacts)
        self._told = {
            index: told for told in adopted if (index := self.index_of(told.row)) is not None
        }
        self._untaken = list(attempts)[::-1]
        self._take_more()

    # Groups

    def sort_more(self) -> bool:
        """Sort one more slice into groups; False when nothing is left to do."""
        if self._untaken:
            self._take_more()
            return True
        kinds = bytes(islice(self._unsorted, _SLICE))
        self._kinds += kinds
        for kind, count in Counter(kinds).items():
            self._count(kind, count)
        return len(kinds) == _SLICE

    def recount(self, changed: Iterable[int]) -> None:
        """Sort contacts again that were decided anew."""
        columns = self.contacts.verdicts
        for index in changed:
            self.calls.decided_anew(index)
            if index < len(self._kinds):
                checks = tuple(column.details[index][0] for column in columns)
                self._count(self._kinds[index], -1)
                self._kinds[index] = self._kind(index, self.contacts.decided[index], checks)
                self._count(self._kinds[index], 1)

    @property
    def is_sorted(self) -> bool:
        """Whether every contact is counted."""
        return len(self._kinds) == len(self.contacts) and not self._untaken

    @property
    def ready(self) -> int | None:
        """How many contacts may be called; None until all are counted."""
        if not self.is_sorted:
            return None
        return sum(self.counts[group] for group in Group if group.may_be_called)

    def count(self, flag: Flag) -> int:
        """How many contacts have a flag, as far as sorted."""
        if flag is Flag.RAGGED:
            return len(self._ragged)
        if flag is Flag.DUPLICATE:
            return self.counts[Group.DUPLICATE]
        return self._by_check[Check(flag)]

    def chosen(self, by: Filter | None) -> Sequence[int]:
        """The indexes of the contacts that a filter lets through, as far as sorted; None: all."""
        if by is None:
            return range(len(self.contacts))
        if by is Flag.RAGGED:
            return self._ragged
        if by is Flag.DUPLICATE:
            by = Group.DUPLICATE
        if isinstance(by, Group):
            lets = bytes(kind & 15 == by for kind in range(256))
        else:
            lets = bytes(kind & ~15 == _CODES[Check(by)] for kind in range(256))
        return list(compress(range(len(self._kinds)), self._kinds.translate(lets)))

    def next_problem(self, order: Sequence[int], start: int, step: int) -> int | None:
        """The next place in `order` whose contact is not called and might be, from `start` on in
        the direction of `step`, and on from the other end; None: there is none."""
        lets = bytes(kind & 15 in _PROBLEMS for kind in range(256))
        wanted = self._kinds.translate(lets)
        if not isinstance(order, range):
            wanted = bytearray(wanted[index] for index in order if index < len(wanted))
        if step > 0:
            place = wanted.find(1, start + 1)
            place = wanted.find(1) if place < 0 else place
        else:
            place = wanted.rfind(1, 0, max(start, 0))
            place = wanted.rfind(1) if place < 0 else place
        return None if place < 0 else place

    def _all_kinds(self) -> Iterator[int]:
        columns = self.contacts.verdicts
        checks: Iterator[tuple[Check, ...]] = zip(
            *(column.checks for column in columns), strict=True
        )
        if not columns:
            checks = repeat((), len(self.contacts))
        for index, (decided, found) in enumerate(zip(self.contacts.decided, checks, strict=True)):
            yield self._kind(index, decided, found)

    def _kind(self, index: int, decided: Decided, checks: tuple[Check, ...]) -> int:
        position = self._position(index, checks)
        check = checks[position] if checks else Check.EMPTY
        return self._group(index, decided, position, check) | _CODES[check]

    def _group(self, index: int, decided: Decided, position: int, check: Check) -> Group:
        if decided.decision is Decision.HELD and not decided.passing:
            return Group.WAITING
        if decided.decision is Decision.SKIPPED:
            twin = decided.reason is not None and decided.reason.code == DUPLICATE
            return Group.DUPLICATE if twin else Group.NOT_CALLABLE
        if check is Check.VALID:
            return Group.CALLABLE
        return Group.REPAIRED if self._is_dialable(index, position, check) else Group.NOT_CALLABLE

    def _position(self, index: int, checks: tuple[Check, ...]) -> int:
        for position, check in enumerate(checks):
            if self._is_dialable(index, position, check):
                return position
        written = (place for place, check in enumerate(checks) if check is not Check.EMPTY)
        return next(written, 0)

    def _is_dialable(self, index: int, position: int, check: Check) -> bool:
        if check is not Check.PROPOSED:
            return check is Check.VALID or check is Check.REPAIRED
        column = self.contacts.verdicts[position]
        return bool(self._accepted) and may_dial(column[index], self._accepted)

    def _count(self, kind: int, count: int) -> None:
        self.counts[kind & 15] += count
        self._by_check[_CHECKS[kind >> 4]] += count

    # Single contacts

    def verdict(self, index: int) -> Verdict:
        """The verdict on the number that would be dialed, else on the first one there is."""
        columns = self.contacts.verdicts
        return columns[self.position(index)][index] if columns else Verdict(Check.EMPTY)

    def position(self, index: int) -> int:
        """The number column of that verdict."""
        if len(self.contacts.verdicts) < 2:
            return 0
        return self._position(
            index, tuple(column.details[index][0] for column in self.contacts.verdicts)
        )

    def is_accepted(self, index: int) -> bool:
        """Whether a person let the proposed number through, with all of its rule."""
        verdict = self.verdict(index)
        return verdict.check is Check.PROPOSED and may_dial(verdict, self._accepted)

    def twin(self, index: int) -> int | None:
        """The contact that has the same number and is called, or was, in place of this one."""
        reason = self.decided(index).reason
        if reason is None or reason.code != DUPLICATE:
            return None
        return self.index_of(int(reason.params["row"]))

    def decided(self, index: int) -> Decided:
        """The decision in force; the library's, where it refused at the instant of sending."""
        held = self.calls.held(index)
        if held is None:
            return self.contacts.decided[index]
        decision = Decision.SKIPPED if held.skips else Decision.HELD
        return Decided(decision, held.reason, passing=held.until is not None)

    def attempt(self, index: int) -> Attempt | None:
        """A contact's last attempt."""
        return self.calls.attempt(index)

    def told(self, index: int) -> ToldAttempt | None:
        """The last attempt that came with the sheet, of a contact without one of the campaign's."""
        return None if self.calls.attempt(index) else self._told.get(index)

    # What a run changes

    def take(self, change: Attempt | ContactHeld) -> None:
        """Note what became of a contact; one that is not in the sheet is passed over."""
        index = self.index_of(change.row)
        if index is None:
            return
        if isinstance(change, ContactHeld):
            self.calls.hold(index, change)
            return
        before = self.calls.attempt(index)
        is_further = before is None or before.ordinal < change.ordinal
        if is_further and self.contacts.decided[index].passing:
            self.contacts.decided[index] = READY  # what it waited for has come
        self.calls.note(index, change)

    def index_of(self, row: int) -> int | None:
        """The index of the contact of a source row."""
        return index_of(self.contacts.table, row)

    @property
    def waiting(self) -> int:
        """How many contacts are still to be called."""
        return max(0, (self.ready or 0) - self.calls.done)

    @property
    def not_called(self) -> tuple[int, int]:
        """How many contacts are held, and how many skipped, that were not called."""
        if self.ready is None:
            return 0, 0
        rest = len(self.contacts) - self.calls.called - self.waiting
        held = min(rest, self.counts[Group.WAITING] + self.calls.kept)
        return held, rest - held

    def _take_more(self) -> None:
        """Take a slice of the attempts that were made before; what is told meanwhile is newer."""
        for _ in range(min(_ATTEMPTS, len(self._untaken))):
            attempt = self._untaken.pop()
            index = self.index_of(attempt.row)
            if index is None:
                continue
            known = self.calls.attempt(index)
            if known is None or known.id != attempt.id:
                self.calls.note(index, attempt)
