"""Packed columns: how a million cells travel between rooms, threads, processes and the library.

A list of a million `str` takes some 60 MB and a second to send to another process; the same
cells as one UTF-8 buffer with offsets take what the text takes, and move at the speed of memory.
"""

import re
import unicodedata
from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T", bound=Hashable)

# What spreadsheets show in place of a value that they could not compute, in the languages in which
# text files are saved from them.
_ERRORS = """
    #N/A #REF! #VALUE! #DIV/0! #NAME? #NUM! #NULL! #GETTING_DATA #SPILL! #CALC! #FIELD!
    #BLOCKED! #CONNECT! #UNKNOWN! #BUSY! #EXTERNAL! #PYTHON! #TIMEOUT! #ERROR! #MACRO?
    #NV #BEZUG! #WERT! #ZAHL! #ÜBERLAUF! #KALK! #FELD!
    #VALEUR! #NOM? #NOMBRE! #NUL! #PROPAGATION! #CHAMP!
    #¡REF! #¡VALOR! #¡DIV/0! #¿NOMBRE? #¡NUM! #¡NULO! #N/D #¡DESBORDAMIENTO!
    #RIF! #VALORE! #NOME? #NULLO! #DIV/0 #VALOR! #NÚM! #NULO!
    #VERW! #WAARDE! #NAAM? #GETAL! #LEEG! #N/B #ADR! #ARG! #NAZWA? #LICZBA! #ZERO!
    #ССЫЛКА! #ЗНАЧ! #ДЕЛ/0! #ИМЯ? #ЧИСЛО! #ПУСТО! #Н/Д
    #SAKNAS! #REFERENS! #VÄRDEFEL! #DIVISION/0! #NAMN? #OGILTIGT! #SKÄRNING!
    #I/T #VÆRDI! #NAVN? #TAL! #NUL #VERDI! #PUUTTUU! #VIITTAUS! #ARVO! #NIMI? #LUKU!
    #YOK #BAŞV! #DEĞER! #AD? #SAYI! #BOŞ! #SAYI/0! #HIÁNYZIK #HIV! #ÉRTÉK! #NÉV? #SZÁM!
"""
_IS_ERROR = frozenset(_ERRORS.split()).__contains__
_ERROR_NUMBER = re.compile(r"Err:\d{3}")  # LibreOffice's
_LONGEST_ERROR = 20  # characters


def is_error(cell: str) -> bool:
    """Whether a cell shows an error in place of a value: `#N/A`, `#REF!`, `Err:502`."""
    if len(cell) > _LONGEST_ERROR or not ("#" in cell or "Err:" in cell):
        return False
    text = unicodedata.normalize("NFKC", cell).strip()
    return _IS_ERROR(text.upper()) or _ERROR_NUMBER.fullmatch(text) is not None


class TextColumn(Sequence[str]):
    """An immutable column of text: one UTF-8 buffer, and where each cell ends (in bytes)."""

    __slots__ = ("_data", "_ends")

    def __init__(self, data: bytes, ends: "array[int]") -> None:
        self._data = data
        self._ends = ends

    @classmethod
    def of(cls, cells: Iterable[str]) -> "TextColumn":
        """Pack `cells`, in order."""
        pieces: list[bytes] = []
        lengths: list[int] = []
        for cell in cells:
            piece = cell.encode("utf-8", "surrogatepass")
            pieces.append(piece)
            lengths.append(len(piece))
        data = b"".join(pieces)
        return cls(data, array("I" if len(data) < 1 << 32 else "Q", accumulate(lengths)))

    @classmethod
    def joined(cls, columns: Iterable["TextColumn"]) -> "TextColumn":
        """One column of several, one below the other."""
        data, ends = bytearray(), array("Q")
        for column in columns:
            start = len(data)
            ends.extend(start + end for end in column.ends)
            data += column.data
        return cls(bytes(data), ends)

    @property
    def data(self) -> bytes:
        """Every cell's UTF-8, one after another."""
        return self._data

    @property
    def ends(self) -> "array[int]":
        """The end of each cell in `data` (type code `I`, or `Q` where that is too small)."""
        return self._ends

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> "TextColumn": ...
    def __getitem__(self, index: int | slice) -> "str | TextColumn":
        if isinstance(index, slice):
            return TextColumn.of(self[i] for i in range(*index.indices(len(self))))
        if index < 0:
            index += len(self._ends)
        if not 0 <= index < len(self._ends):
            raise IndexError(index)
        start = self._ends[index - 1] if index else 0
        return self._data[start : self._ends[index]].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        data, start = self._data, 0
        for end in self._ends:
            yield data[start:end].decode("utf-8", "surrogatepass")
            start = end

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TextColumn):
            return self._data == other._data and self._ends == other._ends
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self._data, len(self._ends)))

    def __repr__(self) -> str:
        """Says nothing of the cells: they may be telephone numbers."""
        return f"<TextColumn of {len(self)} cells>"


