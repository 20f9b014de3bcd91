"""Countries as people name them."""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import phonenumbers

from dialsheet.numbers.names import NAMES, country_name

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Country:
    """A country with a numbering plan."""

    code: str  # ISO 3166, two letters
    name: str  # in English
    calling_code: int


@cache
def countries() -> tuple[Country, ...]:
    """Every country that numbers can be of, sorted by name."""
    return tuple(
        sorted(
            (
                Country(code, country_name(code), phonenumbers.country_code_for_region(code))
                for code in phonenumbers.SUPPORTED_REGIONS
            ),
            key=lambda country: _folded(country.name),
        )
    )


@lru_cache(maxsize=1024)
def country_of(text: str) -> str | None:
    """The ISO code of the country that `text` names; None when it names none.

    Understood are ISO codes of two and three letters, English names, names in the country's own
    languages and Japanese ones, whatever their case, accents and punctuation.
    """
    if len(text) > _LONGEST_NAME:
        return None
    return _codes_by_name().get(_folded(text))


@cache
def _codes_by_name() -> dict[str, str]:
    by_name = {_folded(name): code for code, names in NAMES.items() for name in names}
    return by_name | {code.casefold(): code for code in NAMES}


def _folded(name: str) -> str:
    """Without what people write differently: case, accents, punctuation, `the`."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    letters = "".join(
        char if char.isalnum() else " "
        for char in decomposed
        if not unicodedata.combining(char) and char not in ".'’ʻ"
    )
    return " ".join(letters.split()).removeprefix("the ")
