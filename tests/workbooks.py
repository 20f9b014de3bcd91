"""Workbooks that tests make, part by part, and what another library reads of them."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from dialsheet.sheets import Original

SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
KNOWN = ("Call", "At")
HEADERS = (*KNOWN, "Score")
AT = datetime(2026, 11, 22, 9, 30, 15)  # noqa: DTZ001  as Excel has it
Edit = Callable[[bytes], bytes]


def original(path: Path, header_row: int | None = 1) -> Original:
    sheet = openpyxl.load_workbook(path).sheetnames[0]
    return Original(path, path.name, sheet, header_row)


def saved(workbook: openpyxl.Workbook, path: Path, **edits: Edit) -> Path:
    """The workbook in a file, its worksheet and styles edited; other keywords add parts."""
    file = io.BytesIO()
    workbook.save(file)
    with (
        zipfile.ZipFile(file) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            edit = {SHEET: edits.get("sheet"), STYLES: edits.get("styles")}.get(name)
            new.writestr(name, edit(old.read(name)) if edit else old.read(name))
    return path


def sheet_of(rows: bytes, path: Path, *, head: bytes = b"", prefix: bytes = b"") -> Path:
    """A workbook whose worksheet is written by hand."""
    data = b"<%bsheetData>%b</%bsheetData>" % (prefix, rows, prefix) if rows else b"<sheetData/>"
    declared = b":" + prefix[:-1] if prefix else b""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = b'<%bworksheet xmlns%b="%b">%b%b</%bworksheet>' % (
        prefix, declared, main, head, data, prefix,
    )  # fmt: skip
    return saved(openpyxl.Workbook(), path, sheet=lambda _: xml)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def values(path: Path) -> list[list[Any]]:
    page = openpyxl.load_workbook(path).worksheets[0]
    return [list(row) for row in page.iter_rows(values_only=True)]
