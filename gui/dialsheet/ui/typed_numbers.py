"""Numbers that a person types or pastes, one or many, and what each may be."""

import re
from dataclasses import dataclass

from dialsheet import assets
from dialsheet.numbers import Verdict, check_number, readings
from dialsheet.ui.wording import word

_BETWEEN = re.compile(r"[\n\r\t\v\f\u2028\u2029,;\u3001\uff0c\uff1b]+|\s+(?=\+)")
_SIGNS = re.compile(r"[^\d+]")
_LEAST = 2  # digits that are worth a search


@dataclass(frozen=True, slots=True)
class Typed:
    """One number, as it was typed."""

    text: str
    verdict: Verdict

    @property
    def sure(self) -> str | None:
        """The number (E.164) that is meant for sure; None: nobody guesses."""
        number = self.verdict.e164
        in_full = number is not None and _SIGNS.sub("", self.text) == number
        return number if self.verdict.callable or in_full else None

    @property
    def doubt(self) -> str:
        """Why it cannot be read for sure, and what it may be."""
        reason, number = self.verdict.reason, self.verdict.e164
        why = assets.sentence(reason) if reason else word("ui.never_call_unclear")
        return f"{why} {assets.text('ui.never_call_may_be', number=number)}" if number else why

    @property
    def refusal(self) -> str:
        """That it was not added, and why."""
        return assets.text("ui.never_call_refused", typed=self.text, why=self.doubt)


def typed_numbers(text: str, region: str | None) -> tuple[Typed, ...]:
    """What was typed, between commas and line ends. `region`: the country of those without one."""
    parts = (part.strip() for part in _BETWEEN.split(text))
    return tuple(Typed(part, check_number(part, region)) for part in parts if part)


def digits_sought(text: str, region: str | None) -> tuple[str, ...]:
    """The rows of digits that a number may have which was typed, in whatever format, to find it."""
    digits = "".join(filter(str.isdecimal, text.replace("(0)", "")))
    if len(digits) < _LEAST:
        return ()
    whole = (number.lstrip("+") for number in readings(text, region))
    return tuple(dict.fromkeys((digits.lstrip("0") or digits, *whole)))
