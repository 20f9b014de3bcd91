"""What a cell says once spreadsheets' and keyboards' marks are taken off: digits and few signs."""

import re
import unicodedata
from dataclasses import dataclass

from dialsheet.columns import is_error
from dialsheet.numbers.rules import Problem, Rule

LONGEST = 200  # characters in which a person may still have written a telephone number
_LONGEST_RAW = 2_000  # with invisible characters

_DASHES = "\u2212\u30fc\uff70\u2500\u2501"  # minus, long vowel marks, box lines; others by category
_PLUSES = "\uff0b\ufe62"
_OPENING, _CLOSING = "[\uff08\uff3b\u3010\u3014\u300c", "]\uff09\uff3d\u3011\u3015\u300d"
_DOTS = "\uff0e\u00b7\u2022"
_SLASHES = "\uff0f\u2044\u2215"
_NEWLINES = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_NON_BREAKING = "\u00a0\u202f\u2007"
_FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
_REVERSING = "\u202e"  # what is seen is not what is stored

_GUARDS = "='\"`\u00b4\u2018\u2019\u201c\u201d"
_URI = re.compile(r"(?:tel|callto|whatsapp|sms):(?://)?(?=[+(0-9]|%2B)(?P<number>.+)", re.I | re.S)
_ESCAPED_PLUS = re.compile("%2B", re.I)
_CONTEXT = re.compile(r"phone-context=(\+[0-9().-]+)", re.I)
_URI_EXTENSION = re.compile(r"ext=([0-9]+)", re.I)
_SCIENTIFIC = re.compile(r"(?P<first>[0-9])(?:[.,](?P<rest>[0-9]*))? ?[eE] ?\+?(?P<power>[0-9]+)")
_DECIMAL_ZERO = re.compile(r"(\+?[0-9]{7,})[.,]0{1,2}")
_THOUSANDS = re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){2,})(?:\.0+)?")
_NEGATIVE = re.compile(r"-[0-9]+(?:\.0+)?")
_YEAR, _MONTH, _DAY = "(?:18|19|20|21)[0-9]{2}", "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_DATE = re.compile(
    rf"""(?: {_YEAR} (?P<a>[-/.]) {_MONTH} (?P=a) {_DAY}
           | {_DAY} (?P<b>[-/.]) {_DAY} (?P=b) {_YEAR}
           | {_DAY} / {_DAY} / [0-9]{{2}}
           | {_YEAR} \s? 年 .*
         ) (?: [T\s] .* )?""",
    re.X | re.S,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in plain characters, and what was done to it.

    `text` has ASCII digits, `+`, `-`, `.`, `/`, round brackets and spaces for all their variants;
    letters and other characters stay.
    """

    text: str
    rules: tuple[Rule, ...] = ()
    problem: Problem | None = None


class _Plain(dict[int, str]):
    """What each character is in plain writing, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = self[code] = _plain(chr(code))
        return plain


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd" or char in _DASHES:
        return "-"
    if char in _NEWLINES:
        return "\n"
    if category == "Zs" or char == "\t":
        return " "
    for plain, variants in (("+", _PLUSES), ("(", _OPENING), (")", _CLOSING), (".", _DOTS)):
        if char in variants:
            return plain
    if char in _SLASHES:
        return "/"
    if _is_invisible(char):
        return ""
    if "\uff01" <= char <= "\uff5e":  # full-width ASCII
        return chr(ord(char) - 0xFEE0)
    return char


def _is_invisible(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Cf", "Cc") and char not in _NEWLINES + "\t"
    ) or char in _FILLERS


_PLAIN = _Plain()


def plain(text: str) -> str:
    """`text` in plain characters."""
    return text.translate(_PLAIN)


def clean(cell: str) -> Cell:
    """Take off what a careful colleague would not even see as part of the number."""
    text = cell.strip(" \t\r\n")
    if len(text) > _LONGEST_RAW:
        return Cell("", problem=Problem.TOO_MUCH_TEXT)
    if _REVERSING in text:
        return Cell("", problem=Problem.CHARACTERS)
    rules = [] if text.isascii() and text.isprintable() else _foreign_characters(text)
    text = plain(text).strip()
    if not text:
        return Cell("", problem=Problem.EMPTY)
    if is_error(text):
        return Cell("", problem=Problem.ERROR_CELL)
    if len(text) > LONGEST:
        return Cell("", problem=Problem.TOO_MUCH_TEXT)
    if text[0] in _GUARDS and (unguarded := text.lstrip(_GUARDS).rstrip(_GUARDS).strip()):
        rules.append(Rule.APOSTROPHE)
        text = unguarded
    if uri := _URI.fullmatch(text):
        rules.append(Rule.URI)
        text = _of_uri(uri["number"])
    return _undo_spreadsheet(text, rules)


def is_date(text: str) -> bool:
    """Whether plain text is a calendar date, with or without a time."""
    return _DATE.fullmatch(text) is not None


def lost_digits(text: str) -> str | None:
    """The digits of plain text in scientific notation that has fewer than the number had, filled
    up with zeros; None for any other text."""
    match = _SCIENTIFIC.fullmatch(text)
    if match is None:
        return None
    digits, whole = match["first"] + (match["rest"] or ""), int(match["power"][:3]) + 1
    return digits.ljust(whole, "0") if len(digits) < whole <= LONGEST else None


def _foreign_characters(text: str) -> list[Rule]:
    rules = []
    chars = set(text)
    if any(char in _PLUSES or (char.isdecimal() and not char.isascii()) for char in chars):
        rules.append(Rule.OTHER_DIGITS)
    if any(char in _NON_BREAKING or _is_invisible(char) for char in chars):
        rules.append(Rule.INVISIBLE)
    return rules


def _of_uri(number: str) -> str:
    """The number of a URI: what follows `?` is not part of it, of `;` only what belongs to it."""
    number, *parameters = number.partition("?")[0].split(";")
    number = _ESCAPED_PLUS.sub("+", number).replace("%20", " ")
    for parameter in parameters:
        if (context := _CONTEXT.fullmatch(parameter)) and "+" not in number:
            number = context[1] + number
        elif extension := _URI_EXTENSION.fullmatch(parameter):
            number = f"{number} ext {extension[1]}"
    return number.strip()


def _undo_spreadsheet(text: str, rules: list[Rule]) -> Cell:
    if match := _SCIENTIFIC.fullmatch(text):
        digits = match["first"] + (match["rest"] or "")
        whole = int(match["power"][:3]) + 1
        if len(digits) != whole:
            return Cell("", problem=Problem.LOST_DIGITS)
        return Cell(digits, (*rules, Rule.SCIENTIFIC))
    if match := _DECIMAL_ZERO.fullmatch(text):
        return Cell(match[1], (*rules, Rule.DECIMAL_ZERO))
    if match := _THOUSANDS.fullmatch(text):
        return Cell(match[1].replace(",", ""), (*rules, Rule.THOUSANDS))
    if _NEGATIVE.fullmatch(text):
        return Cell("", problem=Problem.NEGATIVE)
    if is_date(text):
        return Cell("", problem=Problem.DATE)
    return Cell(text, tuple(rules))
