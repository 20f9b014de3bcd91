"""Every number that a cell may mean: for lists of people who must not be called.

The check tells one number and leaves doubts to a person. Here nobody is asked: whatever the check
makes of a cell, of a stretch of it, or of its digits put together, is a number on the list. One too
many is harmless; one too few is a call to somebody who said no.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from dialsheet.numbers.cell import is_date, lost_digits, plain
from dialsheet.numbers.check import examine, readings, region_of
from dialsheet.numbers.interpret import interpret
from dialsheet.numbers.plan import international, is_region
from dialsheet.numbers.ranges import Ranges
from dialsheet.numbers.rules import Rule
from dialsheet.numbers.spans import Spans, find_spans
from dialsheet.numbers.writing import Reading

FEWEST = 5  # digits: so many, and no number in them, is something that was not understood
_FEWEST_READ = 3  # digits of what is looked at: `1-800-FLOWERS` has four
_FEWEST_SPLIT, _MOST_SPLIT = 7, 15  # digits of numbers that nothing but a blank keeps apart
_MOST_TOKENS = 9  # of one number: `+49 / 30 / 1234 / 5678`
_MOST_DIGITS = 30  # of one number, its extension and a doubt included
_MOST_GROUPS = 60  # groups of digits that are put together
_LONGEST = 32_767  # characters: the longest cell of a workbook
_REMEMBERED = 50_000  # distinct cells

_DIGITS = re.compile(r"\d")
_TOKEN = re.compile(
    r"""(?P<uri> \b(?:tel|callto|whatsapp|sms): [^\s;,|]+ (?: ; [a-z-]+ = [^\s;,|]* )* )
      | (?P<number> [( ]* \+? [( ]* [0-9] [0-9 ().-]* )
      | (?P<word> [^\W\d_]+ )
      | (?P<mark> . )""",
    re.X | re.S | re.I,
)
_GROUP = re.compile(r"(\+?)[( ]*([0-9]+)")
_SEPARATORS = frozenset("/,;&|\n\\-. ")
_ALSO = frozenset(
    ["or", "and", "oder", "und", "o", "y", "e", "ou", "et", "of", "en", "или", "и", "または", "或"]
)
_PARTS = re.compile(r"[+(]?\d[\d ()-]*")
_CODE = re.compile(r"\+?\(?0{0,3}([1-9]\d{0,3})\)?(?:\.0)?")
_MAY_HAVE_MORE = frozenset({Rule.TEXT, Rule.TWO_NUMBERS, Rule.URI})
_OPEN = frozenset({Rule.LOST_PLUS, Rule.TWO_READINGS})


@dataclass(frozen=True, slots=True)
class Found:
    """What a cell may mean."""

    numbers: tuple[str, ...] = ()  # E.164
    is_whole: bool = True  # nothing is left over that may be one more number
    lacks_country: bool = False  # a national number, or one that may be, and no country for it


_NOTHING = Found()
_NO_SPANS = Spans()


def count_digits(cell: str) -> int:
    """How many digits there are, in any script."""
    return len(_DIGITS.findall(cell))


def every_number(cell: str, region: str | None) -> Found:
    """Every number that a cell may mean; `region` is the country of those that carry none."""
    known = region.upper() if region and is_region(region.upper()) else None
    return _with(find_spans(cell, [known]), _every_number(cell, known))


def _with(spans: Spans, found: Found) -> Found:
    """What a cell may mean, its ranges and wildcards included."""
    if not spans.numbers and not spans.is_torn:
        return found
    numbers = dict.fromkeys((*found.numbers, *spans.numbers))
    return Found(tuple(numbers), found.is_whole and not spans.is_torn, found.lacks_country)


class Finder:
    """Finds every number of the cells of one column, plain ones at the speed of the check."""

    def __init__(self, regions: Iterable[str]) -> None:
        """`regions` are the countries that national numbers may be of, as ISO codes."""
        self._regions = tuple(regions)
        self._ranges = [Ranges(region) for region in self._regions]
        self._abroad = Ranges(None)

    def find(self, cell: str, said: str | None = None) -> Found:
        """Every number of a cell; `said` is what the row's own country cell says."""
        if count_digits(cell) < _FEWEST_READ:
            return _NOTHING
        own = region_of(said, None)
        regions = self._regions
        if own is not None and is_region(own) and own not in regions:
            regions = (*regions, own)
        spans = _NO_SPANS if cell.isdecimal() else find_spans(cell, regions)
        return _with(spans, self._find(cell, regions))

    def _find(self, cell: str, regions: tuple[str, ...]) -> Found:
        if found := self._abroad.find(cell):
            return Found((f"+{found[0]}",))
        plainly: list[tuple[str, ...]] = [
            (f"+{found[0]}",) for ranges in self._ranges if (found := ranges.find(cell))
        ]
        if not plainly:
            return _together(_every_number(cell, region) for region in regions or (None,))
        if len(regions) > 1:  # it is one number by itself: what else may it be?
            plainly += [readings(cell, region) for region in regions]
        return Found(tuple(dict.fromkeys(number for numbers in plainly for number in numbers)))

    def is_likely(self, cell: str) -> bool:
        """Whether a cell surely is a number, or is a text that has one; a quick look."""
        if _PARTS.fullmatch(cell):
            return any(ranges.find(cell) for ranges in (self._abroad, *self._ranges))
        return count_digits(cell) >= _FEWEST_SPLIT and bool(self.find(cell).numbers)


@cache
def _ranges(region: str) -> Ranges:
    return Ranges(region)


def joined(parts: Sequence[str], regions: Iterable[str], *, with_code: bool) -> tuple[str, ...]:
    """The numbers that stand in several cells of a row, such as area code and number.

    With `with_code` the first part is a country's calling code. Only what the plan lists counts.
    """
    first, *rest = (plain(part).strip() for part in parts)
    if not all(map(_PARTS.fullmatch, (first, *rest))):
        return ()
    if with_code:
        code = _CODE.fullmatch(first)
        if code is None or any("+" in part for part in rest):
            return ()
        abroad = _ranges("").find(f"+{code[1]}" + "".join(filter(str.isdigit, " ".join(rest))))
        if abroad:
            return (f"+{abroad[0]}",)
        read = [examine(f"+{code[1]} {' '.join(rest)}", None)[0]]
    else:
        text = " ".join((first, *rest))
        digits = "".join(filter(str.isdigit, text))
        plainly = [_ranges(region).find(digits) for region in regions]
        if plainly and all(plainly) and "+" not in text:
            return tuple(dict.fromkeys(f"+{found[0]}" for found in plainly if found))
        read = [examine(text, region)[0] for region in regions] or [examine(text, None)[0]]
    lines = (line for reading in read for line in (reading.line, *reading.others))
    return tuple(dict.fromkeys(line.e164 for line in lines if line.listed))


def _together(all_found: Iterable[Found]) -> Found:
    found = list(all_found)
    return Found(
        tuple(dict.fromkeys(number for each in found for number in each.numbers)),
        any(each.is_whole for each in found),
        all(each.lacks_country for each in found),
    )


@lru_cache(maxsize=_REMEMBERED)
def _every_number(cell: str, region: str | None) -> Found:
    reading, rules = examine(cell, region)
    has_more = _MAY_HAVE_MORE & {*rules, *reading.line.rules}
    if reading.line.listed and not has_more:
        return Found(_numbers(reading), True, region is None and _lacks_country(reading))
    text = plain(cell[:_LONGEST]).strip()
    if is_date(text):
        return _NOTHING
    if (digits := lost_digits(text)) is not None:  # the last ones are gone: they were no zeros
        lines = interpret(digits, plus=False, region=region)
        return Found(tuple(line.e164 for line in lines if line.possible), False, region is None)
    search = _Search(text, region)
    is_read = search.keep(reading) and not has_more
    if search.is_one_stretch and (is_read or text.isdigit()) and len(text) < 2 * _FEWEST_SPLIT:
        if is_read:
            search.mark_all()
        return search.found()  # there is no other way to read it
    search.windows()
    search.split_tokens()
    search.endings()
    if not search.numbers:
        search.all_digits()
    return search.found()


def _numbers(reading: Reading) -> tuple[str, ...]:
    lines = (reading.line, *reading.others)
    return tuple(dict.fromkeys(line.e164 for line in lines if line.possible))


def _lacks_country(reading: Reading) -> bool:
    """Whether a number, read without a country, may be a national one all the same."""
    return any(_OPEN & {*line.rules} for line in (reading.line, *reading.others))


class _Search:
    """Looks for numbers in a cell that is more, or less, than one number."""

    def __init__(self, text: str, region: str | None) -> None:
        self._text, self._region = text, region
        self._tokens = list(_TOKEN.finditer(text))
        self._digits = [count_digits(token[0]) for token in self._tokens]
        self._is_read = [not digits for digits in self._digits]
        self._last: list[str] = [""] * len(self._tokens)  # the number that ends at a token
        self.numbers: dict[str, None] = {}
        self._lacks_country = False

    @property
    def is_one_stretch(self) -> bool:
        """Whether nothing but digits and the signs of one number are there."""
        return len(self._tokens) == 1

    def mark_all(self) -> None:
        """Nothing is left over."""
        self._is_read = [True] * len(self._tokens)

    def keep(self, reading: Reading) -> bool:
        """Put what a stretch means on the list; whether it means anything."""
        numbers = _numbers(reading)
        self.numbers.update(dict.fromkeys(numbers))
        self._lacks_country |= self._region is None and _lacks_country(reading)
        return bool(numbers)

    def windows(self) -> None:
        """Read every stretch that begins with digits, the shortest first."""
        starts = [place for place, digits in enumerate(self._digits) if digits]
        for length in range(1, _MOST_TOKENS + 1):
            for start in starts:
                stop = start + length
                if stop > len(self._tokens) or self._tokens[stop - 1].lastgroup == "mark":
                    continue
                if sum(self._digits[start:stop]) <= _MOST_DIGITS:
                    self._window(start, stop)

    def _window(self, start: int, stop: int) -> None:
        text = self._text[self._tokens[start].start() : self._tokens[stop - 1].end()].strip()
        inside = range(start, stop)
        is_free = not any(self._is_read[place] and self._digits[place] for place in inside)
        if is_free and is_date(text):
            self._mark(start, stop)
            return
        reading, _ = examine(text, self._region)
        if self.keep(reading) and is_free:
            self._mark(start, stop)
            if reading.line.listed:
                self._last[stop - 1] = reading.line.e164

    def _mark(self, start: int, stop: int) -> None:
        self._is_read[start:stop] = [True] * (stop - start)

    def split_tokens(self) -> None:
        """Numbers side by side, with nothing but blanks between them, or not even these."""
        for place, token in enumerate(self._tokens):
            if self._digits[place] >= 2 * _FEWEST_SPLIT and token.lastgroup == "number":
                groups = _groups(token[0])
                numbers, rest = self._split(groups)
                self.numbers.update(dict.fromkeys(numbers))
                if numbers and rest < _FEWEST_SPLIT:
                    self._is_read[place] = True
                    self._last[place] = numbers[-1]

    def endings(self) -> None:
        """A number that is told by its last digits alone: `212-456-4101 / 4102`."""
        base, apart = "", False
        for place, token in enumerate(self._tokens):
            digits = "".join(filter(str.isdigit, token[0]))
            if self._last[place]:
                base, apart = self._last[place], True
            elif not digits:
                apart = apart and (token[0] in _SEPARATORS or token[0].casefold() in _ALSO)
            elif base and apart and len(digits) <= _FEWEST_SPLIT and "+" not in token[0]:
                other = international(base[1 : -len(digits)] + digits)
                if other.possible:
                    self.numbers[other.e164] = None
                    self._is_read[place] = True
            else:
                apart = False

    def all_digits(self) -> None:
        """What stands between the digits says nothing: `415,555,9876`."""
        says_more = any(token.lastgroup == "word" or token[0] == ":" for token in self._tokens)
        groups = [
            group
            for place, token in enumerate(self._tokens)
            if not (says_more and self._is_read[place])  # a date
            for group in _groups(token[0])
        ]
        numbers, rest = self._split(groups)
        self.numbers.update(dict.fromkeys(numbers))
        if numbers and rest < _FEWEST_SPLIT:
            self.mark_all()

    def _split(self, groups: Sequence[tuple[bool, str]]) -> tuple[tuple[str, ...], int]:
        """The numbers that groups of digits make up, and how many digits are left over.

        Those that use up all of the groups, in every way that does; else all that there are.
        """
        if len(groups) == 1 and len(groups[0][1]) % 2 == 0:
            (plus, digits), half = groups[0], len(groups[0][1]) // 2
            groups = [(plus, digits[:half]), (False, digits[half:])]
        groups = groups[:_MOST_GROUPS]
        count = len(groups)
        found: dict[tuple[int, int], tuple[str, ...]] = {}
        for start in range(count):
            for stop in range(start + 1, count + 1):
                digits = "".join(each for _, each in groups[start:stop])
                if len(digits) > _MOST_SPLIT or any(plus for plus, _ in groups[start + 1 : stop]):
                    break
                if len(digits) >= _FEWEST_SPLIT:
                    lines = interpret(digits, plus=groups[start][0], region=self._region)
                    if listed := tuple(line.e164 for line in lines if line.listed):
                        found[start, stop] = listed
        begins, ends = {0}, {count}
        for start, stop in sorted(found):
            begins |= {stop} if start in begins else set()
        for start, stop in sorted(found, key=lambda each: -each[1]):
            ends |= {start} if stop in ends else set()
        whole = [each for each in found if each[0] in begins and each[1] in ends]
        used = whole if count in begins and whole else list(found)
        covered = {place for start, stop in used for place in range(start, stop)}
        rest = sum(len(digits) for place, (_, digits) in enumerate(groups) if place not in covered)
        return tuple(dict.fromkeys(number for each in used for number in found[each])), rest

    def found(self) -> Found:
        """What was found, all in all."""
        tokens = zip(self._digits, self._is_read, strict=True)
        left = [digits for digits, is_read in tokens if not is_read]
        if self.numbers:
            is_whole = not any(digits >= _FEWEST_SPLIT for digits in left)
        else:
            is_whole = sum(left) < FEWEST
        lacks_country = self._lacks_country or (self._region is None and not is_whole)
        return Found(tuple(self.numbers), is_whole, lacks_country)


def _groups(text: str) -> list[tuple[bool, str]]:
    """The groups of digits, each with whether a plus stands before it."""
    return [(bool(plus), digits) for plus, digits in _GROUP.findall(text)]
