"""The columns of a do-not-call list: what is read of them, and which must be understood."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat

from dialsheet.numbers import (
    FEWEST,
    Finder,
    Found,
    count_digits,
    country_of,
    is_calling_code,
    is_date,
    is_wild,
    joined,
    phone_likeness,
    region_of,
)
from dialsheet.sheets import WholeSheet, column_letters
from dialsheet.workflow.list_spans import in_range, paired

_SHOWN = 40  # characters of a cell that a message shows
_LOOKS_LIKE_ONE = 0.75
_LOOKED_AT = 2_000  # records, to tell whether a column names countries
_MOST = 0.5
_SAMPLE = 300  # cells of a column
_FEWEST_LEFT = 3  # digits of a cell without a number, among numbers: fewer count something
_FEWEST_IN_WORDS = 4  # of such a cell with words in it: `ends in 4101`
_FEWEST_ALONE = 7  # digits of what may be a number where no cell of a worksheet is one
_MOST_PARTS = 4  # cells that one number stands in: +1, 415, 555, 9876

_DIGITS = re.compile(r"\d\D*\d\D*\d")  # fewer are no number
_NUMBERS = re.compile(
    r"phone|mobile|(?<![a-z])(cell|tel|fax|handy|móvil|celular|portable|whatsapp|msisdn|mob)"
    r"|telef|teléf|телефон|電話|携帯|ファックス|手机|电话|전화"
)
_MAY_BE_NUMBERS = re.compile(
    r"(?<![a-z])(number|num|no|nr|dnc|donotcall|home|work|office|alt\w*)(?![a-z])|番号|call"
)
_OTHER = re.compile(
    r"(?<![a-z])(id|uuid|guid|key|ref|zip|plz|ssn|ein|vat|iban|lat|lon|lng)(?![a-z])|date|time"
    r"|datum|postcode|postal|post ?code|account|order|invoice|customer|case|ticket|record|referen"
    r"|amount|price|total|balance|birth|dob|year|note|comment|reason|remark|description|address"
    r"|street|mail|url|日付|郵便|金額|備考|住所|生年月日|顧客"
)
_COUNTRY = re.compile(r"country|nation|(?<![a-z])(land|staat|pays|país|pais|paese)(?![a-z])|国")
_STATE = re.compile(r"(?<![a-z])(state|province|prov|region|county|st)(?![a-z])|都道府県")
_AREA = re.compile(
    r"area|prefix|npa|(?<![a-z])(std|ddd|stc)(?![a-z])|vorwahl|indicatif|prefijo|prefisso|lada"
    r"|city code|dialling code|市外局番|区号"
)
_CODE = re.compile(
    r"(country|calling|phone|dial\w*|int\w*) ?(calling |dial\w* |phone )?(code|prefix)"
    r"|(?<![a-z])(cc|ddi|isd)(?![a-z])|ländervorwahl|国番号|国家代码"
)
_PART = re.compile(r"\+?\(?\d{1,8}\)?(?:\.0)?")


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that may be a telephone number, and is none that can be told."""

    row: int  # 1-based record of its worksheet
    column: str  # with the worksheet's name where there are several
    cell: str  # most of its digits masked
    lacks_country: bool = False  # a national number, and nothing says of which country


@dataclass(slots=True, eq=False)
class _Column:
    """What was found in one column, by the index of its record."""

    name: str
    label: str  # its name in small letters, in words
    cells: Sequence[str]
    found: dict[int, Found] = field(default_factory=dict)
    joined: dict[int, tuple[str, ...]] = field(default_factory=dict)  # with cells beside it
    beside: dict[int, tuple[str, ...]] = field(default_factory=dict)  # a number alone, too
    is_end: bool = False  # of ranges, the other ends of which stand in another column
    counts: bool = False  # whether a cell of it that cannot be read matters

    @property
    def yields(self) -> bool:
        return bool(self.joined or self.beside) or any(each.numbers for each in self.found.values())


