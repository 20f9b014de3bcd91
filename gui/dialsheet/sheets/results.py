"""Result sheets: pages of text, numbers and times, written as `.xlsx` or CSV."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.cell_text import cell_text
from dialsheet.sheets.whole_file import replacing
from dialsheet.sheets.xlsx import write_xlsx

Cell = (
    str | int | float | bool | datetime | None
)  # times are written in UTC, naive ones as they are

# What acts as a formula, behind any apostrophes: a guard can be told from the text's own ones.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
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


def write_result(path: Path, book: ResultBook) -> tuple[Reason, ...]:
    """Write `.xlsx` or `.csv`, as the path's ending says; what did not fit whole is returned.

    In `.xlsx`, text is text: it never acts as a formula, and telephone numbers stay as they are.
    CSV is UTF-8 with a byte order mark, for Excel; there, text from outside that would act as a
    formula gets an apostrophe, and nothing else is altered. Raises `BadInput` when the target
    cannot be written, which then is as it was.
    """
    match path.suffix.lower():
        case ".xlsx":
            with replacing(path) as file:
                return write_xlsx(file, book.pages)
        case ".csv":
            page = book.pages[0]
            with replacing(path) as file:
                _write_records(file, "utf-8-sig", page.headers, _guarded(page))
            return ()
    raise BadInput("sheets.unknown_ending", path=str(path))


def write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write what was understood of a sheet: UTF-8 without a mark, RFC 4180, lines end with CRLF."""
    with replacing(path) as file:
        _write_records(file, "utf-8", headers, rows)


def _write_records(
    file: BinaryIO, encoding: str, headers: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    # What is not Unicode (half a surrogate pair) cannot be written, and must not stop the rest.
    text = TextIOWrapper(file, encoding, errors="replace", newline="")
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows(rows)
    text.flush()
    text.detach()


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
