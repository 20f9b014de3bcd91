"""Good first guesses: which column holds the telephone numbers, and how fields could be named."""

import locale
import os
import re
import sys
import unicodedata
from collections.abc import Sequence

from dialsheet.campaign import Field, Mapping, NumberColumn
from dialsheet.columns import Table
from dialsheet.errors import BadInput
from dialsheet.numbers import country_of, phone_likeness, spread
from dialsheet.workflow.header_names import Naming, guess_kind, naming, plain

_ENOUGH, _ENOUGH_IF_NAMED = 0.5, 0.15  # a column whose cells are less like numbers holds none
_TRUST_OF_OTHERS, _TRUST_UNNAMED = 0.6, 0.75  # against 1 for a column that is called `Phone`
_SURELY_COUNTRIES = 0.95  # of the cells that are not empty
_LOOKED_AT = 500  # cells of a column
_COUNTRY = re.compile(
    r"(iso)?country(code|name|iso)?|nation|land|länder?code|landcode|staat|pays|país|pais|paese"
    r"|страна|国名?|国コード|国家|國家|국가"
)


def guess_number_columns(table: Table, region: str | None) -> tuple[NumberColumn, ...]:
    """The column that reaches most contacts, of those that look like telephone numbers; where none
    does, the first that is called so. Empty when there is none."""
    headers = likely_number_columns(table, region) or tuple(
        header for header in table.headers if naming(header) is Naming.PHONE
    )
    return tuple(NumberColumn(header, guess_kind(header)) for header in headers[:1])


def likely_number_columns(table: Table, region: str | None) -> tuple[str, ...]:
    """The columns that look like telephone numbers, those that reach most contacts first."""
    said = sure_region_column(table)
    regions = None if said is None else table.column(said)
    reach = {
        header: _reach(header, column, region, regions)
        for header, column in zip(table.headers, table.columns, strict=True)
    }
    likely = (header for header in table.headers if reach[header] > 0)
    return tuple(sorted(likely, key=lambda header: -reach[header]))


def guess_mapping(table: Table, region: str | None) -> Mapping:
    """The likely number column, and the column that surely says each row's country."""
    surely = sure_region_column(table)
    return Mapping(guess_number_columns(table, region), region, region_column=surely)


def sure_region_column(table: Table) -> str | None:
    """The one column that is called `Country` and names countries; None where it is not beyond
    doubt: who is not sure asks."""
    sure = [
        header
        for header in likely_region_columns(table)
        if _COUNTRY.fullmatch(plain(header))
        and _share_of_countries(table.column(header)) >= _SURELY_COUNTRIES
    ]
    return sure[0] if len(sure) == 1 else None


def likely_region_columns(table: Table) -> tuple[str, ...]:
    """The columns most of whose cells name countries, those with a telling name first."""
    likely = [
        header
        for header, column in zip(table.headers, table.columns, strict=True)
        if _share_of_countries(column) > 0.5
    ]
    return tuple(sorted(likely, key=lambda header: not _COUNTRY.search(plain(header))))


def number_columns(
    table: Table, region: str | None, chosen: Sequence[str] = ()
) -> tuple[NumberColumn, ...]:
    """The chosen columns, else the guess; `BadInput` when there is nothing to dial."""
    for header in chosen:
        if header not in table.headers:
            raise BadInput(
                "workflow.no_such_column", column=header, columns=", ".join(table.headers)
            )
    numbers = tuple(NumberColumn(header, guess_kind(header)) for header in chosen)
    if not (numbers := numbers or guess_number_columns(table, region)):
        raise BadInput("workflow.no_number_column", columns=", ".join(table.headers))
    return numbers


def suggest_field(header: str) -> Field:
    """A field of text for a column, named after its header: `First Name` -> `first_name`."""
    name = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", header).casefold()).strip("_")
    return Field(name or "field", column=header)


def local_region() -> str | None:
    """The country of the operating system's locale, as its ISO code, or None.

    Not `locale.getlocale()`: that takes the C locale for American English.
    """
    asked = (os.environ.get(name) for name in ("LC_ALL", "LC_TELEPHONE", "LANG"))
    name = next(filter(None, asked), "")
    if sys.platform == "win32":
        name = name or locale.getlocale()[0] or ""
    match = re.match(r"[A-Za-z]{2,3}_([A-Z]{2})(?![A-Za-z])", name)
    return match.group(1) if match else None


def _share_of_countries(cells: Sequence[str]) -> float:
    places = spread(len(cells), _LOOKED_AT)
    sample = [cell for cell in map(cells.__getitem__, places) if cell.strip()]
    return sum(map(bool, map(country_of, sample))) / len(sample) if sample else 0.0


def _reach(
    header: str, cells: Sequence[str], region: str | None, regions: Sequence[str] | None
) -> float:
    """The share of all contacts, 0 to 1, that a column seems to have a number of; 0 where it does
    not look like telephone numbers. What its name leaves in doubt counts less."""
    called = naming(header)
    if called is Naming.OTHER:
        return 0.0
    is_called = called is not Naming.SILENT
    likeness = phone_likeness(cells, region, regions, called_phone=is_called)
    if likeness < (_ENOUGH_IF_NAMED if is_called else _ENOUGH):
        return 0.0
    places = spread(len(cells))
    filled = max(1, sum(bool(cells[place].strip()) for place in places)) / len(places)
    match called:
        case Naming.SILENT:
            return filled * likeness * likeness * _TRUST_UNNAMED
        case Naming.OF_OTHERS:
            return filled * likeness * _TRUST_OF_OTHERS
    return filled * likeness
