"""Addresses, keys and proxies: where a key may go, and that it is seen nowhere else."""

import asyncio
import logging
import traceback

import pytest

from dialsheet.campaign import Placed
from dialsheet.cartesia import open_calls
from dialsheet.errors import BadInput, OutsideFault
from practice_process import KEY, Permission, connection_to
from raw_server import answering, http, raw_server

REAL_KEY = "sk_car_0123456789abcdef"


@pytest.mark.parametrize(
    ("url", "key", "code"),
    [
        ("http://api.cartesia.ai", KEY, "cartesia.insecure_url"),
        ("http://127.0.0.1.example.com", KEY, "cartesia.insecure_url"),
        ("http://127.0.0.1:8000", REAL_KEY, "cartesia.real_key_in_clear"),
        ("http://localhost", REAL_KEY, "cartesia.real_key_in_clear"),
        ("http://[::1]:8000", REAL_KEY, "cartesia.real_key_in_clear"),
        ("https://user:word@api.cartesia.ai", KEY, "cartesia.bad_url"),
        ("ftp://api.cartesia.ai", KEY, "cartesia.bad_url"),
        ("api.cartesia.ai", KEY, "cartesia.bad_url"),
        ("https://", KEY, "cartesia.bad_url"),
        (f"https://{70 * 'a'}.com", KEY, "cartesia.bad_url"),
        ("", KEY, "cartesia.bad_url"),
        ("http://127.0.0.1:99999", KEY, "cartesia.bad_url"),
        ("https://api.cartesia.ai:0", KEY, "cartesia.bad_url"),
        ("https://api.cartesia.ai", "", "cartesia.malformed_key"),
        ("https://api.cartesia.ai", "two words", "cartesia.malformed_key"),
        ("https://api.cartesia.ai", "line\r\nX-Evil: 1", "cartesia.malformed_key"),
        ("https://api.cartesia.ai", "ключ", "cartesia.malformed_key"),
    ],
)
def test_a_key_goes_only_where_it_may(url: str, key: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        open_calls(connection_to(url), key)
    assert refused.value.reason.code == code
    assert not key or key not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://api.cartesia.ai", REAL_KEY),
        ("https://127.0.0.1:8000", REAL_KEY),
        ("http://127.0.0.1:8000", KEY),
        ("http://localhost:8000/base/", KEY),
        ("http://[::1]:8000", KEY),
    ],
)
def test_what_may_be_opened(url: str, key: str) -> None:
    asyncio.run(open_calls(connection_to(url), key).aclose())


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_loopback_never_goes_through_a_proxy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> tuple[int, int]:
        placed = answering(http(200, '{"calls": [{"agent_call_id": "ac_1"}]}'))
        async with raw_server(placed) as proxy, raw_server(placed) as server:
            monkeypatch.setenv(name, proxy.url)
            calls = open_calls(connection_to(server.url), KEY)
            assert await calls.create("{}", Permission()) == Placed("ac_1")
            await calls.call("ac_1")
            await calls.aclose()
        return proxy.connections, server.connections

    assert asyncio.run(play()) == (0, 2)


def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1080")
    with pytest.raises(OutsideFault) as refused:
        open_calls(connection_to("https://api.cartesia.ai"), KEY)
    assert refused.value.reason.code == "cartesia.proxy_unusable"


def test_neither_key_nor_number_is_told_to_anybody(caplog: pytest.LogCaptureFixture) -> None:
    """Logging wide open, an answer that quotes everything back, and an error raised."""
    number = "+12125550100"
    caplog.set_level(logging.DEBUG)
    quoting = answering(http(500, f'{{"message": "{KEY} {number}"}}', x_quoted=f"{KEY} {number}"))

    async def play() -> str:
        async with raw_server(quoting) as server:
            calls = open_calls(connection_to(server.url), KEY)
            body = f'{{"to_number":"{number}"}}'
            await calls.create(body, Permission())
            try:
                await calls.call(number)
            except OutsideFault as fault:
                return repr(calls) + repr(vars(calls)) + repr(fault) + traceback.format_exc()
            finally:
                await calls.aclose()
        raise AssertionError("a 500 is a fault")

    told = asyncio.run(play()) + "".join(record.getMessage() for record in caplog.records)
    assert "service_failed" in told
    assert KEY not in told
    assert number not in told
