"""The sections of a number format, taken apart, and filled in as a spreadsheet shows a number.

Format codes: ECMA-376 part 1, 18.8.31. What no two spreadsheet programs show alike, or what hangs
on the width of a column, is not filled in: such a section is unsure.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import Enum, auto

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | _(?P<padding>.)
    | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>general)
    | (?P<exponent>e[+-])
    | (?P<bare>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_CURRENCY = re.compile(r"\$(?:([^-]+)(?:-[0-9a-f]*)?|-.*)", re.IGNORECASE)  # a sign, a locale
_HARMLESS_BRACKET = re.compile(r"[^\W\d]+|color\s*\d{1,2}", re.IGNORECASE)
_OTHER_DIGITS = re.compile(r"(?:db|nat)num\d.*", re.IGNORECASE)
_PLUSES = "+\uff0b\ufe62"
_MOST_GENERAL = 11  # digits; of more, Excel's General shows the first ones and a power of ten


class Mark(Enum):
    """What a piece of a section stands for."""

    LITERAL = auto()  # itself
    PLACE = auto()  # 0, # or ?: a digit
    POINT = auto()
    COMMA = auto()
    PERCENT = auto()
    GENERAL = auto()  # the number as it is
    TEXT = auto()  # @: the text as it is
    EXPONENT = auto()
    UNSURE = auto()  # what cannot be filled in for sure


_OF_AMOUNTS = (Mark.POINT, Mark.COMMA, Mark.PERCENT, Mark.EXPONENT)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a section."""

    mark: Mark
    text: str


def telling_of(literal: str) -> str:
    """The characters of a literal that may belong to a telephone number."""
    return "".join(char for char in literal if char.isdecimal() or char in _PLUSES)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a format."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None

    @property
    def is_for_text(self) -> bool:
        """Whether it shows text."""
        return any(token.mark is Mark.TEXT for token in self.tokens)

    @property
    def telling(self) -> str:
        """The characters besides the number's own that may belong to a telephone number."""
        literal = "".join(
            token.text for token in self.tokens if token.mark in (Mark.LITERAL, Mark.UNSURE)
        )
        return telling_of(literal)

    @property
    def amounts(self) -> list[Token]:
        """What says that the number is an amount, no row of digits."""
        return [token for token in self.tokens if token.mark in _OF_AMOUNTS]

    @property
    def is_sure(self) -> bool:
        """Whether every spreadsheet program shows the same digits by it."""
        marks = [token.mark for token in self.tokens]
        places = [at for at, mark in enumerate(marks) if mark is Mark.PLACE]
        if marks.count(Mark.POINT) > 1 or marks.count(Mark.GENERAL) > 1:
            return False
        if Mark.GENERAL in marks and (places or Mark.POINT in marks or Mark.COMMA in marks):
            return False
        end = marks.index(Mark.POINT) if Mark.POINT in marks else len(marks)
        whole = [at for at in places if at < end]
        commas = [at for at, mark in enumerate(marks) if mark is Mark.COMMA]
        between = all(whole and whole[0] < at < whole[-1] for at in commas)
        return between and not {Mark.UNSURE, Mark.EXPONENT, Mark.TEXT} & set(marks)

    def of_text(self, text: str) -> str:
        """What a cell with a text shows."""
        shown = (text if token.mark is Mark.TEXT else token.text for token in self.tokens)
        return "".join(shown).strip()

    def of_number(self, value: Decimal) -> str | None:
        """What a cell shows of a number that is not negative; None where that is not sure."""
        marks = [token.mark for token in self.tokens]
        point = marks.index(Mark.POINT) if Mark.POINT in marks else len(marks)
        places = [at for at, mark in enumerate(marks) if mark is Mark.PLACE]
        whole_places = [at for at in places if at < point]
        decimals = [at for at in places if at > point]
        with localcontext() as context:
            context.prec = 400  # digits: a double has no more before its point
            value = value.scaleb(2 * marks.count(Mark.PERCENT))
            general = format(value, "f")
            if Mark.GENERAL in marks and len(general) > _MOST_GENERAL:
                return None
            value = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
        whole, _, fraction = format(value, "f").partition(".")
        filled = self._whole(whole.lstrip("0"), whole_places, by_thousands=Mark.COMMA in marks)
        filled |= self._fraction(fraction, decimals)
        shown = {Mark.COMMA: "", Mark.GENERAL: general}
        return "".join(
            filled[at] if at in filled else shown.get(token.mark, token.text)
            for at, token in enumerate(self.tokens)
        ).strip()

    def _whole(self, digits: str, places: list[int], *, by_thousands: bool) -> dict[int, str]:
        """What the places before the point show; the first one has all digits that are left."""
        filled: dict[int, str] = {}
        zeros = False
        for number, at in enumerate(places):
            right = len(places) - 1 - number  # places that follow
            start = 0 if number == 0 else max(0, len(digits) - right - 1)
            own = digits[start : max(0, len(digits) - right)]
            zeros = zeros or self.tokens[at].text == "0"
            if not own:
                own = "0" if zeros else {"?": " "}.get(self.tokens[at].text, "")
            if by_thousands and own.isdecimal():
                power = right + len(own)
                own = "".join(
                    digit + "," * (power - n > 1 and (power - n - 1) % 3 == 0)
                    for n, digit in enumerate(own)
                )
            filled[at] = own
        return filled

    def _fraction(self, digits: str, places: list[int]) -> dict[int, str]:
        """What the places after the point show."""
        filled: dict[int, str] = {}
        rest = digits
        for number, at in reversed(list(enumerate(places))):
            place = self.tokens[at].text
            is_idle = place != "0" and rest == digits[: number + 1] and digits[number] == "0"
            filled[at] = {"?": " "}.get(place, "") if is_idle else digits[number]
            if is_idle:
                rest = digits[:number]
        return filled


