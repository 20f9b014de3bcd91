"""Cell styles of ours among those of a workbook: plain text, dates with times, and headers."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from zipfile import ZipFile

from dialsheet.errors import BadInput
from dialsheet.sheets.workbook_xml import CONTENT_TYPES, RELATIONS
from dialsheet.sheets.worksheet_copy import refuse_unusual
from dialsheet.sheets.xlsx import HEADER, OFFICE, STYLES_PART, TEXT, TIME, TIME_FORMAT, TYPES

_MOST_STYLES = 65_490  # cell formats; Excel calls a workbook with more damaged
_OWN = 3
_FIRST_CUSTOM = 164  # the first number that a format may have
_TEXT_FORMAT = 49
_PART = "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class Styles:
    """Positions among the cell styles of a workbook."""

    text: int
    time: int
    header: int


def with_styles(xml: bytes, file: str) -> tuple[bytes, Styles]:
    """A workbook's styles with ours at their end. Raises `BadInput`, or `ParseError`."""
    refuse_unusual(xml, file)
    root = ElementTree.fromstring(xml)  # noqa: S314 - there is no doctype
    lists = {element.tag.rpartition("}")[2]: list(element) for element in root}
    first = len(lists.get("cellXfs", ()))
    prefix = re.search(rb"<((?:\w+:)?)styleSheet\b[^>]*>", xml)
    if prefix is None or not first:
        raise BadInput("sheets.copy_unusual_xml", file=file)
    if first + _OWN > _MOST_STYLES:
        raise BadInput("sheets.copy_too_many_styles", file=file, most=_MOST_STYLES)
    numbers = [int(each.get("numFmtId", "0")) for each in lists.get("numFmts", ())]
    number = max([_FIRST_CUSTOM, *(taken + 1 for taken in numbers)])
    if not numbers:
        xml = re.sub(rb"<(?:\w+:)?numFmts\b[^>]*?/>", b"", xml)
        empty = b'<%bnumFmts count="0"></%bnumFmts>' % (prefix[1], prefix[1])
        xml = xml[: prefix.end()] + empty + xml[prefix.end() :]
    code = b'<numFmt numFmtId="%d" formatCode="%b"/>' % (number, TIME_FORMAT.encode())
    xml = _added(xml, b"numFmts", code)
    bold = b""
    if font := re.search(rb"<((?:\w+:)?)font>(.*?)</\1font>", xml, re.DOTALL):
        weightless = re.sub(rb"<(?:\w+:)?b(?:\s[^>]*)?/>", b"", font[2])
        xml = _added(xml, b"fonts", b"<font><%bb/>%b</%bfont>" % (font[1], weightless, font[1]))
        bold = b' fontId="%d" applyFont="1"' % len(lists["fonts"])
    formats = ((_TEXT_FORMAT, b""), (number, b""), (_TEXT_FORMAT, bold))
    own = (b'<xf numFmtId="%d" applyNumberFormat="1"%b/>' % each for each in formats)
    return _added(xml, b"cellXfs", *own), Styles(first, first + 1, first + 2)


def with_styles_part(archive: ZipFile) -> tuple[dict[str, bytes], Styles]:
    """What must change in a workbook without styles, or be added to it, so that it has ours."""
    relation = f'<Relationship Id="dialsheetStyles" Type="{OFFICE}/styles" Target="/{_PART}"/>'
    kind = f'<Override PartName="/{_PART}" ContentType="{TYPES}.styles+xml"/>'
    return {
        RELATIONS: _before_end(archive.read(RELATIONS), b"Relationships", relation),
        CONTENT_TYPES: _before_end(archive.read(CONTENT_TYPES), b"Types", kind),
        _PART: STYLES_PART.encode(),
    }, Styles(TEXT, TIME, HEADER)


def _added(xml: bytes, name: bytes, *elements: bytes) -> bytes:
    """A list of the styles with elements at its end, and counted."""
    opening = re.search(rb"<((?:\w+:)?)%b\b[^>]*>" % name, xml)
    if opening is None:
        raise ValueError("no such list")
    prefix = opening[1]
    end = xml.index(b"</%b%b" % (prefix, name), opening.end())
    own = b"".join(b"<" + prefix + element.removeprefix(b"<") for element in elements)

    def counted(found: "re.Match[bytes]") -> bytes:
        return b"%b%d" % (found[1], int(found[2]) + len(elements))

    tag = re.sub(rb"(\scount=[\"'])(\d+)", counted, opening[0])
    return xml[: opening.start()] + tag + xml[opening.end() : end] + own + xml[end:]


def _before_end(xml: bytes, name: bytes, element: str) -> bytes:
    end = re.search(rb"</((?:\w+:)?)%b\s*>\s*\Z" % name, xml)
    if end is None:
        raise ValueError("XML without its end")
    own = b"<" + end[1] + element.encode().removeprefix(b"<")
    return xml[: end.start()] + own + xml[end.start() :]
