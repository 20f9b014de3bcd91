"""References go out with a call and are found again; foreign ones are told apart."""

from datetime import UTC, datetime
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
