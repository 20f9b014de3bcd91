"""Conversations of the client with a service."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from dialsheet.campaign import Call, Dialect, Placed
from dialsheet.cartesia.client import CartesiaCalls
from dialsheet.ports import Order
from patience import PATIENCE_S
from practice_process import KEY, Permission, connection_to

DIALECTS = pytest.mark.parametrize("dialect", list(Dialect))
T = TypeVar("T")


def speak(
    url: str, talk: Callable[[CartesiaCalls], Awaitable[T]], key: str = KEY, **choices: Any
) -> T:
    """What comes of a conversation with the service at `url`."""

    async def session() -> T:
        calls = CartesiaCalls(connection_to(url, **choices), key, read_s=PATIENCE_S)
        try:
            return await talk(calls)
        finally:
            await calls.aclose()

    return asyncio.run(session())


async def place(calls: CartesiaCalls, number: str, **values: Any) -> str:
    """The ID of a call that was placed."""
    answer = await calls.create(calls.body(Order(number, values)), Permission())
    assert isinstance(answer, Placed), answer
    return answer.call_id


async def told(
    calls: CartesiaCalls, call_id: str, enough: Callable[[Call], object], every_s: float = 0.02
) -> Call:
    """The call as soon as the service tells enough of it."""
    while (call := await calls.call(call_id)) is None or not enough(call):  # noqa: ASYNC110 - polled
        await asyncio.sleep(every_s)
    return call
