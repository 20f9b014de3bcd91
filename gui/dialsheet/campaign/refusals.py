"""The sheet itself says no: contacts of whom a column says that they are not to be called.

They are held, and so is whoever has a number of one of them, until a person says otherwise.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice, pairwise

from dialsheet.campaign.refusal_languages import Needs
from dialsheet.campaign.refusal_phrases import NEEDS, refuses
from dialsheet.campaign.refusal_words import (
    SHORT,
    STANDING_NEEDS,
    About,
    Speaks,
    answers,
    is_cross,
    is_yes,
    may_be_names,
    may_count,
    says_no,
    speaks,
)
from dialsheet.campaign.refused_numbers import LISTED_BESIDE, TWIN_SAYS_NO
from dialsheet.campaign.rules import HoldWhere
from dialsheet.columns import Table, TextColumn
from dialsheet.errors import Param, Reason
from dialsheet.numbers import count_digits

SAYS_NO = "campaign.sheet_says_no"  # reason of a contact; its column can be overruled
HELD_WHERE = "campaign.held_where"  # reason of a contact that a rule of a person holds
REFUSED = frozenset({SAYS_NO, HELD_WHERE, TWIN_SAYS_NO, LISTED_BESIDE})
COLUMN_SAYS_NO = "campaign.column_says_no"  # a finding

_OF_QUESTIONS = {
    Speaks.OF_CALLS: Speaks.OF_PERMISSION,
    Speaks.OF_LEAVING_OUT: Speaks.OF_NOT_CALLING,
}
_NEARLY_ALL = 0.9  # of the cells that are filled
_MOST_ANSWERS = 100  # different cells of a column of answers

Refusals = Mapping[str, Mapping[int, str]]  # by header: the words of each contact, by index
_WIDE_LETTER = re.compile(rb"\xef\xbc[\xa1-\xba]|\xef\xbd[\x81-\x9a]")  # Ａ to Ｚ and ａ to ｚ
_LONGEST = 60  # characters of a cell that a reason names
_FEWEST = 7  # digits of a number
_NAMED = 4  # different words that a finding names


def find_refusals(table: Table) -> dict[str, dict[int, str]]:
    """The columns that say no of somebody; of whom, by index, and in which words.

    A row of nothing but a refusal is a heading: `Do not call below this line`. It says no of all
    below it, up to the next heading.
    """
    found = {
        header: dict(_Column(header, column).refusals())
        for header, column in zip(table.headers, table.columns, strict=True)
    }
    for cells in found.values():
        for heading in [index for index, cell in cells.items() if refuses(cell)]:
            if _is_heading(table, heading):
                for index in _below(table, heading):
                    cells.setdefault(index, cells[heading])
    return {header: dict(sorted(cells.items())) for header, cells in found.items() if cells}


def _is_heading(table: Table, index: int) -> bool:
    """Whether a row has one cell alone, and no number in it."""
    columns = table.columns[:-1] if _has_origins(table) else table.columns
    filled = list(islice((cell for column in columns if (cell := column[index])), 2))
    return len(filled) == 1 and count_digits(filled[0]) < _FEWEST


def _below(table: Table, heading: int) -> Iterator[int]:
    """The rows between a heading and the next one, or the end of its worksheet."""
    origins = table.columns[-1] if _has_origins(table) else None
    for index in range(heading + 1, len(table)):
        if _is_heading(table, index) or (origins and origins[index] != origins[heading]):
            return
        yield index


def _has_origins(table: Table) -> bool:
    """Whether the last column says which worksheet or file each row is from."""
    return len(table.headers) > 1 and table.headers[-1].startswith(("Worksheet", "File"))


def names_people_not_to_call(worksheet: str) -> bool:
    """Whether a worksheet's name says that who is on it is not to be called."""
    said = speaks(worksheet)
    return said in (Speaks.OF_NOT_CALLING, Speaks.OF_LEAVING_OUT) or refuses(worksheet)


def refused(
    table: Table, refusals: Refusals, rules: Iterable[HoldWhere], ignored: Sequence[str]
) -> dict[int, Reason]:
    """Who is held for what the sheet says, by index, and why; not by the `ignored` columns."""
    held: dict[int, Reason] = {}
    for rule in rules:
        for index, cell in enumerate(table.column(rule.column)):
            if index not in held and rule.hits(cell):
                held[index] = _reason(HELD_WHERE, rule.column, cell)
    for header, cells in refusals.items():
        for index, cell in cells.items() if header not in ignored else ():
            held.setdefault(index, _reason(SAYS_NO, header, cell))
    return held


def refusal_at(
    table: Table, index: int, rules: Iterable[HoldWhere], ignored: Sequence[str]
) -> Reason | None:
    """Why one contact is held for what the sheet says, as in `refused`."""
    for rule in rules:
        if rule.hits(cell := table.column(rule.column)[index]):
            return _reason(HELD_WHERE, rule.column, cell)
    for header, column in zip(table.headers, table.columns, strict=True):
        if header not in ignored and _Column(header, column).says_no(cell := column[index]):
            return _reason(SAYS_NO, header, cell)
    if not _is_heading(table, index):
        above = next((row for row in range(index - 1, -1, -1) if _is_heading(table, row)), None)
        if above is not None and any(refuses(column[above]) for column in table.columns):
            return refusal_at(table, above, (), ignored) if index in _below(table, above) else None
    return None


