"""The official `cartesia` package, pointed at the practice service, as a witness."""

import io
import wave
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest

from cartesia import AuthenticationError, Cartesia, NotFoundError
from practice_process import KEY, REMINDER, SURVEY, US, WORLD, start_service


@pytest.fixture(scope="module")
def placed() -> Iterator[tuple[str, dict[str, str]]]:
    """A service in which 25 calls have lived, and the reference of each by its ID."""
    child = start_service(speed=100_000.0)
    body = {
        "agent_id": SURVEY.id,
        "from_number_id": WORLD.id,
        "outbound_calls": [
            {"to_number": f"+121255501{at:02}", "dynamic_variables": {"dialsheet_ref": f"c.{at}.a"}}
            for at in range(25)
        ],
    }
    headers = {"Authorization": f"Bearer {KEY}", "Cartesia-Version": "2026-08-14"}
    url = f"{child.base_url}/agents/calls"
    answer = httpx.post(url, json=body, headers=headers, trust_env=False).json()["calls"]
    yield child.base_url, {call["agent_call_id"]: f"c.{at}.a" for at, call in enumerate(answer)}
    child.stop()


def official(url: str, key: str = KEY) -> Cartesia:
    http_client = httpx.Client(base_url=url, trust_env=False)
    return Cartesia(api_key=key, base_url=url, http_client=http_client, max_retries=0)


def test_it_lists_agents_and_numbers(placed: tuple[str, dict[str, str]]) -> None:
    with official(placed[0]) as client:
        agents = client.agents.list().summaries
    assert [(agent.id, agent.name) for agent in agents] == [
        (SURVEY.id, SURVEY.name),
        (REMINDER.id, REMINDER.name),
    ]
    assert isinstance(agents[0].created_at, datetime)
    assert [number.number for number in agents[0].phone_numbers or ()] == [US.number]


def test_it_pages_through_what_metrics_say(placed: tuple[str, dict[str, str]]) -> None:
    url, refs = placed
    with official(url) as client:
        results = list(client.agents.metrics.results.list(agent_id=SURVEY.id, limit=5))
        assert len(results) > 5
        assert {result.call_id for result in results} < refs.keys()
        assert {result.metric_name for result in results} == {"interest"}
        (one,) = client.agents.metrics.results.list(call_id=results[0].call_id)
        assert one == results[0]
        assert not list(client.agents.metrics.results.list(agent_id=REMINDER.id))
        assert not list(client.agents.metrics.results.list(metric_id="another"))
        created = sorted(result.created_at for result in results)
        moment = timedelta(milliseconds=1)
        for since, until, count in (
            (created[0] - moment, created[-1] + moment, len(results)),
            (created[-1] + moment, created[-1] + moment, 0),
            (created[0] - moment, created[0] - moment, 0),
        ):
            bounds = {"start_date": since, "end_date": until}
            assert len(list(client.agents.metrics.results.list(**bounds))) == count


def test_it_pages_through_calls_and_retrieves_each(placed: tuple[str, dict[str, str]]) -> None:
    url, refs = placed
    with official(url) as client:
        listed = list(client.agents.calls.list(agent_id=SURVEY.id, limit=10))
        assert [call.id for call in reversed(listed)] == list(refs)
        for listed_call in listed:
            call = client.agents.calls.retrieve(listed_call.id)
            variables = (call.model_extra or {})["dynamic_variables"]
            assert variables["dialsheet_ref"] == refs[call.id]
            assert call.agent_id == SURVEY.id
            assert call.telephony_params is not None
            assert call.telephony_params.from_ == WORLD.number
            assert isinstance(call.end_time, datetime)
            assert (call.transcript is None) == (call.start_time is None)
            for turn in call.transcript or ():
                assert turn.role in {"user", "assistant", "system"}


def test_it_retrieves_an_agent_and_its_numbers(placed: tuple[str, dict[str, str]]) -> None:
    with official(placed[0]) as client:
        agent = client.agents.retrieve(SURVEY.id)
        numbers = client.agents.list_phone_numbers(SURVEY.id)
    assert (agent.id, agent.name) == (SURVEY.id, SURVEY.name)
    assert [(number.number, number.is_cartesia_managed) for number in numbers] == [
        (US.number, True)
    ]


def test_it_lists_with_transcripts(placed: tuple[str, dict[str, str]]) -> None:
    with official(placed[0]) as client:
        listed = list(client.agents.calls.list(agent_id=SURVEY.id, expand="transcript"))
    assert {call.transcript is None for call in listed} == {True, False}


def test_it_downloads_recordings(placed: tuple[str, dict[str, str]]) -> None:
    """It types the answer as nothing, so the raw one is asked for."""
    with official(placed[0]) as client:
        for call in client.agents.calls.list(agent_id=SURVEY.id):
            raw = client.agents.calls.with_raw_response
            if call.start_time is None:
                with pytest.raises(NotFoundError):
                    raw.download_audio(call.id)
                continue
            with wave.open(io.BytesIO(raw.download_audio(call.id).read())) as wav:
                assert wav.getnframes() > 0


def test_it_is_refused_as_documented(placed: tuple[str, dict[str, str]]) -> None:
    with official(placed[0], "wrong-key") as client, pytest.raises(AuthenticationError):
        client.agents.list()
    with official(placed[0]) as client, pytest.raises(NotFoundError):
        client.agents.calls.retrieve("ac_unknown")
