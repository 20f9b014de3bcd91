"""Records packed column by column while they are read."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from itertools import accumulate, chain, compress, islice, zip_longest
from typing import Protocol

from dialsheet.columns import TextColumn

MOST_CELLS = 1 << 28  # of all columns together, empty ones counted
_CHUNK = 4096  # records packed at a time
_SMALL = 1 << 32  # bytes; the ends of longer columns take 64 bits

Told = Callable[[int], None]  # hears how many records were read


def silent(_done: int) -> None:
    """Told by nobody."""


class TooLarge(Exception):
    """A sheet of more cells than memory should be given for."""


class Records(Protocol):
    """The records of a file, from the first to the last, once."""

    def head(self, count: int) -> list[list[bytes]]:
        """The first ones; they are still to be packed."""

    def pack(self, first: int, last: int | None, told: Told = silent) -> "Packing":
        """Those of them, counted from 1, that are not blank; `told` hears how many were read."""


class Drawn:
    """The records of a worksheet, which are drawn from an iterator."""

    def __init__(self, records: Iterator[list[bytes]]) -> None:
        self._head: list[list[bytes]] = []
        self._records = records

    def head(self, count: int) -> list[list[bytes]]:
        """The first ones; they are still to be packed."""
        self._head += islice(self._records, count - len(self._head))
        return self._head

    def pack(self, first: int, last: int | None, told: Told = silent) -> "Packing":
        """Those of them, counted from 1, that are not blank; `told` hears how many were read."""
        packing = Packing()
        records = islice(chain(self._head, self._records), first - 1, last)
        while chunk := list(islice(records, _CHUNK)):
            filled = list(map(is_filled, chunk))
            numbers = compress(range(first, first + len(chunk)), filled)
            packing.add(numbers, chunk if all(filled) else list(compress(chunk, filled)))
            first += len(chunk)
            told(first - 1)
        return packing


def is_filled(record: Sequence[bytes]) -> bool:
    """Whether there is a cell that is not blank."""
    # The first cell says it of most records, and costs a tenth of asking all.
    return bool(record) and (record[0][:1] > b" " or any(map(bytes.strip, record)))


class Packing:
    """Takes records of UTF-8 cells; short ones are filled up with empty cells."""

    def __init__(self) -> None:
        self.rows = array("Q")  # the number of each record
        self.widths = array("I")  # and of its cells
        self._data: list[BytesIO] = []
        self._ends: list[array[int]] = []

    def add(self, numbers: Iterable[int], records: Sequence[Sequence[bytes]]) -> None:
        """Add some thousand records at a time: the work is done by the column."""
        columns = list(zip_longest(*records, fillvalue=b""))
        sizes = self.sizes(len(columns))
        packed = []
        for cells, size in zip(columns, sizes, strict=False):
            data = b"".join(cells)
            ends = accumulate(map(len, cells), initial=size)
            next(ends)
            packed.append((data, array(_code(size + len(data)), ends)))
        self.extend(array("Q", numbers), array("I", map(len, records)), packed)

    def extend(
        self,
        numbers: "array[int]",
        widths: "array[int]",
        columns: Sequence[tuple[bytes | memoryview, "array[int]"]],
    ) -> None:
        """Add packed records: for each column its cells, and their ends counted from `sizes`' 0."""
        self.sizes(len(columns))
        self.rows.extend(numbers)
        self.widths.extend(widths)
        if len(self.rows) * len(self._data) > MOST_CELLS:
            raise TooLarge
        for column, data in enumerate(self._data):
            if column < len(columns):
                cells, ends = columns[column]
                data.write(cells)
            else:
                ends = array(_code(data.tell()), [data.tell()]) * len(numbers)
            before = self._ends[column]
            if before.typecode != ends.typecode:
                before, ends = array("Q", before), array("Q", ends)
                self._ends[column] = before
            before.extend(ends)

    def sizes(self, width: int) -> list[int]:
        """The bytes of each column so far; there are at least `width` columns from now on."""
        if len(self.rows) * width > MOST_CELLS:
            raise TooLarge
        while len(self._data) < width:
            self._data.append(BytesIO())
            self._ends.append(array("I", [0]) * len(self.rows))
        return [data.tell() for data in self._data]

    def columns(self, at_least: int = 0) -> list[TextColumn]:
        """The columns, all of the same length, empty ones added up to a number of them."""
        self.sizes(at_least)
        return [
            TextColumn(data.getvalue(), ends)  # which does not copy the data
            for data, ends in zip(self._data, self._ends, strict=True)
        ]


def are_equal(numbers: "array[int]") -> bool:
    """Whether they are all the same, at the speed of memory."""
    return not numbers or numbers == numbers[:1] * len(numbers)


def _code(size: int) -> str:
    return "I" if size < _SMALL else "Q"
