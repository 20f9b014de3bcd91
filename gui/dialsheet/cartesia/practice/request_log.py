"""The request log: one JSON line for each request, without keys and without numbers."""

import json
import time
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dialsheet.cartesia.practice.faults import FAULT
from dialsheet.cartesia.practice.records import timestamp
from dialsheet.errors import BadInput

NOTES = "practice_notes"  # in the scope: what an endpoint wants written down


class RequestLog:
    """ASGI middleware that writes down each request when it is over."""

    def __init__(self, app: ASGIApp, path: Path) -> None:
        """Raises `BadInput` when the file cannot be written."""
        self._app = app
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: TextIOWrapper = path.open("a", encoding="ascii", buffering=1)
        except OSError:
            raise BadInput("cartesia.practice_file", path=str(path)) from None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it went."""
        began = time.time()
        status: int | None = None  # None: never answered
        notes: dict[str, Any] = {}
        scope[NOTES] = notes

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            line = {
                "at": timestamp(began),
                "method": scope["method"],
                "path": scope["path"],
                "query": scope["query_string"].decode("ascii", "replace"),
                "status": status,
                "ms": round(1000 * (time.time() - began)),
                "fault": scope.get(FAULT),
                **notes,
            }
            self._file.write(json.dumps(line) + "\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()
