"""Columns that say each row's country, where another one was chosen for all rows.

A number that was read against such a column is not dialed before a person says which is right.
"""

import re
import unicodedata
from collections.abc import Sequence

from dialsheet.campaign.mapping import Mapping
from dialsheet.columns import Table
from dialsheet.numbers import (
    PERSON,
    Check,
    Verdict,
    VerdictColumn,
    calling_code_of,
    contradicted,
    country_of,
)

CONTRADICTED = frozenset(
    f"numbers.country_{how}" for how in ("contradicts", "not_known", "elsewhere")
)
_LOOKED_AT = 500  # cells of a column
_CALLED_SO = re.compile(
    r"country|国名|国コード|居住国|国家|國家|국가|страна"
    r"|^(nation|land|länder?code|landcode|staat|pays|país|pais|paese|国)$"
)
_OF_SOMETHING_ELSE = re.compile(
    r"birth|origin|citizen|national(?!number)|destination|passport|manager|made|manufactur|visited"
    r"|interest|travel|出生|原産|国籍"
)


def country_columns(table: Table, mapping: Mapping) -> tuple[str, ...]:
    """The columns that say each row's country, while one country is chosen for all rows."""
    if mapping.region is None or mapping.region_column is not None:
        return ()
    return tuple(filter(_is_called_country, table.headers))


def contradict(table: Table, mapping: Mapping, verdicts: Sequence[VerdictColumn]) -> None:
    """Numbers that were read against what their row says wait for a person."""
    for header in country_columns(table, mapping):
        said, strict = table.column(header), _names_countries(table, header)
        for number, column in zip(mapping.numbers, verdicts, strict=True):
            cells, details = table.column(number.column), column.details
            # As most numbers are of the country that their row names, it is told by small integers.
            alike = [_agrees_with(check, region) for check, _, _, region in details.distinct]
            for index, (country, code) in enumerate(zip(said, details.codes[:], strict=True)):
                named = calling_code_of(country)
                if named is None or named == alike[code] or alike[code] < 0:
                    continue
                before = column[index]
                after = contradicted(before, cells[index], country, strict=strict)
                if after is not before:
                    column[index] = after


def _agrees_with(check: Check, region: str | None) -> int:
    """The calling code of a country whose rows such a verdict agrees with; -1: of any."""
    return -1 if check is Check.EMPTY else calling_code_of(region or "") or 0


def as_it_stands(
    verdict: Verdict, table: Table, mapping: Mapping, index: int, column: str
) -> Verdict:
    """The verdict on a cell that nobody corrected: it waits where the row says another country."""
    cell = table.column(column)[index]
    for header in country_columns(table, mapping):
        strict = _names_countries(table, header)
        verdict = contradicted(verdict, cell, table.column(header)[index], strict=strict)
    return verdict


def held_by_country(verdicts: Sequence[VerdictColumn]) -> int:
    """How many contacts have a number that waits for it."""
    waiting: set[int] = set()
    for column in verdicts:
        details = column.details
        codes = {
            code
            for code, (_, reason, *_) in enumerate(details.distinct)
            if reason is not None and reason.code in CONTRADICTED
        }
        if codes:
            waiting.update(index for index, code in enumerate(details.codes) if code in codes)
    return len(waiting)


def against_country(table: Table, header: str, verdicts: Sequence[VerdictColumn]) -> int:
    """How many contacts have a number that this column contradicts, whatever it is called."""
    said = table.column(header)
    return sum(
        bool(code := calling_code_of(country))
        and any(
            column.numbers[index] and not str(column.numbers[index]).startswith(str(code))
            for column in verdicts
            if column[index].rule != PERSON
        )
        for index, country in enumerate(said)
    )


def _is_called_country(header: str) -> bool:
    name = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())
    return _CALLED_SO.search(name) is not None and not _OF_SOMETHING_ELSE.search(name)


def _names_countries(table: Table, header: str) -> bool:
    """Whether most of a column's cells name countries: then one that names none is to be feared."""
    cells = table.column(header)
    places = range(0, len(cells), len(cells) // _LOOKED_AT + 1)
    sample = [cell for place in places if (cell := cells[place]).strip()]
    return sum(country_of(cell) is not None for cell in sample) * 2 > len(sample)
