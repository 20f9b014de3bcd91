"""Everything beside the window's own thread: started, named, stopped and joined here.

engine thread   one asyncio loop; the dialer, the network, every write to the library
keyring thread  one call at a time; may wait for a person to unlock the keyring
work process    import, checks, export
"""

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QThread

from dialsheet.workflow import WorkProcess

T = TypeVar("T")


class EngineThread(QThread):
    """A QThread whose life is one asyncio loop."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("engine")
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_hand_on)
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self) -> None:
        """Turn the loop until `stop`; what is still waited for then is given up."""
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def post(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a coroutine function on the loop; callable from any thread."""
        self._loop.call_soon_threadsafe(self._begin, work)

    def call(self, function: Callable[[], None]) -> None:
        """Call a function on the loop's thread; callable from any thread."""
        self._loop.call_soon_threadsafe(function)

    def stop(self) -> None:
        """End the loop; callable from any thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = self._loop.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _hand_on(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody caught on the loop is reported like anything else that nobody caught."""
    error = context.get("exception")
    if isinstance(error, Exception):
        sys.excepthook(type(error), error, error.__traceback__)
    else:
        loop.default_exception_handler(context)


class Threads:
    """The one owner of the engine thread, the keyring thread and the work process."""

    def __init__(self) -> None:
        self.engine = EngineThread()
        self.work = WorkProcess()
        self.look = WorkProcess()  # into files: it never waits for a million checks
        self._keyring_turn = asyncio.Lock()

    def start(self) -> None:
        """Start what works as long as the window lives."""
        self.engine.start()

    async def in_keyring_thread(self, function: Callable[..., T], *arguments: object) -> T:
        """Call the keyring; awaited on the engine's loop.

        The thread is a daemon: an unlock dialog that nobody answers does not keep the
        application from ending.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, error: BaseException | None) -> None:
            if answer.cancelled():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(result)  # type: ignore[arg-type]  # a T, where there is no error

        def call() -> None:
            try:
                outcome: tuple[T | None, BaseException | None] = (function(*arguments), None)
            except Exception as error:  # noqa: BLE001  carried to the loop, whatever it is
                outcome = (None, error)
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, *outcome)

        async with self._keyring_turn:
            threading.Thread(target=call, name="keyring", daemon=True).start()
            return await answer

    def join(self) -> None:
        """Wait for the engine thread, whose loop was told to stop, and end the work process."""
        self.engine.wait()
        self.work.close()
        self.look.close()
