"""The line: whose turn it is, and who waits for a time or for the end of another call. Free of I/O.

Contacts are known here by their indexes; each stands in the line once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush

from dialsheet.campaign import Hold

Ranks = Mapping[int, int]  # of indexes, in the order of the rules
NOBODY: Mapping[int | None, int] = {}
_BEYOND_ALL = 1 << 32  # ranks


class Line:
    """Who is still to be called in a run."""

    def __init__(self, ranks: Ranks | None) -> None:
        """Without `ranks` the order is that of the indexes."""
        self._ranks = ranks
        self._back: Mapping[int | None, int] = {}  # those that come after all others, and how far
        self._in: set[int] = set()
        self._turn: list[tuple[int, int]] = []  # a heap of ranks and indexes
        self._later: list[tuple[datetime, int, int]] = []  # and of times
        self._holds: dict[int, Hold] = {}  # why those wait whose turn it is not
        self._for_number: set[int] = set()  # of these, those who wait for the end of another call

    def __len__(self) -> int:
        return len(self._in)

    def __iter__(self) -> Iterator[int]:
        return iter(self._in)

    def __contains__(self, index: int) -> bool:
        return index in self._in

    @property
    def has_turn(self) -> bool:
        """Whether it is somebody's turn."""
        return bool(self._turn)

    @property
    def goes_on(self) -> bool:
        """Whether it is somebody's turn, or will be when a time comes."""
        return bool(self._turn or self._later)

    @property
    def waits_for_call(self) -> bool:
        """Whether somebody waits for the end of another call."""
        return bool(self._for_number)

    @property
    def next_at(self) -> datetime | None:
        """When the time of the next one comes, of those who wait for a time."""
        return self._later[0][0] if self._later else None

    @property
    def holds(self) -> Mapping[int, Hold]:
        """Who waits, and why."""
        return self._holds

    @property
    def turn(self) -> Iterable[int]:
        """Those whose turn it is, in no order."""
        return (index for _, index in self._turn)

    def begin(self, indexes: Sequence[int], back: Mapping[int | None, int] = NOBODY) -> None:
        """It is the turn of these, who are in order, and of nobody else; those of `back` come after
        all others, the higher the later."""
        self._back = back
        self._turn = list(zip(map(self._rank, indexes), indexes, strict=True))  # hence a heap
        self._in = set(indexes)

    def join(self, index: int) -> None:
        """It is the turn of one more."""
        self._in.add(index)
        heappush(self._turn, (self._rank(index), index))

    def wait(self, index: int, hold: Hold) -> None:
        """One more waits: until a time, or for a number."""
        self._in.add(index)
        self._holds[index] = hold
        if hold.until is None:
            self._for_number.add(index)
        else:
            heappush(self._later, (hold.until, self._rank(index), index))

    def wake(self, now: datetime) -> None:
        """It is the turn of those whose time has come."""
        while self._later and self._later[0][0] <= now:
            _, rank, index = heappop(self._later)
            del self._holds[index]
            heappush(self._turn, (rank, index))

    def free(self, has_number: Callable[[int], bool]) -> None:
        """It is the turn of those who waited for this number."""
        for index in [each for each in self._for_number if has_number(each)]:
            self._for_number.remove(index)
            del self._holds[index]
            self.join(index)

    def next(self) -> int:
        """Take out whose turn it is."""
        _, index = heappop(self._turn)
        self._in.remove(index)
        return index

    def leave(self, index: int) -> None:
        """Take somebody out."""
        self._in.remove(index)
        self._holds.pop(index, None)
        self._for_number.discard(index)
        self._turn = [each for each in self._turn if each[-1] != index]
        self._later = [each for each in self._later if each[-1] != index]
        self._in_order()

    def rank(self, ranks: Ranks | None) -> None:
        """The order is another one: there are more."""
        self._ranks = ranks
        self._turn = [(self._rank(index), index) for _, index in self._turn]
        self._later = [(until, self._rank(index), index) for until, _, index in self._later]
        self._in_order()

    def _in_order(self) -> None:
        heapify(self._turn)
        heapify(self._later)

    def _rank(self, index: int) -> int:
        rank = self._ranks[index] if self._ranks else index
        return rank + self._back.get(index, 0) * _BEYOND_ALL
