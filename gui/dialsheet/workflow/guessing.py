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
from dialsheet.numbers import country_of, phone_likeness

_ENOUGH = 0.5  # a column below this is not offered as numbers
_SURE_NAME, _LIKELY_NAME, _UNLIKELY_NAME = 0.5, 0.35, -0.6
_SURE = re.compile(
    r"(tele)?phone(number|no)?|tel(no)?|(mobile|cell)(phone)?(number|no)?|number|to(number)?"
    r"|contactnumber|leadphone|target|(携帯)?電話(番号)?|携帯(番号)?"
    r"|tel[eé]fono?|téléphone|telefone|handy(nummer)?|móvil|celular|portable"
)
_LIKELY = re.compile(r"phone|mobile|cell|tel(?![a-z])|電話|携帯|telef|whatsapp|手机|전화")
_UNLIKELY = re.compile(
    r"fax|ファックス|ファクス|extension|内線|postcode|zip|郵便|date|日付|amount|金額"
)
_SURELY_COUNTRIES = 0.95  # of the cells that are not empty
_LOOKED_AT = 500  # cells of a column
_EMPTY = 0.25  # what a column without any filled cell would lose of its likeness
_COUNTRY = re.compile(
    r"(iso)?country(code|name|iso)?|nation|land|länder?code|landcode|staat|pays|país|pais|paese"
    r"|страна|国名?|国コード|国家|國家|국가"
)
_KINDS = (
    (re.compile(r"mobile|cell|携帯|handy|móvil|celular|portable"), "mobile"),
    (re.compile(r"home|自宅"), "home"),
    (re.compile(r"work|office|business|会社|勤務"), "work"),
)


def guess_number_columns(table: Table, region: str | None) -> tuple[NumberColumn, ...]:
    """The column most likely to hold the numbers to call; empty when none is likely."""
    scored = [
        (_likeness(header, column, region), -position, header)
        for position, (header, column) in enumerate(zip(table.headers, table.columns, strict=True))
    ]
    best, _, header = max(scored, default=(0.0, 0, ""))
    return (NumberColumn(header, guess_kind(header)),) if best >= _ENOUGH else ()


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
        if _COUNTRY.fullmatch(_plain(header))
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
    return tuple(sorted(likely, key=lambda header: not _COUNTRY.search(_plain(header))))


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


def guess_kind(header: str) -> str:
    """`mobile`, `home` or `work`, when the header says so; else empty."""
    name = _plain(header)
    return next((kind for pattern, kind in _KINDS if pattern.search(name)), "")


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
    sample = [cell for cell in cells[:: len(cells) // _LOOKED_AT + 1] if cell.strip()]
    return sum(map(bool, map(country_of, sample))) / len(sample) if sample else 0.0


def _likeness(header: str, cells: Sequence[str], region: str | None) -> float:
    """Content first, the name as a hint: at most 1 for the cells, half of that for the name.

    A column that most rows leave empty gives way to one as good that reaches more people.
    """
    looked_at = cells[:: len(cells) // _LOOKED_AT + 1]
    filled = sum(bool(cell.strip()) for cell in looked_at) / max(1, len(looked_at))
    share = phone_likeness(cells, region) * (1 - _EMPTY + _EMPTY * filled)
    name = _plain(header)
    if _UNLIKELY.search(name):
        return share + _UNLIKELY_NAME
    if _SURE.fullmatch(name):
        return share + _SURE_NAME
    return share + _LIKELY_NAME if _LIKELY.search(name) else share


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())
