"""The check: one verdict for each cell."""

from collections.abc import Iterable

from dialsheet.errors import Reason
from dialsheet.numbers.cell import clean
from dialsheet.numbers.countries import country_of
from dialsheet.numbers.plan import Line
from dialsheet.numbers.ranges import Range, Ranges
from dialsheet.numbers.rules import CERTAIN, Problem, Rule
from dialsheet.numbers.verdict import BETWEEN_RULES, Check, Verdict, VerdictColumn
from dialsheet.numbers.writing import Reading, read

_REMEMBERED = 50_000  # distinct cells; sheets repeat numbers, and their empty cells above all


def check_number(cell: str, region: str | None) -> Verdict:
    """The verdict on one cell. Any text has one; nothing is raised.

    `region` is the ISO code of the country for numbers that carry none; None: none was chosen.
    """
    reading, rules = examine(cell, region)
    return _verdict(reading, (*rules, *reading.line.rules))


def check_column(
    cells: Iterable[str],
    region: str | None,
    regions: Iterable[str | None] | None = None,
) -> VerdictColumn:
    """The verdicts on a column of cells.

    `regions` is what a country column says, row by row: ISO codes or names. Where it is empty,
    `region` stands; where it names no known country, numbers without a country code are invalid.
    """
    verdicts = VerdictColumn()
    if regions is None:
        _Checking(region, verdicts).extend(cells)
        return verdicts
    checking: dict[str | None, _Checking] = {}
    for cell, said in zip(cells, regions, strict=True):
        place = region_of(said, region)
        if place not in checking:
            checking[place] = _Checking(place, verdicts)
        checking[place].extend((cell,))
    return verdicts


class _Checking:
    """Adds verdicts on cells to a column, where numbers without a country are of one country."""

    def __init__(self, region: str | None, verdicts: VerdictColumn) -> None:
        self._region = region
        self._verdicts = verdicts
        self._ranges = Ranges(region)
        self._alike: dict[Range, int] = {}  # the place of a verdict on a number of that range
        self._remembered: dict[str, Verdict] = {}

    def extend(self, cells: Iterable[str]) -> None:
        """Check more cells."""
        find, append_like, alike = self._ranges.find, self._verdicts.append_like, self._alike
        for cell in cells:
            found = find(cell)
            if found is None:
                self._verdicts.append(self._verdict(cell))
            elif found[1] in alike:
                append_like(alike[found[1]], found[0])
            else:
                alike[found[1]] = len(self._verdicts)
                self._verdicts.append(check_number(cell, self._region))

    def _verdict(self, cell: str) -> Verdict:
        verdict = self._remembered.get(cell)
        if verdict is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            verdict = self._remembered[cell] = check_number(cell, self._region)
        return verdict


def readings(cell: str, region: str | None) -> tuple[str, ...]:
    """Every E.164 number that a cell may mean, the verdict's own first; () when there is none."""
    reading, _ = examine(cell, region)
    lines = (reading.line, *reading.others)
    return tuple(dict.fromkeys(line.e164 for line in lines if line.possible))


def region_of(said: str | None, region: str | None) -> str | None:
    """The country of a row: what its country cell says, `region` where that is empty."""
    if not said or not said.strip():
        return region
    return country_of(said) or "?"  # which is no country's code


def examine(cell: str, region: str | None) -> tuple[Reading, tuple[Rule, ...]]:
    """What a cell may mean, and what was done to its characters before it was read."""
    cleaned = clean(cell)
    if cleaned.problem:
        return Reading(Line(problem=cleaned.problem)), ()
    return read(cleaned.text, region.upper() if region else None), cleaned.rules


def _verdict(reading: Reading, rules: tuple[Rule, ...]) -> Verdict:
    line = reading.line
    if line.problem is Problem.EMPTY:
        return Verdict(Check.EMPTY, reason=line.reason(Problem.EMPTY))
    if line.problem:
        return Verdict(Check.INVALID, reason=line.reason(line.problem))
    certain = [rule for rule in CERTAIN if rule in rules]
    doubts = [rule for rule in Rule if rule in rules and rule not in CERTAIN]
    if not line.listed:
        reason = line.reason(Problem.UNLISTED)
        return _verdict_of(Check.UNLISTED, line, reason, _joined(doubts or certain[:1]))
    if line.premium:
        doubts.append(Rule.PREMIUM_RATE)
    if doubts:
        return _verdict_of(Check.PROPOSED, line, _why(reading, doubts), _joined(doubts))
    if certain:
        return _verdict_of(Check.REPAIRED, line, line.reason(certain[0]), certain[0])
    return _verdict_of(Check.VALID, line)


def _verdict_of(
    check: Check, line: Line, reason: Reason | None = None, rule: str | None = None
) -> Verdict:
    return Verdict(check, line.e164, reason, rule and str(rule), line.region)


def _why(reading: Reading, doubts: list[Rule]) -> Reason:
    if doubts == [Rule.TWO_READINGS]:
        return reading.line.reason(doubts[0], other=reading.others[0].about)
    if len(doubts) == 1:
        return reading.line.reason(doubts[0])
    return reading.line.reason("several_repairs", rules=", ".join(doubts))


def _joined(rules: list[Rule]) -> str | None:
    return BETWEEN_RULES.join(rules) or None
