"""The practice service over its socket: what the documentation says, row by row."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from practice_process import REMINDER, SURVEY, US, WORLD, start_service

METADATA, VARIABLES = "2026-03-01", "2026-08-14"
VERSIONS = pytest.mark.parametrize("version", [METADATA, VARIABLES])
TO = "+12125550100"
CALLS = "/agents/calls"


def client(url: str, version: str = METADATA, key: str = "any") -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}", "Cartesia-Version": version}
    return httpx.Client(base_url=url, headers=headers, trust_env=False)


@pytest.fixture
def api(fast_url: str) -> Iterator[httpx.Client]:
    with client(fast_url) as http:
        yield http


def order(*calls: dict[str, Any], **changes: Any) -> dict[str, Any]:
    whole = {"agent_id": SURVEY.id, "from_number_id": WORLD.id, "outbound_calls": [*calls]}
    return {name: value for name, value in {**whole, **changes}.items() if value is not ...}


def assert_refused(response: httpx.Response, status: int) -> None:
    assert response.status_code == status, response.text
    body = response.json()
    assert body.keys() == {"error_code", "title", "message", "request_id"}
    assert all(isinstance(body[word], str) for word in ("title", "message", "request_id"))


# Keys and versions


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer any", "Cartesia-Version": METADATA}, 200),
        ({"Authorization": "bearer any", "Cartesia-Version": VARIABLES}, 200),
        ({"X-API-Key": "any", "Cartesia-Version": METADATA}, 200),
        ({"X-API-Key": "any", "Authorization": "Bearer any", "Cartesia-Version": METADATA}, 200),
        ({"Cartesia-Version": METADATA}, 401),
        ({"X-API-Key": "", "Cartesia-Version": METADATA}, 401),
        ({"Authorization": "Bearer", "Cartesia-Version": METADATA}, 401),
        ({"Authorization": "Basic any", "Cartesia-Version": METADATA}, 401),
        ({"X-API-Key": "wrong-key", "Cartesia-Version": METADATA}, 401),
        ({"Authorization": "Bearer wrong-key", "Cartesia-Version": METADATA}, 401),
        ({"X-API-Key": "any"}, 400),
        ({"X-API-Key": "any", "Cartesia-Version": "2024-06-10"}, 400),
    ],
)
@pytest.mark.parametrize("path", ["/agents", "/v1/agents", "/agents/phone-numbers"])
def test_keys_and_versions(path: str, headers: dict[str, str], status: int, fast_url: str) -> None:
    response = httpx.get(f"{fast_url}{path}", headers=headers, trust_env=False)
    assert response.status_code == status
    if status != 200:
        assert_refused(response, status)


def test_whether_it_lives_needs_no_key(fast_url: str) -> None:
    response = httpx.get(f"{fast_url}/", trust_env=False)
    assert response.json() == {"ok": True, "version": VARIABLES}


def test_other_paths_and_methods(api: httpx.Client) -> None:
    assert_refused(api.get("/nothing"), 404)
    assert_refused(api.put("/agents"), 405)
    assert set(api.put(CALLS).headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


# Orders


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("[]", 400),
        ("{", 400),
        ("[" * 100_000, 400),
        ('{"agent_id": NaN}', 400),
        (order({"to_number": TO}, agent_id=...), 400),
        (order({"to_number": TO}, agent_id=7), 400),
        (order({"to_number": TO}, from_number_id=...), 400),
        (order({"to_number": TO}, from_number_id=""), 400),
        (order({"to_number": TO}, outbound_calls=...), 400),
        (order({"to_number": TO}, outbound_calls={}), 400),
        (order(), 400),
        (order({}), 400),
        (order({"to_number": 12125550100}), 400),
        (order({"to_number": TO, "metadata": "text"}), 400),
        (order({"to_number": TO, "metadata": [1]}), 400),
        (order({"to_number": TO, "metadata": {"a": 1_100_000 * "x"}}), 400),
        (order({"to_number": TO}, ringing_timeout_seconds=4), 400),
        (order({"to_number": TO}, ringing_timeout_seconds=81), 400),
        (order({"to_number": TO}, ringing_timeout_seconds="30"), 400),
        (order({"to_number": TO}, ringing_timeout_seconds=True), 400),
        (order({"to_number": TO}, max_call_duration_minutes=0), 400),
        (order({"to_number": TO}, max_call_duration_minutes=481), 400),
        (order({"to_number": TO}, max_call_duration_minutes=1.5), 400),
        (order({"to_number": TO}, agent_id="agent_nobody"), 404),
        (order({"to_number": TO}, from_number_id="ap_nothing"), 404),
        (order({"to_number": TO}, from_number_id="ap_practice_elsewhere"), 403),
        (order({"to_number": TO}, max_call_duration_minutes=480.0), 200),
        (order({"to_number": TO}, ringing_timeout_seconds=5, max_call_duration_minutes=480), 200),
        (order({"to_number": TO}, ringing_timeout_seconds=None, unknown_field=1), 200),
        (order({"to_number": TO, "metadata": None}), 200),
        (order({"to_number": TO, "metadata": {"a": {"b": [None]}}, "dynamic_variables": 7}), 200),
    ],
)
def test_orders(body: str | dict[str, Any], status: int, api: httpx.Client) -> None:
    content = body if isinstance(body, str) else json.dumps(body)
    response = api.post(CALLS, content=content)
    if status == 200:
        assert response.status_code == 200, response.text
        assert [call["number"] for call in response.json()["calls"]] == [TO]
        assert response.json()["calls"][0]["agent_call_id"]
    else:
        assert_refused(response, status)


GOOD: dict[str, Any] = {"name": "山田", "n": 1.5, "ok": True, "_x9": ""}


@pytest.mark.parametrize(
    ("variables", "accepted"),
    [
        (GOOD, True),
        (None, True),
        ({f"v{number}": 1 for number in range(64)}, True),
        ({f"v{number}": 1 for number in range(65)}, False),
        ({"a" * 64: 1}, True),
        ({"a" * 65: 1}, False),
        ({"9a": 1}, False),
        ({"a-b": 1}, False),
        ({"": 1}, False),
        ({"system__x": 1}, False),
        ({"secret__x": 1}, False),
        ({"a": None}, False),
        ({"a": []}, False),
        ({"a": {}}, False),
        ({"a": 16_000 * "x"}, True),
        ({"a": 16_384 * "x"}, False),
        ([], False),
        ("text", False),
    ],
)
def test_dynamic_variables(variables: object, accepted: bool, fast_url: str) -> None:
    """A bad variable fails its own destination; the one beside it goes on."""
    calls = [{"to_number": TO, "dynamic_variables": each} for each in (variables, GOOD)]
    with client(fast_url, VARIABLES) as api:
        response = api.post(CALLS, json=order(*calls))
    assert response.status_code == 200, response.text
    first, second = response.json()["calls"]
    assert ("agent_call_id" in first, "error" in first) == (accepted, not accepted)
    assert "agent_call_id" in second


@VERSIONS
def test_each_destination_succeeds_or_fails_by_itself_in_order(version: str, fast_url: str) -> None:
    numbers = [TO, "+442079460123", "12125550100", "+1", "tel:+12125550100", TO]
    calls = [{"to_number": number} for number in numbers]
    with client(fast_url, version) as api:
        answers = {
            number.id: api.post(CALLS, json=order(*calls, from_number_id=number.id)).json()["calls"]
            for number in (US, WORLD)
        }
    for number_id, abroad in ((US.id, False), (WORLD.id, True)):
        assert [call["number"] for call in answers[number_id]] == numbers
        placed = ["agent_call_id" in call for call in answers[number_id]]
        assert placed == [True, abroad, False, False, False, True]
        assert ["error" not in call for call in answers[number_id]] == placed


@VERSIONS
def test_a_call_tells_its_row_data(version: str, fast_url: str) -> None:
    name = "metadata" if version == METADATA else "dynamic_variables"
    values = {"dialsheet_ref": "c.1.a", "name": "half \ud83d"}
    with client(fast_url, version) as api:
        body = order({"to_number": TO, name: values}, agent_id=REMINDER.id)
        posted = api.post(CALLS, content=json.dumps(body))
        call_id = posted.json()["calls"][0]["agent_call_id"]
        record = api.get(f"{CALLS}/{call_id}").json()
        listed = api.get(CALLS, params={"agent_id": REMINDER.id}).json()["data"][0]
    assert record[name].items() >= values.items()
    assert listed["id"] == call_id
    assert listed[name].items() >= values.items()
    assert "transcript" in record
    assert "transcript" not in listed
    assert (version == METADATA) == ("zdr_enabled" in record)
    with client(fast_url, VARIABLES if version == METADATA else METADATA) as other:
        assert other.get(f"{CALLS}/{call_id}").json()[name].items() >= values.items()


# Lists


def ids(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["data"]]


@pytest.fixture(scope="module")
def placed() -> Iterator[tuple[httpx.Client, list[str]]]:
    """A service with 25 calls of one agent, and their IDs, newest first."""
    child = start_service(speed=1000.0)
    with client(child.base_url) as api:
        calls = [{"to_number": f"+121255501{number:02}"} for number in range(25)]
        answer = api.post(CALLS, json=order(*calls)).json()["calls"]
        yield api, [call["agent_call_id"] for call in reversed(answer)]
    child.stop()


@pytest.mark.parametrize(
    ("params", "wanted", "more"),
    [
        ({}, slice(0, 10), True),
        ({"limit": "100"}, slice(0, 25), False),
        ({"limit": "25"}, slice(0, 25), False),
        ({"limit": "24"}, slice(0, 24), True),
        ({"limit": "1"}, slice(0, 1), True),
        ({"starting_after": 9}, slice(10, 20), True),
        ({"starting_after": 19}, slice(20, 25), False),
        ({"starting_after": 24}, slice(25, 25), False),
        ({"ending_before": 24, "limit": "5"}, slice(19, 24), True),
        ({"ending_before": 5}, slice(0, 5), False),
        ({"ending_before": 0}, slice(0, 0), False),
    ],
)
def test_pages(
    params: dict[str, Any], wanted: slice, more: bool, placed: tuple[httpx.Client, list[str]]
) -> None:
    api, known = placed
    query = {name: known[at] if isinstance(at, int) else at for name, at in params.items()}
    response = api.get(CALLS, params={"agent_id": SURVEY.id, **query})
    assert ids(response) == known[wanted]
    assert response.json()["has_more"] is more
    edge = known[wanted][0 if "ending_before" in params else -1] if more else None
    assert response.json()["next_page"] == edge


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"agent_id": "agent_nobody"}, 404),
        ({"batch_id": "acb_1"}, 404),
        ({"agent_id": SURVEY.id, "limit": "0"}, 400),
        ({"agent_id": SURVEY.id, "limit": "101"}, 400),
        ({"agent_id": SURVEY.id, "limit": "10000"}, 400),
        ({"agent_id": SURVEY.id, "limit": "ten"}, 400),
        ({"agent_id": SURVEY.id, "limit": "²"}, 400),
        ({"agent_id": SURVEY.id, "limit": ""}, 400),
        ({"agent_id": SURVEY.id, "starting_after": "ac_unknown"}, 400),
        ({"agent_id": SURVEY.id, "starting_after": "a", "ending_before": "b"}, 400),
        ({"agent_id": SURVEY.id, "expand": "summary"}, 400),
        ({"agent_id": SURVEY.id, "start_time_gte": "yesterday"}, 400),
        ({"agent_id": SURVEY.id, "start_time_lte": ""}, 400),
        (
            {
                "agent_id": SURVEY.id,
                "start_time_gte": "2026-03-02T00:00:00Z",
                "start_time_lte": "2026-03-01T00:00:00Z",
            },
            400,
        ),
    ],
)
def test_lists_that_cannot_be_given(params: dict[str, str], status: int, api: httpx.Client) -> None:
    assert_refused(api.get(CALLS, params=params), status)


def test_time_bounds_and_transcripts(placed: tuple[httpx.Client, list[str]]) -> None:
    api, known = placed
    hour = timedelta(hours=1)
    before, after = ((datetime.now(UTC) + shift).isoformat() for shift in (-hour, hour))

    def listed(**params: str) -> list[str]:
        return ids(api.get(CALLS, params={"agent_id": SURVEY.id, "limit": "100", **params}))

    assert listed(start_time_gte=before, start_time_lte=after) == known
    assert listed(start_time_gte=after) == []
    assert listed(start_time_lte=before) == []
    params = {"agent_id": SURVEY.id, "expand": "transcript"}
    assert all("transcript" in call for call in api.get(CALLS, params=params).json()["data"])


def test_agents_in_both_shapes(api: httpx.Client) -> None:
    assert [agent["id"] for agent in api.get("/agents").json()["summaries"]] == [
        SURVEY.id,
        REMINDER.id,
    ]
    assert ids(api.get("/v1/agents")) == [SURVEY.id, REMINDER.id]
    assert ids(api.get("/v1/agents", params={"q": "REMIND"})) == [REMINDER.id]
    first = api.get("/v1/agents", params={"limit": 1}).json()
    assert (first["has_more"], first["next_page"]) == (True, SURVEY.id)
    assert ids(api.get("/v1/agents", params={"starting_after": SURVEY.id})) == [REMINDER.id]


def test_one_agent_in_both_shapes(api: httpx.Client) -> None:
    assert api.get(f"/agents/{SURVEY.id}").json() == api.get("/agents").json()["summaries"][0]
    whole = api.get(f"/v1/agents/{REMINDER.id}").json()
    assert whole["welcome_message"] == "Hello {{name}}, this is Practice reminder."
    (bound,) = api.get(f"/agents/{SURVEY.id}/phone-numbers").json()
    assert (bound["number"], bound["is_cartesia_managed"]) == (US.number, True)
    assert "id" not in bound
    for path in ("/agents/x", "/v1/agents/x", "/agents/x/phone-numbers"):
        assert_refused(api.get(path), 404)


def test_the_welcome_message_needs_its_variables(fast_url: str) -> None:
    calls = [{"to_number": TO, "dynamic_variables": each} for each in ({"name": "Ann"}, {}, None)]
    with client(fast_url, VARIABLES) as api:
        answers = api.post(CALLS, json=order(*calls, agent_id=REMINDER.id)).json()["calls"]
    assert ["error" in answer for answer in answers] == [False, True, True]
    assert answers[1]["error"]["message"] == "The welcome message needs the variable name."


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({}, [WORLD.id, US.id]),
        ({"type": "twilio"}, [WORLD.id]),
        ({"type": "sip_trunk"}, []),
        ({"provider_id": "provider_practice"}, [WORLD.id]),
        ({"agent_id": SURVEY.id}, [US.id]),
        ({"q": "WORLD"}, [WORLD.id]),
        ({"limit": "1"}, [WORLD.id]),
        ({"limit": "1", "starting_after": WORLD.id}, [US.id]),
    ],
)
def test_phone_numbers(params: dict[str, str], wanted: list[str], api: httpx.Client) -> None:
    response = api.get("/agents/phone-numbers", params=params)
    assert ids(response) == wanted
    assert all(number["number"][5:8] == "555" for number in response.json()["data"]), "fictional"
