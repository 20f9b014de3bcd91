"""Who is called and who is not, and why: one decision for each contact, before anything is sent."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dialsheet.campaign.connection import NO_LIMITS, Limits, cannot_call
from dialsheet.campaign.dialect_rules import dialect_problem
from dialsheet.campaign.doubts import Doubts, is_doubtful
from dialsheet.campaign.mapping import Mapping as SheetMapping
from dialsheet.campaign.refused_numbers import checked_numbers, twin_reason
from dialsheet.campaign.values import ERROR_CELL, Held, row_values, with_ref
from dialsheet.columns import CodedColumn, Table, is_error
from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict, VerdictColumn

_LONGEST_REF = "-" * 86  # two UUIDs, and a row of twelve digits


class Decision(StrEnum):
    """What is to become of a contact. `ready` becomes a call by an attempt."""

    READY = "ready"
    HELD = "held"  # a rule or a person may let it go later
    SKIPPED = "skipped"  # it will not be called in this campaign


class DuplicatePolicy(StrEnum):
    """Which of several contacts with the same number is called."""

    FIRST = "first"
    LAST = "last"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision and its reason; `ready` needs none."""

    decision: Decision
    reason: Reason | None = None
    passing: bool = False  # held for now: the next run asks the rules again

    @property
    def may_go(self) -> bool:
        """Whether a run may call the contact, once the rules let it."""
        return self.decision is Decision.READY or self.passing


