"""Which record is the header, if any: the first full one, unless it looks like a contact."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from dialsheet.columns import TextColumn

_TITLES = 5  # records that may stand between a title and the header
_LEVELS = 4  # records that one header may take
UNKNOWN = {"-", "--", "?", "n/a", "na", "none", "null", "unknown", "tbd", "missing", "empty"}
_NAMELESS = re.compile(r"[\W\d_]+")  # no letter: it names nothing
_COMPARED = 50  # records below a possible header that it is compared with
_COLUMNS = 500  # that are looked at
_LONGEST = 100  # characters of a cell that may be anything but text
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[ T]\d.*)?|\d{4}年.*")
_PHONE = re.compile(r"[+(]?\d[\d\s().\-/]{5,}\d")
_DECIMAL = re.compile(r"[-+]?\d[\d,]*\.\d\d?%?")
_YEAR = re.compile(r"(19|20)\d\d")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class CellKind(Enum):
    """What a cell seems to be."""

    TEXT = auto()
    DATE = auto()
    PHONE = auto()
    NUMBER = auto()
    YEAR = auto()
    EMAIL = auto()
    FLAG = auto()


@dataclass(frozen=True, slots=True)
class Header:
    """Where the names of the columns stand, and where the contacts begin."""

    row: int | None  # 1-based record; None: there is no header
    cells: tuple[str, ...]  # stripped; () when there is no header
    first: int  # the first record that may be a contact
    titles: int = 0  # records with text above
    levels: int = 1  # records that make up the header


def find_header(head: Sequence[Sequence[bytes]], chosen: int | None, *, gridded: bool) -> Header:
    """The header among the first records; `chosen` by a person, 0 for none, None to look for it.

    With `gridded` the number of a record's cells says nothing.
    """
    texts = [_texts(record[:_COLUMNS]) for record in head]
    if gridded:
        texts = _squared(texts)
    filled = [index for index, cells in enumerate(texts) if any(cells)]
    if not filled:
        return Header(None, (), 1)
    if chosen is None:
        index = _first_full(texts)
        is_header = _votes(texts, index) >= 0
    else:
        is_header = chosen > 0
        index = chosen - 1 if is_header else filled[0]
    top = bottom = index
    if chosen is None and is_header:
        while _is_group(texts, top - 1, top):
            top -= 1
        while bottom - top + 1 < _LEVELS and _goes_on(texts, bottom):
            bottom += 1
    upmost = top
    if chosen is not None and is_header and _is_group(texts, top - 1, top):
        upmost -= not all(texts[top - 1])  # its names go with those that a person chose
    titles = sum(other < upmost for other in filled)
    if not is_header:
        return Header(None, (), index + 1, titles)
    cells = _merged([_texts(record) for record in head[upmost : bottom + 1]])
    return Header(top + 1, cells, bottom + 2, titles, bottom - top + 1)


def _texts(record: Sequence[bytes]) -> list[str]:
    return [cell.decode().strip() for cell in record]


def _squared(records: Sequence[Sequence[str]]) -> list[list[str]]:
    """The records with as many cells as the longest of them."""
    width = max(map(len, records), default=0)
    return [[*record, *[""] * (width - len(record))] for record in records]


def column_names(header: Header, columns: Sequence[TextColumn]) -> tuple[str, ...]:
    """Unique names for the columns; those at the right edge without a name or a cell get none."""
    names = [*header.cells, *[""] * (len(columns) - len(header.cells))]
    while names and not names[-1] and not columns[len(names) - 1].data:
        names.pop()
    taken: set[str] = set(names)
    unique: dict[str, None] = {}
    seen: Counter[str] = Counter()
    for position, name in enumerate(names):
        name_or_place = name or f"Column {column_letters(position)}"
        candidate, copies = name_or_place, max(1, seen[name_or_place])
        while candidate in unique or (candidate in taken and candidate != name):
            copies += 1
            candidate = f"{name_or_place} ({copies})"
        unique[candidate] = None
        seen[name_or_place] = copies
    return tuple(unique)


def is_header_of(cells: Sequence[str], records: Sequence[Sequence[str]]) -> bool:
    """Whether `cells` are words where the `records` have numbers, dates and the like."""
    filled = [cells[at] for at in _typed(records) if at < len(cells) and cells[at]]
    return bool(filled) and _are_words(filled)


def _typed(records: Sequence[Sequence[str]]) -> list[int]:
    """The places of columns that mostly hold something else than words."""
    typed = []
    for at in range(max(map(len, records), default=0)):
        kinds = [cell_kind(record[at]) for record in records if at < len(record) and record[at]]
        if kinds and 3 * sum(kind is not CellKind.TEXT for kind in kinds) >= 2 * len(kinds):
            typed.append(at)
    return typed


def _are_words(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell_kind(cell) is CellKind.TEXT for cell in filled)


def _is_group(texts: Sequence[Sequence[str]], upper: int, lower: int) -> bool:
    """Whether a record names groups of the columns named below it: `Address`, over two of them."""
    if upper < 0 or lower >= len(texts):
        return False
    if not _are_words(texts[upper]) or not _are_words(texts[lower]):
        return False
    groups, width = texts[upper], len(texts[lower])
    places = [at for at, cell in enumerate(groups) if cell]
    return len(groups) == width > 2 and places != [0] and 2 * (places[-1] + 1) > width


def _goes_on(texts: Sequence[Sequence[str]], index: int) -> bool:
    """Whether the record below the header at `index` belongs to it.

    One contact whose cells say that something is not known must never be taken for a header.
    """
    if index + 1 >= len(texts) or not _are_words(texts[index + 1]):
        return False
    upper, lower = texts[index], texts[index + 1]
    below = [record for record in texts[index + 2 : index + 2 + _COMPARED] if any(record)]
    if len(lower) != len(upper) or len(below) < 2 or not is_header_of(lower, below):
        return False
    if any(cell.lower() in UNKNOWN or _NAMELESS.fullmatch(cell) for cell in lower):
        return False
    if any(cell and not name for name, cell in zip(upper, lower, strict=True)):
        return True
    typed = _typed(below)
    seen = {(at, cell) for record in below for at, cell in enumerate(record) if cell}
    return (
        len(typed) > 1
        and 2 * sum(bool(lower[at]) for at in typed if at < len(lower)) > len(typed)
        and not seen & set(enumerate(lower))
    )


def _merged(levels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One name a column: `Address / City`. A group's name holds up to the next one."""
    if len(levels) < 2:
        return tuple(levels[0]) if levels else ()
    levels = _squared(levels)
    parts: list[dict[str, None]] = [{} for _ in levels[0]]
    for depth, names in enumerate(levels):
        group = ""
        below = levels[depth + 1] if depth + 1 < len(levels) else ()
        for at, name in enumerate(names):
            group = name or (group if below and below[at] else "")
            if group:
                parts[at][group] = None
    return tuple(" / ".join(part) for part in parts)


