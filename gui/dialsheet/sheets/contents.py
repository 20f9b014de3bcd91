"""A file's bytes, read once, and what kind of file they are: told by content, not by its ending."""

import re
import stat
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from dialsheet.errors import BadInput

TEXT = "text"
LARGEST_FILE = 1 << 30  # bytes
LARGEST_UNPACKED = 4 << 30  # bytes, as an archive declares them

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
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
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|table|meta|head)\b", re.I)
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\v\f\r\x1b"))
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
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
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
            if "mimetype" in parts and archive.read("mimetype").strip() == _ODS:
                manifest = parts.get("META-INF/manifest.xml")
                if manifest and b":encryption-data" in archive.read(manifest):
                    raise BadInput("sheets.password_protected", file=file)
                return "ods"
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise BadInput("sheets.damaged_workbook", file=file) from None
    if "xl/workbook.bin" in parts:
        return "xlsb"
    if "xl/vbaProject.bin" in parts:
        return "xlsm"
    if "xl/workbook.xml" in parts:
        return "xlsx"
    raise BadInput("sheets.not_a_spreadsheet", file=file)


def _format_of_ole(data: bytes, file: str) -> str:
    """The names of an OLE container's streams stand in it as UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise BadInput("sheets.password_protected", file=file)
    if any(name.encode("utf-16-le") in data for name in ("Workbook\0", "Book\0")):
        return "xls"
    raise BadInput("sheets.not_a_spreadsheet", file=file)


def _is_text(data: bytes) -> bool:
    beginning = data[:_BEGINNING]
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    halves = (beginning[::2], beginning[1::2])
    if any(half.count(0) > len(half) // 4 for half in halves):
        # UTF-16 without a mark: one half of it is mostly zeros, and the other has none.
        beginning = min(halves, key=lambda half: half.count(0))
    controls = len(beginning) - len(beginning.translate(None, _CONTROLS))
    return controls <= _MANY_CONTROLS * len(beginning)
