"""Files written whole or not at all: beside the target first, on the disk, then renamed."""

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

from dialsheet.errors import BadInput, OutsideFault

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Written(Protocol):
    """What this program wrote, and may replace as long as nobody changed it."""

    def is_own(self, path: Path, sha256: str) -> bool:
        """Whether a file at `path` with that digest may be replaced."""

    def note(self, path: Path, sha256: str, standing: str | None) -> None:
        """A file with that digest is about to stand at `path`, where one of the digest `standing`
        is as yet; kept before it does."""


@contextmanager
def replacing(path: Path, written: Written | None = None) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block ends well; else the old one stays.

    What stands there is replaced only where `written` says so; None: nothing is. Raises `BadInput`
    when the target cannot be written, `OutsideFault` when the disk is full.
    """
    target = Path(os.path.realpath(path))  # a link keeps pointing
    beside = target.with_name(f".{uuid4().hex}.part")
    try:
        refuse_foreign(path, written)
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        standing = refuse_foreign(path, written)
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        if written is not None:
            written.note(target, _sha256(beside), standing)
        _put(beside, target, path, written)
        _sync_folder(target.parent)
    except OSError as error:
        if error.errno in _FULL:
            raise OutsideFault("sheets.disk_full", path=str(path)) from None
        refuse_locked(path)  # Windows refuses to rename an open file only now
        raise BadInput("sheets.target_not_writable", path=str(path)) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def refuse_foreign(path: Path, written: Written | None = None) -> str | None:
    """The digest of the file that stands there and may be replaced; None: there is none.

    Raises `BadInput` where something else stands; a free name is offered.
    """
    target = Path(os.path.realpath(path))
    if not os.path.lexists(target):
        return None
    if not target.is_file():  # a folder, a device, a pipe
        raise BadInput("sheets.target_not_writable", path=str(path))
    refuse_locked(path)
    standing = _sha256(target)
    if written is None or not written.is_own(target, standing):
        raise _foreign(path)
    return standing


def _put(beside: Path, target: Path, path: Path, written: Written | None) -> None:
    """Give a file the name `target`, and lose nothing that was put there in between.

    What stands there is taken aside before it is looked at for the last time: no program can write
    a file of that name between the look and the replacement.
    """
    aside = target.with_name(f".{uuid4().hex}.old")
    try:
        target.rename(aside)
    except FileNotFoundError:
        _take_name(beside, target, path)
        return
    try:
        if written is None or not written.is_own(target, _sha256(aside)):
            raise _foreign(path)
        _take_name(beside, target, path)
    except BaseException:
        _give_back(aside, target)
        raise
    aside.unlink()


def _take_name(file: Path, target: Path, path: Path) -> None:
    """Rename a file, over no other one."""
    try:
        os.link(file, target)
        file.unlink()
    except FileExistsError:
        raise _foreign(path) from None
    except OSError:  # a disk without links
        try:
            target.open("xb").close()
        except FileExistsError:
            raise _foreign(path) from None
        file.replace(target)


def _give_back(aside: Path, target: Path) -> None:
    """What was taken aside gets its name again, or the next one that is free."""
    free = target
    while True:
        with suppress(BadInput):
            _take_name(aside, free, free)
            return
        free = free_name(free)


def _foreign(path: Path) -> BadInput:
    return BadInput("sheets.target_foreign", path=str(path), free=str(free_name(path)))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