class ListSheet:
    """One worksheet of a list, or its only table: read when it is made."""

    def __init__(self, sheet: WholeSheet, regions: tuple[str, ...], *, several: bool) -> None:
        self._sheet, self._several = sheet, several
        self._columns = [
            _Column(_shown_name(name, place), _words(name), cells)
            for place, (name, cells) in enumerate(
                zip(sheet.names, sheet.table.columns, strict=True)
            )
        ]
        said = _country_column(sheet)
        self.regions = regions
        if said is not None:
            own = {region_of(cell, None) for cell in set(said)}
            more = sorted(each for each in own - {None, *regions} if each and country_of(each))
            self.regions = (*regions, *more)
        self._said = said
        self._finder = Finder(regions)
        self._join_named(regions)
        for column in self._columns:
            self._read(column)
        self._fill_spans()
        if not any(each.yields for each in self._columns):
            self._join_neighbours(regions)
        self._weigh()

    def numbers(self) -> Iterator[str]:
        """Every number that was found."""
        for column in self._columns:
            for found in column.found.values():
                yield from found.numbers
            for numbers in (*column.joined.values(), *column.beside.values()):
                yield from numbers

    def columns(self) -> Iterator[str]:
        """The names of the columns that have numbers."""
        return (self._named(column) for column in self._columns if column.yields)

    def unread(self) -> Iterator[Unread]:
        """The cells that may be numbers, and yield none."""
        rows = self._sheet.table.rows
        for column in self._columns:
            if not column.counts:
                continue
            passed_over = dict.fromkeys(self._passed_over(column), Found(is_whole=False))
            for index, found in sorted({**passed_over, **column.found}.items()):
                if index in column.joined:
                    continue
                if index in passed_over or not found.is_whole or found.lacks_country:
                    cell = _masked(column.cells[index])
                    yield Unread(rows[index], self._named(column), cell, found.lacks_country)
        yield from self._without_value()

    def _passed_over(self, column: _Column) -> Iterator[int]:
        """The cells among numbers that have digits, and no number: `XXX-XXX-4101`."""
        numbers = [index for index, found in column.found.items() if found.numbers]
        with_digits = sum(map(bool, map(count_digits, column.cells)))
        if not numbers or not (_NUMBERS.search(column.label) or len(numbers) * 2 >= with_digits):
            return
        header = self._sheet.header_row
        for index, (row, cell) in enumerate(zip(self._sheet.table.rows, column.cells, strict=True)):
            found = column.found.get(index)
            is_above = row <= header if header is not None else index < min(numbers)
            if not is_above and not (found and found.numbers) and _may_mean_one(cell):
                yield index

    def _fill_spans(self) -> None:
        """What lies between the ends of ranges that stand in two columns."""
        for first, last in paired([each.label for each in self._columns]):
            start, end = self._columns[first], self._columns[last]
            for index, found in start.found.items():
                ending = end.cells[index].strip()
                if found.numbers and count_digits(ending):
                    said = self._said[index] if self._said is not None else None
                    other = end.found.get(index) or Found()
                    start.found[index] = in_range(found, other, ending, self._finder, said)
                    start.is_end = end.is_end = True
                    if start.found[index].is_whole:
                        end.found[index] = start.found[index]

    def _without_value(self) -> Iterator[Unread]:
        """Formulas that were never worked out, where there should be numbers."""
        for row, place in self._sheet.without_value:
            if place < len(self._columns) and self._columns[place].counts:
                yield Unread(row, self._named(self._columns[place]), "")

    # How

    def _read(self, column: _Column) -> None:
        """Read every cell, unless neither a sample nor a plain look finds a number in any."""
        find = self._finder.find
        countries = self._said if self._said is not None else repeat(None)
        cells = [
            (index, cell, country)
            for index, (cell, country) in enumerate(zip(column.cells, countries, strict=False))
            if _DIGITS.search(cell) and index not in column.joined
        ]
        sample = cells[:: len(cells) // _SAMPLE + 1]
        column.found = {index: find(cell, said) for index, cell, said in sample}
        looks_like_numbers = (
            bool(_NUMBERS.search(column.label) or _MAY_BE_NUMBERS.search(column.label))
            or bool(column.joined)
            or any(each.numbers or each.lacks_country for each in column.found.values())
            or any(self._finder.is_likely(cell) for _, cell, _ in cells)
        )
        if looks_like_numbers and len(sample) < len(cells):
            column.found = {index: find(cell, said) for index, cell, said in cells}

    def _has_calling_codes(self, column: _Column) -> bool:
        """Whether a column has nothing but calling codes, and does not count something."""
        header = self._sheet.header_row
        rows = zip(self._sheet.table.rows, column.cells, strict=True)
        codes = [cell.strip() for row, cell in rows if row != header and cell.strip()]
        return (
            bool(codes)
            and all(is_calling_code(code.removeprefix("+")) for code in set(codes))
            and len(set(codes)) <= max(1, len(codes) // 2)
        )

    def _join_named(self, regions: tuple[str, ...]) -> None:
        """Numbers that stand in several cells of a row, one of which is named after its part."""
        areas = [
            each
            for each in self._columns
            if _AREA.search(each.label) and not _CODE.search(each.label)
        ]
        codes = [
            each
            for each in self._columns
            if _CODE.search(each.label) or (each not in areas and self._has_calling_codes(each))
        ]
        ways = [
            (code is not None, [part for part in (code, area) if part is not None])
            for code in (*codes, None)
            for area in (*areas, None)
            if code or area
        ]
        for column in self._columns if ways else ():
            if column not in codes and column not in areas:
                for index, cell in enumerate(column.cells):
                    if _DIGITS.search(cell):
                        self._join_cells(index, column, ways, self._places(index, regions))

    def _join_cells(
        self,
        index: int,
        column: _Column,
        ways: Sequence[tuple[bool, Sequence[_Column]]],
        places: tuple[str, ...],
    ) -> None:
        alone = self._finder.is_likely(column.cells[index])  # then it is read by itself, too
        for with_code, before in ways:
            cells = [*(part.cells[index] for part in before), column.cells[index]]
            numbers = joined(cells, places, with_code=with_code) if all(cells) else ()
            for each in (*before, column) if numbers else ():
                if alone:
                    each.beside[index] = (*each.beside.get(index, ()), *numbers)
                else:
                    each.joined[index] = (*each.joined.get(index, ()), *numbers)

    def _join_neighbours(self, regions: tuple[str, ...]) -> None:
        """Where no cell is a number by itself: `415,5559876`, `1,415,555,9876`."""
        for index in range(len(self._sheet.table)):
            cells = [column.cells[index].strip() for column in self._columns]
            fits = [bool(_PART.fullmatch(cell)) for cell in cells]
            places = self._places(index, regions)
            for start in range(len(cells) - 1):
                for stop in range(start + 2, min(start + _MOST_PARTS, len(cells)) + 1):
                    if not all(fits[start:stop]):
                        break
                    parts = cells[start:stop]
                    with_code = parts[0].startswith(("+", "00"))
                    numbers = joined(parts, places, with_code=with_code)
                    for column in self._columns[start:stop] if numbers else ():
                        column.joined[index] = (*column.joined.get(index, ()), *numbers)
        for column in self._columns:
            if column.joined:
                self._read(column)

    def _places(self, index: int, regions: tuple[str, ...]) -> tuple[str, ...]:
        """The countries that a row's numbers may be of."""
        own = region_of(self._said[index], None) if self._said is not None else None
        return (*regions, own) if own and country_of(own) and own not in regions else regions

    def _weigh(self) -> None:
        """Which columns are those of numbers, so that each of their cells must be understood."""
        for column in self._columns:
            if column.is_end:
                column.counts = True
            elif _NUMBERS.search(column.label):
                column.counts = bool(column.found)
            elif not _OTHER.search(column.label):
                column.counts = (
                    bool(_MAY_BE_NUMBERS.search(column.label) and column.found)
                    or bool(column.joined)
                    or _has_number(column, self.regions)
                    or self._lacks_country(column)
                )
        if any(column.counts for column in self._columns):
            return
        yielding = [each for each in self._columns if each.yields]
        for column in yielding or self._columns:
            column.counts = bool(yielding) or any(
                count_digits(column.cells[index]) >= _FEWEST_ALONE for index in column.found
            )

    def _lacks_country(self, column: _Column) -> bool:
        """Whether what may be a national number has no country that it could be of."""
        return any(
            found.lacks_country and count_digits(column.cells[index]) >= _FEWEST_ALONE
            for index, found in column.found.items()
        )

    def _named(self, column: _Column) -> str:
        return f"{self._sheet.sheet}: {column.name}" if self._several else column.name


def _has_number(column: _Column, regions: tuple[str, ...]) -> bool:
    """Whether a cell surely is a number, and the column does not only count something."""
    cells = [column.cells[index] for index, found in column.found.items() if found.numbers]
    for region in regions or (None,):
        if phone_likeness(cells, region) and any(
            phone_likeness([cell], region) >= _LOOKS_LIKE_ONE for cell in cells
        ):
            return True
    return False


def _country_column(sheet: WholeSheet) -> Sequence[str] | None:
    """What the list itself says of each row's country."""
    likely: list[tuple[bool, float, int]] = []
    for place, (name, column) in enumerate(zip(sheet.names, sheet.table.columns, strict=True)):
        label = _words(name)
        rows = islice(zip(sheet.table.rows, column, strict=True), _LOOKED_AT)
        cells = [cell for row, cell in rows if row != sheet.header_row and cell.strip()]
        share = sum(map(bool, map(country_of, cells))) / max(1, len(cells))
        is_named = bool(_COUNTRY.search(label))
        if share > (0 if is_named else _MOST) and not _STATE.search(label):
            likely.append((is_named, share, -place))
    return sheet.table.columns[-max(likely)[2]] if likely else None


def _shown_name(name: str, place: int) -> str:
    """A column's name, unless it is a number: then its letters."""
    return name if count_digits(name) < FEWEST else f"Column {column_letters(place)}"


def _may_mean_one(cell: str) -> bool:
    """Whether a cell without a number may mean one that is not there in full."""
    digits = count_digits(cell)
    if not digits or is_date(cell.strip()):
        return False
    has_words = any(map(str.isalpha, cell))
    return is_wild(cell) or digits >= (_FEWEST_IN_WORDS if has_words else _FEWEST_LEFT)


def _words(name: str) -> str:
    words = unicodedata.normalize("NFKC", name)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).casefold()
    return " ".join(re.findall(r"[^\W_]+", words))


def _masked(cell: str) -> str:
    """A cell with its last two digits only."""
    text = " ".join(cell.split())[:_SHOWN]
    return re.sub(r"\d(?=(?:\D*\d){2})", "•", text)
