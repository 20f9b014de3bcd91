"""The check: one verdict for each cell."""

from collections.abc import Iterable
from itertools import repeat

from dialsheet.errors import Reason
from dialsheet.numbers.cell import clean
from dialsheet.numbers.countries import country_of
from dialsheet.numbers.plan import Line
from dialsheet.numbers.rules import CERTAIN, Problem, Rule
from dialsheet.numbers.verdict import BETWEEN_RULES, Check, Verdict, VerdictColumn
from dialsheet.numbers.writing import Reading, read

_REMEMBERED = 50_000  # distinct cells; sheets repeat numbers, and their empty cells above all


def check_number(cell: str, region: str | None) -> Verdict:
    """The verdict on one cell. Any text has one; nothing is raised.

    `region` is the ISO code of the country for numbers that carry none; None: none was chosen.
    """
    reading, rules = _examine(cell, region)
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
    remembered: dict[tuple[str, str | None], Verdict] = {}
    verdicts = VerdictColumn()
    rows = zip(cells, repeat(None)) if regions is None else zip(cells, regions, strict=True)
    for cell, said in rows:
        place = _region(said) if said and said.strip() else region
        verdict = remembered.get((cell, place))
        if verdict is None:
            if len(remembered) >= _REMEMBERED:
                remembered.clear()
            verdict = remembered[cell, place] = check_number(cell, place)
        verdicts.append(verdict)
    return verdicts


def readings(cell: str, region: str | None) -> tuple[str, ...]:
    """Every E.164 number that a cell may mean, the verdict's own first; () when there is none."""
    reading, _ = _examine(cell, region)
    lines = (reading.line, *reading.others)
    return tuple(dict.fromkeys(line.e164 for line in lines if line.possible))


def _region(said: str) -> str:
    return country_of(said) or "?"  # which is no country's code


def _examine(cell: str, region: str | None) -> tuple[Reading, tuple[Rule, ...]]:
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
