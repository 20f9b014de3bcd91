"""What a campaign can use beside placing and reading calls: against the practice service."""

import asyncio
import wave
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from cartesia_talk import DIALECTS, place, speak, told
from dialsheet.campaign import Call, Dialect, KeyHeader, Phase
from dialsheet.cartesia import PracticeChild
from dialsheet.cartesia.client import CartesiaCalls
from dialsheet.errors import BadInput, OutsideFault
from dialsheet.ports import MetricPage, Order
from practice_process import KEY, REMINDER, SURVEY, WORLD, connection_to
from raw_server import Behaviour, answering, http, raw_server

DAY = timedelta(days=1)
Start = Callable[..., PracticeChild]


@DIALECTS
def test_lists_with_bounds_and_transcripts(start: Start, dialect: Dialect) -> None:
    async def talk(calls: CartesiaCalls) -> None:
        ids = [await place(calls, f"+121255501{at:02}") for at in range(12)]
        for call_id in ids:
            await told(calls, call_id, lambda call: call.end_time)
        now = datetime.now(UTC)
        for bounds, found in (
            ({"since": now - DAY, "until": now + DAY}, 12),
            ({"since": now + DAY}, 0),
            ({"until": now - DAY}, 0),
        ):
            assert len((await calls.calls(**bounds)).calls) == found
        plain, full = await calls.calls(), await calls.calls(transcripts=True)
        assert all(call.transcript is None for call in plain.calls)
        talked = [call for call in full.calls if call.start_time]
        assert talked
        for call in full.calls:
            assert bool(call.transcript) == bool(call.start_time)
            assert call == await calls.call(call.id), "a page tells as much as a question"
        with pytest.raises(OutsideFault):
            await calls.calls(since=now, until=now - DAY)

    speak(start(speed=10_000.0).base_url, talk, dialect=dialect)


@DIALECTS
def test_what_metrics_say_of_calls(start: Start, dialect: Dialect) -> None:
    url = start(speed=100_000.0, concurrency=1000).base_url

    assert speak(url, CartesiaCalls.metric_results, dialect=dialect) == MetricPage((), None)
    began = datetime.now(UTC)
    order = {
        "agent_id": SURVEY.id,
        "from_number_id": WORLD.id,
        "outbound_calls": [{"to_number": f"+1212555{at:04}"} for at in range(180)],
    }
    headers = {"X-API-Key": KEY, "Cartesia-Version": dialect.value}
    answer = httpx.post(f"{url}/agents/calls", json=order, headers=headers, trust_env=False)
    last = answer.json()["calls"][-1]["agent_call_id"]

    async def talk(calls: CartesiaCalls) -> None:
        await told(calls, last, lambda call: call.summary or call.status == "failed")
        first = await calls.metric_results(since=began)
        assert len(first.results) == 100
        second = await calls.metric_results(first.next_after, since=began)
        assert second.next_after is None
        results = [*first.results, *second.results]
        assert len({each.call_id for each in results}) == len(results) > 100
        for each in (results[0], results[-1]):
            call = await calls.call(each.call_id)
            assert call is not None
            assert call.status == "completed"
        assert {each.name for each in results} == {"interest"}
        assert {each.value for each in results} == {None, 0.0, 1.0}
        assert (await calls.metric_results(since=datetime.now(UTC) + DAY)).results == ()
        assert await calls.delete(results[0].call_id)
        assert results[0] not in (await calls.metric_results()).results

    speak(url, talk, dialect=dialect)
    assert speak(url, CartesiaCalls.metric_results, agent=REMINDER).results == ()


@DIALECTS
def test_an_agents_own_variables(fast_url: str, dialect: Dialect) -> None:
    async def talk(calls: CartesiaCalls) -> list[tuple[str, ...]]:
        agents = (SURVEY.id, REMINDER.id, "agent_nobody", "../calls")
        return [await calls.agent_variables(agent_id) for agent_id in agents]

    shown = speak(fast_url, talk, dialect=dialect)
    if dialect is Dialect.METADATA:
        assert shown == [(), (), (), ()], "this version tells nothing of what an agent says"
    else:
        assert shown == [("name",), ("name", "appointment"), (), ()]


def test_the_key_in_either_header(fast_url: str) -> None:
    for header in KeyHeader:
        assert speak(fast_url, CartesiaCalls.agents, key_header=header)
        with pytest.raises(OutsideFault):
            speak(fast_url, CartesiaCalls.agents, key="wrong-key", key_header=header)

    async def sent() -> bytes:
        async with raw_server(answering(http(200, '{"summaries": []}'))) as server:
            connection = connection_to(server.url, key_header=KeyHeader.X_API_KEY)
            calls = CartesiaCalls(connection, KEY)
            await calls.agents()
            await calls.aclose()
        return server.requests[0].lower()

    request = asyncio.run(sent())
    assert f"x-api-key: {KEY}".encode() in request
    assert b"authorization" not in request


def test_a_call_that_is_over_can_be_forgotten(start: Start) -> None:
    async def talk(calls: CartesiaCalls) -> None:
        call_id = await place(calls, "+12125550100", name="Ann")
        await told(calls, call_id, lambda call: call.phase is Phase.ENDED)
        assert await calls.delete(call_id) is True
        assert await calls.delete(call_id) is True, "twice does no harm"
        call = await calls.call(call_id)
        assert call is not None
        assert (call.to_number, call.sent, call.summary) == (None, {}, None)
        assert await calls.delete("ac_unknown") is False

    speak(start(speed=10_000.0).base_url, talk)

    async def too_early(calls: CartesiaCalls) -> bool:
        return await calls.delete(await place(calls, "+12125550100"))

    assert speak(start(speed=0.001).base_url, too_early) is False


