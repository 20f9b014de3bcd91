"""The API client and its two dialects; `cartesia.practice` is the practice service.

The client does not import the practice service: who only dials pays for no web server.
"""

import httpx

from dialsheet.campaign import Connection
from dialsheet.cartesia.client import CartesiaCalls
from dialsheet.cartesia.practice_child import PracticeChild, start_practice
from dialsheet.ports import CallService

__all__ = ["PracticeChild", "open_calls", "start_practice"]


def open_calls(
    connection: Connection, key: str, transport: httpx.AsyncBaseTransport | None = None
) -> CallService:
    """The account of `connection`, spoken to with `key`. Implements `ports.OpenCalls`.

    Raises `BadInput` for an address or a key that cannot be used. To be called on the thread, and
    closed on the event loop, that uses it.
    """
    return CartesiaCalls(connection, key, transport)
