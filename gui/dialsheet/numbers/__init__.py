"""What a cell says as a telephone number: check, repair, country, type and zones."""

from dialsheet.numbers.cell import is_date
from dialsheet.numbers.check import check_column, check_number, readings, region_of
from dialsheet.numbers.contradiction import calling_code_of, contradicted
from dialsheet.numbers.countries import Country, countries, country_of
from dialsheet.numbers.facts import number_type, time_zones
from dialsheet.numbers.likeness import phone_likeness, spread
from dialsheet.numbers.plan import is_calling_code
from dialsheet.numbers.rules import PERSON, RULES, WARNINGS
from dialsheet.numbers.spans import between, is_wild
from dialsheet.numbers.verdict import Check, Verdict, VerdictColumn
from dialsheet.numbers.widest import FEWEST, Finder, Found, count_digits, every_number, joined

__all__ = [
    "FEWEST",
    "PERSON",
    "RULES",
    "WARNINGS",
    "Check",
    "Country",
    "Finder",
    "Found",
    "Verdict",
    "VerdictColumn",
    "between",
    "calling_code_of",
    "check_column",
    "check_number",
    "contradicted",
    "count_digits",
    "countries",
    "country_of",
    "every_number",
    "is_calling_code",
    "is_date",
    "is_wild",
    "joined",
    "number_type",
    "phone_likeness",
    "readings",
    "region_of",
    "spread",
    "time_zones",
]
