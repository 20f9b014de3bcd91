"""Delimited text by the block: the cells of thousands of plain lines are told apart at once.

A line is plain when every quote in it encloses a whole cell; nearly all are. The others are read
one by one, by the grammar, and take their places among the plain ones.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, islice

import numpy as np
from numpy.typing import NDArray

from dialsheet.errors import Reason
from dialsheet.sheets.delimited import STRAY, Dialect, Grammar, Profile, Unfinished
from dialsheet.sheets.odd_rows import OddRows
from dialsheet.sheets.packing import Packing, Told, TooLarge, silent

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]

_BLOCK = 1 << 19  # bytes told apart at a time: what is made of them stays in the cache
_LONGEST_LINE = 32 << 20  # bytes
_WIDEST = 1 << 14  # cells of a record: what a spreadsheet has columns
_MOST_CELLS = 1 << 20  # of a block, empty ones counted
_MOST_MARKS = 1 << 22  # delimiters of a line
_ROWS = 100  # that a block has at least
_LONGEST_PLAIN = 4 << 20  # bytes; a longer block has lines that are read one by one
_TAB, _LF, _CR, _BLANK = b"\t\n\r "  # from tab to CR, all is white space


class TextRecords:
    """The records of a text that comes as UTF-8, block by block; `strays` fills meanwhile.

    `texts` begins the text anew. Both methods raise `TooLarge`.
    """

    def __init__(
        self,
        texts: Callable[[], Iterator[bytes]],
        dialect: Dialect,
        profile: Profile | None,
        strays: dict[int, Reason],
        odd_rows: OddRows | None = None,
    ) -> None:
        self._texts, self._strays = texts, strays
        self._grammar, self._odd_rows = Grammar(dialect, profile), odd_rows

    def head(self, count: int) -> list[list[bytes]]:
        """The first ones; they are still to be packed."""
        return list(islice(chain.from_iterable(map(Block.records, self._blocks())), count))

    def pack(self, first: int, last: int | None, told: Told = silent) -> Packing:
        """Those of them, counted from 1, that are not blank; `told` hears how many were read."""
        packing = Packing()
        texts = self._texts()
        for block in _blocks(texts, self._grammar, self._odd_rows, self._strays):
            block.pack(packing, first, last)
            told(block.first - 1 + len(block.widths))
            if last is not None and block.first > last:
                break
        for _ in texts:  # to the end of the file, whatever is made of it
            pass
        return packing

    def _blocks(self) -> Iterator["Block"]:
        return _blocks(self._texts(), self._grammar, self._odd_rows, {})


@dataclass(frozen=True, slots=True)
class Block:
    """Some records, one after another, and their cells.

    The cells of record `r` are as many as `widths[r]`, after those of the one before. Cell `c`
    is in `data` from `starts[c]` on, `lengths[c]` bytes long.
    """

    data: Bytes
    first: int  # the 1-based number of its first record
    widths: Numbers
    starts: Numbers
    lengths: Numbers

    def records(self) -> Iterator[list[bytes]]:
        """Cell by cell."""
        data = self.data.tobytes()
        places = zip(self.starts.tolist(), self.lengths.tolist(), strict=True)
        cells = (data[start : start + length] for start, length in places)
        for width in self.widths.tolist():
            yield list(islice(cells, width))

    def pack(self, packing: Packing, first: int, last: int | None) -> None:
        """Add its records from number `first` to `last` that are not blank."""
        numbers = np.arange(self.first, self.first + len(self.widths))
        kept = self._filled() & (numbers >= first)
        if last is not None:
            kept &= numbers <= last
        widths, starts, lengths = self.widths, self.starts, self.lengths
        if not kept.all():
            cells = np.repeat(kept, widths)
            numbers, widths = numbers[kept], widths[kept]
            starts, lengths = starts[cells], lengths[cells]
        while len(widths):
            width = int(widths.max())
            count = max(1, _MOST_CELLS // width)  # a few wide records make many empty cells
            if count < len(widths):
                width = int(widths[:count].max())
            size = int(widths[:count].sum())
            self._add(packing, numbers[:count], widths[:count], starts[:size], lengths[:size])
            numbers, widths = numbers[count:], widths[count:]
            starts, lengths = starts[size:], lengths[size:]

    def _filled(self) -> Flags:
        """Which records have a cell that is not blank."""
        firsts = np.cumsum(self.widths) - self.widths
        solid = self._solid(self.starts[firsts], self.lengths[firsts])
        if solid.all():
            return solid
        data = self.data
        ink = np.cumsum(~((data == _BLANK) | ((data >= _TAB) & (data <= _CR))))
        ink = np.concatenate([[0], ink])
        return np.add.reduceat(ink[self.starts + self.lengths] - ink[self.starts], firsts) > 0

    def _solid(self, starts: Numbers, lengths: Numbers) -> Flags:
        """Which cells begin with something that is not blank."""
        solid: Flags = (lengths > 0) & (self.data[np.minimum(starts, len(self.data) - 1)] > _BLANK)
        return solid

    def _add(
        self, packing: Packing, numbers: Numbers, widths: Numbers, starts: Numbers, lengths: Numbers
    ) -> None:
        width, rows = int(widths.max()), len(widths)
        if len(starts) == width * rows:
            starts_of, lengths_of = starts.reshape(rows, width).T, lengths.reshape(rows, width).T
        else:
            starts_of, lengths_of = np.zeros((2, width, rows), np.intp)
            places = _within(widths), np.repeat(np.arange(rows), widths)
            starts_of[places], lengths_of[places] = starts, lengths
        ends = np.cumsum(lengths_of, axis=1)
        sizes = ends[:, -1].tolist()
        cells = self._gathered(starts_of.ravel(), lengths_of.ravel()).data
        before = np.array(packing.sizes(width)[:width])
        ends += before[:, None]
        code = "I" if not len(ends) or ends[:, -1].max() < 1 << 32 else "Q"
        packing.extend(
            _array("Q", numbers),
            _array("I", widths),
            [
                (cells[stop - size : stop], _array(code, end))
                for stop, size, end in zip(accumulate(sizes), sizes, ends, strict=True)
            ],
        )

    def _gathered(self, starts: Numbers, lengths: Numbers) -> Bytes:
        """The bytes of cells, one after another."""
        there = lengths > 0
        if not there.all():
            starts, lengths = starts[there], lengths[there]
        if not len(lengths):
            return self.data[:0]
        ends = np.cumsum(lengths)
        # From byte to byte the place in `data` goes one on; from cell to cell it jumps.
        places = np.ones(ends[-1], np.intp)
        places[0] = starts[0]
        places[ends[:-1]] = starts[1:] - starts[:-1] - lengths[:-1] + 1
        return self.data[np.cumsum(places, out=places)]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a text, the last of which has its end, and their cells."""

    text: Bytes  # in which the cells are: of doubled quotes it has one
    starts: Numbers  # of the lines, as it was
    ends: Numbers  # without the line ends
    odd: Flags  # the lines that are not plain: their cells are wrong
    widths: Numbers  # the number of each line's cells
    cells: Numbers  # where each begins; one line after another
    lengths: Numbers  # of the cells


