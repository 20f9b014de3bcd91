"""Files written whole or not at all: beside the target first, on the disk, then renamed."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from dialsheet.errors import BadInput, OutsideFault

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block ends well; else the old one stays.

    Raises `BadInput` when the target cannot be written, `OutsideFault` when the disk is full.
    """
    target = Path(os.path.realpath(path))  # a link keeps pointing
    beside = target.with_name(f".{uuid4().hex}.part")
    try:
        refuse_locked(path)
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        if error.errno in _FULL:
            raise OutsideFault("sheets.disk_full", path=str(path)) from None
        refuse_locked(path)  # Windows refuses to rename onto an open file only now
        raise BadInput("sheets.target_not_writable", path=str(path)) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def refuse_locked(path: Path) -> None:
    """Raise `BadInput` for a file that is there and may not be replaced; a free name is offered.

    Renaming onto a write-protected file would succeed; the protection was put on purpose.
    """
    target = Path(os.path.realpath(path))
    if not target.is_file():
        return
    with suppress(OSError):
        if target.stat().st_mode & 0o222:
            with target.open("ab"):  # Windows refuses it while another program holds the file
                return
    raise BadInput("sheets.target_locked", path=str(path), free=str(free_name(path)))


def free_name(path: Path) -> Path:
    """The first of `path`, `NAME (2)`, `NAME (3)`, ... that no file has."""
    stem, number, free = path.stem, 1, path
    if numbered := re.fullmatch(r"(.*) \((\d{1,4})\)", stem, re.DOTALL):
        stem, number = numbered[1], int(numbered[2])
    while free.exists() or free.is_symlink():
        number += 1
        free = path.with_name(f"{stem} ({number}){path.suffix}")
    return free


def _sync_folder(folder: Path) -> None:
    """So that the new name, too, is on the disk. Windows has no such thing."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
