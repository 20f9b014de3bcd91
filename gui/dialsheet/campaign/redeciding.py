"""One number is corrected: who is decided anew for it, without deciding a million others again.

Before Start that is the contact, and whoever shares a number with it, before or after, or with one
of those. In a campaign that was started it is the contact alone.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from dialsheet.campaign.campaign import Campaign, Contacts
from dialsheet.campaign.corrections import Correction, Place, index_of, region_at, verdict_of
from dialsheet.campaign.decisions import (
    DUPLICATE,
    READY,
    Decided,
    Deciding,
    Decision,
    DuplicatePolicy,
    Grounds,
)
from dialsheet.campaign.doubts import doubtful_verdict
from dialsheet.campaign.earlier_calls import CALLED_BEFORE, CALLED_LATELY, NOT_OVER
from dialsheet.campaign.mapping import Mapping
from dialsheet.campaign.refusals import refusal_at
from dialsheet.campaign.refused_numbers import (
    TWIN_SAYS_NO,
    may_have,
    refused_numbers,
    twin_reason,
)
from dialsheet.campaign.said_countries import as_it_stands
from dialsheet.errors import Reason
from dialsheet.numbers import Verdict, VerdictColumn, check_number

_MOST_AT_ONCE = 500  # contacts; more are better decided in the work process
# Why a contact is not called that another number can change; the claim looks again at the last.
_OF_THE_NUMBER = (
    *("campaign.no_number", "campaign.no_callable_number", "campaign.us_only", DUPLICATE),
    *(TWIN_SAYS_NO, "store.suppressed", "store.number_open"),
    *(CALLED_BEFORE, CALLED_LATELY, NOT_OVER),
)


class Holders:
    """Which contacts have a number: 12 bytes a number, and what was changed since beside them."""

    def __init__(self, verdicts: Sequence[VerdictColumn]) -> None:
        self._verdicts = verdicts
        numbers = array("Q")
        for column in verdicts:
            numbers.extend(column.numbers)
        count = len(verdicts[0]) if verdicts else 0
        order = sorted(compress(range(len(numbers)), numbers), key=numbers.__getitem__)
        self._numbers = array("Q", (numbers[place] for place in order))
        self._indexes = array("I", (place % count for place in order))
        self._later: defaultdict[int, set[int]] = defaultdict(set)

    def note(self, index: int, number: int) -> None:
        """A contact has that number from now on."""
        if number:
            self._later[number].add(index)

    def of(self, number: int) -> Iterator[int]:
        """The contacts that have a number now, some of them more than once."""
        start = bisect_left(self._numbers, number)
        for place in range(start, len(self._numbers)):
            if self._numbers[place] != number:
                break
            if self._has(self._indexes[place], number):
                yield self._indexes[place]
        for index in self._later.get(number, ()):
            if self._has(index, number):
                yield index

    def _has(self, index: int, number: int) -> bool:
        return any(column.numbers[index] == number for column in self._verdicts)


@dataclass(frozen=True, slots=True)
class EditableContacts(Contacts):
    """Contacts that can be corrected one by one."""

    mapping: Mapping
    grounds: Grounds
    holders: Holders

    def read_as(self, place: Place, correction: Correction | None) -> list[int] | None:
        """Read a cell as a person says (None: as it stands); who was decided anew for it.

        None: so many share the number that all are to be decided again, elsewhere.
        """
        row, column = place
        columns = [number.column for number in self.mapping.numbers]
        index = index_of(self.table, row)
        if index is None or column not in columns:
            return []
        region = region_at(self.table, self.mapping, index)
        cell = self.table.column(column)[index]
        doubt = self.grounds.doubtful.get(column, {}).get(index)
        if correction is not None and not correction.changes_nothing:
            verdict = verdict_of(correction, region)
        elif doubt is not None:
            verdict = doubtful_verdict(doubt)
        else:
            verdict = check_number(cell, region)
            verdict = as_it_stands(verdict, self.table, self.mapping, index, column)
        return self._put(index, columns.index(column), verdict)

    def _put(self, index: int, position: int, verdict: Verdict) -> list[int] | None:
        column = self.verdicts[position]
        before = self._sharing(column.numbers[index : index + 1])
        column[index] = verdict
        self.holders.note(index, column.numbers[index])
        after = self._sharing(each.numbers[index] for each in self.verdicts)
        if before is None or after is None:
            return None
        among = sorted({*before, *after, index})
        deciding = Deciding(self.table, self.mapping, self.verdicts, self.grounds)
        for each in among:
            self.decided[each] = deciding.alone(each)
        deciding.settle(self.decided, among)
        return among

    def _sharing(self, numbers: Iterable[int]) -> set[int] | None:
        """All that share one of these numbers, or a number with one that does; None: too many."""
        found: set[int] = set()
        known, waiting = {0}, list(numbers)
        while waiting:
            number = waiting.pop()
            if number in known:
                continue
            known.add(number)
            for index in self.holders.of(number):
                if index not in found:
                    found.add(index)
                    waiting += [column.numbers[index] for column in self.verdicts]
                if len(found) > _MOST_AT_ONCE:
                    return None
        return found


@dataclass(frozen=True, slots=True)
class Corrected:
    """What has come of a correction in a started campaign."""

    row: int
    position: int  # of the number column
    verdict: Verdict
    decided: Decided


def redecide(
    contacts: Contacts,
    campaign: Campaign,
    index: int,
    is_called: Callable[[int], bool],
) -> Decided:
    """The decision on a contact of a started campaign, whose verdicts were corrected.

    `is_called` says of an index whether that contact is called in this campaign, or was. What does
    not come of the number stays as it was decided.
    """
    before = contacts.decided[index]
    if not before.may_go and not _comes_of_the_number(before.reason):
        return before
    rules = campaign.rules
    grounds = Grounds(accepted_rules=rules.accepted_rules, limits=campaign.connection.limits)
    decided = Deciding(contacts.table, campaign.mapping, contacts.verdicts, grounds).alone(index)
    if decided is READY and before.passing:
        decided = before  # it waits as it did
    if decided.decision is Decision.SKIPPED:
        return decided
    numbers = {column.numbers[index] for column in contacts.verdicts} - {0}
    others = {
        other
        for column in contacts.verdicts
        for other, number in enumerate(column.numbers)
        if number in numbers and other != index
    }
    table = contacts.table
    for other in sorted((others | may_have(table, numbers)) - {index}):
        said = (rules.calling.hold_where, rules.ignore_do_not_call)
        if refusal := refusal_at(table, other, *said):
            theirs = (table, campaign.mapping, contacts.verdicts, {other: refusal})
            if twin := twin_reason(contacts.verdicts, index, refused_numbers(*theirs)):
                return Decided(Decision.HELD, twin)
    if rules.duplicates is DuplicatePolicy.ALL:
        return decided
    for other in sorted(others):
        if is_called(other):
            reason = Reason(DUPLICATE, {"row": table.rows[other]})
            return Decided(Decision.SKIPPED, reason)
    return decided


def _comes_of_the_number(reason: Reason | None) -> bool:
    if reason is None or "held" in reason.params:  # a duplicate that is held for another reason
        return False
    return reason.code in _OF_THE_NUMBER or reason.code.startswith("numbers.")
