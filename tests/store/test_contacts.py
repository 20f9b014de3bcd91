"""Contacts come back as they went in: every cell, every verdict, every decision."""

from array import array
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialsheet.campaign import READY, Contacts, Decided, Decision, Mapping, NumberColumn
from dialsheet.columns import CodedColumn, Table, TextColumn
from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict, VerdictColumn
from dialsheet.store import contacts as stored_contacts
from store.desk import Desk

# Any code point there is, the halves of surrogate pairs and NUL included.
TEXTS = st.text(st.characters() | st.characters(categories=["Cs"]) | st.just("\0"), max_size=12)
REASONS = st.builds(
    Reason,
    TEXTS,
    st.dictionaries(st.sampled_from(["row", "column"]), TEXTS | st.integers(-9, 9) | st.just(0.5)),
)
VERDICTS = st.builds(
    Verdict,
    st.sampled_from(Check),
    st.none() | st.integers(1, 999_999_999_999_999).map("+{}".format),
    st.none() | REASONS,
    st.none() | TEXTS,
    st.none() | st.sampled_from(["US", "JP", "001"]),
)
DECIDED = st.just(READY) | st.builds(
    Decided, st.sampled_from([Decision.HELD, Decision.SKIPPED]), REASONS
)


@st.composite
def contacts(draw: st.DrawFn) -> Contacts:
    """Up to six contacts with up to four columns and up to three number columns."""
    size = draw(st.integers(0, 6))

    def column(of: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(of, min_size=size, max_size=size))

    headers = draw(st.lists(TEXTS.filter(bool), unique=True, max_size=4))
    rows = draw(st.sets(st.integers(1, 1 << 40), min_size=size, max_size=size))
    return Contacts(
        Table(
            tuple(headers),
            array("Q", sorted(rows)),
            tuple(TextColumn.of(column(TEXTS)) for _ in headers),
        ),
        tuple(VerdictColumn(column(VERDICTS)) for _ in range(draw(st.integers(0, 3)))),
        CodedColumn(column(DECIDED)),
    )


def plain(contacts: Contacts) -> tuple[object, ...]:
    """All there is to know of contacts, comparable."""
    return (
        contacts.table,
        [list(column) for column in contacts.verdicts],
        list(contacts.decided),
    )


@given(contacts())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=40,
)
def test_contacts_come_back_as_they_went_in(desk: Desk, contacts: Contacts) -> None:
    numbers = tuple(NumberColumn(f"column {each}") for each in range(len(contacts.verdicts)))
    campaign = replace(desk.campaign(), mapping=Mapping(numbers))
    desk.library.create_campaign(campaign, contacts)
    assert plain(desk.library.contacts(campaign.id)) == plain(contacts)


@pytest.mark.parametrize("part", [1, 7, 8, 4096])
def test_large_columns_are_kept_in_parts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(stored_contacts, "PART", part)
    campaign = desk.add("+14155550101", "+14155550102", "+14155550103")
    cells = desk.library.contacts(campaign.id).table.column("Phone")
    assert list(cells) == ["+14155550101", "+14155550102", "+14155550103"]
    (length,) = desk.sql("SELECT max(length(data)) FROM packed")[0]
    assert length <= part


def test_a_ready_contact_is_the_ready_contact(desk: Desk) -> None:
    """The rooms that decide tell it by identity."""
    campaign = desk.add("+14155550101")
    assert desk.library.contacts(campaign.id).decided[0] is READY
