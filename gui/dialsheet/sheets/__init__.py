"""Files <-> sheets: reads contact sheets of every kind, writes result sheets."""

from dialsheet.sheets.importing import Choices, Sheet, read_sheet
from dialsheet.sheets.results import (
    Cell,
    Page,
    ResultBook,
    TextForm,
    unguarded,
    write_csv,
    write_result,
)
from dialsheet.sheets.whole_file import free_name, refuse_locked

__all__ = [
    "Cell",
    "Choices",
    "Page",
    "ResultBook",
    "Sheet",
    "TextForm",
    "free_name",
    "read_sheet",
    "refuse_locked",
    "unguarded",
    "write_csv",
    "write_result",
]
