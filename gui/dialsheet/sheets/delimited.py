"""Delimited text: its records, cell by cell, without merging neighbours.

Works on UTF-8 bytes: delimiters and quotes are the same there, cells can be packed as they are,
and a million lines are split at the speed of `bytes.split`.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dialsheet.errors import BadInput, Reason

_BLOCK = 1 << 20  # bytes split into lines at a time
_LONGEST_CELL = 16 << 20  # bytes; a quote that is open for longer was never meant as one
_CLOSINGS = 4  # quotes in a line that are tried as the end of a cell
_READINGS = 200  # steps in search of the reading of one line
_PIECES = 200  # lines of one record that are looked at
FEW = 3  # records: fewer say little of what is usual
_ALIKE = 0.8  # of its lines are rows by themselves: the record is none
_DIGIT, _LETTER = re.compile(rb"\d"), re.compile(rb"[A-Za-z\x80-\xff]")

STRAY = Reason("sheets.stray_quote")
Kind = tuple[bool, bool]  # of a cell: has digits, has letters


# Of a line, and its cells as they are usually told apart: other cells, and what is odd about them.
OtherReading = Callable[[bytes, list[bytes] | None], tuple[list[bytes], Reason] | None]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart."""

    delimiter: str
    quote: str = '"'  # "": nothing is quoted
    escape: str = ""  # what makes the next character a plain one, where quotes are not doubled


@dataclass(frozen=True, slots=True)
class Profile:
    """What the usual record is like: how many cells, and of which kinds each column's are."""

    width: int
    kinds: tuple[frozenset[Kind], ...]
    count: int  # of the records that say so

    def fits(self, cells: Sequence[bytes], quote: bytes) -> bool:
        """Whether `cells` could be such a record."""
        if len(cells) != self.width:
            return False
        for position, (cell, kinds) in enumerate(zip(cells, self.kinds, strict=True)):
            kind = kind_of(cell.strip(quote))
            if (quote and cell == quote) or (kind not in kinds and (position == 0 or any(kind))):
                return False
        return True


def kind_of(cell: bytes) -> Kind:
    """What a cell is made of."""
    return bool(_DIGIT.search(cell)), bool(_LETTER.search(cell))


def parse(
    data: bytes,
    dialect: Dialect,
    strays: dict[int, Reason],
    profile: Profile | None = None,
    other: OtherReading | None = None,
) -> Iterator[list[bytes]]:
    """The records of `data`, which is UTF-8; lines end with LF, CRLF or CR.

    A quoted cell may hold delimiters, line ends and escaped quotes. A quote that opens a cell
    and is not closed by one before a delimiter or a line end is stray: it ends with its line at
    the latest, and `strays` has the 1-based record. So are two that would make one cell of
    several lines each of which is a record like `profile`. `other` may know better how a line
    is to be read.
    """
    grammar = Grammar(dialect, profile)
    delimiter, special = grammar.delimiter, grammar.special
    number = resume = end = 0
    for block in _blocks(data):
        start, end = end, end + len(block)
        if other is None and resume <= start and not any(mark in block for mark in special):
            lines = block.splitlines()
            number += len(lines)
            yield from [line.split(delimiter) for line in lines]
            continue
        line_end = start
        for line in block.splitlines(keepends=True):
            line_start, line_end = line_end, line_end + len(line)
            if line_start < resume:
                continue  # within a quoted cell of the record before
            number += 1
            text = line.rstrip(b"\r\n")
            cells = grammar.cells(text)
            if other and (better := other(text, cells)):
                cells, strays[number] = better
            if cells is None:
                cells, resume, is_stray = grammar.record(data, line_start, text)
                if is_stray:
                    strays[number] = STRAY
            yield cells


def _blocks(data: bytes) -> Iterator[bytes]:
    """Whole lines: a list of all would double the memory."""
    start = 0
    while start < len(data):
        cut = data.find(b"\n", start + _BLOCK) + 1 or len(data)
        yield data[start:cut]
        start = cut


class Unfinished(Exception):
    """A record may go on in what was not read yet."""


