"""The dialect of delimited text, found out: which reading of a sample makes the evenest table."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialsheet.errors import Reason
from dialsheet.sheets.delimited import Dialect, Profile, kind_of, parse

# What is preferred among equals comes first; the factor is what its evidence counts for.
_DELIMITERS = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 1.0, ", ": 1.0, "; ": 1.0, " | ": 1.0}
_COMMON = ",;|"  # as delimiters: never an escape
_RARE = 0.8
_SPACE = 0.6
_NO_DELIMITER = re.compile(r"[\w\s\"'.,;|+\-/()@\\\x7f-\xa0]")
_DECLARED = re.compile(rb'"?sep=([^\r\n])"?\r?\n')  # how Excel is told
_SAMPLED = 400  # records
_LATE = 0.7
_ALONE = 0.02  # the score of a reading as one column
_DOUBTED = 0.85
_FEW = 3  # lines say little of what is usual
_RARE_LINES = 3  # so many must agree before an unusual delimiter is believed
_ONE_CELL = re.compile(rb"[+(]?\d[\d\s().:/\-]*|\d{4}-\d\d-\d\d[ T][\d:.]+\S*")
_CLEAN = re.compile(  # numbers, dates, telephone numbers, addresses of mail, words
    rb"[-+(\d][\d ().,:/%\-]*|[^@\s]+@[^@\s,;|]+|[\w\x80-\xff][\w\x80-\xff .,'&/()\-]*|"
)
_PUNCTUATION = ".,:;!?()[]{}'\"/-+*=<>&%"  # that stands before a quote in ordinary text, once


@dataclass(frozen=True, slots=True)
class Detected:
    """A dialect, and what the records that it tells apart are usually like."""

    dialect: Dialect
    profile: Profile


@dataclass(frozen=True, slots=True)
class _Rated:
    score: float
    detected: Detected


def detect(
    samples: Sequence[bytes],
    delimiter: str | None = None,
    quote: str | None = None,
    escape: str | None = None,
) -> Detected:
    """The likeliest dialect of a UTF-8 text; what a person chose is taken as given.

    The first of the `samples` is the text's beginning.
    """
    beginning, *others = samples
    declared = _DECLARED.match(beginning)
    if delimiter is None and declared:
        delimiter = declared[1].decode()
    samples = [beginning[declared.end() :] if declared else beginning, *others]
    delimiters = {delimiter: 1.0} if delimiter is not None else _candidates(samples)
    best: _Rated | None = None
    for candidate, weight in delimiters.items():
        for dialect in _dialects(samples, candidate, quote, escape):
            rated = _rate(samples, dialect, weight * _trust(samples, dialect))
            if best is None or rated.score > best.score * (1 + 1e-9):
                best = rated
    assert best is not None  # noqa: S101 - there is a comma at least
    return best.detected


def findings(dialect: Dialect) -> Iterator[Reason]:
    """What is said of a dialect that is not the usual one."""
    if dialect.delimiter not in (",", ";", "\t", "|"):
        shown = "space" if dialect.delimiter == " " else dialect.delimiter
        yield Reason("sheets.unusual_delimiter", {"delimiter": shown})
    if dialect.quote not in ('"', ""):
        yield Reason("sheets.unusual_quote", {"quote": dialect.quote})
    if dialect.escape:
        yield Reason("sheets.escaped_quotes", {"escape": dialect.escape})


def _candidates(samples: Sequence[bytes]) -> dict[str, float]:
    lines = [line for sample in samples for line in sample.splitlines() if line.strip()]
    lines = lines[:_SAMPLED]
    text = b"\n".join(lines).decode("utf-8", "replace")
    delimiters = {
        delimiter: weight
        for delimiter, weight in _DELIMITERS.items()
        if delimiter in text or delimiter == ","
    }
    one_cell = sum(_ONE_CELL.fullmatch(line) is not None for line in lines)
    if 2 * one_cell > len(lines):
        return delimiters  # a list of telephone numbers or times, whose parts are no cells
    if " " in text:
        delimiters[" "] = _SPACE
    for character in sorted(set(text) - {"\n"}):
        if character > "\xff" or _NO_DELIMITER.match(character):
            continue
        counts = Counter(line.count(character.encode()) for line in lines)
        times, often = max((times, count) for count, times in counts.items())
        if often and times >= max(_RARE_LINES, 0.7 * len(lines)):
            delimiters[character] = _RARE
    return delimiters


def _dialects(
    samples: Sequence[bytes], delimiter: str, quote: str | None, escape: str | None
) -> Iterator[Dialect]:
    """The quotes and escapes of which there is a trace beside the delimiter."""
    text = b"\n".join(samples)
    end = rb"(?:%b|[\r\n]|\A|\Z)" % re.escape(delimiter.encode())
    quotes = ['"'] if quote is None else [quote]
    if quote is None and re.search(rb"%b'" % end, text) and re.search(rb"'%b" % end, text):
        quotes.append("'")
    for mark in quotes:
        if delimiter == mark:
            yield Dialect(delimiter, mark)
            continue
        if escape is not None:
            yield Dialect(delimiter, mark, escape)
            continue
        yield Dialect(delimiter, mark)
        if not mark:
            continue
        # Before a quote that does not end its cell, or after the one that begins it.
        before = rb"([!-/:-@\[-`{-~])%b(?!%b|%b)" % (mark.encode(), end, mark.encode())
        traces = Counter(re.findall(before, text))
        traces.update(re.findall(rb"(\\)%b" % mark.encode(), text))
        for trace, times in traces.most_common(3):
            character = trace.decode()
            if character in (mark, *delimiter, *_COMMON) or (
                character in _PUNCTUATION and times < 2
            ):
                continue
            yield Dialect(delimiter, mark, character)


def _trust(samples: Sequence[bytes], dialect: Dialect) -> float:
    """Less than 1 for apostrophes that may be a few cells' own."""
    if dialect.quote != "'":
        return 1.0
    delimiter = dialect.delimiter.encode()
    end = re.escape(delimiter)
    enclosed = re.compile(rb"(?:(?<=%b)|^)'((?:[^']|'')+)'(?=%b|$)" % (end, end))
    lines = [enclosed.findall(line) for sample in samples for line in sample.splitlines()]
    needed = sum(any(delimiter in cell or b"''" in cell for cell in cells) for cells in lines)
    return 1.0 if needed > 1 or sum(map(len, lines)) >= _FEW else _DOUBTED


