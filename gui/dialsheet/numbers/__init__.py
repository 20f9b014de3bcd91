"""What a cell says as a telephone number: check, repair, country, type and zones."""

from dialsheet.numbers.check import check_column, check_number, readings, region_of
from dialsheet.numbers.countries import Country, countries, country_of
from dialsheet.numbers.facts import number_type, time_zones
from dialsheet.numbers.likeness import phone_likeness, spread
from dialsheet.numbers.rules import PERSON, RULES, WARNINGS
from dialsheet.numbers.verdict import Check, Verdict, VerdictColumn

__all__ = [
    "PERSON",
    "RULES",
    "WARNINGS",
    "Check",
    "Country",
    "Verdict",
    "VerdictColumn",
    "check_column",
    "check_number",
    "countries",
    "country_of",
    "number_type",
    "phone_likeness",
    "readings",
    "region_of",
    "spread",
    "time_zones",
]
