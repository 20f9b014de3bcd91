"""Silence: requests that have been without an answer for longer than answers take."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

from dialsheet.errors import Reason
from dialsheet.ports import CallService

LATE_S = 3.0  # a request that has no answer by then is told of


def unanswered(waited_s: Sequence[float]) -> Reason | None:
    """What there is to say of requests that have waited for an answer so many seconds each."""
    late = [each for each in waited_s if each >= LATE_S]
    if not late:
        return None
    return Reason("dialing.unanswered", {"count": len(late), "seconds": int(max(late))})


@contextlib.asynccontextmanager
async def silence_told(
    calls: CallService, tell: Callable[[Reason | None], None]
) -> AsyncIterator[None]:
    """Tells again and again while requests wait long for their answers; None: they do no more."""

    async def watch() -> None:
        told: Reason | None = None
        while True:
            await asyncio.sleep(LATE_S / 2)
            silence = unanswered(calls.unanswered_s)
            if told or silence:
                tell(silence)
            told = silence

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.wait([watching])
