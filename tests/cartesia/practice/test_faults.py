"""Every fault of the practice service, over its socket: what is answered, and what was accepted."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from dialsheet.cartesia import PracticeChild
from dialsheet.cartesia.practice.faults import KNOWN, SLOW_S
from patience import PATIENCE_S
from practice_process import KEY, SURVEY, WORLD

CALLS = "/agents/calls"
LIST = {"agent_id": SURVEY.id}
ORDER = {
    "agent_id": SURVEY.id,
    "from_number_id": WORLD.id,
    "outbound_calls": [{"to_number": "+12125550100", "metadata": {"dialsheet_ref": "c.1.a"}}],
}
Start = Callable[..., PracticeChild]


def client(url: str, read_s: float = PATIENCE_S) -> httpx.Client:
    headers = {"Authorization": f"Bearer {KEY}", "Cartesia-Version": "2026-03-01"}
    timeout = httpx.Timeout(PATIENCE_S, read=read_s)
    return httpx.Client(base_url=url, headers=headers, timeout=timeout, trust_env=False)


# fault, how an order is answered (None: never), how many calls it made, and how a list is answered
FAULTS: list[tuple[str, int | str, int, int]] = [
    ("timeout-before", "ReadTimeout", 0, 200),
    ("timeout-after-acceptance", "ReadTimeout", 1, 200),
    ("reset-before", "ReadError", 0, 200),
    ("reset-after-acceptance", "ReadError", 1, 200),
    ("500-without-call", 500, 0, 200),
    ("500-with-call", 500, 1, 200),
    ("stuck-created", 200, 1, 200),
    ("401", 401, 0, 401),
    ("402", 402, 0, 402),
    ("429", 429, 0, 429),
    ("429-retry-after", 429, 0, 429),
    ("slow", 200, 1, 200),
    ("cut-json", 200, 1, 200),
    ("html-502", 502, 0, 502),
    ("list-without-row-data", 200, 1, 200),
    ("list-lag", 200, 1, 200),
]


def test_each_fault_has_its_line() -> None:
    assert {fault for fault, *_ in FAULTS} == KNOWN


@pytest.mark.parametrize(("fault", "ordered", "accepted", "listed"), FAULTS)
def test_faults(
    fault: str, ordered: int | str, accepted: int, listed: int, start: Start, tmp_path: Path
) -> None:
    log, state = tmp_path / "log", tmp_path / "state"
    child = start(faults=[f"{fault}=1"], log=log, state=state, speed=0.01)
    got: int | str
    with client(child.base_url, 0.5 if fault.startswith("timeout") else 20.0) as api:
        try:
            got = api.post(CALLS, json=ORDER).status_code
        except httpx.HTTPError as error:
            got = type(error).__name__
    with client(child.base_url) as api:
        assert api.get(CALLS, params=LIST).status_code == listed
    child.stop()
    assert got == ordered
    create, _ = map(json.loads, log.read_text().splitlines())
    assert create["status"] == (ordered if isinstance(ordered, int) else None)
    hits_creates = not fault.startswith("list")
    assert create["fault"] == (fault if hits_creates else None)
    assert len(create.get("calls", [])) == accepted
    assert len(state.read_text().splitlines()) == 1 + accepted


def answered(start: Start, fault: str, **options: Any) -> tuple[httpx.Client, httpx.Response]:
    """A client, and what it was answered to an order under a fault."""
    api = client(start(faults=[fault], **options).base_url)
    return api, api.post(CALLS, json=ORDER)


def test_what_is_cut_cannot_be_parsed(start: Start) -> None:
    api, response = answered(start, "cut-json=1")
    with closing(api), pytest.raises(ValueError):  # noqa: PT011 - of whichever parser httpx uses
        response.json()
    assert response.text.startswith('{"calls":[')


def test_a_gateway_answers_in_html(start: Start) -> None:
    api, response = answered(start, "html-502=1")
    api.close()
    assert response.headers["content-type"] == "text/html"
    assert "Bad Gateway" in response.text


def test_too_many_with_and_without_a_time(start: Start) -> None:
    for fault, seconds in (("429=1", None), ("429-retry-after=1", "2")):
        api, response = answered(start, fault)
        api.close()
        assert response.headers.get("retry-after") == seconds
        assert response.json()["error_code"] == "concurrency_limited"


def test_slow_is_slow(start: Start) -> None:
    began = time.monotonic()
    api, response = answered(start, "slow=1")
    api.close()
    assert response.status_code == 200
    assert time.monotonic() - began >= SLOW_S


def test_a_stuck_call_is_never_over(start: Start) -> None:
    api, response = answered(start, "stuck-created=1", speed=1_000_000.0)
    call_id = response.json()["calls"][0]["agent_call_id"]
    with closing(api):
        time.sleep(0.1)  # more than a day
        record = api.get(f"{CALLS}/{call_id}").json()
        assert (record["status"], record["end_time"]) == ("created", None)
        assert api.post(f"{CALLS}/{call_id}/cancel").status_code == 400
        assert api.delete(f"{CALLS}/{call_id}").status_code == 400


def test_a_list_without_row_data_still_has_the_calls(start: Start) -> None:
    api, response = answered(start, "list-without-row-data=1")
    call_id = response.json()["calls"][0]["agent_call_id"]
    with closing(api):
        (record,) = api.get(CALLS, params=LIST).json()["data"]
        assert (record["id"], record["metadata"]) == (call_id, None)
        assert api.get(f"{CALLS}/{call_id}").json()["metadata"] == {"dialsheet_ref": "c.1.a"}


def test_a_call_is_listed_late(start: Start) -> None:
    """30 seconds of its life, 0.3 of ours."""
    api, response = answered(start, "list-lag=30", speed=100.0)
    call_id = response.json()["calls"][0]["agent_call_id"]
    with closing(api):
        assert api.get(f"{CALLS}/{call_id}").status_code == 200
        listed: list[Any] = []
        while not listed:
            listed = api.get(CALLS, params=LIST).json()["data"]
    assert [record["id"] for record in listed] == [call_id]


def test_the_same_seed_hits_the_same_requests(start: Start, tmp_path: Path) -> None:
    hits: list[list[int]] = []
    for seed in (1, 1, 2):
        child = start(faults=["429=0.3", "402=0.3"], seed=seed)
        with client(child.base_url) as api:
            hits.append([api.get("/agents").status_code for _ in range(20)])
    assert hits[0] == hits[1] != hits[2]
    assert set(hits[0]) == {200, 402, 429}
