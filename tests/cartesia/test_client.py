"""The client against the real practice service, in both dialects; and reads that go wrong."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from cartesia_talk import DIALECTS, place, speak, told
from dialsheet.campaign import Agent, Answer, Call, Connection, Dialect, Phase, Placed, Refused
from dialsheet.cartesia import PracticeChild
from dialsheet.cartesia.client import MOST_PAGES, CartesiaCalls
from dialsheet.errors import Bug, OutsideFault, Reason
from dialsheet.ports import Order
from patience import PATIENCE_S
from practice_process import KEY, REMINDER, SURVEY, US, WORLD, Permission, connection_to
from raw_server import Behaviour, answering, hang, http, raw_server, reset, take_request

ERROR = '{"error_code": null, "title": "No", "message": "Said so."}'


@DIALECTS
def test_agents_and_numbers(fast_url: str, dialect: Dialect) -> None:
    async def talk(calls: CartesiaCalls) -> None:
        assert await calls.agents() == (SURVEY, REMINDER)
        assert await calls.phone_numbers() == (WORLD, US)

    speak(fast_url, talk, dialect=dialect)


@DIALECTS
def test_a_call_from_its_order_to_its_summary(fast_url: str, dialect: Dialect) -> None:
    async def talk(calls: CartesiaCalls) -> list[Call]:
        numbers = [f"+121255501{number:02}" for number in range(12)]
        ids = [await place(calls, number, dialsheet_ref=f"c.{number}.a") for number in numbers]
        ended = [await told(calls, call_id, lambda call: call.end_time) for call_id in ids]
        for number, call_id, call in zip(numbers, ids, ended, strict=True):
            assert (call.id, call.to_number, call.ref) == (call_id, number, f"c.{number}.a")
            assert call.agent_id == SURVEY.id
            assert call.phase is Phase.ENDED
        return [
            await told(calls, call.id, lambda call: call.summary)
            for call in ended
            if call.status == "completed"
        ]

    completed = speak(fast_url, talk, dialect=dialect)
    assert completed
    for call in completed:
        assert call.transcript
        assert call.start_time is not None
        assert call.end_time is not None
        assert call.start_time < call.end_time
        assert call.outcome is not None
    answered = [call for call in completed if call.returned]
    assert answered, "some conversation gives a value back"
    value = {
        Dialect.METADATA: "interest",
        Dialect.DYNAMIC_VARIABLES: "answer",
    }[dialect]
    assert all({value, "record_answer.answer"} <= call.returned.keys() for call in answered)


def test_nested_metadata_comes_back_as_sent(fast_url: str) -> None:
    values = {"客": {"名": "山田\n太郎", "n": [1, 2.5, None, True]}}

    async def talk(calls: CartesiaCalls) -> Call | None:
        return await calls.call(await place(calls, "+12125550150", **values))

    call = speak(fast_url, talk)
    assert call is not None
    assert call.sent == values


@DIALECTS
def test_paging_through_more_calls_than_a_page_has(
    dialect: Dialect, start: Callable[..., PracticeChild]
) -> None:
    async def talk(calls: CartesiaCalls) -> None:
        bodies = [
            calls.body(Order(f"+12125550{number:03}", {"dialsheet_ref": f"c.{number}.a"}))
            for number in range(203)
        ]
        whole = json.loads(bodies[0])
        whole["outbound_calls"] = [json.loads(body)["outbound_calls"][0] for body in bodies]
        headers = {"X-API-Key": KEY, "Cartesia-Version": dialect.value}
        async with httpx.AsyncClient(headers=headers, trust_env=False) as client:
            answer = await client.post(f"{url}/agents/calls", json=whole)
        placed = [call["agent_call_id"] for call in answer.json()["calls"]]
        found: list[Call] = []
        after: str | None = None
        sizes: list[int] = []
        while not sizes or after is not None:
            page = await calls.calls(after)
            sizes.append(len(page.calls))
            found += page.calls
            after = page.next_after
        assert sizes == [100, 100, 3]
        assert [call.id for call in reversed(found)] == placed
        assert [call.ref for call in reversed(found)] == [f"c.{number}.a" for number in range(203)]
        assert all(call.transcript is None for call in found)

    url = start(speed=1000.0, concurrency=1000).base_url
    speak(url, talk, dialect=dialect)


def test_a_number_that_is_refused(fast_url: str) -> None:
    async def talk(calls: CartesiaCalls) -> list[Any]:
        return [
            await calls.create(calls.body(Order(number, {})), Permission())
            for number in ("+442079460123", "12125550100")
        ]

    abroad, not_e164 = speak(fast_url, talk, from_number=US)
    assert isinstance(abroad, Refused)
    assert abroad.error == "A Cartesia number can call the United States only."
    assert isinstance(not_e164, Refused)


def test_a_call_that_nobody_knows(fast_url: str) -> None:
    async def talk(calls: CartesiaCalls) -> None:
        assert await calls.call("ac_unknown") is None
        assert await calls.call("../calls?x=1#y") is None
        assert await calls.cancel("ac_unknown") is False

    speak(fast_url, talk)


def test_a_talking_call_can_be_ended(start: Callable[..., PracticeChild]) -> None:
    async def talk(calls: CartesiaCalls) -> None:
        ids: list[str] = []
        cancelled = None
        while cancelled is None:
            ids.append(await place(calls, f"+121255501{len(ids):02}"))
            for call_id in ids:
                if await calls.cancel(call_id):
                    cancelled = call_id
        call = await calls.call(cancelled)
        assert call is not None
        assert (call.status, call.end_reason) == ("completed", "api_cancelled")
        assert await calls.cancel(cancelled) is False, "it is over"

    speak(start(speed=30.0).base_url, talk)


def test_a_ringing_call_cannot_be_ended(start: Callable[..., PracticeChild]) -> None:
    async def talk(calls: CartesiaCalls) -> None:
        call_id = await place(calls, "+12125550100")
        assert await calls.cancel(call_id) is False
        call = await calls.call(call_id)
        assert call is not None
        assert (call.phase, call.transcript) == (Phase.RINGING, None)

    speak(start(speed=0.001).base_url, talk)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"key": "wrong-key"}, "cartesia.wrong_key"),
        ({"agent": Agent("agent_nobody", "Nobody")}, "cartesia.not_found"),
    ],
)
def test_faults_of_the_real_service(fast_url: str, choices: dict[str, Any], code: str) -> None:
    with pytest.raises(OutsideFault) as fault:
        speak(fast_url, CartesiaCalls.calls, **choices)
    assert fault.value.reason.code == code


def test_calls_are_listed_for_an_agent() -> None:
    async def talk() -> None:
        calls = CartesiaCalls(Connection("practice", True, "http://localhost"), KEY)
        with pytest.raises(Bug):
            await calls.calls()
        await calls.aclose()

    asyncio.run(talk())


# Connections


def test_reads_share_a_connection() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(http(200, '{"summaries": []}'))
        while await take_request(reader):
            writer.write(http(200, '{"summaries": []}'))

    async def three() -> tuple[int, int]:
        async with raw_server(serve) as server:
            calls = CartesiaCalls(connection_to(server.url), KEY)
            for _ in range(3):
                assert await calls.agents() == ()
            await calls.aclose()
        return server.connections, len(server.requests)

    assert asyncio.run(three()) == (1, 1)  # one on which all three came


def test_the_transport_is_an_argument(fast_url: str) -> None:
    class Witness(httpx.AsyncHTTPTransport):
        """Httpx's own, which tells what passes."""

        def __init__(self) -> None:
            super().__init__()
            self.passed: list[str] = []

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            self.passed.append(f"{request.method} {request.url.path}")
            return await super().handle_async_request(request)

    async def talk() -> list[str]:
        transport, permission = Witness(), Permission()
        calls = CartesiaCalls(connection_to(fast_url), KEY, transport)
        await calls.agents()
        answer = await calls.create(calls.body(Order("+12125550100", {})), permission)
        assert (isinstance(answer, Placed), permission.times) == (True, 1)
        await calls.aclose()
        return transport.passed

    assert asyncio.run(talk()) == ["GET /agents", "POST /agents/calls"]


