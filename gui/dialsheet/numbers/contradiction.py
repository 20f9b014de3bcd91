"""A number that was read with one country while its row names another."""

from dataclasses import replace
from functools import lru_cache

import phonenumbers

from dialsheet.errors import Param, Reason
from dialsheet.numbers.check import check_number
from dialsheet.numbers.countries import country_of
from dialsheet.numbers.names import country_name
from dialsheet.numbers.rules import PERSON, Rule
from dialsheet.numbers.verdict import BETWEEN_RULES, Check, Verdict

_LONGEST = 60  # characters of what a row says that a reason names


def contradicted(verdict: Verdict, cell: str, said: str, *, strict: bool = True) -> Verdict:
    """The verdict on `cell`, waiting for a person where the country that its row names has another
    calling code than the number; else the same.

    Countries that share a calling code share the reading of their numbers, too: they contradict
    nothing. Where the row names no known country, a number that carries its own code stays as it
    is, and another one waits, unless not `strict`. What is no number, but one in the row's country,
    waits as well, without a number: which one it is, nobody has said.
    """
    if verdict.check is Check.EMPTY or verdict.rule == PERSON or verdict.region == "001":
        return verdict
    code = calling_code_of(said)
    if code is None:
        return verdict
    if verdict.e164 is None:
        return _no_number(verdict, cell, said)
    if code and verdict.e164.startswith(f"+{code}"):
        return verdict
    if not code and (not strict or check_number(cell, None).e164 == verdict.e164):
        return verdict
    doubt = Rule.COUNTRY_CONTRADICTS.value
    rules = verdict.rules if verdict.check is Check.PROPOSED else ()
    params: dict[str, Param] = {
        "said": " ".join(said.split())[:_LONGEST],
        "country": country_name(verdict.region or ""),
        "calling_code": _calling_code(verdict.region or ""),
    }
    reason = Reason("numbers.country_contradicts" if code else "numbers.country_not_known", params)
    check = Check.UNLISTED if verdict.check is Check.UNLISTED else Check.PROPOSED
    return replace(verdict, check=check, reason=reason, rule=BETWEEN_RULES.join((*rules, doubt)))


def _no_number(verdict: Verdict, cell: str, said: str) -> Verdict:
    country = country_of(said)
    if country is None or check_number(cell, country).e164 is None:
        return verdict
    params: dict[str, Param] = {"country": country_name(country)}
    reason = Reason("numbers.country_elsewhere", params)
    return replace(
        verdict, check=Check.PROPOSED, reason=reason, rule=Rule.COUNTRY_CONTRADICTS.value
    )


@lru_cache(maxsize=4096)
def calling_code_of(said: str) -> int | None:
    """The calling code of the country that a cell names; 0: of none that is known; None: it names
    none at all."""
    if not said.strip(" \t\r\n-\u2013\u2014?./"):
        return None
    country = country_of(said)
    return _calling_code(country) if country else 0


def _calling_code(region: str) -> int:
    return phonenumbers.country_code_for_region(region)
