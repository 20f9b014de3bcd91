"""Create: each answer, and each kind of silence, settles whether the call may have been placed."""

import asyncio
import gzip

import pytest

from dialsheet.campaign import Answer, NotPlaced, Placed, Refused, Unknown
from dialsheet.cartesia.client import CartesiaCalls
from dialsheet.errors import Reason
from dialsheet.ports import Order
from patience import PATIENCE_S
from practice_process import KEY, Permission, connection_to
from raw_server import Behaviour, answering, hang, http, raw_server, reset

ERROR = '{"error_code": null, "title": "No", "message": "Said so.", "request_id": "r"}'
LOST = Unknown(Reason("cartesia.unknown_connection_lost"))
OTHERS = Unknown(Reason("cartesia.unknown_other_number"))
LATE = Unknown(Reason("cartesia.unknown_timed_out"))


def entries(*entries: str) -> bytes:
    return http(200, f'{{"calls": [{", ".join(entries)}]}}')


def unreadable(error: str | None) -> Unknown:
    return Unknown(Reason("cartesia.unknown_unreadable"), error)


def unknown(status: int, error: str | None) -> Unknown:
    return Unknown(Reason("cartesia.unknown_status", {"status": status}), error)


def not_placed(code: str, *, stops_run: bool = True, after: float | None = None) -> NotPlaced:
    return NotPlaced(Reason(code), "Said so.", stops_run, after)


