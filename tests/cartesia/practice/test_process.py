"""The process: its first line, its end, and what it keeps when it is killed."""

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import httpx
import pytest

from dialsheet.cartesia import PracticeChild, practice_child, start_practice
from dialsheet.cartesia.practice import serve
from dialsheet.cartesia.practice_child import LIFELINE
from dialsheet.errors import BadInput, OutsideFault
from patience import PATIENCE_S
from practice_process import SURVEY, WORLD, start_service

HEADERS = {"Authorization": "Bearer key-that-nobody-may-see", "Cartesia-Version": "2026-03-01"}


def place(url: str, *numbers: str) -> list[str]:
    body = {
        "agent_id": SURVEY.id,
        "from_number_id": WORLD.id,
        "outbound_calls": [
            {"to_number": number, "metadata": {"dialsheet_ref": f"c.{at}.a", "name": "山田"}}
            for at, number in enumerate(numbers)
        ],
    }
    answer = httpx.post(
        f"{url}/agents/calls", json=body, headers=HEADERS, trust_env=False, timeout=PATIENCE_S
    )
    return [call["agent_call_id"] for call in answer.json()["calls"] if "error" not in call]


def records(url: str) -> list[dict[str, Any]]:
    params = {"agent_id": SURVEY.id, "limit": "100"}
    answer = httpx.get(
        f"{url}/agents/calls", params=params, headers=HEADERS, trust_env=False, timeout=PATIENCE_S
    )
    listed: list[dict[str, Any]] = answer.json()["data"]
    return listed


def test_accepted_calls_survive_a_kill(start: Callable[..., PracticeChild], tmp_path: Path) -> None:
    """Frozen in time (at a thousandth of the speed), so that the records can be compared."""
    state = tmp_path / "folder" / "calls.jsonl"
    first = start(state=state, speed=0.001)
    placed = place(first.base_url, "+12125550100", "+12125550101", "+12125550100")
    before = records(first.base_url)
    first._process.kill()
    first._process.wait()
    second = start(state=state, speed=1000.0, seed=5)
    assert records(second.base_url) == before, "neither speed nor seed change a call's life"
    assert [call["id"] for call in reversed(before)] == placed
    assert before[0]["metadata"] == {"dialsheet_ref": "c.2.a", "name": "山田"}


def test_the_log_has_a_line_for_each_request_and_neither_keys_nor_numbers(
    start: Callable[..., PracticeChild], tmp_path: Path
) -> None:
    log = tmp_path / "requests.jsonl"
    child = start(log=log)
    (placed,) = place(child.base_url, "+12125550100", "12125550100")
    httpx.get(
        f"{child.base_url}/agents",
        headers={"X-API-Key": "wrong-key"},
        trust_env=False,
        timeout=PATIENCE_S,
    )
    child.stop()
    text = log.read_text()
    assert "nobody-may-see" not in text
    assert "wrong-key" not in text
    assert "2125550100" not in text
    create, agents = map(json.loads, text.splitlines())
    assert (create["method"], create["path"], create["status"]) == ("POST", "/agents/calls", 200)
    assert create["calls"] == [
        {"agent_call_id": placed, "dialsheet_ref": "c.0.a"},
        {"agent_call_id": None, "dialsheet_ref": "c.1.a"},
    ]
    assert (agents["path"], agents["status"]) == ("/agents", 401)


# Beginning and end


def test_stopping_is_clean_and_can_be_done_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice_child, "STOP_S", PATIENCE_S)
    child = start_service()
    child.stop()
    child.stop()
    assert child._process.returncode == 0


def test_it_ends_with_the_process_that_started_it() -> None:
    """The starter is killed; its standard error, which the service inherited, ends with both."""
    script = (
        "import sys; from practice_process import start_service; "
        "child = start_service(); print(child.base_url, flush=True); sys.stdin.read()"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        url = starter.stdout.readline().strip()
        assert httpx.get(url, trust_env=False).is_success
        starter.kill()
        assert starter.communicate(timeout=PATIENCE_S) == ("", "")
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_cleanly(end: signal.Signals) -> None:
    code = "import sys; from dialsheet.cartesia.practice import serve; sys.exit(serve())"
    environment = {name: value for name, value in os.environ.items() if name != LIFELINE}
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"listening on http://127.0.0.1:")
        process.send_signal(end)
        rest, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, rest, errors) == (0, b"", b"")


def test_the_command_that_the_app_starts(tmp_path: Path) -> None:
    child = start_practice(tmp_path / "calls.jsonl", speed=1000.0, seed=3)
    try:
        assert httpx.get(f"{child.base_url}/", trust_env=False).json()["ok"] is True
        (call_id,) = place(child.base_url, "+12125550100")
    finally:
        child.stop()
    assert call_id in (tmp_path / "calls.jsonl").read_text()


