"""Who is called and who is not, and why: one decision for each contact, before anything is sent."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dialsheet.campaign.mapping import Mapping as SheetMapping
from dialsheet.campaign.values import Held, row_values
from dialsheet.columns import CodedColumn, Table
from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict, VerdictColumn


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


def may_dial(verdict: Verdict, accepted_rules: Collection[str] = ()) -> bool:
    """Whether a number may be dialed, the repairs that a person accepted counted in.

    A number that took several repairs needs each of them accepted.
    """
    if verdict.check is not Check.PROPOSED or not verdict.rules:
        return verdict.callable
    return all(rule in accepted_rules for rule in verdict.rules)


def decide(
    table: Table,
    mapping: SheetMapping,
    verdicts: Sequence[VerdictColumn],
    *,
    duplicates: DuplicatePolicy = DuplicatePolicy.FIRST,
    accepted_rules: Collection[str] = (),
    held: Mapping[int, Reason] | None = None,
    called: Mapping[int, Reason] | None = None,
) -> CodedColumn[Decided]:
    """Decide every contact of `table`, in order.

    `verdicts` has one column for each number column of the mapping, in its order; `held` maps
    indexes of contacts that a person should look at first (cells that could not be told apart,
    hidden rows) to the reason, `called` those that were called before the campaign.
    """
    held, called = held or {}, called or {}
    needed = {field.column for field in mapping.fields if field.column is not None}
    columns = {header: table.column(header) for header in needed}
    decided: CodedColumn[Decided] = CodedColumn()
    for index in range(len(table)):
        if index in called:
            decided.append(Decided(Decision.SKIPPED, called[index]))
            continue
        if index in held:
            decided.append(Decided(Decision.HELD, held[index]))
            continue
        by_number = _by_numbers([column[index] for column in verdicts], accepted_rules)
        if by_number is not READY:
            decided.append(by_number)
            continue
        try:
            row_values(mapping.fields, {name: column[index] for name, column in columns.items()})
        except Held as stop:
            decided.append(Decided(Decision.HELD, stop.reason))
        else:
            decided.append(READY)
    _settle_duplicates(table, decided, verdicts, duplicates, called)
    return decided


def find_duplicates(
    verdicts: Sequence[VerdictColumn],
    policy: DuplicatePolicy = DuplicatePolicy.FIRST,
    rank: Callable[[int], int] | None = None,
) -> dict[int, int]:
    """Contacts that share a number with the one that is kept: index -> index of that twin.

    The kept one is the first (`last`: the last) of those of the lowest `rank`; of rank 0 are
    those whose numbers are taken whatever else is so. Under `none` nobody is kept and each points
    at another; under `all` nobody is a duplicate.
    """
    if policy is DuplicatePolicy.ALL or not verdicts:
        return {}
    everyone = range(len(verdicts[0]))
    order = reversed(everyone) if policy is DuplicatePolicy.LAST else iter(everyone)
    ranked = sorted(order, key=rank) if rank else order
    owner: dict[int, int] = {}
    twins: dict[int, int] = {}
    for index in ranked:
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


def _by_numbers(numbers: Sequence[Verdict], accepted_rules: Collection[str]) -> Decided:
    """Ready when one number may be dialed; held when a person could let one through."""
    if any(may_dial(verdict, accepted_rules) for verdict in numbers):
        return READY
    for verdict in numbers:
        if verdict.check in (Check.PROPOSED, Check.UNLISTED):
            return Decided(Decision.HELD, verdict.reason)
    for verdict in numbers:
        if verdict.check is Check.INVALID:
            return Decided(Decision.SKIPPED, verdict.reason)
    return Decided(Decision.SKIPPED, Reason("campaign.no_number"))


def _settle_duplicates(
    table: Table,
    decided: CodedColumn[Decided],
    verdicts: Sequence[VerdictColumn],
    policy: DuplicatePolicy,
    called: Collection[int],
) -> None:
    """Skip those whose number another contact has: one called before, else one that can go."""

    def rank(index: int) -> int:
        if index in called:
            return 0
        return 1 if decided[index] is READY else 2

    for index, twin in find_duplicates(verdicts, policy, rank).items():
        if decided[index].decision is not Decision.SKIPPED:
            reason = Reason("campaign.duplicate_of", {"row": table.rows[twin]})
            decided[index] = Decided(Decision.SKIPPED, reason)
