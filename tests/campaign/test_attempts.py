"""References go out with a call and are found again; foreign ones are told apart."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.campaign import (
    OPEN_STATES,
    Attempt,
    AttemptState,
    ContactNumber,
    Ref,
    make_ref,
    new_id,
    parse_ref,
    variables_given_back,
)

IDS = st.uuids().map(str)
ROWS = st.integers(1, 10**9)


@given(IDS, ROWS, IDS)
def test_a_reference_is_found_again(campaign: str, row: int, attempt: str) -> None:
    assert parse_ref(make_ref(campaign, row, attempt)) == Ref(campaign, row, attempt)


@given(
    st.text()
    | st.lists(st.text(max_size=5), max_size=5).map(".".join)
    | st.none()
    | st.integers()
    | st.lists(st.text())
)
def test_whatever_stands_in_foreign_calls_is_read_without_a_fault(value: object) -> None:
    ref = parse_ref(value)
    assert ref is None or (isinstance(value, str) and value.count(".") == 2 and ref.row >= 0)


LOOKALIKES = [
    *("", "a", "a.b", "a.b.c", "a.2.c.d", "a..c", "a.-2.c", "a.2 .c", "a.２.c", "a.².c", "a.1e3.c"),
    "a." + "9" * 5000 + ".c",  # more digits than Python reads
]


@pytest.mark.parametrize("text", LOOKALIKES, ids=range(len(LOOKALIKES)))
def test_what_only_looks_like_a_reference(text: str) -> None:
    assert parse_ref(text) is None


def test_ids_are_fresh_uuids() -> None:
    ids = {new_id() for _ in range(100)}
    assert len(ids) == 100
    assert {str(UUID(each)) for each in ids} == ids


def test_an_attempt_knows_its_reference_and_whether_it_may_ring() -> None:
    number = ContactNumber(0, "Phone", "+14155550001")
    opened = {
        state: Attempt(
            *("a", "c", 7, 1, number, False, "{}", state), datetime(2026, 3, 1, tzinfo=UTC)
        )
        for state in AttemptState
    }
    assert {each.ref for each in opened.values()} == {"c.7.a"}
    may_ring = {AttemptState.INTENDED, AttemptState.UNKNOWN, AttemptState.PLACED}
    assert {state for state in opened if state.is_open} == OPEN_STATES == may_ring


@pytest.mark.parametrize(
    ("sent", "told", "given_back"),
    [
        ({"metadata": {"a": 1}}, {"a": 1}, {}),
        ({"metadata": {"a": {"b": [1]}}}, {"a": {"b": [1]}}, {}),
        ({"dynamic_variables": {"a": 1}}, {"a": 2, "b": "x"}, {"a": 2, "b": "x"}),
        ({"dynamic_variables": {"a": 1}}, {}, {}),
        ({"metadata": None}, {"a": None}, {"a": None}),
        ({}, {"dialsheet_ref": "c.1.a", "saved": True}, {"saved": True}),
    ],
)
def test_row_data_that_was_not_sent_was_given_back(
    sent: dict[str, Any], told: dict[str, Any], given_back: dict[str, Any]
) -> None:
    body = json.dumps({"outbound_calls": [{"to_number": "+1", **sent}]})
    assert variables_given_back(body, told) == given_back
    assert variables_given_back("{}", {"a": 1}) == {"a": 1}