class _Window:
    """What was read of a text and is still to be told apart: `data` from `start` on."""

    def __init__(self, texts: Iterator[bytes]) -> None:
        self.data, self.start, self.goes_on = b"", 0, True
        self.block = _BLOCK  # bytes told apart at a time
        self._texts = texts

    def extend(self, enough: int = 0) -> None:
        """Read on until there are `enough` bytes, or twice as many as there were."""
        pieces = [self.data[self.start :]]
        size = len(pieces[0])
        if size > _LONGEST_LINE:
            raise TooLarge
        enough = enough or min(2 * size, _LONGEST_LINE) + 1
        while size < enough and (piece := next(self._texts, None)) is not None:
            pieces.append(piece)
            size += len(piece)
        self.goes_on = size >= enough
        self.data, self.start = b"".join(pieces), 0

    def fill(self) -> bool:
        """Have a block of whole lines; whether there is one."""
        if self.goes_on and len(self.data) - self.start < self.block:
            self.extend(self.block)
        while self.goes_on and not self.line_end():
            self.extend()
        return self.start < len(self.data)

    def line_end(self) -> int:
        """Where the next whole lines end, some `block` bytes on; 0 when no end was read yet."""
        data, near = self.data, self.start + self.block
        if cut := data.rfind(b"\n", self.start, near) + 1:
            return cut
        last = len(data) - self.goes_on  # a CR at the end may be half of a line end
        cut = data.rfind(b"\r", self.start, min(near, last)) + 1
        cut = cut or data.find(b"\n", near) + 1 or data.find(b"\r", near, last) + 1
        if cut:
            return cut + 1 if data[cut - 1 : cut + 1] == b"\r\n" else cut
        return 0 if self.goes_on else len(data)


