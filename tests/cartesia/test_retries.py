"""Reads are asked again when that may help, and no sooner than told; creates never are."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from dialsheet.campaign import NotPlaced, Unknown
from dialsheet.cartesia import patience
from dialsheet.cartesia.client import CartesiaCalls
from dialsheet.cartesia.patience import TRIES
from dialsheet.errors import OutsideFault
from dialsheet.ports import Order
from patience import PATIENCE_S
from practice_process import KEY, Permission, connection_to
from raw_server import Behaviour, answering, hang, http, raw_server, reset

ERROR = '{"error_code": null, "title": "No", "message": "Said so."}'
GOOD = answering(http(200, '{"data": [{"id": "a"}], "has_more": false}'))
Read = Callable[[CartesiaCalls], Awaitable[object]]


async def read(
    *behaviours: Behaviour, ask: Read = CartesiaCalls.phone_numbers, read_s: float = PATIENCE_S
) -> tuple[str, int]:
    """What became of a read (`read`, or the code of its fault), and how many requests it took."""
    async with raw_server(*behaviours) as server:
        calls = CartesiaCalls(connection_to(server.url), KEY, read_s=read_s, rest_s=0.0)
        try:
            await ask(calls)
        except OutsideFault as fault:
            return fault.reason.code, len(server.requests)
        finally:
            await calls.aclose()
        return "read", len(server.requests)


BAD: list[tuple[str, Behaviour, str]] = [
    ("500", answering(http(500, ERROR)), "cartesia.service_failed"),
    ("502, HTML", answering(http(502, "<p>Bad gateway")), "cartesia.service_failed"),
    ("429", answering(http(429, ERROR)), "cartesia.too_many_requests"),
    ("408", answering(http(408, ERROR)), "cartesia.unexpected_answer"),
    ("reset", reset, "cartesia.connection_lost"),
    ("cut body", answering(http(200, "{", content_length="9")), "cartesia.connection_lost"),
    ("cut JSON", answering(http(200, '{"data": [')), "cartesia.unreadable_answer"),
    ("HTML", answering(http(200, "<p>Welcome")), "cartesia.unreadable_answer"),
]


@pytest.mark.parametrize(("bad", "code"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_may_pass_is_asked_again(bad: Behaviour, code: str) -> None:
    assert asyncio.run(read(bad, GOOD)) == ("read", 2)
    assert asyncio.run(read(bad, bad, GOOD)) == ("read", 3)
    assert asyncio.run(read(bad)) == (code, TRIES)


@pytest.mark.parametrize("status", [301, 400, 401, 402, 403, 404, 409])
def test_what_will_not_pass_is_not(status: int) -> None:
    assert asyncio.run(read(answering(http(status, ERROR)), GOOD))[1] == 1


def test_a_time_out_has_cost_enough_time() -> None:
    assert asyncio.run(read(hang, GOOD, read_s=1.0)) == ("cartesia.timed_out", 1)


def test_a_cancellation_that_was_not_delivered_is_tried_again() -> None:
    done = answering(http(200, '{"cancelled": true}'))

    async def cancel(calls: CartesiaCalls) -> None:
        assert await calls.cancel("ac_1") is True

    assert asyncio.run(read(answering(http(502, ERROR)), done, ask=cancel)) == ("read", 2)


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (answering(http(500, ERROR)), Unknown),
        (answering(http(429, ERROR, retry_after="0")), NotPlaced),
        (reset, Unknown),
        (answering(http(200, '{"calls": [')), Unknown),
    ],
)
def test_a_create_is_sent_once(bad: Behaviour, kind: type) -> None:
    async def play() -> int:
        async with raw_server(bad, answering(http(200, '{"calls": []}'))) as server:
            calls = CartesiaCalls(connection_to(server.url), KEY, rest_s=0.0)
            answer = await calls.create(calls.body(Order("+12125550100", {})), Permission())
            assert isinstance(answer, kind)
            await calls.aclose()
        return len(server.requests)

    assert asyncio.run(play()) == 1


# When to ask again


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that are slept between tries, without sleeping them."""
    slept: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    class Asyncio:
        def __getattr__(self, name: str) -> Any:
            return note if name == "sleep" else getattr(asyncio, name)

    monkeypatch.setattr(patience, "asyncio", Asyncio())
    return slept


def test_the_rest_doubles_and_is_jittered(rests: list[float]) -> None:
    async def play() -> None:
        for _ in range(3):
            async with raw_server(answering(http(500, ERROR))) as server:
                calls = CartesiaCalls(connection_to(server.url), KEY)
                with pytest.raises(OutsideFault):
                    await calls.agents()
                await calls.aclose()

    asyncio.run(play())
    firsts, seconds = rests[::2], rests[1::2]
    assert all(0.375 <= rest <= 0.5 for rest in firsts)
    assert all(0.75 <= rest <= 1.0 for rest in seconds)
    assert len(set(rests)) == 6


def test_retry_after_is_obeyed_by_every_read(rests: list[float]) -> None:
    async def play() -> int:
        busy = answering(http(429, ERROR, retry_after="7"))
        async with raw_server(busy, GOOD) as server:
            calls = CartesiaCalls(connection_to(server.url), KEY, rest_s=0.0)
            await calls.phone_numbers()
            await calls.phone_numbers()
            await calls.aclose()
        return len(server.requests)

    assert asyncio.run(play()) == 3
    assert [round(rest) for rest in rests] == [0, 7, 7]


def test_a_long_wait_is_told_and_nothing_is_asked_meanwhile(rests: list[float]) -> None:
    async def play() -> int:
        async with raw_server(answering(http(429, ERROR, retry_after="600"))) as server:
            calls = CartesiaCalls(connection_to(server.url), KEY, rest_s=0.0)
            for _ in range(3):
                with pytest.raises(OutsideFault) as fault:
                    await calls.phone_numbers()
                assert fault.value.reason.code == "cartesia.too_many_requests"
            await calls.aclose()
        return len(server.requests)

    assert asyncio.run(play()) == 1
    assert rests == [0.0]
