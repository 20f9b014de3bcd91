"""Locks between processes, on files. A crash releases them."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path

from dialsheet.errors import OutsideFault
from dialsheet.store.database import translated

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, wait: bool) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


_TAKEN = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})  # as the systems put it


@contextmanager
def exclusive(path: Path, taken: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock on the file or folder `path`; `OutsideFault(taken)` when another does."""
    with translated():
        how = os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT
        descriptor = os.open(path, how, 0o600)
    try:
        with translated():
            try:
                _lock(descriptor, wait)
            except OSError as error:
                if error.errno in _TAKEN:
                    raise OutsideFault(taken) from error
                raise
        yield
    finally:
        os.close(descriptor)


_HELD: ContextVar[frozenset["DialingLock"]] = ContextVar("held", default=frozenset())


class DialingLock:
    """Held by the one process that dials from a library folder: it holds the folder, too, for
    somebody may delete the file."""

    TAKEN = "store.dialing_elsewhere"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold it; `OutsideFault` when another process does, or another task of this one. The task
        that holds it may hold it once more: a campaign is made and dialed under one lock."""
        if self in _HELD.get():
            yield
            return
        with ExitStack() as held:
            with self._asking():
                held.enter_context(self._dialing())
            _HELD.set(_HELD.get() | {self})
            try:
                yield
            finally:
                _HELD.set(_HELD.get() - {self})

    def is_taken(self) -> bool:
        """Whether another process holds it now."""
        try:
            with self._asking(), self._dialing():
                return False
        except OutsideFault as fault:
            if fault.reason.code != self.TAKEN:
                raise
            return True

    @contextmanager
    def _dialing(self) -> Iterator[None]:
        with ExitStack() as held:
            if sys.platform != "win32":  # there, a file that is open cannot be deleted
                held.enter_context(exclusive(self._folder, self.TAKEN))
            held.enter_context(exclusive(self._folder / "dialing.lock", self.TAKEN))
            yield

    def _asking(self) -> AbstractContextManager[None]:
        """Held for an instant: who only asks takes the lock too, and must not refuse a dialer."""
        return exclusive(self._folder / "asking.lock", "store.busy", wait=True)
