"""Files <-> sheets: reads contact sheets of every kind, writes result sheets."""

from dialsheet.sheets.everything import WholeSheet, all_records, read_everything
from dialsheet.sheets.header import column_letters
from dialsheet.sheets.importing import Choices, read_sheet
from dialsheet.sheets.own_columns import OwnColumns, name_of
from dialsheet.sheets.previewing import Preview, PreviewRow, RowKind, preview
from dialsheet.sheets.result_columns import (
    ATTEMPT_COLUMNS,
    ATTEMPT_CORE,
    FORMAT,
    REJECT_HEADERS,
    RESULT_COLUMNS,
    RESULT_HEADERS,
    headers_of_values,
    value_of,
)
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
from dialsheet.sheets.whole_file import Written, free_name, refuse_foreign
from dialsheet.sheets.workbook_copy import (
    Original,
    copy_losses,
    copy_with_columns,
    workbook_ending,
)

__all__ = [
    "ATTEMPT_COLUMNS",
    "ATTEMPT_CORE",
    "FORMAT",
    "REJECT_HEADERS",
    "RESULT_COLUMNS",
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
    "Written",
    "all_records",
    "column_letters",
    "copy_losses",
    "copy_with_columns",
    "free_name",
    "headers_of_values",
    "name_of",
    "preview",
    "read_everything",
    "read_sheet",
    "refuse_foreign",
    "unguarded",
    "value_of",
    "workbook_ending",
    "write_csv",
    "write_result",
]
