"""Group commits: what waits to be written at the same time is on the disk after one sync.

Nobody goes on before what they wrote is committed: an intent still lies on the disk before its
request leaves.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from dialsheet.ports import Library

T = TypeVar("T")
_Waiting = list[tuple[Callable[[], Any], Callable[[Any], object], asyncio.Future[Any]]]


class GroupCommit:
    """Writes to the library, of one event loop."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._waiting: _Waiting = []

    async def write(self, act: Callable[[], T], take: Callable[[T], object]) -> T:
        """Do one write to the library; returns what it does, committed, or raises its fault.

        `take` gets it first, right after the commit: whoever waits is woken later, when somebody
        else may have written, and told, more.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((act, take, future))
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_soon(self._commit)
        return await future

    def _commit(self) -> None:
        waiting, self._waiting = self._waiting, []
        if len(waiting) > 1 and self._commit_together(waiting):
            return
        for act, take, future in waiting:
            try:
                _resolve(future, take, act())
            except BaseException as failure:  # noqa: BLE001  whoever waits for it raises it
                _fail(future, failure)

    def _commit_together(self, waiting: _Waiting) -> bool:
        """One commit for all; False when it failed: then each by itself, whose fault is its own."""
        try:
            with self._library.together():
                results = [act() for act, _, _ in waiting]
        except Exception:  # noqa: BLE001  it will come again, to whom it belongs
            return False
        except BaseException as end:  # noqa: BLE001  of the process, for all of them
            for _, _, future in waiting:
                _fail(future, end)
            return True
        for (_, take, future), result in zip(waiting, results, strict=True):
            _resolve(future, take, result)
        return True


def _resolve(future: asyncio.Future[T], take: Callable[[T], object], result: T) -> None:
    try:
        take(result)
    except Exception as failure:  # noqa: BLE001  whoever waits for it raises it
        _fail(future, failure)
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], failure: BaseException) -> None:
    if not future.done():
        future.set_exception(failure)
