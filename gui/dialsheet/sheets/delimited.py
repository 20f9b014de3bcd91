"""Delimited text: its dialect, and its records, cell by cell, without merging neighbours.

Works on UTF-8 bytes: delimiters and quotes are the same there, cells can be packed as they are,
and a million lines are split at the speed of `bytes.split`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dialsheet.errors import BadInput, Reason

_DELIMITERS = (",", ";", "\t", "|")
_DECLARED = re.compile(rb'"?sep=([^\r\n])"?\r?\n')  # how Excel is told
_SAMPLE = 1 << 16  # bytes
_SAMPLED_RECORDS = 100
_LATE = 0.75
_BLOCK = 1 << 20  # bytes split into lines at a time
_LONGEST_CELL = 16 << 20  # bytes; a quote that is open for longer was never meant as one


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart."""

    delimiter: str
    quote: str = '"'


def detect(data: bytes) -> Dialect:
    """The dialect under which most of the first records have the same number of cells."""
    if declared := _DECLARED.match(data):
        return Dialect(declared[1].decode())
    sample = data[:_SAMPLE]
    if len(data) > _SAMPLE:
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b"\r")) + 1] or sample
    best = max(_DELIMITERS, key=lambda delimiter: _evenness(sample, Dialect(delimiter)))
    return Dialect(best)


def _evenness(sample: bytes, dialect: Dialect) -> tuple[float, int]:
    """From 0, nothing is told apart, towards 1: many cells, in every record as many; and how many.

    Less for what is not in the first record: the header has no lists, and no decimal commas.
    """
    records = islice(parse(sample, dialect, {}), _SAMPLED_RECORDS)
    widths = [len(record) for record in records if any(map(bytes.strip, record))]
    counted = Counter(widths).items()
    width, times = max(counted, key=lambda item: (item[1], item[0]), default=(1, 1))
    if width == 1:
        return 0.0, width
    evenness = times / len(widths) * (1 - 1 / width)
    return (evenness if widths[0] == width else evenness * _LATE), width


def parse(data: bytes, dialect: Dialect, strays: dict[int, Reason]) -> Iterator[list[bytes]]:
    """The records of `data`, which is UTF-8; lines end with LF, CRLF or CR.

    A quoted cell may hold delimiters, line ends and doubled quotes. A quote that opens a cell
    and is not closed by one before a delimiter or a line end is stray: it ends with its line at
    the latest, and `strays` has the 1-based record.
    """
    delimiter, quote = dialect.delimiter.encode(), dialect.quote.encode()
    if not delimiter or set(delimiter) & set(quote + b"\r\n"):
        raise BadInput("sheets.bad_delimiter")
    grammar = _Grammar(delimiter, quote)
    number = resume = end = 0
    for line in _lines(data):
        start, end = end, end + len(line)
        if start < resume:
            continue  # within a quoted cell of the record before
        number += 1
        if quote not in line:
            yield line.rstrip(b"\r\n").split(delimiter)
            continue
        cells, resume, stray = grammar.record(data, start)
        if stray:
            strays[number] = Reason("sheets.stray_quote")
        yield cells


def _lines(data: bytes) -> Iterator[bytes]:
    """The lines with their ends, in blocks: a list of all would double the memory."""
    start = 0
    while start < len(data):
        cut = data.find(b"\n", start + _BLOCK) + 1 or len(data)
        yield from data[start:cut].splitlines(keepends=True)
        start = cut


class _Grammar:
    """The cells of a record in which quotes occur."""

    def __init__(self, delimiter: bytes, quote: bytes) -> None:
        self._delimiter, self._quote = delimiter, quote
        mark, end = re.escape(quote), rb"%b|[\r\n]" % re.escape(delimiter)
        closing = rb"%b(?=%b|\Z)" % (mark, end)
        # Possessive: a quote that is never closed is found out in one pass.
        inner = rb"[^%b]*+(?:%b%b[^%b]*+)*+" % (mark, mark, mark, mark)
        self._quoted = re.compile(rb"%b(%b)%b" % (mark, inner, closing))
        self._stray = re.compile(rb"%b([^\r\n]*?)%b" % (mark, closing))
        self._end = re.compile(end)

    def record(self, data: bytes, start: int) -> tuple[list[bytes], int, bool]:
        """The cells of the record at `start`, where the next begins, and whether a quote strays."""
        cells: list[bytes] = []
        position, stray = start, False
        while True:
            cell, position, strays = self._cell(data, position)
            cells.append(cell)
            stray |= strays
            if not data.startswith(self._delimiter, position):
                break
            position += len(self._delimiter)
        if data.startswith(b"\r\n", position):
            position += 1
        return cells, position + 1, stray

    def _cell(self, data: bytes, start: int) -> tuple[bytes, int, bool]:
        match, stray = None, False
        if data.startswith(self._quote, start):
            limit = start + _LONGEST_CELL
            match = self._quoted.match(data, start, limit)
            stray = match is None or match.end() == limit
            if stray:
                match = self._stray.match(data, start)
        if match:
            return match[1].replace(self._quote * 2, self._quote), match.end(), stray
        found = self._end.search(data, start)
        end = found.start() if found else len(data)
        return data[start:end], end, stray