# Reads that go wrong

FAULTS: list[tuple[str, Behaviour, str]] = [
    ("401", answering(http(401, ERROR)), "cartesia.wrong_key"),
    ("402", answering(http(402, ERROR)), "cartesia.usage_limit"),
    ("403", answering(http(403, ERROR)), "cartesia.not_allowed"),
    ("429", answering(http(429, ERROR)), "cartesia.too_many_requests"),
    ("500", answering(http(500, ERROR)), "cartesia.service_failed"),
    ("502, HTML", answering(http(502, "<p>Bad")), "cartesia.service_failed"),
    ("400", answering(http(400, ERROR)), "cartesia.unexpected_answer"),
    ("401, HTML", answering(http(401, "<p>Sign in")), "cartesia.unexpected_answer"),
    ("404, HTML", answering(http(404, "<p>What?")), "cartesia.unexpected_answer"),
    ("redirect", answering(http(302, "", location="/x")), "cartesia.unexpected_answer"),
    ("204", answering(b"HTTP/1.1 204 No\r\n\r\n"), "cartesia.unexpected_answer"),
    ("HTML", answering(http(200, "<p>Welcome")), "cartesia.unreadable_answer"),
    ("cut JSON", answering(http(200, '{"data": [')), "cartesia.unreadable_answer"),
    ("a list", answering(http(200, "[]")), "cartesia.unreadable_answer"),
    ("too much", answering(http(200, 33_600_000 * b" ")), "cartesia.unreadable_answer"),
    ("cut body", answering(http(200, "{", content_length="9")), "cartesia.connection_lost"),
    ("reset", reset, "cartesia.connection_lost"),
    ("silence", hang, "cartesia.timed_out"),
]
READS: list[Callable[[CartesiaCalls], Awaitable[object]]] = [
    CartesiaCalls.agents,
    CartesiaCalls.phone_numbers,
    CartesiaCalls.calls,
    CartesiaCalls.metric_results,
    lambda calls: calls.call("ac_1"),
    lambda calls: calls.cancel("ac_1"),
    lambda calls: calls.delete("ac_1"),
    lambda calls: calls.agent_variables("agent_1"),
]
READ_NAMES = [
    *("agents", "phone_numbers", "calls", "metric_results", "call", "cancel", "delete"),
    "agent_variables",
]
NO_FAULT = {("400", "cancel"), ("400", "delete")}  # means that it cannot be done