ANSWERS: list[tuple[str, bytes, Answer]] = [
    ("our entry with an ID", entries('{"number": "x", "agent_call_id": "ac_1"}'), Placed("ac_1")),
    ("ID and no error", entries('{"agent_call_id": "ac_1", "error": null}'), Placed("ac_1")),
    (
        "ID beside an error",
        entries('{"agent_call_id": "ac_1", "error": {"message": "Carrier said no."}}'),
        Placed("ac_1", "Carrier said no."),
    ),
    (
        "error without ID",
        entries('{"number": "x", "error": {"message": "Not a number."}}'),
        Refused(Reason("cartesia.number_refused"), "Not a number."),
    ),
    (
        "error with a title and the ID of the request",
        entries('{"error": {"title": "Bad", "message": "No.", "request_id": "r"}}'),
        Refused(Reason("cartesia.number_refused"), "No.", "Bad", "r"),
    ),
    (
        "error in unknown words",
        entries('{"error": {"why": 7}}'),
        Refused(Reason("cartesia.number_refused"), '{"why": 7}'),
    ),
    *(
        (f"our number as {number}", entries(f'{{"number": {number}, "agent_call_id": "ac_1"}}'),
         Placed("ac_1"))
        for number in (
            *('"+12125550100"', '"+1 (212) 555-0100"', '"212.555.0100"', '"0012125550100"'),
            *('"+1212****100"', '"0100"', '""', "12125550100", "null", "[7]", '{"a": 1}'),
        )
    ),
    *(
        (f"another number with {more}", entries(f'{{"number": "+12125550101", {more}}}'), OTHERS)
        for more in ('"agent_call_id": "ac_1"', '"error": {"message": "No."}',
                     '"agent_call_id": "ac_1", "error": "No."', '"a": 1')
    ),
    ("blank ID", entries('{"agent_call_id": " "}'),
     unreadable('{"calls": [{"agent_call_id": " "}]}')),
    ("the entry twice", entries(*['{"agent_call_id": "1"}'] * 2),
     unreadable('{"calls": [{"agent_call_id": "1"}, {"agent_call_id": "1"}]}')),
    ("neither", entries('{"number": "x"}'), unreadable('{"calls": [{"number": "x"}]}')),
    ("empty error", entries('{"error": {}}'), unreadable('{"calls": [{"error": {}}]}')),
    ("ID of another kind", entries('{"agent_call_id": 7, "error": {"message": "No."}}'),
     unreadable('{"calls": [{"agent_call_id": 7, "error": {"message": "No."}}]}')),
    ("ID of another kind that is nothing", entries('{"agent_call_id": 0, "error": "No."}'),
     unreadable('{"calls": [{"agent_call_id": 0, "error": "No."}]}')),
    ("half a character", http(200, b'{"calls": [{"agent_call_id": "\xed\xa0\x80"}]}'),
     unreadable('{"calls": [{"agent_call_id": "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}'
                '\N{REPLACEMENT CHARACTER}"}]}')),
    (
        "two entries",
        entries('{"agent_call_id": "1"}', '{"agent_call_id": "2"}'),
        unreadable('{"calls": [{"agent_call_id": "1"}, {"agent_call_id": "2"}]}'),
    ),
    ("no entry", entries(), unreadable('{"calls": []}')),
    ("entry that is no object", entries("7"), unreadable('{"calls": [7]}')),
    ("no calls", http(200, "{}"), unreadable("{}")),
    ("a list", http(200, "[]"), unreadable("[]")),
    ("empty", http(200, ""), unreadable(None)),
    ("HTML", http(200, "<h1>Sign\nin</h1>"), unreadable("<h1>Sign in</h1>")),
    ("JSON under another name", http(200, '{"calls": [{"agent_call_id": "1"}]}',
     content_type="text/html"), Placed("1")),
    ("cut JSON", http(200, '{"calls": [{"agent_'), unreadable('{"calls": [{"agent_')),
    ("bottomless JSON", http(200, "[" * 200_000), unreadable("[" * 300)),
    ("cut body", http(200, '{"calls": [', content_length="90"), LOST),
    ("cut headers", b"HTTP/1.1 200 OK\r\nContent-", LOST),
    ("no HTTP", b"hello\r\n\r\n", LOST),
    ("not gzip", http(200, "{}", content_encoding="gzip"), unreadable(None)),
    ("100 MB", http(200, gzip.compress(bytes(100_000_000)), content_encoding="gzip"),
     unreadable(None)),
    ("packed twice", http(200, gzip.compress(gzip.compress(b'{"calls": [{"agent_call_id": "1"}]}')),
                          content_encoding="gzip, gzip"), unreadable(None)),
    ("another 2xx", http(201, '{"calls": [{"agent_call_id": "1"}]}'),
     unknown(201, '{"calls": [{"agent_call_id": "1"}]}')),
    ("redirect", http(307, "", location="/elsewhere"), unknown(307, None)),
    ("400", http(400, ERROR), Refused(Reason("cartesia.order_refused"), "Said so.", "No", "r")),
    ("400, HTML", http(400, "<p>bad"), Refused(Reason("cartesia.order_refused"), "<p>bad")),
    ("401", http(401, ERROR), not_placed("cartesia.wrong_key")),
    ("402", http(402, ERROR), not_placed("cartesia.usage_limit")),
    ("403", http(403, ERROR), not_placed("cartesia.not_allowed")),
    ("404", http(404, ERROR), not_placed("cartesia.not_found")),
    ("429", http(429, ERROR), not_placed("cartesia.too_many_requests", stops_run=False)),
    ("429, seconds", http(429, ERROR, retry_after="7"),
     not_placed("cartesia.too_many_requests", stops_run=False, after=7.0)),
    ("429, milliseconds", http(429, ERROR, retry_after_ms="1500", retry_after="9"),
     not_placed("cartesia.too_many_requests", stops_run=False, after=1.5)),
    ("429, a date gone by", http(429, ERROR, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"),
     not_placed("cartesia.too_many_requests", stops_run=False, after=0.0)),
    ("429, nonsense", http(429, ERROR, retry_after="soon, inf"),
     not_placed("cartesia.too_many_requests", stops_run=False)),
    ("429, forever", http(429, ERROR, retry_after="inf"),
     not_placed("cartesia.too_many_requests", stops_run=False)),
    ("401, HTML", http(401, "<p>Sign in"), unknown(401, "<p>Sign in")),
    ("404, other JSON", http(404, '{"detail": "x"}'), unknown(404, '{"detail": "x"}')),
    ("407", http(407, ERROR), unknown(407, "Said so.")),
    ("409", http(409, ERROR), unknown(409, "Said so.")),
    ("500", http(500, ERROR), unknown(500, "Said so.")),
    ("502, HTML", http(502, "<p>Bad gateway"), unknown(502, "<p>Bad gateway")),
    ("503, empty", http(503), unknown(503, None)),
]  # fmt: skip


async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Never silent for long, and never done."""
    writer.write(http(200, "", content_length="1000000"))
    while not writer.is_closing():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Begin an answer, and no more."""
    writer.write(http(200, '{"calls"', content_length="90"))
    await reader.read()


async def hang_up(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Close without a word."""


SILENCES: list[tuple[str, Behaviour, Answer]] = [
    ("no answer in time", hang, LATE),
    ("half an answer in time", stall, LATE),
    ("an answer without an end", drip, LATE),
    ("closed after the request", hang_up, LOST),
    ("reset after the request", reset, LOST),
]


async def create_at(url: str, permission: Permission, read_s: float) -> Answer:
    calls = CartesiaCalls(connection_to(url), KEY, read_s=read_s)
    try:
        return await calls.create(calls.body(Order("+12125550100", {"n": 1})), permission)
    finally:
        await calls.aclose()


async def played(behaviour: Behaviour, read_s: float) -> tuple[Answer, int, list[bytes]]:
    permission = Permission()
    async with raw_server(behaviour) as server:
        answer = await create_at(server.url, permission, read_s)
    return answer, permission.times, server.requests


@pytest.mark.parametrize(("wire", "expected"), [row[1:] for row in ANSWERS],
                         ids=[row[0] for row in ANSWERS])  # fmt: skip
def test_each_answer_settles_the_attempt(wire: bytes, expected: Answer) -> None:
    answer, permissions, requests = asyncio.run(played(answering(wire), read_s=PATIENCE_S))
    assert answer == expected
    assert permissions == 1
    assert len(requests) == 1


@pytest.mark.parametrize(("behaviour", "expected"), [row[1:] for row in SILENCES],
                         ids=[row[0] for row in SILENCES])  # fmt: skip
def test_silence_after_the_request_left_is_unknown(behaviour: Behaviour, expected: Answer) -> None:
    answer, permissions, requests = asyncio.run(played(behaviour, read_s=1.0))
    assert answer == expected
    assert permissions == 1
    assert len(requests) == 1


def test_what_goes_out() -> None:
    _, _, (request,) = asyncio.run(played(answering(entries()), read_s=PATIENCE_S))
    head, _, body = request.partition(b"\r\n\r\n")
    line, *headers = head.decode().split("\r\n")
    sent = dict(header.lower().split(": ", 1) for header in headers)
    assert line == "POST /agents/calls HTTP/1.1"
    assert sent["authorization"] == f"bearer {KEY}"
    assert sent["cartesia-version"] == "2026-03-01"
    assert sent["user-agent"].startswith("dialsheet/")
    assert sent["content-type"] == "application/json"
    assert body == (
        b'{"from_number_id":"ap_practice_world","agent_id":"agent_practice_survey",'
        b'"outbound_calls":[{"to_number":"+12125550100","metadata":{"n":1}}],'
        b'"ringing_timeout_seconds":60,"max_call_duration_minutes":10}'
    )


def test_each_create_has_a_connection_of_its_own() -> None:
    """A request is never written into a socket that the server may have closed since."""

    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(entries('{"agent_call_id": "ac_1"}'))
        await reader.read()

    async def three() -> int:
        async with raw_server(keep) as server:
            calls = CartesiaCalls(connection_to(server.url), KEY)
            for _ in range(3):
                assert await calls.create("{}", Permission()) == Placed("ac_1")
            await calls.aclose()
        return server.connections

    assert asyncio.run(three()) == 3
