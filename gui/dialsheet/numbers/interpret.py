"""From digits to lines: the ways in which a careful colleague would read them, best first."""

from dataclasses import replace

from dialsheet.numbers.names import country_name
from dialsheet.numbers.plan import (
    Line,
    expects_prefix,
    international,
    is_region,
    longest_at_home,
    national,
)
from dialsheet.numbers.rules import Problem, Rule

_ABROAD = ("00", "011", "010")  # 010 dials out of Japan, 011 out of America, 00 out of most
_FEWEST_ABROAD = 8  # digits after 00
_LONGEST_AT_HOME = 11  # digits, where no country is chosen
_SURELY_LONGER = 2  # 011 and 010 begin numbers at home too, which may have a digit too many
_LOST_PLUS_FROM = 9  # digits; fewer are no number of any but the smallest countries
_RIVAL_FROM = 11

_NEVER = (Problem.EMERGENCY, Problem.SHORT_CODE)


def interpret(digits: str, *, plus: bool, region: str | None) -> list[Line]:
    """The readings of `digits` (ASCII), best first; one at least, several when it is open.

    `plus` says whether a `+` stands before them. `region` is the country for numbers that carry
    none: None when there is none, an unknown one when the sheet names no known country.
    """
    if plus:
        return [_with_plus(digits, region)]
    line = _at_home(digits, region)
    if line.listed:
        rival = _rival(digits, line)
        return _either(line, rival) if rival else [line]
    if line.problem in _NEVER:
        return [line]
    abroad = _dialed_abroad(digits, region)
    if abroad and abroad.listed:
        return [abroad]
    guesses = [guess for guess in (_lost_zero(digits, region), _lost_plus(digits)) if guess]
    if len(guesses) == 2:
        return _either(*guesses)
    if guesses:
        return guesses
    return [line if line.possible or not abroad else abroad]


def _with_plus(digits: str, region: str | None) -> Line:
    if digits.startswith("0"):
        if abroad := _dialed_abroad(digits, region):
            return abroad
        line = _at_home(digits, region)
        if line.listed and line.rules == (Rule.COUNTRY,):
            return line.by(Rule.STRAY_PLUS)
        return Line(problem=Problem.UNKNOWN_CALLING_CODE)
    line = international(digits)
    if not line.listed and line.calling_code and line.problem not in _NEVER:
        code = str(line.calling_code)
        zero = international(f"{code}0{digits[len(code) :]}")
        if zero.listed and not zero.rules:
            return zero.by(Rule.LOST_ZERO)
    return line


def _at_home(digits: str, region: str | None) -> Line:
    if region is None:
        return Line(problem=Problem.NO_COUNTRY)
    if not is_region(region):
        return Line(problem=Problem.UNKNOWN_COUNTRY)
    line = national(digits, region)
    if line.possible and not line.listed and Rule.LOST_PLUS in line.rules:
        return Line(problem=Problem.NOT_IN_COUNTRY, about=country_name(region))
    return line


def _dialed_abroad(digits: str, region: str | None) -> Line | None:
    """Read digits that begin as people in another country than the chosen one dial abroad."""
    for prefix in _ABROAD:
        rest = digits.removeprefix(prefix)
        if rest == digits or rest[:1] in ("", "0"):
            continue
        if prefix == "00":
            sure = len(rest) >= _FEWEST_ABROAD
        else:
            at_home = longest_at_home(region) if is_region(region) else _LONGEST_AT_HOME
            sure = len(digits) >= at_home + _SURELY_LONGER
        return international(rest).by(Rule.IDD_PREFIX) if sure else None
    return None


def _lost_zero(digits: str, region: str | None) -> Line | None:
    """A leading zero that belongs to the number, and that a spreadsheet took for nothing."""
    if not is_region(region) or digits.startswith("0"):
        return None
    line = national(f"0{digits}", region)
    kept = line.listed and line.rules == (Rule.COUNTRY,) and line.e164.endswith(f"0{digits}")
    return line.by(Rule.LOST_ZERO) if kept else None


def _lost_plus(digits: str) -> Line | None:
    if len(digits) < _LOST_PLUS_FROM:
        return None
    line = international(digits)
    return line.by(Rule.LOST_PLUS) if line.listed and not line.rules else None


def _rival(digits: str, line: Line) -> Line | None:
    """The other reading of a national number whose zero is missing: that its `+` is."""
    if line.rules != (Rule.COUNTRY,) or len(digits) < _RIVAL_FROM:
        return None
    rival = _lost_plus(digits)
    if rival is None or rival.e164 == line.e164 or not expects_prefix(line, digits):
        return None
    return rival


def _either(first: Line, second: Line) -> list[Line]:
    return [replace(line, rules=(Rule.TWO_READINGS,)) for line in (first, second)]
