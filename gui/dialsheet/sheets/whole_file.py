"""Files written whole or not at all: beside the target first, on the disk, then renamed."""

import errno
import os
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
        if target.exists() and not _may_replace(target):
            raise PermissionError
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
        raise BadInput("sheets.target_not_writable", path=str(path)) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _may_replace(target: Path) -> bool:
    """Renaming onto a write-protected file would succeed; the protection was put on purpose."""
    return target.is_file() and bool(target.stat().st_mode & 0o222) and os.access(target, os.W_OK)


def _sync_folder(folder: Path) -> None:
    """So that the new name, too, is on the disk. Windows has no such thing."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
