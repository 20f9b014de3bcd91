"""How reads are asked again when that may help. Creates never are.

The rest between two tries doubles and is jittered; a `Retry-After` outweighs it, for every read.
"""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable

from dialsheet.cartesia.wire import Failure, NoReply, Reply

TRIES = 3
REST_S = 0.5  # after the first try; then twice as long
LONGEST_WAIT_S = 20.0  # who is told to wait longer is not kept waiting, but told so

_MAY_PASS = frozenset({Failure.NO_NETWORK, Failure.CONNECTION_LOST, Failure.UNREADABLE})


class Patience:
    """The tries of all reads of one client."""

    def __init__(self, rest_s: float = REST_S) -> None:
        self._rest_s = rest_s
        self._welcome_at = -math.inf  # seconds of the event loop
        self._turned_away: Reply | None = None

    async def read(self, ask: Callable[[], Awaitable[Reply]]) -> Reply:
        """What `ask` comes to, after some tries; raises its last `NoReply`.

        An answer that was not in time has cost enough time already, and is not waited for again.
        """
        for attempt in range(1, TRIES + 1):
            is_last = attempt == TRIES
            if (wait_s := self._wait_s()) > LONGEST_WAIT_S and self._turned_away:
                return self._turned_away
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            try:
                reply = await ask()
            except NoReply as silence:
                if is_last or silence.failure not in _MAY_PASS:
                    raise
            else:
                if reply.retry_after_s is not None:
                    self._turned_away = reply
                    self._welcome_at = asyncio.get_running_loop().time() + reply.retry_after_s
                if is_last or not _may_help(reply.status):
                    return reply
            jitter = random.uniform(0.75, 1.0)  # noqa: S311 - no secret
            await asyncio.sleep(self._rest_s * 2 ** (attempt - 1) * jitter)
        raise AssertionError("the last try returns or raises")

    def _wait_s(self) -> float:
        return self._welcome_at - asyncio.get_running_loop().time()


def _may_help(status: int) -> bool:
    return status in (408, 429) or status >= 500
