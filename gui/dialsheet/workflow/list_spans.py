"""Ranges of a do-not-call list whose ends stand in two columns: `From` and `To`."""

import re
from collections.abc import Iterator, Sequence

from dialsheet.numbers import Finder, Found, between

_FIRST = r"from|start\w*|first|begin\w*|low\w*|min|von|ab|anfang|début|de|du|desde|inicio|da"
_LAST = r"to|thru|through|until|end\w*|last|high\w*|max|bis|ende|fin|à|au|hasta|final|a|al"
_ENDS = (
    re.compile(rf"(?<![^\W\d_])(?:{_FIRST})(?![^\W\d_])|開始|始|起始|开始"),
    re.compile(rf"(?<![^\W\d_])(?:{_LAST})(?![^\W\d_])|終了|終|结束|终止"),
)


def paired(labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of the columns that are named as the first and the last of ranges."""
    firsts, lasts = ([_rest(label, end) for label in labels] for end in _ENDS)
    for place, rest in enumerate(firsts):
        if rest is not None and rest in lasts:
            yield place, lasts.index(rest)


def in_range(first: Found, last: Found, ending: str, finder: Finder, said: str | None) -> Found:
    """Every number of a range; not whole where these cannot be told.

    `ending` is the cell of the last one, which may be its last digits alone; `said` is what the
    row's own country cell says.
    """
    numbers = [
        number for one in first.numbers for other in last.numbers for number in between(one, other)
    ]
    if not last.numbers:
        for one in first.numbers:
            found = finder.find(f"{one} to {ending}", said).numbers
            numbers += found if len(found) > 1 else ()
    ends = (*first.numbers, *last.numbers, *numbers)
    lacks_country = first.lacks_country or last.lacks_country
    return Found(tuple(dict.fromkeys(ends)), bool(numbers), lacks_country)


def _rest(label: str, end: re.Pattern[str]) -> str | None:
    """What a column's name says besides; None: it is not named as an end."""
    return " ".join(end.sub(" ", label, count=1).split()) if end.search(label) else None
