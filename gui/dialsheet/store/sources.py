"""The bytes of imported files, kept beside the database under the name of their SHA-256."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dialsheet.columns import Source
from dialsheet.errors import BadInput
from dialsheet.store.folder import private_folder

_CHUNK = 1 << 20


def kept_path(folder: Path, sha256: str) -> Path:
    """Where the library in `folder` keeps the file of that SHA-256."""
    return folder / "sources" / sha256


def keep(folder: Path, source: Source) -> None:
    """Copy the source file into the library, unless it is there, on disk before this returns.

    Raises `BadInput` when it cannot be read again, or is not the file that was imported.
    """
    if kept_path(folder, source.sha256).exists():
        return
    if not _keep(folder, source.sha256, _chunks(source)):
        raise BadInput("store.source_changed", file=source.file)


def keep_bytes(folder: Path, sha256: str, data: bytes) -> None:
    """Keep a source file that came with its campaign; `BadInput` when it is another one."""
    if not _keep(folder, sha256, iter([data])):
        raise BadInput("store.another_course")


def _keep(folder: Path, sha256: str, chunks: Iterator[bytes]) -> bool:
    """Write the file of that SHA-256; False when the chunks are another's."""
    target = kept_path(folder, sha256)
    private_folder(target.parent)
    descriptor, temporary = tempfile.mkstemp(prefix="incoming-", dir=target.parent)
    try:
        digest = hashlib.sha256()
        with os.fdopen(descriptor, "wb") as copy:
            for chunk in chunks:
                digest.update(chunk)
                copy.write(chunk)
            if digest.hexdigest() != sha256:
                Path(temporary).unlink()
                return False
            copy.flush()
            os.fsync(copy.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink()
        raise
    _sync_folder(target.parent)
    return True


def _chunks(source: Source) -> Iterator[bytes]:
    try:
        with Path(source.path).open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise BadInput("store.source_changed", file=source.file) from error


def _sync_folder(folder: Path) -> None:
    """Put the names in `folder` on disk; Windows does it by itself."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