READY = Decided(Decision.READY)
DUPLICATE = "campaign.duplicate_of"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What decides, beside the numbers and the fields."""

    duplicates: DuplicatePolicy = DuplicatePolicy.FIRST
    accepted_rules: Collection[str] = ()
    held: Mapping[int, Reason] = field(default_factory=dict)  # by index: a person is to look first
    called: Mapping[int, Reason] = field(default_factory=dict)  # by index: before the campaign
    dialed: Mapping[int, Reason] = field(default_factory=dict)  # by number: before, in another row
    limits: Limits = NO_LIMITS  # of the connection
    refused: Mapping[int, Reason] = field(default_factory=dict)  # by index: the sheet says no
    refused_numbers: Mapping[int, Reason] = field(default_factory=dict)  # all of theirs
    doubtful: Doubts = field(default_factory=dict)  # of every column that is used
    waits_for: str | None = None  # the column that says when a contact may be called


def may_dial(verdict: Verdict, accepted_rules: Collection[str] = ()) -> bool:
    """Whether a number may be dialed, the repairs that a person accepted counted in.

    A number that took several repairs needs each of them accepted.
    """
    if verdict.check is not Check.PROPOSED or not verdict.rules:
        return verdict.callable
    return verdict.e164 is not None and all(rule in accepted_rules for rule in verdict.rules)


class Deciding:
    """Decides the contacts of `table`, all of them or some anew.

    `verdicts` has one column for each number column of the mapping, in its order.
    """

    def __init__(
        self,
        table: Table,
        mapping: SheetMapping,
        verdicts: Sequence[VerdictColumn],
        grounds: Grounds,
    ) -> None:
        self._rows, self._fields = table.rows, mapping.fields
        self._verdicts, self._grounds = verdicts, grounds
        needed = {each.column for each in mapping.fields if each.column is not None}
        self._columns = {header: table.column(header) for header in needed}
        beside = {mapping.region_column, grounds.waits_for} - {None}
        self._beside = {each: table.column(each) for each in table.headers if each in beside}

    def alone(self, index: int) -> Decided:
        """The decision on a contact as if there were no other."""
        if reason := self._called(index):
            return Decided(Decision.SKIPPED, reason)
        if index in self._grounds.held:
            return Decided(Decision.HELD, self._grounds.held[index])
        if index in self._grounds.refused:
            return Decided(Decision.HELD, self._grounds.refused[index])
        if doubt := self._doubt(index):
            return Decided(Decision.HELD, doubt)
        numbers = [column[index] for column in self._verdicts]
        by_number = by_numbers(numbers, self._grounds.accepted_rules, self._grounds.limits)
        if by_number is not READY:
            return by_number
        cells = {name: column[index] for name, column in self._columns.items()}
        try:
            values = with_ref(row_values(self._fields, cells), _LONGEST_REF)
            problem = dialect_problem(values, self._grounds.limits.dialect)
        except Held as stop:
            problem = stop.reason
        return Decided(Decision.HELD, problem) if problem else READY

    def settle(self, decided: CodedColumn[Decided], among: Sequence[int]) -> None:
        """Hold those whose number another contact has of whom the sheet says no; then skip those
        whose number another one has: one called before, else one that can go.

        `decided` has decisions of `alone`; `among` are all contacts that share numbers with each
        other, in order.
        """

        def rank(index: int) -> int:
            if self._called(index):
                return 0
            return 1 if decided[index] is READY else 2

        held = {**self._grounds.refused, **self._grounds.held}
        held.update(self._hold_twins(decided, among))
        twins = _twins(self._verdicts, self._grounds.duplicates, among, rank)
        for index, twin in twins.items():
            if decided[index].decision is not Decision.SKIPPED:
                params: dict[str, str | int | float] = {"row": self._rows[twin]}
                reason = held.get(index) or self._doubt(index)
                if reason is not None:
                    params["held"] = reason.code
                decided[index] = Decided(Decision.SKIPPED, Reason(DUPLICATE, params))

    def _hold_twins(self, decided: CodedColumn[Decided], among: Sequence[int]) -> dict[int, Reason]:
        """Who said no is not called through another row; those that are held for it."""
        refused = self._grounds.refused
        if not refused and not self._grounds.refused_numbers:
            return {}
        saying_no = {index: refused[index] for index in among if index in refused}
        checked = checked_numbers(self._rows, self._verdicts, saying_no)  # as it is corrected now
        numbers = {**self._grounds.refused_numbers, **checked}
        held: dict[int, Reason] = {}
        for index in among if numbers else ():
            if index in refused or index in self._grounds.held:
                continue
            reason = twin_reason(self._verdicts, index, numbers)
            if reason and decided[index].decision is not Decision.SKIPPED:
                decided[index] = Decided(Decision.HELD, reason)
                held[index] = reason
        return held

    def _doubt(self, index: int) -> Reason | None:
        """Why a cell that is used, beside the numbers, cannot be told. Fields are asked for errors
        when they are made."""
        for header, cells in self._beside.items():
            if is_error(cells[index]):
                return Reason(ERROR_CELL, {"column": header})
        for header, doubts in self._grounds.doubtful.items():
            if index in doubts and (header in self._columns or header in self._beside):
                return doubts[index]
        return None

    def _called(self, index: int) -> Reason | None:
        grounds = self._grounds
        if index in grounds.called:
            return grounds.called[index]
        for column in self._verdicts if grounds.dialed else ():
            if column.numbers[index] in grounds.dialed:
                return grounds.dialed[column.numbers[index]]
        return None


def decide(
    table: Table,
    mapping: SheetMapping,
    verdicts: Sequence[VerdictColumn],
    grounds: Grounds = Grounds(),
) -> CodedColumn[Decided]:
    """Decide every contact of `table`, in order."""
    deciding = Deciding(table, mapping, verdicts, grounds)
    everyone = range(len(table))
    decided = CodedColumn(map(deciding.alone, everyone))
    deciding.settle(decided, everyone)
    return decided


def find_duplicates(
    verdicts: Sequence[VerdictColumn], policy: DuplicatePolicy = DuplicatePolicy.FIRST
) -> dict[int, int]:
    """Contacts that share a number with the one that is kept: index -> index of that twin.

    Under `none` nobody is kept and each points at another; under `all` nobody is a duplicate.
    """
    return _twins(verdicts, policy, range(len(verdicts[0]) if verdicts else 0))


def _twins(
    verdicts: Sequence[VerdictColumn],
    policy: DuplicatePolicy,
    among: Sequence[int],
    rank: Callable[[int], int] | None = None,
) -> dict[int, int]:
    """The kept one is the first (`last`: the last) of those of the lowest `rank`; of rank 0 are
    those whose numbers are taken whatever else is so."""
    if policy is DuplicatePolicy.ALL:
        return {}
    order: Iterable[int] = reversed(among) if policy is DuplicatePolicy.LAST else among
    owner: dict[int, int] = {}
    twins: dict[int, int] = {}
    for index in sorted(order, key=rank) if rank else order:
        numbers = [number for column in verdicts if (number := column.numbers[index])]
        for number in numbers:
            kept = owner.get(number, index)
            if kept != index:
                twins.setdefault(index, kept)
                if policy is DuplicatePolicy.NONE:
                    twins.setdefault(kept, index)
        # One that is not called stands in nobody's way; unless nobody is kept.
        taken = policy is DuplicatePolicy.NONE or (rank is not None and rank(index) == 0)
        if taken or index not in twins:
            for number in numbers:
                owner.setdefault(number, index)
    return twins


def by_numbers(
    numbers: Sequence[Verdict], accepted_rules: Collection[str], limits: Limits = NO_LIMITS
) -> Decided:
    """Ready when one number may be dialed; held when a person could let one through."""
    for verdict in numbers:
        if is_doubtful(verdict):
            return Decided(Decision.HELD, verdict.reason)
    beyond: Reason | None = None
    for verdict in numbers:
        if may_dial(verdict, accepted_rules):
            beyond = cannot_call(limits, verdict)
            if beyond is None:
                return READY
    if beyond is not None:
        return Decided(Decision.HELD, beyond)
    for verdict in numbers:
        if verdict.check in (Check.PROPOSED, Check.UNLISTED):
            return Decided(Decision.HELD, verdict.reason)
    for verdict in numbers:
        if verdict.check is Check.INVALID:
            return Decided(Decision.SKIPPED, verdict.reason)
    return Decided(Decision.SKIPPED, Reason("campaign.no_number"))
