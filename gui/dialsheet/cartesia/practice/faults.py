"""Faults on purpose: a share of the requests goes wrong in a named way.

Most faults stand between the network and the service, which never knows of them. Which requests
are hit is drawn from the seed and the count of requests.
"""

import asyncio
import math
import random
import socket
import struct
from collections.abc import Sequence
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dialsheet.cartesia.practice.refusals import Refusal
from dialsheet.errors import BadInput

LIST_LAG = "list-lag"  # takes seconds of a call's life: so late is it listed
LIST_WITHOUT_ROW_DATA = "list-without-row-data"
STUCK_CREATED = "stuck-created"

_OF_CREATES = frozenset(
    {
        "timeout-before",
        "timeout-after-acceptance",
        "reset-before",
        "reset-after-acceptance",
        "500-without-call",
        "500-with-call",
        STUCK_CREATED,
    }
)
_OF_ALL = frozenset({"401", "402", "429", "429-retry-after", "slow", "cut-json", "html-502"})
KNOWN = _OF_CREATES | _OF_ALL | {LIST_WITHOUT_ROW_DATA, LIST_LAG}

FAULT = "practice_fault"  # in the scope: the fault that hit this request
SLOW_S = 3.0
RETRY_AFTER_S = 2

_REFUSALS = {
    "401": Refusal(401, "Unauthorized", "The API key is not valid."),
    "402": Refusal(402, "Payment Required", "The agents usage limit is reached.", "quota_exceeded"),
    "429": Refusal(429, "Too Many Requests", "Slow down.", "concurrency_limited"),
    "429-retry-after": Refusal(
        429,
        "Too Many Requests",
        "Slow down.",
        "concurrency_limited",
        {"Retry-After": str(RETRY_AFTER_S)},
    ),
    "500-without-call": Refusal(500, "Internal Server Error", "Something went wrong."),
    "500-with-call": Refusal(500, "Internal Server Error", "Something went wrong."),
}
_HTML = b"<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"


def read_faults(texts: Sequence[str]) -> dict[str, float]:
    """`NAME=RATE` each, RATE a share of the requests from 0 to 1; `list-lag` takes seconds.

    Raises `BadInput`.
    """
    faults: dict[str, float] = {}
    for text in texts:
        name, _, rate = text.partition("=")
        if name not in KNOWN:
            raise BadInput("cartesia.fault_unknown", name=name, known=", ".join(sorted(KNOWN)))
        try:
            faults[name] = float(rate)
        except ValueError:
            faults[name] = math.nan
        if name == LIST_LAG:
            if not 0 <= faults[name] < math.inf:
                raise BadInput("cartesia.fault_lag", name=name, rate=rate)
        elif not 0 <= faults[name] <= 1:
            raise BadInput("cartesia.fault_rate", name=name, rate=rate)
    return faults


class Faults:
    """ASGI middleware that lets faults happen."""

    def __init__(self, app: ASGIApp, faults: dict[str, float], seed: int) -> None:
        self._app = app
        self._faults = {name: rate for name, rate in faults.items() if name != LIST_LAG}
        self._rng = random.Random(f"{seed}/faults")  # noqa: S311 - a play, no secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or let it go wrong."""
        fault = scope[FAULT] = self._draw(scope)
        if fault in ("timeout-after-acceptance", "reset-after-acceptance", "500-with-call"):
            await self._app(scope, receive, _to_nobody)
        match fault:
            case "timeout-before" | "timeout-after-acceptance":
                await _end(receive)
            case "reset-before" | "reset-after-acceptance":
                if fault == "reset-before":
                    await _take(receive)
                _reset(receive)
                await _end(receive)
            case str() if fault in _REFUSALS:
                await _REFUSALS[fault].response()(scope, receive, send)
            case "html-502":
                await send(_start(502, b"text/html", len(_HTML)))
                await send({"type": "http.response.body", "body": _HTML})
            case "cut-json":
                await self._app(scope, receive, _Cutter(send))
            case _:
                if fault == "slow":
                    await asyncio.sleep(SLOW_S)
                await self._app(scope, receive, send)

    def _draw(self, scope: Scope) -> str | None:
        for name, rate in self._faults.items():
            if _can_hit(name, scope) and self._rng.random() < rate:
                return name
        return None


class _Cutter:
    """Sends on the first half of a JSON answer, as if that were all; anything else whole."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}

    async def __call__(self, message: Message) -> None:
        """Send one message on."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        start, body = self._start, message["body"]
        if (b"content-type", b"application/json") in start["headers"]:
            body = body[: len(body) // 2]
            start = _start(start["status"], b"application/json", len(body))
        await self._send(start)
        await self._send({**message, "body": body})


def _can_hit(fault: str, scope: Scope) -> bool:
    """Whether a fault can hit a request: one that is about a call, or a list, hits no other."""
    if fault in _OF_ALL:
        return True
    method = "GET" if fault == LIST_WITHOUT_ROW_DATA else "POST"
    return bool(scope["path"] == "/agents/calls" and scope["method"] == method)


def _start(status: int, content_type: bytes, length: int) -> Message:
    headers = [(b"content-type", content_type), (b"content-length", str(length).encode())]
    return {"type": "http.response.start", "status": status, "headers": headers}


def _reset(receive: Receive) -> None:
    """Break the connection off the hard way. ASGI has no word for it; uvicorn has a transport."""
    cycle: Any = receive.__self__  # type: ignore[attr-defined]
    linger = struct.pack("ii", 1, 0)
    cycle.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    cycle.transport.abort()


async def _take(receive: Receive) -> None:
    """Read the request to its end: it has left whoever sent it."""
    while (await receive()).get("more_body"):
        pass


async def _end(receive: Receive) -> None:
    """Wait until the connection is gone: who returned before would be answered for."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _to_nobody(_message: Message) -> None:
    """An answer that never arrives."""