def _first_full(texts: Sequence[Sequence[str]]) -> int:
    """The first record with half of the cells that most have: those above it are titles.

    A record with a telephone number is never a title. One that is only half full, and not of
    words alone, gives way to a full one of words below it: `exported | 2026-01-05`.
    """
    counts = [sum(map(bool, cells)) for cells in texts]
    full = sorted(filter(None, counts))
    usual = full[len(full) * 3 // 4]
    enough = max(min(2, full[-1]), (usual + 1) // 2)
    first = next(
        index
        for index, cells in enumerate(texts)
        if counts[index] >= enough or CellKind.PHONE in _kinds(cells)
    )
    kinds = _kinds(texts[first])
    if counts[first] < usual and kinds != {CellKind.TEXT} and CellKind.PHONE not in kinds:
        for index in range(first + 1, min(first + _TITLES, len(texts))):
            if counts[index] >= usual and _kinds(texts[index]) == {CellKind.TEXT}:
                return index if _votes(texts, index) > 0 else first
    return first


def _kinds(cells: Sequence[str]) -> set[CellKind]:
    return {cell_kind(cell) for cell in cells if cell}


def _votes(texts: Sequence[Sequence[str]], index: int) -> int:
    """Each column votes: a header differs in kind from its cells, a contact resembles others."""
    below = texts[index + 1 : index + 1 + _COMPARED]
    if not any(map(any, below)):  # words alone are a header; a lone contact has something else
        return -len(_kinds(texts[index]) - {CellKind.TEXT, CellKind.YEAR})
    numbers = [[*map(str, range(start, start + len(texts[index])))] for start in (0, 1)]
    if list(texts[index]) in numbers:
        return len(texts[index]) - 2  # columns that some program has numbered
    votes = 0
    for position, cell in enumerate(texts[index]):
        if cell:
            others = [record[position] for record in below if position < len(record)]
            votes += _vote(cell, [other for other in others if other])
    return votes


def _vote(cell: str, others: Sequence[str]) -> int:
    kind, kinds = cell_kind(cell), Counter(map(cell_kind, others))
    if kind in (CellKind.PHONE, CellKind.EMAIL):
        return -2
    if kind is CellKind.TEXT:
        if others and 2 * kinds[CellKind.TEXT] < len(others):
            return 1
        return -1 if cell in others else 0
    return -1 if others and 2 * kinds[kind] >= len(others) else 0


def cell_kind(cell: str) -> CellKind:
    if len(cell) > _LONGEST:
        return CellKind.TEXT
    plain = unicodedata.normalize("NFKC", cell)
    if plain.upper() in ("TRUE", "FALSE"):
        return CellKind.FLAG
    for pattern, kind in _PATTERNS:
        if pattern.fullmatch(plain):
            return kind
    return CellKind.TEXT


_PATTERNS = (
    (_DATE, CellKind.DATE),
    (_DECIMAL, CellKind.NUMBER),  # however long it is
    (_PHONE, CellKind.PHONE),
    (_YEAR, CellKind.YEAR),  # often a header
    (_NUMBER, CellKind.NUMBER),
    (_EMAIL, CellKind.EMAIL),
)


def column_letters(position: int) -> str:
    """The spreadsheet's name of a column: A, B, ..., Z, AA, ..."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_place(letters: str) -> int:
    """The reverse of `column_letters`: 0 for A."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
