"""What is left of a call that is over: its recording, and what a deletion takes."""

import io
import json
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from dialsheet.cartesia import PracticeChild
from practice_process import KEY, SURVEY, WORLD, start_service

CALLS = "/agents/calls"
VERSIONS = {"2026-03-01": "metadata", "2026-08-14": "dynamic_variables"}
Start = Callable[..., PracticeChild]


def client(url: str, version: str = "2026-03-01") -> httpx.Client:
    headers = {"X-API-Key": KEY, "Cartesia-Version": version}
    return httpx.Client(base_url=url, headers=headers, trust_env=False)


def order(count: int, **row: Any) -> dict[str, Any]:
    calls = [{"to_number": f"+121255501{at:02}", **row} for at in range(count)]
    return {"agent_id": SURVEY.id, "from_number_id": WORLD.id, "outbound_calls": calls}


def placed(api: httpx.Client, count: int = 20, **row: Any) -> list[str]:
    answer = api.post(CALLS, json=order(count, **row)).json()["calls"]
    return [call["agent_call_id"] for call in answer]


@pytest.fixture(scope="module")
def over() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A service with 50 calls that are over, summaries and all; and their records."""
    child = start_service(speed=1_000_000.0)
    with client(child.base_url) as api:
        ids = placed(api, 50, metadata={"n": 1}, dynamic_variables={"n": 1})
        records = [api.get(f"{CALLS}/{call_id}").json() for call_id in ids]
    yield child.base_url, records
    child.stop()


def test_who_talked_was_recorded(over: tuple[str, list[dict[str, Any]]]) -> None:
    url, records = over
    with client(url) as api:
        for record in records:
            response = api.get(f"{CALLS}/{record['id']}/audio")
            if record["start_time"] is None:
                assert response.status_code == 404
                continue
            assert response.headers["content-type"] == "audio/wav"
            with wave.open(io.BytesIO(response.content)) as wav:
                assert (wav.getframerate(), wav.getnchannels()) == (8000, 1)
                assert 0 < wav.getnframes() <= 3 * 8000
    assert {record["start_time"] is None for record in records} == {True, False}


def test_some_calls_tell_what_no_documentation_names(
    over: tuple[str, list[dict[str, Any]]],
) -> None:
    assert 0 < sum("field_of_tomorrow" in record for record in over[1]) < 50


@pytest.mark.parametrize("version", VERSIONS)
def test_a_deletion_takes_what_was_said_and_who_was_called(
    version: str, start: Start, tmp_path: Path
) -> None:
    state = tmp_path / "calls"
    child = start(state=state, speed=1_000_000.0)
    row = {VERSIONS[version]: {"secret": "Ann"}}
    with client(child.base_url, version) as api:
        ids = placed(api, **row)
        records = [api.get(f"{CALLS}/{call_id}").json() for call_id in ids]
        talked = next(each for each in records if each["summary"])
        deleted = api.delete(f"{CALLS}/{talked['id']}")
        assert deleted.status_code == 200
        again = api.delete(f"{CALLS}/{talked['id']}").json()
        assert again == deleted.json() == api.get(f"{CALLS}/{talked['id']}").json()
        assert api.get(f"{CALLS}/{talked['id']}/audio").status_code == 404
        listed = api.get(CALLS, params={"agent_id": SURVEY.id, "limit": 100}).json()["data"]
    record = deleted.json()
    assert record["redacted_at"]
    assert (record["summary"], record["transcript"]) == (None, None)
    assert not record[VERSIONS[version]]
    assert (record["status"], record["id"]) == (talked["status"], talked["id"])
    assert "Ann" not in deleted.text
    assert talked["telephony_params"]["to"] not in deleted.text
    assert len(listed) == len(ids)
    child.stop()
    assert json.loads(state.read_text().splitlines()[-1])["delete"] == talked["id"]
    with client(start(state=state).base_url, version) as api:
        assert api.get(f"{CALLS}/{talked['id']}").json() == record, "a restart brings nothing back"


def test_a_call_that_lives_has_no_recording_and_cannot_be_deleted(start: Start) -> None:
    with client(start(speed=0.001).base_url) as api:
        (call_id,) = placed(api, 1)
        assert api.get(f"{CALLS}/{call_id}/audio").status_code == 404
        assert api.delete(f"{CALLS}/{call_id}").status_code == 400
        for method in ("GET", "DELETE"):
            assert api.request(method, f"{CALLS}/ac_unknown").status_code == 404
        assert api.get(f"{CALLS}/ac_unknown/audio").status_code == 404


def test_the_plan_limits_how_many_live_at_a_time(start: Start) -> None:
    with client(start(speed=0.001, concurrency=3).base_url) as api:
        assert api.post(CALLS, json=order(4)).status_code == 429
        assert len(placed(api, 2)) == 2, "nothing of the refused order was placed"
        refused = api.post(CALLS, json=order(2))
        assert (refused.status_code, refused.json()["error_code"]) == (429, "concurrency_limited")
        assert len(placed(api, 1)) == 1
    with client(start(speed=1_000_000.0, concurrency=3).base_url) as api:
        for _ in range(3):
            assert len(placed(api, 3)) == 3, "those before are over"
