"""What people say of numbers: a cell is read as they say, and never changed itself."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialsheet.campaign.mapping import Mapping
from dialsheet.columns import Table
from dialsheet.numbers import Verdict, VerdictColumn, check_number, region_of

Place = tuple[int, str]  # the row of a contact and the header of a number column


@dataclass(frozen=True, slots=True)
class Correction:
    """What one number cell is to be read as."""

    row: int
    column: str  # the header of a number column
    cell: str  # what the cell said to the person; a cell that says something else is not meant
    text: str  # what is read in its place
    accepted: bool = False  # the number was let through as it is proposed, or unlisted

    @property
    def place(self) -> Place:
        """Which cell is meant."""
        return self.row, self.column

    @property
    def changes_nothing(self) -> bool:
        """Whether the person let the cell say what it says."""
        return self.text == self.cell and not self.accepted


def region_at(table: Table, mapping: Mapping, index: int) -> str | None:
    """The country of a contact's numbers that carry none."""
    column = mapping.region_column
    return region_of(table.column(column)[index] if column else None, mapping.region)


def verdict_of(correction: Correction, region: str | None) -> Verdict:
    """The verdict on a number as it is corrected; one that says what the cell says changes none."""
    verdict = check_number(correction.text, region)
    if correction.changes_nothing:
        return verdict
    return verdict.by_person(accepted=correction.accepted)


def index_of(table: Table, row: int) -> int | None:
    """The index of the contact of a source row, or None."""
    index = bisect_left(table.rows, row)
    return index if index < len(table.rows) and table.rows[index] == row else None


def fitting(corrections: Iterable[Correction], table: Table) -> dict[Place, Correction]:
    """Those that are meant for cells of this table, by their place."""
    return {each.place: each for each in corrections if _fits(each, table)}


def correct_all(
    corrections: Iterable[Correction],
    table: Table,
    mapping: Mapping,
    verdicts: Sequence[VerdictColumn],
) -> None:
    """Put what people say in place of the verdicts on their cells."""
    columns = [number.column for number in mapping.numbers]
    for each in fitting(corrections, table).values():
        index = index_of(table, each.row)
        if index is None or each.column not in columns or each.changes_nothing:
            continue  # of what the cell says there is a verdict
        verdict = verdict_of(each, region_at(table, mapping, index))
        verdicts[columns.index(each.column)][index] = verdict


def _fits(correction: Correction, table: Table) -> bool:
    index = index_of(table, correction.row)
    if index is None or correction.column not in table.headers:
        return False
    return table.column(correction.column)[index] == correction.cell
