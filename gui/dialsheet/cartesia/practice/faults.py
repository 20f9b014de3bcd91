"""Faults on purpose: a share of the requests goes wrong in a named way.

A fault stands between the network and the service, which never knows of it. Which requests it
hits is drawn from the seed and the count of requests.
"""

import random
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dialsheet.cartesia.practice.refusals import Refusal
from dialsheet.errors import BadInput

CREATES = frozenset({"timeout-after-acceptance", "500-with-call"})  # hit orders for calls alone
KNOWN = CREATES | {"401"}
FAULT = "practice_fault"  # in the scope: the fault that hit this request


def read_faults(texts: Sequence[str]) -> dict[str, float]:
    """`NAME=RATE` each, RATE a share of the requests from 0 to 1; raises `BadInput`."""
    faults: dict[str, float] = {}
    for text in texts:
        name, _, rate = text.partition("=")
        if name not in KNOWN:
            raise BadInput("cartesia.fault_unknown", name=name, known=", ".join(sorted(KNOWN)))
        try:
            faults[name] = float(rate)
        except ValueError:
            faults[name] = -1.0
        if not 0 <= faults[name] <= 1:
            raise BadInput("cartesia.fault_rate", name=name, rate=rate)
    return faults


class Faults:
    """ASGI middleware that lets faults happen."""

    def __init__(self, app: ASGIApp, faults: dict[str, float], seed: int) -> None:
        self._app = app
        self._faults = faults
        self._rng = random.Random(f"{seed}/faults")  # noqa: S311 - a play, no secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or let it go wrong."""
        fault = scope[FAULT] = self._draw(scope)
        match fault:
            case None:
                await self._app(scope, receive, send)
            case "401":
                refusal = Refusal(401, "Unauthorized", "The API key is not valid.")
                await refusal.response()(scope, receive, send)
            case "500-with-call":
                await self._app(scope, receive, _to_nobody)
                refusal = Refusal(500, "Internal Server Error", "Something went wrong.")
                await refusal.response()(scope, receive, send)
            case "timeout-after-acceptance":
                await self._app(scope, receive, _to_nobody)
                while (await receive())["type"] != "http.disconnect":
                    pass

    def _draw(self, scope: Scope) -> str | None:
        is_create = scope["method"] == "POST" and scope["path"] == "/agents/calls"
        for name, rate in self._faults.items():
            if (is_create or name not in CREATES) and self._rng.random() < rate:
                return name
        return None


async def _to_nobody(_message: Message) -> None:
    """An answer that never arrives."""
