"""How much a column looks like telephone numbers, so that a good guess can be made."""

import random
import re
from collections.abc import Sequence
from itertools import islice, pairwise

from dialsheet.numbers.cell import clean
from dialsheet.numbers.check import region_of
from dialsheet.numbers.rules import Rule
from dialsheet.numbers.writing import read

_SAMPLE = 200
_LOOKED_AT = 2_000  # cells, of which the sample is what is not empty
_ENOUGH = 8  # numbers, to tell that they were counted out
_DIGITS = re.compile(r"\+?[0-9]{7,15}")

_OTHER_THINGS = re.compile(
    r"""(?: (?:18|19|20|21)[0-9]{2} (?:0[1-9]|1[0-2]) (?:0[1-9]|[12][0-9]|3[01])  # 20240115
          | [0-9]{3}-[0-9]{4} | [0-9]{5}-[0-9]{3,4}  # postcodes
          | [0-9]{3}-[0-9]{2}-[0-9]{4}  # insurance numbers
          | [0-9]{1,3}(?:\.[0-9]{1,3}){3}  # addresses of machines
          | [0-9]+\.[0-9]+ | 000.*  # amounts, padded IDs
        )""",
    re.X,
)
_BARE = re.compile("[1-9][0-9]*")
_WRITTEN_LIKE_ONE = re.compile(r"(?:\+|00?[1-9]|\(|[0-9]{2,4}[ .-][0-9]{2,4}[ .-])[0-9 ().-]*")

# What else than a telephone number seldom has.
_TELLING = {Rule.LABEL, Rule.EXTENSION, Rule.TWO_NUMBERS, Rule.LETTERS, Rule.NATIONAL_PREFIX}
_OPEN = {Rule.LOST_PLUS, Rule.LOST_ZERO, Rule.STRAY_PLUS, Rule.TWO_READINGS}
_NOT_ONE = {Rule.TEXT, Rule.SCIENTIFIC, Rule.THOUSANDS}


def phone_likeness(
    cells: Sequence[str],
    region: str | None,
    regions: Sequence[str] | None = None,
    *,
    called_phone: bool = False,
) -> float:
    """The share, 0 to 1, of the cells that are not empty that read as telephone numbers.

    A sample is read; `regions` is what a country column says, as in `check_column`. A cell that
    only looks like one, without being one of its country, counts half; in a column that is called
    a telephone's, every long row of digits does, also where somebody may have counted it out.
    """
    filled = [place for place in spread(len(cells)) if cells[place].strip()]
    if called_phone and not filled:  # it may yet have some, for a few
        filled = list(islice((place for place, cell in enumerate(cells) if cell.strip()), _SAMPLE))
    places = filled[:: len(filled) // _SAMPLE + 1]
    if not places:
        return 0.0
    sample = [cells[place] for place in places]
    where = [region_of(regions[place] if regions else None, region) for place in places]
    least = 0.5 if called_phone else 0.0
    each = (_likeness(*pair, least) for pair in zip(sample, where, strict=True))
    share = sum(each) / len(sample)
    return share / 2 if not called_phone and _is_counted(sample, len(cells)) else share


def spread(count: int, most: int = _LOOKED_AT) -> Sequence[int]:
    """So many places of a column as tell what it is like, in order, and always the same.

    Drawn, not every tenth: sheets repeat themselves (a row for home, a row for work).
    """
    if count <= most:
        return range(count)
    return sorted(random.Random(count).sample(range(count), most))  # noqa: S311  no secret


def _likeness(cell: str, region: str | None, least: float) -> float:
    """0 to 1; `least` for what is nothing but digits of a number's length."""
    cleaned = clean(cell)
    if cleaned.problem or _OTHER_THINGS.fullmatch(cleaned.text):
        return 0.0
    line = read(cleaned.text, region).line
    rules = {*cleaned.rules, *line.rules}
    if rules & _NOT_ONE:
        return 0.0
    if line.listed and not rules & _OPEN:
        return 1.0
    if line.listed or (line.possible and rules & _TELLING):
        return 0.75
    digits = sum(map(str.isdigit, cleaned.text))
    looks = 9 <= digits <= 13 and _WRITTEN_LIKE_ONE.fullmatch(cleaned.text)
    return 0.5 if looks else least if _DIGITS.fullmatch(cleaned.text) else 0.0


def _is_counted(sample: Sequence[str], rows: int) -> bool:
    """Whether bare numbers go up or lie close together, as those do that somebody counts out."""
    counted = [int(cell) for cell in sample if len(cell) < 20 and _BARE.fullmatch(cell)]
    if len(counted) < max(_ENOUGH, len(sample) * 0.9):
        return False
    goes_up = all(one < other for one, other in pairwise(counted))
    return goes_up or max(counted) - min(counted) < 10 * rows
