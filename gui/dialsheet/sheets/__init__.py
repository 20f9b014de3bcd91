"""Files <-> sheets: reads contact sheets of every kind, writes result sheets."""

from dialsheet.sheets.importing import Choices, Sheet, read_sheet
from dialsheet.sheets.results import Cell, Page, ResultBook, unguarded, write_csv, write_result

__all__ = [
    "Cell",
    "Choices",
    "Page",
    "ResultBook",
    "Sheet",
    "read_sheet",
    "unguarded",
    "write_csv",
    "write_result",
]
