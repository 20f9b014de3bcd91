"""Rows that are added to a campaign that lives: one more sheet, below those that are there."""

from dataclasses import dataclass

from dialsheet.campaign.campaign import Contacts
from dialsheet.campaign.decisions import DUPLICATE, Decided, Decision, DuplicatePolicy
from dialsheet.campaign.told import ToldAttempt
from dialsheet.columns import CodedColumn, Source, Table, TextColumn
from dialsheet.errors import Reason
from dialsheet.numbers import VerdictColumn


@dataclass(frozen=True, slots=True)
class Added:
    """A sheet whose contacts were added to a campaign."""

    source: Source
    offset: int  # was added to the rows of the sheet
    contacts: int


@dataclass(frozen=True, slots=True)
class Addition:
    """The contacts of one more sheet, as they go into a campaign."""

    source: Source
    offset: int  # the campaign's last row; theirs go on from there
    contacts: Contacts  # in the campaign's columns, and a last one that says where each is from
    origin: str  # what that column says of the contacts that are there, if they have none yet
    adopted: tuple[ToldAttempt, ...] = ()  # that came with the sheet


def skip_twins(known: Contacts, more: Contacts, policy: DuplicatePolicy) -> None:
    """Skip those of `more` who have a number of a contact that the campaign has, whatever is to
    become of that one: it was there first."""
    if policy is DuplicatePolicy.ALL:
        return
    holders: dict[int, int] = {}
    for column in known.verdicts:
        for number, holder in zip(column.numbers, known.table.rows, strict=True):
            holders.setdefault(number, holder)
    holders.pop(0, None)  # no number
    for index, decided in enumerate(more.decided):
        numbers = (column.numbers[index] for column in more.verdicts)
        row = next((holders[number] for number in numbers if number in holders), None)
        if row is not None and decided.decision is not Decision.SKIPPED:
            more.decided[index] = Decided(Decision.SKIPPED, Reason(DUPLICATE, {"row": row}))


def joined(known: Contacts, more: Contacts, origin: str) -> Contacts:
    """The contacts of both, in new columns; where only `more` has a last one, `origin` fills it."""
    columns = known.table.columns
    if len(more.table.columns) > len(columns):
        columns = (*columns, TextColumn.of([origin] * len(known)))
    table = Table(
        more.table.headers,
        known.table.rows + more.table.rows,
        tuple(map(TextColumn.joined, zip(columns, more.table.columns, strict=True))),
    )
    verdicts = tuple(map(_below, known.verdicts, more.verdicts))
    decided = CodedColumn.packed(known.decided.distinct, known.decided.codes[:])
    for each in more.decided:
        decided.append(each)
    return Contacts(table, verdicts, decided)


def _below(known: VerdictColumn, more: VerdictColumn) -> VerdictColumn:
    details = CodedColumn.packed(known.details.distinct, known.details.codes[:])
    for detail in more.details:
        details.append(detail)
    return VerdictColumn.packed(known.numbers + more.numbers, details)