def _blocks(
    texts: Iterator[bytes], grammar: Grammar, odd_rows: OddRows | None, strays: dict[int, Reason]
) -> Iterator[Block]:
    window, number = _Window(texts), 1
    while window.fill():
        block, size = _block(window, grammar, odd_rows, number, strays)
        yield block
        number += len(block.widths)
        window.start += size
        # Of wide records there are more in a block: for each column there is something to do.
        window.block = min(max(_BLOCK, _ROWS * size // len(block.widths)), _LONGEST_PLAIN)


def _block(
    window: _Window,
    grammar: Grammar,
    odd_rows: OddRows | None,
    number: int,
    strays: dict[int, Reason],
) -> tuple[Block, int]:
    """The block at the beginning of the window, and the bytes that it takes."""
    text = np.frombuffer(window.data, np.uint8)[window.start : window.line_end()]
    if text[-1] not in (_LF, _CR):
        text = np.append(text, np.uint8(_LF))  # the last line has its end, too
    lines = _lines(text, grammar)
    if odd_rows and (width := odd_rows.width()):
        odd = (lines.widths != width) & (lines.ends > lines.starts)
        lines.odd[odd] = True
    if not lines.odd.any():
        block = Block(lines.text, number, lines.widths, lines.cells, lines.lengths)
        return _checked(block), len(text)
    kept, widths, resume = np.ones(len(lines.odd), np.bool_), lines.widths.copy(), 0
    cells: list[bytes] = []
    for line in np.flatnonzero(lines.odd).tolist():
        start, end = int(lines.starts[line]), int(lines.ends[line])
        if start < resume:
            continue  # within a quoted cell of a record before
        record, resume, stray = _record(window, grammar, odd_rows, start, end)
        if stray:
            strays[number + int(np.count_nonzero(kept[:line]))] = stray
        kept[line + 1 : np.searchsorted(lines.starts, resume)] = False
        widths[line] = len(record)
        cells += record
    sizes = np.fromiter(map(len, cells), np.intp, len(cells))
    are_odd = np.repeat(lines.odd[kept], widths[kept])
    are_plain = np.repeat(kept & ~lines.odd, lines.widths)
    starts, lengths = np.empty((2, len(are_odd)), np.intp)
    starts[~are_odd], lengths[~are_odd] = lines.cells[are_plain], lines.lengths[are_plain]
    starts[are_odd], lengths[are_odd] = len(lines.text) + np.cumsum(sizes) - sizes, sizes
    data = np.concatenate([lines.text, np.frombuffer(b"".join(cells), np.uint8)])
    return _checked(Block(data, number, widths[kept], starts, lengths)), max(len(text), resume)


def _checked(block: Block) -> Block:
    if block.widths.max() > _WIDEST:
        raise TooLarge
    return block


def _record(
    window: _Window, grammar: Grammar, odd_rows: OddRows | None, start: int, end: int
) -> tuple[list[bytes], int, Reason | None]:
    """The cells of the record in the window whose first line is from `start` to `end`; where the
    next may begin; why its cells may be shifted.
    """
    line = window.data[window.start + start : window.start + end]
    if line.count(grammar.delimiter) > _MOST_MARKS:
        raise TooLarge
    cells = grammar.cells(line)
    if odd_rows and (odd := odd_rows.read(line, cells)):
        cells, reason = odd
        return cells, end, reason
    if cells is not None:
        return cells, end, None
    while True:
        try:
            cells, resume, is_stray = grammar.record(
                window.data, window.start + start, line, goes_on=window.goes_on
            )
        except Unfinished:
            window.extend()
        else:
            return cells, resume - window.start, STRAY if is_stray else None


def _lines(text: Bytes, grammar: Grammar) -> _Lines:
    delimiter, quote, escape = grammar.delimiter, grammar.quote, grammar.escape
    repeats = any(delimiter.startswith(delimiter[at:]) for at in range(1, len(delimiter)))
    is_plain = len(text) <= _LONGEST_PLAIN and not repeats
    marked = text == _CR
    marked[:-1] &= text[1:] != _LF
    marked |= text == _LF
    if is_plain:
        marked |= _found(text, delimiter)
        for mark in quote + escape:
            marked |= text == mark
    at = np.flatnonzero(marked)
    kind = text[at]
    is_end = (kind == _LF) | (kind == _CR)
    ends = np.flatnonzero(is_end)  # among the marks
    stop = at.copy()  # where what is before a mark ends
    stop[ends] -= (text[at[ends] - 1] == _CR) & (kind[ends] == _LF) & (at[ends] > 0)
    starts_of_lines = np.concatenate([[0], at[ends[:-1]] + 1])
    if not is_plain:
        none = np.zeros(0, np.intp)
        every = np.ones(len(ends), np.bool_)
        return _Lines(text, starts_of_lines, stop[ends], every, np.zeros_like(ends), none, none)
    step = np.where(is_end, 1, len(delimiter))  # from a mark to what is behind it
    is_separator = is_end | (kind == delimiter[0])
    odd, is_quote = np.zeros(len(ends), np.bool_), np.zeros(len(at), np.bool_)
    halves = quotes = np.zeros(0, np.intp)
    if escape:
        odd[np.searchsorted(ends, np.flatnonzero(kind == escape[0]))] = True
    if quote:
        is_quote = kind == quote[0]
        quotes = np.flatnonzero(is_quote)
    if len(quotes):
        counts = np.add.reduceat(is_quote, np.concatenate([[0], ends[:-1] + 1]), dtype=np.intp)
        odd |= (counts & 1).astype(np.bool_)
        seen = np.cumsum(is_quote, dtype=np.intp)
        if odd.any():  # each line begins outside of quotes
            seen = seen - np.repeat(np.cumsum(counts) - counts, np.diff(ends, prepend=-1))
        is_open = (seen & 1).astype(np.bool_)  # behind a mark
        opens = is_open[quotes]
        before, after = quotes - 1, quotes + 1
        adjoins = at[before] + step[before] == at[quotes]
        doubles = opens & is_quote[before] & adjoins
        begins = (at[quotes] == 0) | doubles | (is_separator[before] & adjoins)
        adjoins = stop[after] == at[quotes] + 1
        closes = adjoins & (is_separator[after] | is_quote[after])
        odd[np.searchsorted(ends, quotes[~np.where(opens, begins, closes)])] = True
        halves = at[quotes[doubles]]
        is_separator &= is_end | ~is_open
    separators = np.flatnonzero(is_separator)
    cells = np.concatenate([[0], (at + step)[separators[:-1]]])
    lengths = stop[separators] - cells
    widths = np.diff(np.flatnonzero(is_end[separators]), prepend=-1)
    if len(quotes):
        enclosed = text[cells] == quote[0]
        cells += enclosed
        lengths -= 2 * enclosed
    if len(halves):  # of two quotes one is left
        gone = np.zeros(len(text) + 1, np.intp)
        gone[halves + 1] = 1
        gone = np.cumsum(gone)
        lengths -= gone[cells + lengths] - gone[cells]
        cells -= gone[cells]
        text = np.delete(text, halves)
    return _Lines(text, starts_of_lines, stop[ends], odd, widths, cells, lengths)


def _found(text: Bytes, mark: bytes) -> Flags:
    """Where `mark` begins."""
    found: Flags = text == mark[0]
    for at in range(1, len(mark)):
        found[:-at] &= text[at:] == mark[at]
        found[-at:] = False
    return found


def _within(widths: Numbers) -> Numbers:
    """The place of each cell in its record."""
    firsts = np.cumsum(widths) - widths
    places: Numbers = np.arange(int(widths.sum())) - np.repeat(firsts, widths)
    return places


def _array(code: str, numbers: Numbers) -> "array[int]":
    packed = array(code)
    packed.frombytes(numbers.astype(packed.typecode).tobytes())
    return packed
