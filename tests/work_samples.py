"""Pieces of work for the work process, in a module that it can import."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from dialsheet.errors import BadInput
from dialsheet.workflow import work as work_process
from dialsheet.workflow.work import tell


def double(number: int) -> int:
    """Work that succeeds."""
    return 2 * number


def count_to(number: int) -> int:
    """Work that tells how far it is."""
    for done in range(1, number + 1):
        tell(done)
    return number


def refuse(name: str) -> None:
    """Work that fails in an expected way."""
    raise BadInput("sheets.no_such_sheet", sheet=name)


def die() -> None:
    """Work that takes its process along."""
    raise SystemExit(1)


def answer_with_a_thread() -> object:
    """Work whose answer cannot travel."""
    return threading.Lock()


def wait_once_told(go: Path, work: Callable[..., object], *arguments: object) -> object:
    """A piece of work that, each time that it tells how far it is, waits until a file is there."""
    wire = work_process._wire
    assert wire is not None
    say = wire.tell

    def tell_and_wait(done: int) -> None:
        say(done)
        while not go.exists():
            time.sleep(0.01)

    wire.tell = tell_and_wait  # type: ignore[method-assign]
    try:
        return work(*arguments)
    finally:
        wire.tell = say  # type: ignore[method-assign]


def sleep_for_ever() -> None:
    """Work that does not end by itself."""
    while True:
        time.sleep(60)


def fail_to_look(path: Path, choices: object) -> object:
    """A look that ends in a fault of ours."""
    raise LookupError(path.name, choices)
