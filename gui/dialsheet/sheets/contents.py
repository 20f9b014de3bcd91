"""A file's bytes, read once, and what kind of file they are: told by content, not by its ending."""

import re
import stat
import zlib
from collections.abc import Container
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

from dialsheet.errors import BadInput
from dialsheet.sheets.encodings import unmarked_utf16

TEXT = "text"
LARGEST_FILE = 1 << 30  # bytes
LARGEST_UNPACKED = 4 << 30  # bytes, as an archive declares them

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_SECTOR = 512  # bytes; a container that ends within one was cut off
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_XLS_BEGINNING = re.compile(rb"\x09\x08.\0\0[\x05\x06]\x05\0", re.DOTALL)
_XLS_FILE_PASS = b"\x2f\0"
_XLS_RECORDS = 8  # a password comes early
_OTHER_KINDS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",  # JPEG
    b"GIF8",
    b"{\\rtf",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b",  # gzip
    b"SQLite format 3",
)
# Parts that calamine reads without asking whether they are whole.
_WORDS = {"xlsx": "xl/sharedStrings.xml", "xlsm": "xl/sharedStrings.xml", "ods": "content.xml"}
_DAMAGE = (
    BadZipFile,
    zlib.error,
    ExpatError,
    LookupError,  # an encoding that nobody knows
    NotImplementedError,  # an unknown way of packing
    RuntimeError,  # an archive with a password
    OSError,
    EOFError,
    ValueError,
)
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|table|meta|head)\b", re.I)
_SOMETHING = re.compile(rb"[^\0 \t\r\n\xef\xbb\xbf\xff\xfe]")  # and no byte order mark
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\v\f\r\x1b"))
_FEW_CONTROLS = 32  # characters: so many do no harm
_MANY_CONTROLS = 0.05  # of the characters: more is no text
_BEGINNING = 4096  # bytes that are looked at


def file_bytes(path: Path) -> bytes:
    """The bytes of the file, which is only ever read. Raises `BadInput`."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise BadInput("sheets.not_a_file", file=str(path))
        if status.st_size > LARGEST_FILE:
            raise BadInput("sheets.too_large", file=path.name)
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadInput("sheets.no_such_file", file=str(path)) from None
    except (OSError, ValueError):  # ValueError: a name that no file can have
        raise BadInput("sheets.not_readable", file=str(path)) from None
    if not _SOMETHING.search(data):
        raise BadInput("sheets.empty_file", file=path.name)
    return data


def format_of(data: bytes, file: str) -> str:
    """`xlsx`, `xlsm`, `xlsb`, `ods`, `xls` or `TEXT`. Raises `BadInput` for anything else."""
    if data.startswith(b"PK\x03\x04"):
        return _format_of_archive(data, file)
    if data.startswith(_OLE):
        return _format_of_ole(data, file)
    if data.startswith(_OTHER_KINDS) or _WEB_PAGE.match(data) or not _is_text(data):
        raise BadInput("sheets.not_a_spreadsheet", file=file)
    return TEXT


def _format_of_archive(data: bytes, file: str) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            if sum(part.file_size for part in parts.values()) > LARGEST_UNPACKED:
                raise BadInput("sheets.too_large", file=file)
            file_format = _format_of_parts(archive, parts, file)
            if (words := _WORDS.get(file_format)) in parts:
                with archive.open(parts[words]) as part:
                    ParserCreate().ParseFile(part)  # to its end, where its checksum is compared
    except _DAMAGE:
        raise BadInput("sheets.damaged_workbook", file=file) from None
    return file_format


def _format_of_parts(archive: ZipFile, parts: Container[str], file: str) -> str:
    if "mimetype" in parts and archive.read("mimetype").strip() == _ODS:
        manifest = "META-INF/manifest.xml"
        if manifest in parts and b":encryption-data" in archive.read(manifest):
            raise BadInput("sheets.password_protected", file=file)
        return "ods"
    if "xl/workbook.bin" in parts:
        return "xlsb"
    if "xl/workbook.xml" in parts:
        return "xlsm" if "xl/vbaProject.bin" in parts else "xlsx"
    raise BadInput("sheets.not_a_spreadsheet", file=file)


def _format_of_ole(data: bytes, file: str) -> str:
    """The names of an OLE container's streams stand in it as UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data or _has_file_pass(data):
        raise BadInput("sheets.password_protected", file=file)
    directory = (int.from_bytes(data[48:52], "little") + 1) * _OLE_SECTOR
    if len(data) % _OLE_SECTOR or len(data) <= directory:
        raise BadInput("sheets.damaged_workbook", file=file)
    if not any(name.encode("utf-16-le") in data for name in ("Workbook\0", "Book\0")):
        raise BadInput("sheets.not_a_spreadsheet", file=file)
    return "xls"


def _has_file_pass(data: bytes) -> bool:
    """Whether a password is among the first records of an .xls file's workbook stream."""
    start = found.start() if (found := _XLS_BEGINNING.search(data)) else len(data)
    for _ in range(_XLS_RECORDS):
        kind, length = data[start : start + 2], data[start + 2 : start + 4]
        if kind == _XLS_FILE_PASS:
            return True
        start += 4 + int.from_bytes(length, "little")
    return False


def _is_text(data: bytes) -> bool:
    beginning = data[:_BEGINNING]
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(beginning):
        return True
    controls = len(beginning) - len(beginning.translate(None, _CONTROLS))
    return controls <= max(_FEW_CONTROLS, _MANY_CONTROLS * len(beginning))
