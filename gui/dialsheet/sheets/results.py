"""Result sheets: pages of text, numbers and times, written as `.xlsx` or CSV."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.cell_text import cell_text
from dialsheet.sheets.whole_file import Written, replacing
from dialsheet.sheets.xlsx import write_xlsx

Cell = (
    str | int | float | bool | datetime | None
)  # times are written in UTC, naive ones as they are

# What acts as a formula, behind any apostrophes: a guard can be told from the text's own ones.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_LISTED = 5  # cells that cannot be written, said one by one
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Page:
    """One table of a result sheet. `rows` is gone through once; each has a cell for each header."""

    name: str
    headers: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    outside: frozenset[int] = frozenset()  # indexes of columns whose text came from outside


@dataclass(frozen=True, slots=True)
class ResultBook:
    """The pages of a result sheet; a CSV file holds the first alone."""

    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class TextForm:
    """How a text file is written. The default is what Excel opens best."""

    encoding: str | None = None  # Python's name; None: UTF-8 with a byte order mark
    delimiter: str | None = None  # None: a tab in `.tsv`, else a comma
    replaces: bool = (
        False  # a character that the encoding lacks becomes `?`; else nothing is written
    )


def write_result(
    path: Path, book: ResultBook, form: TextForm = TextForm(), written: Written | None = None
) -> tuple[Reason, ...]:
    """Write `.xlsx` or text, as the path's ending says; what did not fit whole is returned.

    In `.xlsx`, text is text: it never acts as a formula, and telephone numbers stay as they are.
    In a text file, text from outside that would act as a formula gets an apostrophe, and nothing
    else is altered. Raises `BadInput` when the target cannot be written, is not `written` by us, or
    its encoding lacks characters; it then is as it was.
    """
    match path.suffix.lower():
        case ".xlsx":
            with replacing(path, written) as file:
                return write_xlsx(file, book.pages)
        case ".csv" | ".tsv" | ".txt" as ending:
            delimiter = form.delimiter or ("\t" if ending == ".tsv" else ",")
            page, lacking = book.pages[0], _Lacking(form.encoding or "utf-8-sig")
            rows = lacking.watch(_guarded_headers(page), _guarded(page))
            with replacing(path, written) as file:
                _write_records(file, lacking.encoding, delimiter, rows)
                if lacking.cells and form.encoding and not form.replaces:
                    raise BadInput("sheets.unwritable", path=str(path), **lacking.said)
            return (Reason("sheets.replaced", lacking.said),) if lacking.cells else ()
    raise BadInput("sheets.unknown_ending", path=str(path))


def write_csv(
    path: Path,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    written: Written | None = None,
) -> None:
    """Write what was understood of a sheet: UTF-8 without a mark, RFC 4180, lines end with CRLF."""
    with replacing(path, written) as file:
        _write_records(file, "utf-8", ",", chain([headers], rows))


def _write_records(
    file: BinaryIO, encoding: str, delimiter: str, rows: Iterable[Sequence[str]]
) -> None:
    # What is not Unicode (half a surrogate pair) cannot be written, and must not stop the rest.
    text = TextIOWrapper(file, encoding, errors="replace", newline="")
    if len(delimiter) == 1 and delimiter != " ":
        csv.writer(text, delimiter=delimiter).writerows(rows)
    else:  # quoted throughout: no empty cell runs into the next
        text.writelines(delimiter.join(map(_quoted, row)) + "\r\n" for row in rows)
    text.flush()
    text.detach()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


class _Lacking:
    """Watches rows on their way for characters that an encoding does not have."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.cells = 0
        self._first: list[str] = []

    @property
    def said(self) -> dict[str, str | int]:
        """The cells that lose something: how many, and the first of them."""
        encoding = self.encoding.removesuffix("-sig").upper()
        return {"count": self.cells, "encoding": encoding, "cells": "; ".join(self._first)}

    def watch(
        self, headers: Sequence[str], rows: Iterable[Sequence[str]]
    ) -> Iterator[Sequence[str]]:
        """The header and the rows, as they are."""
        for number, row in enumerate(chain([headers], rows), 1):
            if not self._has("".join(row)):
                for header, cell in zip(headers, row, strict=True):
                    if not self._has(cell):
                        self._note(number, header, cell)
            yield row

    def _has(self, text: str) -> bool:
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _note(self, row: int, header: str, cell: str) -> None:
        self.cells += 1
        if len(self._first) < _LISTED:
            lost = "".join(dict.fromkeys(each for each in cell if not self._has(each)))
            shown = lost.encode("utf-8", "replace").decode()
            self._first.append(f"{row} “{header}”: {shown}")


def _guarded_headers(page: Page) -> list[str]:
    """Names of values came from outside, as the values did."""
    return [
        _guard(header) if at in page.outside else header for at, header in enumerate(page.headers)
    ]


def _guarded(page: Page) -> Iterator[list[str]]:
    outside = [index in page.outside for index in range(len(page.headers))]
    for row in page.rows:
        yield [
            _guard(cell) if isinstance(cell, str) and foreign else _text(cell)
            for cell, foreign in zip(row, outside, strict=True)
        ]


def unguarded(text: str) -> str:
    """A cell of a CSV result sheet as it came from outside, without the apostrophe of the guard."""
    return text[1:] if _GUARDED.match(text) else text


def _guard(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime) and cell.tzinfo:
        cell = cell.astimezone(UTC).replace(tzinfo=None)
    return cell_text(cell)