class Grammar:
    """The cells of a record in which quotes or escapes occur."""

    def __init__(self, dialect: Dialect, profile: Profile | None) -> None:
        self.delimiter, self.quote = dialect.delimiter.encode(), dialect.quote.encode()
        self.escape = dialect.escape.encode()
        special = set(self.quote + self.escape + b"\r\n")
        if (
            not self.delimiter
            or set(self.delimiter) & special
            or max(len(self.quote), len(self.escape)) > 1
        ):
            raise BadInput("sheets.bad_delimiter")
        self.special = tuple(filter(None, (self.quote, self.escape)))
        self._profile = profile
        mark, end = re.escape(self.quote), re.escape(self.delimiter)
        escaped = rb"%b[\s\S]" % re.escape(self.escape) if self.escape else rb"(?!)"
        never = rb"[^%b%b]" % (mark, re.escape(self.escape))
        plain = rb"(?:%b|(?!%b)[^\r\n])*+" % (escaped, end)
        if not self.escape and len(self.delimiter) == 1:
            plain = rb"[^\r\n%b]*+" % end
        # Possessive: a quote that is never closed is found out in one pass.
        quoted = rb"%b(?:%b|%b|%b%b)*+%b" % (mark, never, escaped, mark, mark, mark)
        quoted = quoted.replace(never, never + b"++")
        self._plain = self._quoted = self._opened = re.compile(plain)
        if self.quote:
            self._quoted = re.compile(rb"%b(?=%b|[\r\n]|\Z)" % (quoted, end))
            self._opened = re.compile(quoted.removesuffix(mark))  # as far as no end of it is seen
        self._margin = len(self.delimiter) + 2  # bytes after a cell that tell whether it ends
        cell = rb"%b|(?!%b)%b" % (quoted, mark, plain) if self.quote else plain
        self._cells = re.compile(rb"(%b)%b" % (cell, end))
        self._escaped = re.compile(
            rb"%b(%b|%b|%b)" % (re.escape(self.escape), mark, end, re.escape(self.escape))
        )

    def cells(self, line: bytes) -> list[bytes] | None:
        """The cells of a line whose quotes all match within it."""
        if not any(mark in line for mark in self.special):
            return line.split(self.delimiter)
        if not self.escape and (simple := self._enclosed(line)):
            return simple
        cells = self._regular(line)
        if cells is None or (
            self._profile
            and self.quote
            and len(cells) != self._profile.width
            and any(self.quote in cell and not cell.startswith(self.quote) for cell in cells)
        ):
            return None  # a stray quote may have ended a cell too early
        mark, escape = self.special[0], self.special[-1]
        return [self._text(cell) if mark in cell or escape in cell else cell for cell in cells]

    def _regular(self, line: bytes) -> list[bytes] | None:
        """The cells of a line, quotes and escapes still on, if they are what all of it is."""
        cells: list[bytes] = self._cells.findall(line + self.delimiter)
        length = sum(map(len, cells)) + len(self.delimiter) * (len(cells) - 1)
        return cells if length == len(line) else None

    def _enclosed(self, line: bytes) -> list[bytes] | None:
        """The same for a line without doubled quotes, which most are, at the speed of `split`."""
        delimiter, size = self.delimiter, len(self.delimiter)
        first, *parts, last = line.split(self.quote)
        if not len(parts) % 2:
            return None
        cells: list[bytes] = []
        if first:
            if not first.endswith(delimiter):
                return None
            cells = first[:-size].split(delimiter)
        for inside, outside in zip(parts[::2], parts[1::2], strict=False):
            cells.append(inside)
            if outside != delimiter:
                if len(outside) < 2 * size or outside[:size] != delimiter:
                    return None
                if not outside.endswith(delimiter):
                    return None
                cells += outside[size:-size].split(delimiter)
        cells.append(parts[-1])
        if last:
            if not last.startswith(delimiter):
                return None
            cells += last[size:].split(delimiter)
        return cells

    def record(
        self, data: bytes, start: int, line: bytes, *, goes_on: bool = False
    ) -> tuple[list[bytes], int, bool]:
        """The cells of the record at `start`, where the next begins, and whether a quote strays.

        Raises `Unfinished` when that depends on what comes after `data`, which `goes_on`.
        """
        cells, position = [], start
        while True:
            if self.quote and data.startswith(self.quote, position):
                limit = position + _LONGEST_CELL
                match = self._quoted.match(data, position, limit)
                seen = match or self._opened.match(data, position, limit)
            else:
                limit = sys.maxsize
                match = seen = self._plain.match(data, position)
            end = seen.end() if seen else position
            if goes_on and end < limit and end + self._margin > len(data):
                raise Unfinished
            if match is None or end == limit:
                break
            cells.append(self._text(match[0]))
            position = end
            if data.startswith(self.delimiter, position):
                position += len(self.delimiter)
                continue
            if position == start + len(line) or self._are_rows(data[start:position], len(cells)):
                break  # on one line it would be whole, were it not odd
            end = position + 2 if data.startswith(b"\r\n", position) else position + 1
            return cells, end, False
        return self._likeliest(line), start + len(line) + 1, True

    def _are_rows(self, text: bytes, width: int) -> bool:
        """Whether what could be one record of several lines is rather as many records."""
        profile = self._profile
        lines = text.splitlines()
        if profile is None or profile.count < FEW or len(lines) < 2:
            return False
        lines = [*lines[: _PIECES - 1], *lines[-1:]] if len(lines) > _PIECES else lines
        lines = [line for line in lines if line.strip()]
        wide = sum(line.count(self.delimiter) + 1 >= profile.width for line in lines)
        if wide < _ALIKE * len(lines):
            return False
        pieces = [self._likeliest(line) for line in lines]
        if width != profile.width and profile.width > 1:
            fitting = sum(len(piece) == profile.width for piece in pieces)
        elif profile.width > 1 or profile.kinds[0] == {(True, False)}:
            fitting = sum(profile.fits(piece, self.quote) for piece in pieces)
        else:
            return False
        return fitting >= _ALIKE * len(pieces)

    def _likeliest(self, line: bytes) -> list[bytes]:
        """The reading of a line that has as many cells as is usual, and the fewest oddities."""
        if not self.quote or self.quote not in line:
            regular = self._regular(line)
            return line.split(self.delimiter) if regular is None else list(map(self._text, regular))
        width = self._profile.width if self._profile else 0
        best: tuple[tuple[int, int], list[bytes]] | None = None
        paths: list[tuple[int, int, list[bytes]]] = [(0, 0, [])]
        for _ in range(_READINGS):
            if not paths:
                break
            position, odd, cells = paths.pop()
            if position > len(line):
                rank = (abs(len(cells) - width) if width else 0, odd)
                if best is None or rank < best[0]:
                    best = rank, cells
                continue
            paths.extend(
                (end + len(self.delimiter), odd + oddity, [*cells, cell])
                for end, oddity, cell in reversed(list(self._ways(line, position)))
            )
        return best[1] if best else line.split(self.delimiter)

    def _ways(self, line: bytes, start: int) -> Iterator[tuple[int, int, bytes]]:
        """How the cell at `start` may be read: where it ends, how odd that is, its text."""
        found = line.find(self.delimiter, start)
        end = found if found >= 0 else len(line)
        if not line.startswith(self.quote, start):
            yield end, 0, line[start:end]
            return
        if match := self._quoted.match(line, start):
            yield match.end(), 0, self._text(match[0])
        closing, tried = start, 0
        while (closing := line.find(self.quote, closing + 1)) > 0 and tried < _CLOSINGS:
            after = closing + 1
            if after == len(line) or line.startswith(self.delimiter, after):
                tried += 1
                yield after, 1, self._text(line[start:after])
        yield end, 2, line[start:end]

    def _text(self, cell: bytes) -> bytes:
        """What a cell says, quotes and escapes taken off."""
        quote = self.quote
        if quote and cell.startswith(quote):
            cell = cell[1:-1].replace(quote * 2, quote) if quote in cell[1:-1] else cell[1:-1]
        return self._escaped.sub(rb"\1", cell) if self.escape and self.escape in cell else cell