def sections_of(code: str) -> list[Section]:
    """The sections of a format, in order; one that is empty has no tokens."""
    sections: list[list[Token]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for found in _TOKEN.finditer(code):
        if found["bare"] == ";":
            sections.append([])
            conditions.append(None)
        elif found["bracket"] and (limit := _CONDITION.fullmatch(found["bracket"])):
            conditions[-1] = (limit[1], float(limit[2]))
        else:
            sections[-1].append(_token(found))
    return [
        Section(tuple(token for token in tokens if token != _NOTHING), limit)
        for tokens, limit in zip(sections, conditions, strict=True)
    ]


_NOTHING = Token(Mark.LITERAL, "")
_BARE = {
    **dict.fromkeys("0#?", Mark.PLACE),
    ".": Mark.POINT,
    ",": Mark.COMMA,
    "%": Mark.PERCENT,
    "@": Mark.TEXT,
    **dict.fromkeys("/!", Mark.UNSURE),  # a fraction; what shows the next character in Japan
}


def _token(found: "re.Match[str]") -> Token:
    kind, text = next((key, text) for key, text in found.groupdict().items() if text is not None)
    match kind:
        case "quoted" | "escaped":
            return Token(Mark.LITERAL, text)
        case "padding":  # as wide as that character
            return Token(Mark.LITERAL, " ")
        case "fill":  # as often as there is room
            return Token(Mark.UNSURE if text.isalnum() or text in _PLUSES else Mark.LITERAL, text)
        case "bracket":
            if sign := _CURRENCY.fullmatch(text):
                return Token(Mark.LITERAL, sign[1] or "")
            if _HARMLESS_BRACKET.fullmatch(text):
                return Token(Mark.LITERAL, "")
            return Token(Mark.UNSURE, "" if _OTHER_DIGITS.fullmatch(text) else text)
        case "general":
            return Token(Mark.GENERAL, text)
        case "exponent":
            return Token(Mark.EXPONENT, text)
        case _:
            return Token(_BARE.get(text, Mark.LITERAL), text)
