"""What an xlsx archive says of its worksheets as a whole: their names and parts, the number
formats of cell styles, and the texts that cells share.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import islice
from posixpath import join, normpath
from typing import IO, overload
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from dialsheet.sheets.number_formats import BUILT_IN, PLAIN, Format, format_of

DAMAGE = (
    BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    LookupError,  # no such part, or an encoding that nobody knows
    OSError,
    EOFError,
    NotImplementedError,  # an unknown way of packing
    RuntimeError,  # an archive with a password
    ValueError,
    OverflowError,
)

_WORKBOOK = "xl/workbook.xml"
CONTENT_TYPES = "[Content_Types].xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
_BLOCK = 1 << 20  # bytes unpacked at a time
_LONGEST_PIECE = 1 << 26  # bytes of one row, or of one text
_LARGEST_FRAME = 1 << 25  # bytes of a part that is held as a tree
_LARGEST_TEXTS = 1 << 30  # bytes of all shared texts

_PREFIX = re.compile(rb"<(\w+:)(?:worksheet|sst)\b")
_OTHER_MARKUP = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>(.*?)</t>", re.DOTALL)
_PLAIN_ITEM = re.compile(
    rb"\s*(?:<sst\b[^>]*>\s*)?<si><t(?: xml:space=\"preserve\")?>([^<&_\r]*)</t>"
)
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>", re.DOTALL)  # how to say it, not what it says
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|amp|lt|gt|quot|apos);")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MARKED = re.compile(rb"[&_\r]")


@dataclass(frozen=True, slots=True)
class Part:
    """A worksheet, and where the archive has it."""

    name: str
    path: str
    is_hidden: bool


def worksheets(archive: ZipFile) -> tuple[list[Part], bool]:
    """The worksheets in their order, and whether days are counted from 1904."""
    relations = {each.get("Id"): each for each in _tree(archive, RELATIONS)}
    parts, from_1904 = [], False
    for element in _tree(archive, _WORKBOOK).iter():
        if element.tag.endswith("}workbookPr"):
            from_1904 = element.get("date1904", "0") in ("1", "true")
        elif element.tag.endswith("}sheet"):
            relation = relations[_relation_id(element)]
            if relation.get("Type", "").endswith("/worksheet"):
                path = normpath(join("/xl", relation.attrib["Target"])).lstrip("/")
                is_hidden = element.get("state", "visible") != "visible"
                parts.append(Part(element.attrib["name"], path, is_hidden))
    return parts, from_1904


def _relation_id(element: ElementTree.Element) -> str:
    return {key[-3:]: value for key, value in element.items()}["}id"]


def number_formats(archive: ZipFile, *, from_1904: bool) -> list[Format]:
    """How cells of each cell style show their values."""
    path = related(archive, "/styles")
    if path is None:
        return []
    tree = _tree(archive, path)
    codes = dict(BUILT_IN)
    for element in tree.iter():
        if element.tag.endswith("}numFmt") and "numFmtId" in element.attrib:
            codes[int(element.attrib["numFmtId"])] = element.get("formatCode", "")
    made: dict[int, Format] = {}
    styles = []
    for cell_styles in tree:
        if cell_styles.tag.endswith("}cellXfs"):
            for style in cell_styles:
                number = int(style.get("numFmtId", "0"))
                if number not in made:
                    code = codes.get(number)
                    made[number] = format_of(code, from_1904=from_1904) if code else PLAIN
                styles.append(made[number])
    return styles


class TextsAsNeeded(Sequence[bytes]):
    """Shared texts, drawn as far as they are asked for."""

    def __init__(self, texts: Iterator[bytes]) -> None:
        self._rest = texts
        self._drawn: list[bytes] = []

    def __len__(self) -> int:
        return len(self._drawn)

    @overload
    def __getitem__(self, position: int) -> bytes: ...
    @overload
    def __getitem__(self, position: slice) -> list[bytes]: ...
    def __getitem__(self, position: int | slice) -> bytes | list[bytes]:
        if isinstance(position, int) and position >= len(self._drawn):
            self._drawn.extend(islice(self._rest, position + 1 - len(self._drawn)))
        return self._drawn[position]


def shared_texts(archive: ZipFile) -> Iterator[bytes]:
    """The texts that cells name by their position, UTF-8."""
    path = related(archive, "/sharedStrings")
    if path is None:
        return
    size = 0
    with archive.open(path) as part:
        for piece in pieces(part, b"</si>", b"sst"):
            plain_item = _PLAIN_ITEM.fullmatch(piece)
            if plain_item:
                text = plain_item[1]
            else:
                *empty, item = re.split(rb"<si\s*/>", piece)  # an empty text has no end of its own
                yield from [b""] * len(empty)
                if b"<si" not in item:
                    continue
                text = rich_text(item)
            yield text
            size += len(text)
            if size > _LARGEST_TEXTS:
                raise ValueError("texts without end")


def rich_text(item: bytes) -> bytes:
    """The text of all runs of a text item, its readings left out."""
    if b"<rPh" in item:
        item = _PHONETIC.sub(b"", item)
    return unmarked(b"".join(_TEXT.findall(item)))


def unmarked(text: bytes) -> bytes:
    """The characters that the marks of XML and of Excel stand for."""
    if not _MARKED.search(text):
        return text
    plain_text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode()
    if "&" in plain_text:
        plain_text = _ENTITY.sub(_character, plain_text)
    plain_text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), plain_text)
    if _SURROGATE.search(plain_text):  # two escapes may make one character
        plain_text = plain_text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return plain_text.encode()


def pieces(part: IO[bytes], end: bytes, root: bytes) -> Iterator[bytes]:
    """The XML of a part in UTF-8, cut after each `end`, without prefixes; last what follows.

    Raises ValueError for what no spreadsheet program writes.
    """
    block = part.read(_BLOCK)
    if block.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in block:
        raise ValueError("XML that no spreadsheet program writes")
    prefix = found[1] if (found := _PREFIX.search(block)) else b""
    end = end.replace(b"</", b"</" + prefix)
    last = b""
    while block:
        text = last + block
        *done, last = text.split(end)
        is_bare = not prefix and b"<!" not in text
        yield from done if is_bare else (_bare(piece, prefix) for piece in done)
        if len(last) > _LONGEST_PIECE:
            raise ValueError("a piece without end")
        block = part.read(_BLOCK)
    last = _bare(last, prefix)
    if b"</" + root not in last and not re.search(b"<" + root + rb"\b[^>]*/>", last):
        raise ValueError("XML without its end")
    yield last


def _bare(piece: bytes, prefix: bytes) -> bytes:
    if prefix:
        piece = piece.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    if b"<!" in piece:
        piece = _OTHER_MARKUP.sub(_as_text, piece)
    return piece


def _as_text(found: "re.Match[bytes]") -> bytes:
    text: bytes = found[1] or b""
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _character(found: "re.Match[str]") -> str:
    decimal, hexadecimal = found.groups()
    if decimal or hexadecimal:  # `unescape` takes some of them for characters of Windows
        return chr(int(decimal) if decimal else int(hexadecimal, 16))
    return unescape(found[0])


def related(archive: ZipFile, kind: str) -> str | None:
    """The path of the part that the workbook has for such a kind, if it has one."""
    for each in _tree(archive, RELATIONS):
        if each.get("Type", "").endswith(kind):
            path = normpath(join("/xl", each.attrib["Target"])).lstrip("/")
            return path if path in archive.NameToInfo else None
    return None


def _tree(archive: ZipFile, path: str) -> ElementTree.Element:
    if archive.getinfo(path).file_size > _LARGEST_FRAME:
        raise ValueError("a part that is far too large")
    return ElementTree.fromstring(archive.read(path))  # noqa: S314 - expat limits entities itself
