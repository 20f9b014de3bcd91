"""The service keeps to its own OpenAPI document, whatever it is asked."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import load_all_checks
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks
from starlette.routing import Route

from dialsheet.cartesia.practice.openapi import DOCUMENT
from practice_process import KEY, SURVEY, WORLD, start_service

load_all_checks()
POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
OPERATIONS = [
    f"{method.upper()} {path}" for path, methods in DOCUMENT["paths"].items() for method in methods
]
ROOT = "GET /"  # takes nothing that could be wrong
BY_DESIGN = [
    checks.ignored_auth,  # nearly every key is good for practice
    checks.positive_data_acceptance,  # a cursor that no list has is a 400, as documented
]


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[Any, list[str]]]:
    """The document as the service gives it, and IDs of calls that it knows."""
    child = start_service(speed=1000.0, concurrency=1_000_000)
    body = {
        "agent_id": SURVEY.id,
        "from_number_id": WORLD.id,
        "outbound_calls": [{"to_number": f"+121255501{at:02}"} for at in range(40)],
    }
    headers = {"X-API-Key": KEY, "Cartesia-Version": "2026-03-01"}
    url = f"{child.base_url}/agents/calls"
    placed = httpx.post(url, json=body, headers=headers, trust_env=False).json()["calls"]
    document = schemathesis.openapi.from_url(f"{child.base_url}/openapi.json")
    yield document, [call["agent_call_id"] for call in placed]
    child.stop()


@pytest.mark.parametrize(
    ("label", "mode"),
    [
        *((label, POSITIVE) for label in OPERATIONS),
        *((label, NEGATIVE) for label in OPERATIONS if label != ROOT),
    ],
)
def test_an_operation_keeps_its_promises(
    label: str, mode: schemathesis.GenerationMode, service: tuple[Any, list[str]]
) -> None:
    document, calls = service
    method, path = label.split()
    operation: APIOperation[Any, Any, Any] = document[path][method]
    cases = operation.as_strategy(generation_mode=mode)
    known = {"call_id": st.sampled_from(calls), "agent_id": st.just(SURVEY.id)}
    wanted = {name: ids for name, ids in known.items() if f"{{{name}}}" in path}

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases, st.fixed_dictionaries(wanted), st.booleans())
    def asked(case: Any, ids: dict[str, str], use_known: bool) -> None:
        if use_known:
            case.path_parameters = {**(case.path_parameters or {}), **ids}
        excluded = [*BY_DESIGN]
        if use_known and ids:  # what was made wrong about the case may have been the ID
            excluded.append(checks.negative_data_rejection)
        case.call_and_validate(headers={"X-API-Key": KEY}, excluded_checks=excluded)

    asked()


def test_the_document_names_every_route(service: tuple[Any, list[str]]) -> None:
    from dialsheet.cartesia.practice.book import Book
    from dialsheet.cartesia.practice.service import Service

    book = Book(None, seed=0, speed=1.0, now=float)
    routes = {
        f"{method} {route.path}"
        for route in Service(book).app().routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD" and route.path != "/openapi.json"
    }
    assert routes == set(OPERATIONS)
    assert service[0].raw_schema == DOCUMENT