@pytest.mark.parametrize("read", READS, ids=READ_NAMES)
def test_each_failed_read_is_a_fault_that_can_be_explained(
    read: Callable[[CartesiaCalls], Awaitable[object]],
) -> None:
    name = READ_NAMES[READS.index(read)]

    async def fault(behaviour: Behaviour) -> str:
        async with raw_server(behaviour) as server:
            read_s = 0.1 if behaviour is hang else PATIENCE_S
            calls = CartesiaCalls(connection_to(server.url), KEY, read_s=read_s, rest_s=0.0)
            try:
                await read(calls)
            except OutsideFault as trouble:
                return trouble.reason.code
            finally:
                await calls.aclose()
        return "no fault"

    async def play() -> dict[str, str]:
        return {
            row: await fault(behaviour)
            for row, behaviour, _ in FAULTS
            if (row, name) not in NO_FAULT
        }

    assert asyncio.run(play()) == {
        row: code for row, _, code in FAULTS if (row, name) not in NO_FAULT
    }


def test_a_list_without_data_is_unreadable_and_one_that_goes_in_circles_ends() -> None:
    async def play(page: str) -> object:
        async with raw_server(answering(http(200, page))) as server:
            calls = CartesiaCalls(connection_to(server.url), KEY, rest_s=0.0)
            try:
                return [agent.id for agent in await calls.agents()]
            except OutsideFault as trouble:
                return trouble.reason.code
            finally:
                await calls.aclose()

    assert asyncio.run(play('{"has_more": false}')) == "cartesia.unreadable_answer"
    assert asyncio.run(play('{"data": [{"id": "a"}], "has_more": true}')) == ["a"]
    circle = '{"data": [{"id": "a"}], "has_more": true, "next_page": "b"}'
    assert asyncio.run(play(circle)) == ["a"]
    gone = '{"summaries": [{"id": "a"}, {"id": "b", "deleted_at": "2026-01-01T00:00:00Z"}]}'
    assert asyncio.run(play(gone)) == ["a"]


def test_a_list_without_an_end_is_a_fault_that_tells_how_far_it_was_read() -> None:
    async def play() -> object:
        pages = itertools.count()

        async def one_more(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            page = f'{{"data": [{{"id": "a{next(pages)}"}}], "has_more": true}}'
            writer.write(http(200, page))
            await writer.drain()

        async with raw_server(one_more) as server:
            calls = CartesiaCalls(connection_to(server.url), KEY)
            try:
                return await calls.agents()
            except OutsideFault as fault:
                return fault.reason
            finally:
                await calls.aclose()

    assert asyncio.run(play()) == Reason("cartesia.list_without_end", {"count": MOST_PAGES})


def test_a_key_that_a_server_repeats_goes_no_further() -> None:
    key = "a-key-as-long-as-real-ones"
    said = http(400, json.dumps({"error": {"message": f"Bearer {key} is not for +12125550150"}}))

    async def talk() -> Answer:
        async with raw_server(answering(said)) as server:
            calls = CartesiaCalls(connection_to(server.url), key)
            try:
                with pytest.raises(OutsideFault) as refused:
                    await calls.agents()
                assert key not in str(refused.value.reason.params)
                return await calls.create("{}", Permission())
            finally:
                await calls.aclose()

    answer = asyncio.run(talk())
    assert "Bearer (API key) is not for" in (answer.error or "")