def finding(header: str, cells: Iterable[str]) -> Reason:
    """That a column says no of so many contacts, in these words."""
    found = Counter(map(_short, cells))
    named = [f"\u201c{word}\u201d" for word, _ in found.most_common(_NAMED)]
    said = ", ".join([*named, "\u2026"] if len(found) > _NAMED else named)
    params: dict[str, Param] = {"column": header, "count": found.total(), "said": said}
    return Reason(COLUMN_SAYS_NO, params)


def findings(reasons: Iterable[Reason | None]) -> Iterator[Reason]:
    """The same of the columns for which contacts are held, by the reasons of these."""
    by_column: dict[str, list[str]] = {}
    for reason in reasons:
        if reason is not None and reason.code == SAYS_NO:
            by_column.setdefault(str(reason.params["column"]), []).append(
                str(reason.params["said"])
            )
    return (finding(header, cells) for header, cells in by_column.items())


class _Column:
    """One column, and what its header makes of its cells."""

    def __init__(self, header: str, cells: TextColumn) -> None:
        self._cells = cells
        self._about = About.of(header)
        self._names = may_be_names(header)
        self._japanese = not header.isascii()
        self._may_count = may_count(header)
        self._speaks = speaks(header)
        if self._speaks in _OF_QUESTIONS:
            asked = self._asks_yes_or_no()
            self._speaks = _OF_QUESTIONS[self._speaks] if asked else Speaks.OF_OTHERS

    def _asks_yes_or_no(self) -> bool:
        """Whether nearly all cells answer with yes or no."""
        cells: Counter[str] = Counter()
        for cell in self._cells:
            cells[cell] += 1
            if len(cells) > _MOST_ANSWERS:
                return False
        if self._may_count and any(cell.strip().isdigit() for cell in cells):
            return False
        told = [(answers(cell), count) for cell, count in cells.items()]
        yes_or_no = sum(count for answer, count in told if answer)
        others = sum(count for answer, count in told if answer is False)
        return yes_or_no >= _NEARLY_ALL * (yes_or_no + others) > 0

    def refusals(self) -> Iterator[tuple[int, str]]:
        """The contacts of whom it says no, by index, and its words."""
        known: dict[str, bool] = {}
        for index in self._candidates():
            cell = self._cells[index]
            if (no := known.get(cell)) is None:
                no = known[cell] = self.says_no(cell)
            if no:
                yield index, cell

    def _candidates(self) -> Iterable[int]:
        """The cells that may say no, by index."""
        if self._speaks is Speaks.OF_OTHERS:
            return _hinted(self._cells, NEEDS)
        if self._speaks is not Speaks.OF_STANDING:
            return range(len(self._cells))
        ends = self._cells.ends
        lengths = (end - start for start, end in pairwise(chain((0,), ends)))
        short = {index for index, length in enumerate(lengths) if 0 < length <= SHORT}
        return sorted(short.union(_hinted(self._cells, (*NEEDS, STANDING_NEEDS))))

    def says_no(self, cell: str) -> bool:
        """Whether a cell says no."""
        if self._speaks is Speaks.OF_OTHERS:
            return refuses(cell, among_names=self._names)
        if self._speaks is Speaks.OF_PERMISSION and is_cross(cell):
            return self._cross_says_no
        return says_no(cell, self._speaks, about=self._about)

    @cached_property
    def _cross_says_no(self) -> bool:
        """Whether x is a no where permission is asked for: beside another word for yes, it is."""
        return self._japanese or any(map(is_yes, set(self._cells)))


def _hinted(cells: TextColumn, every: Sequence[Needs]) -> list[int]:
    """The cells that have what one of `every` needs, by index: told by the bytes, for a sheet may
    have millions."""
    data, ends = cells.data.lower(), cells.ends
    known: dict[str, set[int]] = {}

    def having(part: str) -> set[int]:
        if part not in known:
            found, sought = set[int](), part.encode()
            place = data.find(sought)
            while place >= 0:
                index = bisect_right(ends, place)
                found.add(index)
                place = data.find(sought, ends[index])
            known[part] = found
        return known[part]

    hinted = {bisect_right(ends, wide.start()) for wide in _WIDE_LETTER.finditer(data)}
    for needs in every:
        groups = (set[int]().union(*map(having, group)) for group in needs)
        hinted |= set[int].intersection(*groups)
    return sorted(hinted)


def _reason(code: str, header: str, cell: str) -> Reason:
    return Reason(code, {"column": header, "said": _short(cell)})


def _short(cell: str) -> str:
    text = " ".join(cell.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}\u2026"
