"""The work process: import, checks and export run beside the window, not in it.

A thread would make the window wait for the interpreter's lock; a process does not, and Cancel can
end it at once. Results come back packed (see `columns`).
"""

import contextlib
import multiprocessing
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any, TypeVar

from dialsheet.errors import Bug

T = TypeVar("T")

_TOLD_EVERY_S = 0.1
_NOT_FOR_CHILDREN = (signal.SIGINT, signal.SIGTERM)  # that a terminal or a session sends to all
_SUCCEEDED, _FAILED, _TOLD = "succeeded", "failed", "told"
_wire: "_Wire | None" = None  # to whoever waits; None in a process that nobody waits for


def tell(done: int) -> None:
    """From within a piece of work: how much of it is done, in its own unit."""
    if _wire is not None:
        _wire.tell(done)


class Cancelled(Exception):
    """The work was cancelled; nothing came of it."""


class WorkProcess:
    """One spawned process that runs one piece of work at a time, and is ended by `cancel`."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._cancelled = 0  # times
        self._killed: multiprocessing.process.BaseProcess | None = None  # by the last cancel

    def start(self) -> None:
        """Start the process if there is none, so that the first piece of work need not wait.

        Called on any thread but the window's, also while work is on its way there.
        """
        with self._lock:
            self._start()

    def _start(self) -> None:
        process = self._process
        if process is not None and process is not self._killed and process.is_alive():
            return
        self.close()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs,), name="dialsheet-work", daemon=True
        )
        with _apart_from_the_terminal():
            process.start()
        theirs.close()
        self._pipe, self._process = ours, process  # one that can be killed

    def run(
        self,
        work: Callable[..., T],
        *arguments: object,
        told: Callable[[int], object] = lambda _: None,
    ) -> T:
        """Run `work(*arguments)` there and wait for it; what it raises is raised here.

        `told` gets what the work tells on its way. Raises `Cancelled` after `cancel`. Called on
        any thread but the window's.
        """
        before = self._cancelled
        with self._lock:
            if before == self._cancelled:
                self._start()
            if before != self._cancelled:  # before there was a process to be killed
                raise Cancelled
            if self._pipe is None:
                raise Bug("the work process has no pipe")
            try:
                self._pipe.send((work, arguments))
                how, result = self._pipe.recv()
                while how == _TOLD:
                    told(result)
                    how, result = self._pipe.recv()
            except (EOFError, OSError):
                died = self._process
                self.close()
                if before != self._cancelled or died is self._killed:
                    raise Cancelled from None
                raise Bug("the work process died") from None
        if how == _FAILED:
            raise result
        return result  # type: ignore[no-any-return]  # what `work` returned, through a pipe

    def cancel(self) -> None:
        """End what is running and what waits for its turn, at once; callable from any thread."""
        self._cancelled += 1
        process = self._process
        if process is not None and self._lock.locked():
            self._killed = process
            process.kill()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None


@contextlib.contextmanager
def _apart_from_the_terminal() -> Iterator[None]:
    """What is started here hears no Ctrl-C: it is for its parent, which ends it in time."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _NOT_FOR_CHILDREN)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection) -> None:
    """The other side: run what comes through the pipe until it closes."""
    global _wire  # noqa: PLW0603 - a process has one
    _wire = _Wire(pipe)
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):  # nobody waits
        while True:
            work, arguments = pipe.recv()
            answer = _attempt(work, arguments)
            try:
                pipe.send(answer)
            except (TypeError, AttributeError, pickle.PicklingError):
                pipe.send((_FAILED, Bug(f"{work.__name__} answered with what cannot be sent")))


def _attempt(work: Callable[..., Any], arguments: tuple[object, ...]) -> tuple[str, Any]:
    try:
        return _SUCCEEDED, work(*arguments)
    except Exception as error:  # noqa: BLE001  carried to the other side, whatever it is
        return _FAILED, error


class _Wire:
    """What a piece of work tells on its way, not more often than a person can read."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._at = 0.0

    def tell(self, done: int) -> None:
        now = monotonic()
        if now - self._at >= _TOLD_EVERY_S:
            self._at = now
            self._pipe.send((_TOLD, done))