# Recordings


def test_a_recording_is_streamed_into_a_file(start: Start, tmp_path: Path) -> None:
    async def talk(calls: CartesiaCalls) -> None:
        ended: list[Call] = []
        for at in range(12):
            call_id = await place(calls, f"+121255501{at:02}")
            ended.append(await told(calls, call_id, lambda call: call.end_time))
        for call in ended:
            path = tmp_path / f"{call.id}.wav"
            assert await calls.audio(call.id, path) is bool(call.start_time)
            assert path.exists() is bool(call.start_time)
            if call.start_time:
                with wave.open(str(path)) as wav:
                    assert wav.getnframes() > 0
        assert {bool(call.start_time) for call in ended} == {True, False}
        assert await calls.audio("ac_unknown", tmp_path / "x.wav") is False

    speak(start(speed=10_000.0).base_url, talk)
    assert not list(tmp_path.glob("*.part"))


async def fetched(path: Path, *behaviours: Behaviour) -> object:
    async with raw_server(*behaviours) as server:
        calls = CartesiaCalls(connection_to(server.url), KEY, rest_s=0.0)
        try:
            return await calls.audio("ac_1", path)
        except OutsideFault as fault:
            return fault.reason.code
        finally:
            await calls.aclose()


def test_a_recording_that_breaks_off_is_fetched_anew(tmp_path: Path) -> None:
    cut = answering(http(200, "half", content_length="9"))
    whole = answering(http(200, "the whole", content_type="audio/wav"))
    path = tmp_path / "a.wav"
    assert asyncio.run(fetched(path, cut, whole)) is True
    assert path.read_text() == "the whole"
    path.write_text("kept")
    assert asyncio.run(fetched(path, cut)) == "cartesia.connection_lost"
    assert path.read_text() == "kept", "half a recording takes the place of none"
    assert list(tmp_path.iterdir()) == [path]
    gateway = answering(http(404, "<p>What?"))
    assert asyncio.run(fetched(path, gateway)) == "cartesia.unexpected_answer"


def test_a_recording_that_cannot_be_written(tmp_path: Path) -> None:
    whole = answering(http(200, "the whole"))
    for path in (tmp_path / "no folder" / "a.wav", Path("/dev/null/a.wav")):
        assert asyncio.run(fetched(path, whole)) == "cartesia.audio_not_written"


# The server's clock


@pytest.mark.parametrize(
    ("date", "age", "offset"),
    [
        (timedelta(0), None, 0),
        (timedelta(hours=2), None, 7200),
        (timedelta(minutes=-5), None, -300),
        (timedelta(hours=2), "30", None),  # out of a cache
        (None, None, None),
    ],
)
def test_the_clock_of_the_server(
    date: timedelta | None, age: str | None, offset: float | None
) -> None:
    async def play() -> float | None:
        said = (
            "nonsense" if date is None else f"{datetime.now(UTC) + date:%a, %d %b %Y %H:%M:%S GMT}"
        )
        headers = {"date": said, **({"age": age} if age else {})}
        answer = answering(http(200, '{"summaries": []}', **headers))
        async with raw_server(answer, answering(http(200, '{"summaries": []}'))) as server:
            calls = CartesiaCalls(connection_to(server.url), KEY)
            assert calls.clock_offset_s is None
            await calls.agents()
            heard = calls.clock_offset_s
            await calls.agents()
            assert calls.clock_offset_s == heard, "an answer without a date says nothing new"
            await calls.aclose()
        return heard

    heard = asyncio.run(play())
    assert heard == offset or (
        heard is not None and offset is not None and abs(heard - offset) < 30
    )


# A proxy that is set by hand


@pytest.mark.parametrize(
    ("proxy", "code"),
    [
        ("http://proxy.example:8080", None),
        ("https://proxy.example", None),
        ("", None),
        ("proxy.example:8080", "cartesia.bad_proxy"),
        ("socks5://proxy.example", "cartesia.bad_proxy"),
        ("http://ann:secret@proxy.example", "cartesia.bad_proxy"),
    ],
)
def test_proxies(proxy: str, code: str | None) -> None:
    try:
        CartesiaCalls(connection_to("https://api.example", proxy=proxy), KEY)
    except BadInput as refused:
        assert refused.reason.code == code  # noqa: PT017 - most are fine
    else:
        assert code is None


def test_loopback_never_goes_through_a_proxy(fast_url: str) -> None:
    assert speak(fast_url, CartesiaCalls.agents, proxy="http://127.0.0.1:1")


def test_a_proxy_set_by_hand_is_used_and_its_refusal_places_nothing() -> None:
    from dialsheet.campaign import NotPlaced
    from practice_process import Permission

    async def play() -> tuple[object, bytes]:
        async with raw_server(answering(http(407, "no"))) as server:
            connection = connection_to("https://api.example", proxy=server.url)
            calls = CartesiaCalls(connection, KEY)
            answer = await calls.create(calls.body(Order("+12125550100", {})), Permission())
            await calls.aclose()
        return answer, server.requests[0]

    answer, request = asyncio.run(play())
    assert isinstance(answer, NotPlaced)
    assert (answer.reason.code, answer.stops_run) == ("cartesia.proxy_refused", True)
    assert request.startswith(b"CONNECT api.example:443")
    assert KEY.encode() not in request