def test_one_that_dies_is_started_anew_with_its_calls_and_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTESIA_API_KEY", "sk_real")
    child = start_practice(tmp_path / "calls.jsonl", speed=0.001, key="key-that-nobody-may-see")
    try:
        (call_id,) = place(child.base_url, "+12125550100")
        first = child._process
        first.kill()
        patient = httpx.HTTPTransport(retries=1000)  # connects again until somebody listens
        with httpx.Client(transport=patient, trust_env=False, headers=HEADERS) as client:
            found = client.get(f"{child.base_url}/agents/calls/{call_id}")
            other = client.get(f"{child.base_url}/agents", headers={"Authorization": "Bearer a"})
        assert found.json()["id"] == call_id
        assert other.status_code == 401
        assert child._process.pid != first.pid
        environment = Path(f"/proc/{child._process.pid}/environ").read_bytes()
        arguments = Path(f"/proc/{child._process.pid}/cmdline").read_bytes()
        assert b"sk_real" not in environment
        assert b"key-that-nobody-may-see" not in arguments
    finally:
        child.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(child.base_url, trust_env=False)


def test_one_that_dies_again_and_again_is_given_up_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice_child, "_LIVES_S", math.inf)
    told: SimpleQueue[str] = SimpleQueue()
    child = start_practice(tmp_path / "calls.jsonl")
    child.on_end = lambda became: told.put(became.code)
    try:
        for became in ("practice_restarted", "practice_restarted", "practice_given_up"):
            assert not child.is_given_up
            child._process.kill()
            assert told.get(timeout=PATIENCE_S) == f"cartesia.{became}"
        assert child.is_given_up
    finally:
        child.stop()


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:1", 200), ("localhost", 200), ("attacker.example", 400)]
)
def test_it_answers_to_the_names_of_the_loopback_alone(
    start: Callable[..., PracticeChild], host: str, status: int
) -> None:
    answer = httpx.get(
        f"{start().base_url}/agents", headers=HEADERS | {"Host": host}, trust_env=False
    )
    assert answer.status_code == status


def test_one_key_is_demanded_where_it_is_named(start: Callable[..., PracticeChild]) -> None:
    url = start(key="key-that-nobody-may-see").base_url
    for key, status in (("key-that-nobody-may-see", 200), ("key", 401), ("", 401), ("鍵", 401)):
        headers = {"X-API-Key": key.encode(), "Cartesia-Version": "2026-03-01"}
        assert httpx.get(f"{url}/agents", headers=headers, trust_env=False).status_code == status


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", "pass"],
        [sys.executable, "-c", "print('something else')"],
        ["/no/such/program"],
    ],
)
def test_a_child_that_does_not_start(command: list[str]) -> None:
    with pytest.raises(OutsideFault) as fault:
        PracticeChild(command)
    assert fault.value.reason.code == "cartesia.practice_not_started"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"speed": 0.0}, "cartesia.practice_speed"),
        ({"speed": float("nan")}, "cartesia.practice_speed"),
        ({"faults": ["slower=1"]}, "cartesia.fault_unknown"),
        ({"faults": ["list-lag=-1"]}, "cartesia.fault_lag"),
        ({"faults": ["list-lag=inf"]}, "cartesia.fault_lag"),
        ({"faults": ["401"]}, "cartesia.fault_rate"),
        ({"faults": ["401=2"]}, "cartesia.fault_rate"),
        ({"faults": ["401=nan"]}, "cartesia.fault_rate"),
        ({"port": 70_000}, "cartesia.practice_port"),
        ({"port": -1}, "cartesia.practice_port"),
        ({"state": Path("/dev/null/x")}, "cartesia.practice_file"),
        ({"log": Path("/dev/null/x")}, "cartesia.practice_file"),
    ],
)
def test_what_it_cannot_do_is_said(options: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        serve(**options)
    assert refused.value.reason.code == code


def test_a_port_that_is_taken(start: Callable[..., PracticeChild]) -> None:
    port = int(start().base_url.rpartition(":")[2])
    with pytest.raises(BadInput) as refused:
        serve(port)
    assert refused.value.reason.code == "cartesia.practice_port"


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", b"{}\n", b'{"call": {}}\n', b"\n"])
def test_a_file_of_another_kind_is_left_alone(content: bytes, tmp_path: Path) -> None:
    state = tmp_path / "contacts.xlsx"
    state.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        serve(state=state)
    assert refused.value.reason.code == "cartesia.practice_state_not_ours"
    assert state.read_bytes() == content
