"""A file's bytes, and what kind of file they are: told by content, not by its ending."""

import os
import re
import stat
import zlib
from collections.abc import Container, Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

from dialsheet.errors import BadInput
from dialsheet.sheets.encodings import unmarked_utf16

LARGEST_FILE = 1 << 30  # bytes
LARGEST_UNPACKED = 4 << 30  # bytes, as an archive declares them

_ZIP = b"PK\x03\x04"
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
DAMAGE = (
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
_NOTHING = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"  # blanks and byte order marks
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\v\f\r\x1b"))
_FEW_CONTROLS = 32  # characters: so many do no harm
_MANY_CONTROLS = 0.05  # of the characters: more is no text
_BEGINNING = 4096  # bytes that are looked at
_BLOCK = 1 << 18  # bytes read at a time: what is made of them stays in the processor's cache


class SourceFile:
    """A file that is only ever read, and is said to have changed when it does meanwhile.

    Every method that reads raises `BadInput`.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path, self._file = path, file
        self._found = self._identities()
        self.name, self.size = path.name, os.fstat(file.fileno()).st_size  # bytes
        self.sha256 = ""  # hexadecimal; known when all was read once

    def beginning(self) -> bytes:
        """The first bytes, which tell what kind of file it is."""
        return next(self.blocks(), b"")[:_BEGINNING]

    def whole(self) -> bytes:
        """All of its bytes."""
        return b"".join(self.blocks())

    def blocks(self) -> Iterator[bytes]:
        """All of its bytes, from the beginning, block by block."""
        digest, left = None if self.sha256 else sha256(), self.size
        with self._border():
            self._file.seek(0)
            while left >= 0 and (block := self._file.read(_BLOCK)):  # or it may grow for ever
                left -= len(block)
                if digest:
                    digest.update(block)
                yield block
        self.check()
        if digest:
            self.sha256 = digest.hexdigest()

    def glimpses(self, head: int, other: int) -> list[bytes]:
        """So many bytes of its beginning, and of its middle and end where that is not all."""
        with self._border():
            self._file.seek(0)
            seen = [self._file.read(head)]
            middle = (self.size // _BLOCK + 1) // 2 * _BLOCK  # where `blocks` has a beginning, too
            for start in (max(middle, head), max(self.size - other, head)):
                if start < self.size:
                    self._file.seek(start)
                    seen.append(self._file.read(other))
        return seen

    def check(self) -> None:
        """Raise `BadInput` unless the file is there as it was when it was opened."""
        with self._border():
            changed = self._identities() != self._found
        if changed:
            raise BadInput("sheets.file_changed", file=self.name)

    def _identities(self) -> list[tuple[int, ...]]:
        """What tells this file, and the one of its name, from any other and from later states."""
        states = (os.fstat(self._file.fileno()), self._path.stat())
        return [(each.st_dev, each.st_ino, each.st_size, each.st_mtime_ns) for each in states]

    @contextmanager
    def _border(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            raise BadInput("sheets.file_changed", file=self.name) from None


@contextmanager
def opened(path: Path) -> Iterator[SourceFile]:
    """The file at `path`, to be read. Raises `BadInput`."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise BadInput("sheets.not_a_file", file=str(path))
        if status.st_size > LARGEST_FILE:
            raise BadInput("sheets.too_large", file=path.name)
        file = path.open("rb", buffering=0)
        source = SourceFile(path, file)
    except FileNotFoundError:
        raise BadInput("sheets.no_such_file", file=str(path)) from None
    except (OSError, ValueError):  # ValueError: a name that no file can have
        raise BadInput("sheets.not_readable", file=str(path)) from None
    with file:
        if not any(block.strip(_NOTHING) for block in source.blocks()):
            raise BadInput("sheets.empty_file", file=path.name)
        yield source


def is_workbook(beginning: bytes, file: str) -> bool:
    """Whether a file is an archive or a container, or text. Raises `BadInput` for neither."""
    if beginning.startswith((_ZIP, _OLE)):
        return True
    if beginning.startswith(_OTHER_KINDS) or _WEB_PAGE.match(beginning) or not _is_text(beginning):
        raise BadInput("sheets.not_a_spreadsheet", file=file)
    return False


def format_of(data: bytes, file: str) -> str:
    """`xlsx`, `xlsm`, `xlsb`, `ods` or `xls`. Raises `BadInput` for anything else."""
    if data.startswith(_ZIP):
        return _format_of_archive(data, file)
    return _format_of_ole(data, file)


def _format_of_archive(data: bytes, file: str) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            file_format = format_of_archive(archive, file)
            if (words := _WORDS.get(file_format)) in archive.NameToInfo:
                with archive.open(words) as part:
                    ParserCreate().ParseFile(part)  # to its end, where its checksum is compared
    except DAMAGE:
        raise BadInput("sheets.damaged_workbook", file=file) from None
    return file_format


def format_of_archive(archive: ZipFile, file: str) -> str:
    """The same by the names of the parts alone. Raises `BadInput`, and what damage raises."""
    if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
        raise BadInput("sheets.too_large", file=file)
    parts: Container[str] = archive.NameToInfo
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
