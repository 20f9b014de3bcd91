"""The first byte: permission is asked when the connection stands, and nothing leaves without it."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest

from dialsheet.campaign import Answer, NotPlaced, Placed, Withdrawn
from dialsheet.cartesia import wire
from dialsheet.cartesia.client import CartesiaCalls
from dialsheet.errors import Reason
from dialsheet.ports import Withdraw
from patience import PATIENCE_S
from practice_process import KEY, Permission, connection_to
from raw_server import Seen, answering, hang, http, raw_server, reset, take_request

PLACED = http(200, '{"calls": [{"agent_call_id": "ac_1"}]}')
REAL = "https://calls.invalid"


async def create(url: str, may_leave: Callable[[], Awaitable[None]]) -> Answer:
    calls = CartesiaCalls(connection_to(url), KEY, read_s=PATIENCE_S)
    try:
        return await calls.create("{}", may_leave)
    finally:
        await calls.aclose()


def not_placed(code: str, *, stops_run: bool) -> NotPlaced:
    return NotPlaced(Reason(code), stops_run=stops_run)


def test_permission_is_asked_on_a_standing_connection_before_any_byte() -> None:
    connected = asyncio.Event()
    arrived: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.set()
        arrived.append(await take_request(reader))
        writer.write(PLACED)

    async def may_leave() -> None:
        await connected.wait()
        assert arrived == []

    async def play() -> Answer:
        async with raw_server(listen, take=False) as server:
            return await create(server.url, may_leave)

    assert asyncio.run(play()) == Placed("ac_1")
    assert len(arrived) == 1


def test_a_withdrawn_request_leaves_no_byte_and_the_client_stays_usable() -> None:
    arrived: list[bytes] = []
    reason = Reason("dialing.paused")

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrived.append(await reader.read(1))  # b"": hung up without a word
        writer.write(PLACED)

    async def may_leave() -> None:
        raise Withdraw(reason)

    async def play() -> list[Answer]:
        async with raw_server(listen, take=False) as server:
            calls = CartesiaCalls(connection_to(server.url), KEY)
            answers = [await calls.create("{}", each) for each in (may_leave, Permission())]
            await calls.aclose()
        return answers

    assert asyncio.run(play()) == [Withdrawn(reason), Placed("ac_1")]
    assert arrived == [b"", b"P"]


def test_what_else_the_permission_raises_comes_through() -> None:
    async def may_leave() -> None:
        raise TimeoutError("its own")

    async def play() -> Seen:
        async with raw_server(hang, take=False) as server:
            with pytest.raises(TimeoutError, match="its own"):
                await create(server.url, may_leave)
        return server

    assert asyncio.run(play()).requests == []


def test_cancellation_comes_through_before_and_after_the_first_byte() -> None:
    async def play(*, after: bool) -> None:
        reached = asyncio.Event()

        async def notice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            reached.set()
            await hang(reader, writer)

        async with raw_server(notice) as server:

            async def may_leave() -> None:
                if not after:
                    reached.set()
                    await asyncio.Event().wait()

            task = asyncio.ensure_future(create(server.url, may_leave))
            await reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(server.requests) == int(after)

    asyncio.run(play(after=False))
    asyncio.run(play(after=True))


@pytest.mark.parametrize("goodbye", [b"", http(408)], ids=["silent", "with a word"])
def test_a_connection_lost_while_waiting_is_replaced(goodbye: bytes) -> None:
    """The server tires of the silent connection: nothing left on it, so another one is made."""
    gone = asyncio.Event()

    async def tire(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(goodbye)
        writer.close()
        await writer.wait_closed()
        gone.set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_saw.append(await take_request(reader))
        writer.write(PLACED)

    server_saw: list[bytes] = []
    permission = Permission()

    async def may_leave() -> None:
        await permission()
        await gone.wait()

    async def play() -> Answer:
        async with raw_server(tire, answer, take=False) as server:
            return await create(server.url, may_leave)

    assert asyncio.run(play()) == Placed("ac_1")
    assert len(server_saw) == 1
    assert permission.times == 1


def test_a_server_that_hangs_up_on_every_silence_was_sent_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A permission that has grown old is asked for again, so that the pace and the rules hold."""
    gone = asyncio.Event()
    permission = Permission()

    async def tire(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reset(reader, writer)
        await writer.wait_closed()
        gone.set()

    async def may_leave() -> None:
        await permission()
        await gone.wait()
        gone.clear()

    async def play() -> tuple[Answer, int]:
        async with raw_server(tire, take=False) as server:
            return await create(server.url, may_leave), server.connections

    monkeypatch.setattr(wire, "PERMISSION_S", 0.0)
    answer, connections = asyncio.run(play())
    assert answer == not_placed("cartesia.connection_lost", stops_run=False)
    assert (connections, permission.times) == (2, 2)


def test_no_connection_is_not_placed_and_the_run_goes_on() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))  # and never listens
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}"
        permission = Permission()
        answer = asyncio.run(create(url, permission))
    assert answer == not_placed("cartesia.no_network", stops_run=False)
    assert permission.times == 0


def test_no_secure_connection_is_not_placed_and_stops_the_run() -> None:
    async def play() -> tuple[Answer, int]:
        async with raw_server(answering(http(400)), take=False) as server:
            permission = Permission()
            answer = await create(server.url.replace("http:", "https:"), permission)
            return answer, permission.times

    answer = (not_placed("cartesia.secure_connection", stops_run=True), 0)
    assert asyncio.run(play()) == answer


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (answering(http(407)), not_placed("cartesia.proxy_refused", stops_run=True)),
        (answering(http(502)), not_placed("cartesia.proxy_refused", stops_run=True)),
        (answering(b""), not_placed("cartesia.connection_lost", stops_run=False)),
        (reset, not_placed("cartesia.connection_lost", stops_run=False)),
        (answering(b"HTTP/1.1 200 OK\r\n\r\n"), not_placed("cartesia.no_network", stops_run=False)),
    ],
    ids=["407", "502", "hangs up", "resets", "opens the tunnel and hangs up"],
)
def test_what_fails_at_the_proxy_was_not_placed(
    behaviour: Callable[..., Awaitable[None]], expected: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play() -> tuple[Answer, int, list[bytes]]:
        async with raw_server(behaviour) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            permission = Permission()
            answer = await create(REAL, permission)
            return answer, permission.times, proxy.requests

    answer, permissions, (request,) = asyncio.run(play())
    assert answer == expected
    assert permissions == 0
    assert request.startswith(b"CONNECT calls.invalid:443 ")
    assert KEY.encode() not in request
