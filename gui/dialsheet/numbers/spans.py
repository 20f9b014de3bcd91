"""What stands for many numbers in a do-not-call list: `212-456-4101 to 4103`, `+49301234*`.

A range is every number from its one end to the other. One that is too long, or whose ends have
little in common, and a number that ends in a wildcard, cannot be told.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dialsheet.numbers.cell import plain
from dialsheet.numbers.check import examine
from dialsheet.numbers.plan import international

MOST = 10_000  # numbers of one range
_FEWEST_DIGITS = 7  # of a number that a range begins with
_LONGEST_ENDING = 7  # digits of an end that is told by its last ones
_FEWEST_MASKED = 5  # digits beside a wildcard: fewer are `100%`
_LONGEST = 2_000  # characters of a cell that are looked at

_WORDS = r"to|thru|through|until|till?|up\ to|bis|à|au|al?|hasta|até|ate|tot|do|до|から|至|到"
_LINK = re.compile(
    rf"(?<=[\d)])\s*(?:(?P<sure>(?<![^\W\d_])(?:{_WORDS})(?![a-z])|\.{{2,}}|…|[~〜～→]|[-=]+>)"
    r"|(?P<dash>[-‐-―−]+))\s*(?=[+(]?\d)",
    re.I | re.X,
)
_BEFORE = re.compile(r"\+?\(?\d[\d ()./-]*\Z")
_AFTER = re.compile(r"[+(]{0,2}\d[\d ()./-]*")
_FIRST_GROUP = re.compile(r"\d+")
_START = re.compile(r"(?:\+\(?|\()?\d+")
_WILD = re.compile(
    r"""\d [ )]? (?: [*?%_•●■＊？]+ (?![0-9A-Za-z]) | [xX#]+ (?![\s#]*\d|[A-Za-z.]) | \.{3} | … )
        (?! \s*\d )
      | \d [-.)/ ]* (?<![^\W\d_]) (?: [xX]{2,} | [*#?•●_]{2,} ) (?! \s*\d | [^\W\d_] )
      | (?<![^\W\d_]) (?: [xX]{2,} | [*#?•●_]{2,} ) [-.)/ ]* [-.)/•●] [-.)/ ]* \d
      | (?<![^\W\d_]) [xX•●]{2,} \ * \d{2,}
    """,
    re.X,
)


@dataclass(frozen=True, slots=True)
class Spans:
    """What the ranges and the wildcards of a cell stand for."""

    numbers: tuple[str, ...] = ()  # E.164
    is_torn: bool = False  # something stands for more numbers than can be told


_NOTHING = Spans()


def find_spans(cell: str, regions: Iterable[str | None]) -> Spans:
    """What the ranges and wildcards of a cell stand for; `regions` are of national numbers."""
    text = plain(cell[:_LONGEST]).strip()
    is_torn = is_wild(text)
    links = list(_LINK.finditer(text))
    if not links:
        return Spans((), True) if is_torn else _NOTHING
    numbers: dict[str, None] = {}
    places = tuple(regions) or (None,)
    for link in links:
        before, after = _BEFORE.search(text, 0, link.start()), _AFTER.match(text, link.end())
        if before is None or after is None:
            continue
        ends = (before[0].strip(), after[0].strip(" ./-("))
        found = [_span(*ends, link, region) for region in places]
        told = [each for each in found if each]
        for each in told:
            numbers.update(dict.fromkeys(each))
        if not told and link["sure"]:
            is_torn |= any(each is not None for each in found) or _are_endings(*ends)
    return Spans(tuple(numbers), is_torn)


def is_wild(cell: str) -> bool:
    """Whether some digits of a number are left out: `+4930123*`, `XXX-XXX-4101`."""
    text = cell.strip()
    found = _WILD.search(text)
    digits = sum(map(str.isdecimal, text))
    return bool(found) and (digits >= _FEWEST_MASKED or text.startswith("+") or _is_masked(text))


def between(first: str, last: str) -> tuple[str, ...]:
    """Every number from one to another, both E.164; nothing where they have little in common."""
    if len(first) != len(last):
        return ()
    low, high = sorted((int(first[1:]), int(last[1:])))
    if high - low >= MOST:
        return ()
    return tuple(f"+{number}" for number in range(low, high + 1))


def _is_masked(text: str) -> bool:
    """Whether there is nothing but a number, most of it left out."""
    return bool(re.fullmatch(r"[\dxX*#?•●_ ().+/-]+", text)) and len(text) >= _FEWEST_DIGITS


def _span(
    before: str, after: str, link: re.Match[str], region: str | None
) -> tuple[str, ...] | None:
    """The numbers of a range; empty: they cannot be told; None: it begins with no number."""
    is_bare = link["dash"] and link[0] == link["dash"]
    # A dash within a number joins closer than one with blanks: `212-456-4101 - 212-456-4103`.
    tails = [text for text in _tails(before) if not (is_bare and " - " in text)]
    first = next((number for text in tails if (number := _number(text, region))), "")
    if not first:
        return None
    if is_bare and _number(f"{before}-{after}", region):
        return None  # a number with a dash in it
    for text in _heads(after):
        if last := _number(text, region):
            return between(first, last)
    ending = _FIRST_GROUP.search(after)
    digits = "" if ending is None or "+" in after else ending[0]
    if 0 < len(digits) <= _LONGEST_ENDING:
        last = first[: -len(digits)] + digits
        if last > first and international(last[1:]).possible:
            return between(first, last)
    return ()


def _are_endings(before: str, after: str) -> bool:
    """Whether both ends are told by their last digits alone: `4107 to 4109`."""
    first, last = re.findall(r"\d+", before)[-1], re.findall(r"\d+", after)[0]
    return len(first) == len(last) >= 4


def _number(text: str, region: str | None) -> str:
    """The number that a text is, extensions apart; `""`: none."""
    digits = "".join(filter(str.isdecimal, text))
    if not _FEWEST_DIGITS <= len(digits) <= 18:
        return ""
    line = examine(text.strip(), region)[0].line
    is_all = line.listed and line.e164.endswith(digits[-_FEWEST_DIGITS:])
    return line.e164 if is_all else ""


def _tails(text: str) -> Iterator[str]:
    """A text, and what is left of it from each group of digits on."""
    return (text[group.start() :] for group in _START.finditer(text))


def _heads(text: str) -> Iterator[str]:
    """A text, and what is left of it up to each group of digits, the longest first."""
    return (text[: group.end()] for group in reversed(list(_START.finditer(text))))
