"""Whether two sheets are the same one, by what their cells say and not by their bytes.

A table that was saved in another format, or sorted, says the same; so its digest leaves out the
order of rows and of columns, empty columns, blanks around a cell, and how a date is written.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from zlib import crc32

from dialsheet.columns import Table, TextColumn

_LARGE = 100_000  # rows; in a larger table their order and each date's form count: it is quick
_APART = "\x1f"
_DATED = re.compile(r"\d[-/.]\d\d?[-/.]\d")
_DATE = re.compile(
    r"\s*(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ]+0?(\d{1,2}:\d\d)(?::00(?:\.0+)?)?)?\s*"
)


def table_digest(table: Table) -> str:
    """What tells a table from others: the same for each way in which it may have been saved."""
    columns = zip(table.headers, table.columns, strict=True)
    said = (f"{_name(header)}{_APART}{_sum(column)}" for header, column in columns if column.data)
    return _digest([str(len(table)), *sorted(said)])


def row_digest(cells: Mapping[str, str]) -> str:
    """What tells a row from others in the same way; `cells` are by header, those of the sheet."""
    said = ((_name(header), _plain(cell)) for header, cell in cells.items())
    return _digest(sorted(f"{header}{_APART}{cell}" for header, cell in said if cell))


def _name(header: str) -> str:
    return header.strip().casefold()


def _sum(column: TextColumn) -> str:
    if len(column) > _LARGE:
        return sha256(column.data).hexdigest()
    return str(
        sum(
            crc32(_plain(cell).encode("utf-8", "surrogatepass")) * count
            for cell, count in Counter(column).items()
        )
    )


def _plain(cell: str) -> str:
    if not _DATED.search(cell) or (match := _DATE.fullmatch(cell)) is None:
        return cell.strip()
    # Year, month and day in no order: programs do not agree on one.
    parts = sorted(int(part) % 100 for part in match.group(1, 3, 4))
    clock = match[5] if match[5] != "0:00" else None
    return f"{parts} {clock or ''}"


def _digest(said: Iterable[str]) -> str:
    whole = "\x1e".join(said).encode("utf-8", "surrogatepass")
    return sha256(whole).hexdigest()[:32]
