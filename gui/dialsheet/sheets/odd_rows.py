"""Rows that are written unlike the others: with another delimiter, or in other quotes."""

from collections.abc import Iterator
from dataclasses import replace

from dialsheet.errors import Reason
from dialsheet.sheets.delimited import FEW, Dialect, Grammar, Profile

_DELIMITERS = (", ", "; ", " | ", ",", ";", "\t", "|", " ")
_NAMES = {" ": "space", "\t": "tab"}


class OddRows:
    """Reads a line in every other usual way, and believes one that makes a row like the rest."""

    def __init__(self, dialect: Dialect, profile: Profile | None) -> None:
        self._profile = profile if profile and profile.count >= FEW and profile.width > 1 else None
        self._quote = dialect.quote.encode()
        self._others = list(_others(dialect))

    def width(self) -> int:
        """The cells that a usual row has; 0: nobody knows."""
        return self._profile.width if self._profile else 0

    def read(self, line: bytes, cells: list[bytes] | None) -> tuple[list[bytes], Reason] | None:
        """The cells, and what is odd about them; None when there is nothing better than `cells`,
        the usual reading, if there is one.
        """
        if self._profile is None or not line or (cells is not None and self._is_usual(cells)):
            return None
        if cells is None and self._quote and line.count(self._quote) % 2:
            return None  # a cell of several lines may begin here
        for grammar, mark, reason in self._others:
            if mark in line and line.count(grammar.delimiter) + 1 >= self._profile.width:
                other = grammar.cells(line)
                if other and self._is_better(other, grammar, line):
                    return other, reason
        return None

    def _is_better(self, cells: list[bytes], grammar: Grammar, line: bytes) -> bool:
        is_padded = any(cell.startswith(b" ") for cell in cells)
        encloses = grammar.quote == self._quote or cells != line.split(grammar.delimiter)
        profile = self._profile
        return (
            profile is not None
            and encloses
            and not is_padded
            and profile.fits(cells, grammar.quote)
        )

    def _is_usual(self, cells: list[bytes]) -> bool:
        quote = self._quote
        return self._profile is not None and (
            len(cells) == self._profile.width
            and not (quote and any(cell[:1] == b" " and quote in cell for cell in cells))
        )


def _others(dialect: Dialect) -> Iterator[tuple[Grammar, bytes, Reason]]:
    """Grammars, with what must be in their lines."""
    for delimiter in _DELIMITERS:
        if delimiter != dialect.delimiter and not set(delimiter) & {dialect.quote, dialect.escape}:
            shown = {"delimiter": _NAMES.get(delimiter, delimiter)}
            grammar = Grammar(replace(dialect, delimiter=delimiter), None)
            yield grammar, grammar.delimiter, Reason("sheets.other_delimiter", shown)
    for quote in "'\"":
        if dialect.quote and quote not in dialect.delimiter + dialect.quote + dialect.escape:
            grammar = Grammar(replace(dialect, quote=quote), None)
            yield grammar, grammar.quote, Reason("sheets.other_quote", {"quote": quote})