class CodedColumn(Sequence[T], Generic[T]):
    """A column with few distinct values (reasons, countries, rules): each is kept once."""

    __slots__ = ("_codes", "_index", "_values")

    def __init__(self, values: Iterable[T] = ()) -> None:
        self._values: list[T] = []
        self._index: dict[T, int] = {}
        self._codes = array("I")
        for value in values:
            self.append(value)

    @classmethod
    def packed(cls, distinct: Iterable[T], codes: "array[int]") -> "CodedColumn[T]":
        """A column from its parts; `codes` (type code `I`) index `distinct`."""
        column = cls()
        column._values = list(distinct)
        column._index = {value: code for code, value in enumerate(column._values)}
        column._codes = codes
        return column

    def append(self, value: T) -> None:
        """Add one cell at the end."""
        self._codes.append(self._code(value))

    def append_like(self, index: int) -> None:
        """Add the value at `index` once more."""
        self._codes.append(self._codes[index])

    @property
    def distinct(self) -> Sequence[T]:
        """Each value once, in order of first appearance."""
        return self._values

    @property
    def codes(self) -> "array[int]":
        """For each cell, the index of its value in `distinct` (type code `I`)."""
        return self._codes

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> "CodedColumn[T]": ...
    def __getitem__(self, index: int | slice) -> "T | CodedColumn[T]":
        if isinstance(index, slice):
            return CodedColumn(self._values[code] for code in self._codes[index])
        return self._values[self._codes[index]]

    def __setitem__(self, index: int, value: T) -> None:
        self._codes[index] = self._code(value)

    def __iter__(self) -> Iterator[T]:
        values = self._values
        return (values[code] for code in self._codes)

    def __repr__(self) -> str:
        return f"<CodedColumn of {len(self)} cells, {len(self._values)} distinct>"

    def _code(self, value: T) -> int:
        code = self._index.get(value)
        if code is None:
            code = self._index[value] = len(self._values)
            self._values.append(value)
        return code


def unused_name(name: str, headers: Sequence[str]) -> str:
    """The name, or one like it that no column has yet."""
    candidate, number = name, 1
    while candidate in headers:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


@dataclass(frozen=True, slots=True)
class Table:
    """The contacts of a sheet as text cells, column by column.

    `headers[c]` names `columns[c]`; names are unique and never empty. `rows[i]` is the 1-based
    record of contact `i` in the source, title and header rows counted. All columns have
    `len(rows)` cells.
    """

    headers: tuple[str, ...]
    rows: "array[int]"
    columns: tuple[TextColumn, ...]

    def __post_init__(self) -> None:
        if len(self.headers) != len(self.columns) or len(set(self.headers)) != len(self.headers):
            raise ValueError("one unique header for each column")
        if any(len(column) != len(self.rows) for column in self.columns):
            raise ValueError("every column has one cell for each row")

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, header: str) -> TextColumn:
        """The column of that name; KeyError when there is none."""
        try:
            return self.columns[self.headers.index(header)]
        except ValueError:
            raise KeyError(header) from None

    def cells(self, index: int) -> dict[str, str]:
        """The cells of contact `index`, by header."""
        return {
            header: column[index] for header, column in zip(self.headers, self.columns, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table came from, and how the file was understood."""

    path: str  # as the user named it, absolute
    sha256: str  # of the file's bytes, hexadecimal
    format: str  # "xlsx", "csv", ...: told by content
    sheet: str | None = None  # the worksheet's name; None for text files
    encoding: str | None = None  # of a text file, Python's name
    delimiter: str | None = None  # of a text file
    header_row: int | None = None  # 1-based record of the header; None: the sheet has none
    # Worksheets that were stacked, and what was added to the rows of each; () unless several.
    stacked: tuple[tuple[str, int], ...] = ()
    content: str = ""  # tells its table from others, however it was saved; "": not known

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Source":
        """From plain values, as `dataclasses.asdict` has them; older ones may lack the newest."""
        stacked = tuple((name, offset) for name, offset in data.get("stacked", ()))
        return cls(**{**data, "stacked": stacked})

    @property
    def file(self) -> str:
        """The file's name without its folder."""
        return self.path.replace("\\", "/").rpartition("/")[2]

    @property
    def worksheets(self) -> tuple[str, ...]:
        """The names of the worksheets that were read; () for text files."""
        names = tuple(name for name, _ in self.stacked)
        return names or ((self.sheet,) if self.sheet is not None else ())

    def place(self, row: int) -> tuple[str | None, int]:
        """The worksheet that a contact's `row` is in, None for text files, and its row there."""
        for name, offset in reversed(self.stacked):
            if row > offset:
                return name, row - offset
        return self.sheet, row
