"""Archives of workbooks: opened, and their parts copied packed as they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy as copied
from pathlib import Path
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dialsheet.errors import BadInput
from dialsheet.sheets.workbook_xml import DAMAGE

BLOCK = 1 << 20  # bytes read at a time
_HEADER_SIZE = 30  # bytes of what stands before a part's name
_HAS_DESCRIPTOR = 0x08  # a flag: sizes follow the part instead of standing before it


@contextmanager
def opened(path: Path, file: str) -> Iterator[ZipFile]:
    """The archive at a path; `file` is its name in messages. Raises `BadInput`."""
    with damage(file):
        archive = ZipFile(path)
    with archive:
        yield archive


@contextmanager
def damage(file: str) -> Iterator[None]:
    """What damage in an archive raises becomes `BadInput`."""
    try:
        yield
    except DAMAGE:
        raise BadInput("sheets.copy_source_damaged", file=file) from None


def fresh(info: ZipInfo) -> ZipInfo:
    """The same name and time for a part that is written anew."""
    fresh = ZipInfo(info.filename, info.date_time)
    fresh.compress_type = ZIP_DEFLATED
    fresh.external_attr = info.external_attr
    return fresh


def copy_packed(archive: ZipFile, info: ZipInfo, copy: ZipFile, file: str) -> None:
    """Copy a part without unpacking it; `zipfile` has no way of its own."""
    source, target = cast("IO[bytes]", archive.fp), cast("IO[bytes]", copy.fp)
    source.seek(info.header_offset)
    header = source.read(_HEADER_SIZE)
    lengths = (int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
    source.seek(info.header_offset + _HEADER_SIZE + sum(lengths))
    own = copied(info)
    own.flag_bits &= ~_HAS_DESCRIPTOR
    own.extra = b""
    target.seek(copy.start_dir)
    own.header_offset = target.tell()
    target.write(own.FileHeader())
    remaining = info.compress_size
    while remaining:
        block = source.read(min(remaining, BLOCK))
        if not block:
            raise BadInput("sheets.copy_source_damaged", file=file)
        target.write(block)
        remaining -= len(block)
    copy.start_dir = target.tell()
    copy.filelist.append(own)
    copy.NameToInfo[own.filename] = own
