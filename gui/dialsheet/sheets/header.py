"""Which record is the header, if any: the first full one, unless it looks like a contact."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from dialsheet.columns import TextColumn

_TITLES = 5  # records that may stand between a title and the header
_COMPARED = 50  # records below a possible header that it is compared with
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[ T]\d.*)?|\d{4}年.*")
_PHONE = re.compile(r"[+(]?\d[\d\s().\-/]{5,}\d")
_YEAR = re.compile(r"(19|20)\d\d")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class _Kind(Enum):
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


def find_header(head: Sequence[Sequence[bytes]], chosen: int | None) -> Header:
    """The header among the first records; `chosen` by a person, 0 for none, None to look for it."""
    texts = [[cell.decode().strip() for cell in record] for record in head]
    filled = [index for index, cells in enumerate(texts) if any(cells)]
    if not filled:
        return Header(None, (), 1)
    if chosen is None:
        index = _first_full(texts)
        is_header = _votes(texts, index) >= 0
    else:
        is_header = chosen > 0
        index = chosen - 1 if is_header else filled[0]
    titles = sum(other < index for other in filled)
    if not is_header:
        return Header(None, (), index + 1, titles)
    cells = tuple(texts[index]) if index < len(texts) else ()
    return Header(index + 1, cells, index + 2, titles)


def column_names(header: Header, columns: Sequence[TextColumn]) -> tuple[str, ...]:
    """Unique names for the columns; those at the right edge without a name or a cell get none."""
    names = [*header.cells, *[""] * (len(columns) - len(header.cells))]
    while names and not names[-1] and not columns[len(names) - 1].data:
        names.pop()
    taken: set[str] = set(names)
    unique: dict[str, None] = {}
    for position, name in enumerate(names):
        name_or_place = name or f"Column {column_letters(position)}"
        candidate, copies = name_or_place, 1
        while candidate in unique or (candidate in taken and candidate != name):
            copies += 1
            candidate = f"{name_or_place} ({copies})"
        unique[candidate] = None
    return tuple(unique)


def _first_full(texts: Sequence[Sequence[str]]) -> int:
    """The first record with half of the cells that most have: those above it are titles.

    A record with a telephone number is never a title. One that is only half full, and not of
    words alone, gives way to a full one of words below it: `exported | 2026-01-05`.
    """
    counts = [sum(map(bool, cells)) for cells in texts]
    kinds = [{_kind(cell) for cell in cells if cell} for cells in texts]
    full = sorted(filter(None, counts))
    usual = full[len(full) * 3 // 4]
    enough = max(min(2, full[-1]), (usual + 1) // 2)
    first = next(
        index
        for index in range(len(texts))
        if counts[index] >= enough or _Kind.PHONE in kinds[index]
    )
    if counts[first] < usual and kinds[first] != {_Kind.TEXT} and _Kind.PHONE not in kinds[first]:
        for index in range(first + 1, min(first + _TITLES, len(texts))):
            if counts[index] >= usual and kinds[index] == {_Kind.TEXT}:
                return index if _votes(texts, index) > 0 else first
    return first


def _votes(texts: Sequence[Sequence[str]], index: int) -> int:
    """Each column votes: a header differs in kind from its cells, a contact resembles others."""
    below = texts[index + 1 : index + 1 + _COMPARED]
    votes = 0
    for position, cell in enumerate(texts[index]):
        if cell:
            others = [record[position] for record in below if position < len(record)]
            votes += _vote(cell, [other for other in others if other])
    return votes


def _vote(cell: str, others: Sequence[str]) -> int:
    kind, kinds = _kind(cell), Counter(map(_kind, others))
    if kind in (_Kind.PHONE, _Kind.EMAIL):
        return -2
    if kind is _Kind.TEXT:
        if others and 2 * kinds[_Kind.TEXT] < len(others):
            return 1
        return -1 if cell in others else 0
    return -1 if others and 2 * kinds[kind] >= len(others) else 0


def _kind(cell: str) -> _Kind:
    plain = unicodedata.normalize("NFKC", cell)
    if plain.upper() in ("TRUE", "FALSE"):
        return _Kind.FLAG
    for pattern, kind in _PATTERNS:
        if pattern.fullmatch(plain):
            return kind
    return _Kind.TEXT


_PATTERNS = (
    (_DATE, _Kind.DATE),
    (_PHONE, _Kind.PHONE),
    (_YEAR, _Kind.YEAR),  # often a header
    (_NUMBER, _Kind.NUMBER),
    (_EMAIL, _Kind.EMAIL),
)


def column_letters(position: int) -> str:
    """The spreadsheet's name of a column: A, B, ..., Z, AA, ..."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
