"""A sheet: the contacts of one file as they were understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialsheet.columns import Source, Table
from dialsheet.errors import Reason
from dialsheet.sheets.own_columns import OwnColumns


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was imported. Picklable: it crosses processes."""

    source: Source
    table: Table
    sheets: tuple[str, ...] = ()  # the names of all worksheets of the file; () for text files
    ragged: Mapping[int, Reason] = field(default_factory=dict)  # index of a contact -> why
    findings: tuple[Reason, ...] = ()  # what a person should know of how it was understood
    called: Mapping[int, Reason] = field(default_factory=dict)  # called before, says the sheet
    # By header, the words of each contact (by index) of whom it says no; None: nobody has looked.
    refusals: Mapping[str, Mapping[int, str]] | None = None
    hidden: frozenset[int] = frozenset()  # indexes of contacts that the sheet hides or filters out
    hidden_sheets: tuple[str, ...] = ()  # those of `sheets` that the workbook hides
    # Header -> index of a contact -> why nobody can tell what the sheet shows in that cell.
    doubtful: Mapping[str, Mapping[int, Reason]] = field(default_factory=dict)
    # Header -> index of a contact -> what a merged cell shows there, whose text stands elsewhere.
    spanned: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    # Worksheets beside it of people who are not to be called: the name, and all of its records.
    lists: tuple[tuple[str, Table], ...] = ()
    own: tuple[OwnColumns, ...] = ()  # of earlier exports, among the table's
    unformatted: frozenset[str] = frozenset()  # headers: numbers whose formats could not be read
