"""Records packed column by column while they are read."""

from array import array
from collections.abc import Sequence
from itertools import accumulate, zip_longest

from dialsheet.columns import TextColumn


class Packing:
    """Takes records of UTF-8 cells; short ones are filled up with empty cells."""

    def __init__(self) -> None:
        self._rows = 0
        self._data: list[bytearray] = []
        self._ends: list[array[int]] = []

    def add(self, records: Sequence[Sequence[bytes]]) -> None:
        """Add some thousand records at a time: the work is done by the column."""
        columns = list(zip_longest(*records, fillvalue=b""))
        self._widen(len(columns))
        self._rows += len(records)
        for cells, data, ends in zip(columns, self._data, self._ends, strict=False):
            lengths = accumulate(map(len, cells), initial=len(data))
            next(lengths)
            ends.extend(lengths)
            data.extend(b"".join(cells))
        for data, ends in zip(self._data[len(columns) :], self._ends[len(columns) :], strict=True):
            ends.extend(array("Q", [len(data)]) * len(records))

    def columns(self, at_least: int = 0) -> list[TextColumn]:
        """The columns, all of the same length, empty ones added up to a number of them."""
        self._widen(at_least)
        return [
            TextColumn(bytes(data), ends) for data, ends in zip(self._data, self._ends, strict=True)
        ]

    def _widen(self, width: int) -> None:
        while len(self._data) < width:
            self._data.append(bytearray())
            self._ends.append(array("Q", [0]) * self._rows)