def _rate(samples: Sequence[bytes], dialect: Dialect, weight: float) -> _Rated:
    """From 0, nothing is told apart, towards 1: many cells, in every record as many, all clean.

    Less for what is not in the first record: the header has no lists, and no decimal commas.
    """
    records: list[list[bytes]] = []
    odd = 0
    for sample in samples:
        strays: dict[int, Reason] = {}
        records += parse(sample, dialect, strays, _plain_profile(sample, dialect))
        odd += len(strays)
    records = [record for record in records if any(map(bytes.strip, record))]
    width, times = _usual_width(records)
    usual = [record for record in records if len(record) == width]
    cells = [cell for record in usual[:_SAMPLED] for cell in record]
    clean = sum(_CLEAN.fullmatch(cell) is not None for cell in cells) / max(1, len(cells))
    count = max(1, len(records))
    score = times / count * (1 - 1 / width) if width > 1 else _ALONE
    if dialect.delimiter == " " and times < 0.8 * count:
        score = 0.0
    if records and width > 1 and len(records[0]) != width:
        score *= _LATE
    score *= weight * (0.7 + 0.3 * clean) * (1 - 0.5 * min(1.0, odd / count))
    return _Rated(score, Detected(dialect, _profile(records)))


def _plain_profile(sample: bytes, dialect: Dialect) -> Profile | None:
    """The profile of the lines without a quote, if they are rows."""
    quote, delimiter = dialect.quote.encode(), dialect.delimiter.encode()
    lines = sample.splitlines()
    plain = [line for line in lines if line.strip() and not (quote and quote in line)]
    if len(plain) < _FEW or len(lines) == len(plain):
        return None
    profile = _profile([line.split(delimiter) for line in plain])
    # Lines that are not as wide as the header may be lines of quoted cells.
    odd = lines[0] is plain[0] and lines[0].count(delimiter) + 1 != profile.width
    return profile if profile.width > 1 and not odd else None


def _profile(records: list[list[bytes]]) -> Profile:
    width, _ = _usual_width(records)
    usual = [record for record in records if len(record) == width]
    columns = zip(*(usual[1:] or usual), strict=True)
    kinds = tuple(frozenset(map(kind_of, column)) for column in columns)
    return Profile(width, kinds or (frozenset(),), len(usual))


def _usual_width(records: list[list[bytes]]) -> tuple[int, int]:
    """How many cells most records have, and how many have them."""
    counted = Counter(map(len, records)).items()
    return max(counted, key=lambda item: (item[1], item[0]), default=(1, 1))
