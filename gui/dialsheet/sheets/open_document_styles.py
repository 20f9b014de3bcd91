"""Cell styles of an .ods workbook whose number formats add digits or a plus to what is in a cell.

OpenDocument 1.3, part 3, 16.29 (number styles) and 16.2 (cell styles). What a number looks like
stands in the cell itself; the styles tell whether that is to be believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree
from zipfile import ZipFile

from dialsheet.sheets.format_sections import telling_of

_CONTENT = "content.xml"
_STYLES = "styles.xml"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_BODY = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}body"
_DATA_STYLES = tuple(
    f"{_NUMBER}{kind}-style" for kind in ("number", "currency", "percentage", "boolean", "text")
)
_LITERALS = (f"{_NUMBER}text", f"{_NUMBER}currency-symbol", f"{_NUMBER}embedded-text")
_IS_TEXT = f"{_NUMBER}text-content"
_DEPTH = 16  # of styles that inherit from each other


@dataclass(frozen=True, slots=True)
class Beside:
    """What a style shows beside a number or a text."""

    telling: str  # digits and pluses among its literals
    before: str = ""  # of a style for text
    after: str = ""
    is_for_text: bool = False


_NOTHING = Beside("")


@dataclass(slots=True)
class CellStyles:
    """The styles of a workbook's cells."""

    _data: dict[str, Beside] = field(default_factory=dict)  # by name of the data style
    _maps: dict[str, list[str]] = field(default_factory=dict)  # data styles that stand in for it
    _cells: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def beside(self, style: str | None) -> Beside:
        """What cells of a style show beside their values; nothing telling: `Beside("")`."""
        for _ in range(_DEPTH):
            if style is None:
                return _NOTHING
            data, parent = self._cells.get(style, (None, None))
            if data is not None:
                own = self._data.get(data, _NOTHING)
                others = (self._data.get(each, _NOTHING) for each in self._maps.get(data, ()))
                telling = own.telling + "".join(each.telling for each in others)
                return Beside(telling, own.before, own.after, own.is_for_text)
            style = parent
        return _NOTHING

    def learn(self, element: ElementTree.Element) -> None:
        """Take a style in."""
        name = element.get(f"{_STYLE}name", "")
        if element.tag in _DATA_STYLES:
            self._data[name] = _beside(element)
            maps = element.findall(f"{_STYLE}map")
            self._maps[name] = [each.get(f"{_STYLE}apply-style-name", "") for each in maps]
        elif element.tag == f"{_STYLE}style":
            data = element.get(f"{_STYLE}data-style-name")
            self._cells[name] = (data, element.get(f"{_STYLE}parent-style-name"))


def cell_styles(archive: ZipFile) -> CellStyles:
    """All of a workbook's. Raises what damage makes XML raise."""
    styles = CellStyles()
    for part in (_STYLES, _CONTENT):
        if part in archive.NameToInfo:
            with archive.open(part) as content:
                for element in _before_body(content):
                    styles.learn(element)
    return styles


def _before_body(content: IO[bytes]) -> Iterator[ElementTree.Element]:
    events = ElementTree.iterparse(content, ("start", "end"))  # noqa: S314 - expat limits entities itself
    for event, element in events:
        if element.tag == _BODY:
            return
        if event == "end" and (element.tag in _DATA_STYLES or element.tag == f"{_STYLE}style"):
            yield element


def _beside(style: ElementTree.Element) -> Beside:
    before, after = "", ""
    seen = False
    for element in style.iter():
        if element.tag == _IS_TEXT:
            seen = True
        elif element.tag in _LITERALS:
            if seen:
                after += element.text or ""
            else:
                before += element.text or ""
    return Beside(telling_of(before + after), before, after, seen)
