"""Good first guesses: which column holds the telephone numbers, and how fields could be named."""

import locale
import os
import re
import sys
import unicodedata
from collections.abc import Sequence

from dialsheet.campaign import Field, NumberColumn
from dialsheet.columns import Table
from dialsheet.errors import BadInput
from dialsheet.numbers import phone_likeness

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


def _likeness(header: str, cells: Sequence[str], region: str | None) -> float:
    """Content first, the name as a hint: at most 1 for the cells, half of that for the name."""
    share = phone_likeness(cells, region)
    name = _plain(header)
    if _UNLIKELY.search(name):
        return share + _UNLIKELY_NAME
    if _SURE.fullmatch(name):
        return share + _SURE_NAME
    return share + _LIKELY_NAME if _LIKELY.search(name) else share


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())
