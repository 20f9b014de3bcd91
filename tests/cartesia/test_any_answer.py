"""Whatever a server says, the client answers in its own words: no other error leaves it."""

import asyncio
import contextlib
import json
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialsheet.campaign import Answer
from dialsheet.cartesia.client import CartesiaCalls
from dialsheet.errors import OutsideFault
from patience import PATIENCE_S
from practice_process import KEY, SURVEY, Permission, connection_to
from raw_server import answering, http, raw_server

WORDS = st.sampled_from(
    re.findall(
        r"\w+",
        """
        calls agent_call_id error data summaries has_more next_page id status end_reason transcript
        tool_calls log_event log_metric metadata dynamic_variables name number provider message
        title cancelled start_time role text callId metricName value jsonResult createdAt
        """,
    )
)
EDGES = st.sampled_from(
    ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", 10**400, -1e308]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | EDGES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=12,
)
CONTENT = (
    JSON.map(json.dumps).map(str.encode)
    | st.dictionaries(WORDS, JSON).map(json.dumps).map(str.encode)
    | st.binary(max_size=50)
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content_type": st.sampled_from(["application/json", "text/html", "x", ""]),
        "content_encoding": st.sampled_from(["gzip", "deflate", "nonsense"]),
        "content_length": st.sampled_from(["0", "3", "-1", "many", "999"]),
        "transfer_encoding": st.sampled_from(["chunked", "nonsense"]),
        "location": st.just("http://127.0.0.1:1/"),
        "retry_after": st.sampled_from(
            [
                *("0", "-5", "nan", "1e999", "Wed, 99 Foo", "soon"),
                "Fri, 31 Dec 99999999999 23:59:59 GMT",
                "Mon, 01 Jan 0001 00:00:00 +2359",
            ]
        ),
        "date": st.sampled_from(["", "now", "Wed, 21 Oct 2015 07:28:00 GMT", "1 Jan 0 0:0:0 GMT"]),
    },
)
ANSWERS = (
    st.builds(
        lambda status, content, headers: http(status, content, **headers),
        st.sampled_from([200, 200, 200, 201, 204, 301, 400, 401, 404, 407, 429, 500, 502]),
        CONTENT,
        HEADERS,
    )
    | st.binary(max_size=80)
    | st.builds(lambda rest: b"HTTP/1.1 " + rest, st.binary(max_size=40))
)


def asks(folder: Path) -> list[Callable[[CartesiaCalls], Awaitable[Any]]]:
    """Everything that a client can be asked."""
    return [
        CartesiaCalls.agents,
        CartesiaCalls.phone_numbers,
        CartesiaCalls.calls,
        CartesiaCalls.metric_results,
        lambda calls: calls.call("ac_1"),
        lambda calls: calls.cancel("ac_1"),
        lambda calls: calls.delete("ac_1"),
        lambda calls: calls.agent_variables(SURVEY.id),
        lambda calls: calls.audio("ac_1", folder / "a.wav"),
    ]


@settings(max_examples=60)
@given(ANSWERS)
def test_no_undeclared_error(answer: bytes) -> None:
    async def play() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with raw_server(answering(answer)) as server:
                calls = CartesiaCalls(connection_to(server.url), KEY, read_s=PATIENCE_S, rest_s=0.0)
                created = await calls.create("{}", Permission())
                assert isinstance(created, Answer)
                for ask in asks(Path(folder)):
                    with contextlib.suppress(OutsideFault):
                        await ask(calls)
                await calls.aclose()

    asyncio.run(play())
