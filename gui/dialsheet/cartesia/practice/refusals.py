"""How the service says no: the documented JSON error body."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from starlette.responses import JSONResponse


class Refusal(Exception):
    """A request that is answered with an error status."""

    def __init__(
        self,
        status: int,
        title: str,
        message: str,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.message = message
        self.code = code
        self.headers = headers

    def response(self) -> JSONResponse:
        """The answer on the wire."""
        return Answer(
            {
                "error_code": self.code,
                "title": self.title,
                "message": self.message,
                "request_id": str(uuid4()),
            },
            self.status,
            self.headers,
        )


class Answer(JSONResponse):
    """JSON in ASCII: whatever text was taken in can be given back, half surrogates included."""

    def render(self, content: Any) -> bytes:
        """The bytes of `content`."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


def bad_request(message: str) -> Refusal:
    """A 400."""
    return Refusal(400, "Bad Request", message)


def not_found(message: str) -> Refusal:
    """A 404."""
    return Refusal(404, "Not Found", message)
