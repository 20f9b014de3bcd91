"""Files <-> sheets: reads contact sheets of every kind, writes result sheets."""

from dialsheet.sheets.everything import WholeSheet, all_records, read_everything
from dialsheet.sheets.importing import Choices, read_sheet
from dialsheet.sheets.own_columns import REJECT_HEADERS, RESULT_HEADERS, OwnColumns
from dialsheet.sheets.previewing import Preview, PreviewRow, RowKind, preview
from dialsheet.sheets.results import (
    Cell,
    Page,
    ResultBook,
    TextForm,
    unguarded,
    write_csv,
    write_result,
)
from dialsheet.sheets.sheet import Sheet
from dialsheet.sheets.whole_file import free_name, refuse_locked
from dialsheet.sheets.workbook_copy import (
    Original,
    copy_losses,
    copy_with_columns,
    workbook_ending,
)

__all__ = [
    "REJECT_HEADERS",
    "RESULT_HEADERS",
    "Cell",
    "Choices",
    "Original",
    "OwnColumns",
    "Page",
    "Preview",
    "PreviewRow",
    "ResultBook",
    "RowKind",
    "Sheet",
    "TextForm",
    "WholeSheet",
    "all_records",
    "copy_losses",
    "copy_with_columns",
    "free_name",
    "preview",
    "read_everything",
    "read_sheet",
    "refuse_locked",
    "unguarded",
    "workbook_ending",
    "write_csv",
    "write_result",
]
