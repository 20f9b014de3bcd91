"""What people say of numbers: what becomes of it, and who is decided anew for it."""

from array import array
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialsheet.campaign import (
    READY,
    Campaign,
    Connection,
    Contacts,
    Correction,
    Decided,
    Decision,
    DuplicatePolicy,
    EditableContacts,
    Grounds,
    Holders,
    Mapping,
    NumberColumn,
    Pace,
    PhoneNumber,
    Rules,
    correct_all,
    decide,
    fitting,
    redecide,
)
from dialsheet.campaign.corrections import verdict_of
from dialsheet.columns import CodedColumn, Source, Table, TextColumn
from dialsheet.errors import Reason
from dialsheet.numbers import VerdictColumn, check_number

# what the person says | accepted | check | rule | reason
SAID = """
    +1 415 555 2671     |     | repaired | person       | person
    415 555 2671        |     | repaired | person       | person
    1-800-FLOWERS       |     | proposed | letters      | letters
    1-800-FLOWERS       | yes | repaired | person       | accepted
    +11234567890        |     | unlisted |              | unlisted
    +11234567890        | yes | repaired | person       | accepted
    +19005551234        |     | proposed | premium-rate | premium_rate
    +19005551234        | yes | repaired | person       | accepted
    911                 | yes | invalid  |              | emergency
    12345               | yes | invalid  |              | short_code
    call Taro           | yes | invalid  |              | no_digits
    (212)               |     | invalid  |              | too_short
                        | yes | empty    |              | empty
"""


def lines(picture: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in picture.strip("\n").splitlines()]


@pytest.mark.parametrize(("text", "accepted", "check", "rule", "reason"), lines(SAID))
def test_what_becomes_of_it(text: str, accepted: str, check: str, rule: str, reason: str) -> None:
    said = Correction(2, "Phone", "whatever the cell says", text, bool(accepted))
    verdict = verdict_of(said, "US")
    assert (verdict.check, verdict.rule or "") == (check, rule)
    assert verdict.reason is not None
    assert verdict.reason.code == f"numbers.{reason}"
    assert verdict.callable == (check == "repaired")


def test_what_the_cell_says_is_no_correction() -> None:
    assert verdict_of(Correction(2, "P", "+14155552671", "+14155552671"), None) == check_number(
        "+14155552671", None
    )


def table(*cells: str, country: str = "") -> Table:
    rows = array("Q", range(2, len(cells) + 2))
    columns = (TextColumn.of(cells), TextColumn.of([country] * len(cells)))
    return Table(("Phone", "Country"), rows, columns)


def test_a_correction_is_meant_for_the_cell_that_the_person_saw() -> None:
    said = Correction(3, "Phone", "12", "+14155552671")
    assert list(fitting([said], table("x", "12"))) == [(3, "Phone")]
    assert not fitting([said], table("12", "x")), "another reading of the file"
    assert not fitting([said], table("12")), "no such row"
    assert not fitting([replace(said, column="Mobile")], table("x", "12"))


def test_what_is_typed_is_of_the_country_of_its_row() -> None:
    sheet = table("x", country="日本")
    mapping = Mapping((NumberColumn("Phone"),), "US", region_column="Country")
    verdicts = (VerdictColumn([check_number("x", "JP")]),)
    correct_all([Correction(2, "Phone", "x", "090-1234-5678")], sheet, mapping, verdicts)
    assert verdicts[0][0].e164 == "+819012345678"


MAPPING = Mapping((NumberColumn("A"), NumberColumn("B")), "US")
NUMBERS = ["+1415555267" + digit for digit in "1234"]
CELLS = st.sampled_from([*NUMBERS, f"Tel: {NUMBERS[0]}", "12", "", "+11234567890"])
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=2, max_size=5)
EDITS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 1), CELLS, st.booleans()), min_size=2, max_size=5
)
SOME = st.sets(st.integers(0, 4), max_size=1)


def editable(rows: list[tuple[str, str]], grounds: Grounds) -> EditableContacts:
    a, b = (TextColumn.of(cells) for cells in zip(*rows, strict=True))
    sheet = Table(("A", "B"), array("Q", range(2, len(rows) + 2)), (a, b))
    verdicts = tuple(VerdictColumn(check_number(cell, "US") for cell in each) for each in (a, b))
    decided = decide(sheet, MAPPING, verdicts, grounds)
    return EditableContacts(sheet, verdicts, decided, MAPPING, grounds, Holders(verdicts))


@settings(max_examples=500)
@given(ROWS, EDITS, st.sampled_from(DuplicatePolicy), SOME, SOME)
def test_one_by_one_comes_to_the_same_as_all_anew(
    rows: list[tuple[str, str]],
    edits: list[tuple[int, int, str, bool]],
    policy: DuplicatePolicy,
    held: set[int],
    called: set[int],
) -> None:
    grounds = Grounds(
        policy,
        (),
        {index: Reason("workflow.hidden_row") for index in held},
        {index: Reason("workflow.called_before") for index in called - held},
        {int(NUMBERS[3]): Reason("workflow.called_before")},
    )
    contacts = editable(rows, grounds)
    for index, position, text, accepted in edits:
        row, header = index % len(rows) + 2, "AB"[position]
        cell = contacts.table.column(header)[row - 2]
        said = Correction(row, header, cell, text, accepted) if text else None
        assert contacts.read_as((row, header), said) is not None
    anew = decide(contacts.table, MAPPING, contacts.verdicts, grounds)
    assert list(contacts.decided) == list(anew)


def test_a_number_that_hundreds_share_is_decided_elsewhere() -> None:
    contacts = editable([(NUMBERS[0], "")] * 600, Grounds())
    assert contacts.read_as((2, "A"), Correction(2, "A", NUMBERS[0], NUMBERS[1])) is None


# After Start: what was decided | the number says now | what is decided now
LATER = """
    held numbers.label            | +14155552679  | ready
    skipped numbers.too_short     | +14155552679  | ready
    skipped campaign.no_number    | +14155552679  | ready
    skipped campaign.duplicate_of | +14155552679  | ready
    held store.number_open        | +14155552679  | ready
    ready                         | 12            | skipped numbers.too_short
    held numbers.label            | +14155552671  | skipped campaign.duplicate_of
    held workflow.hidden_row      | +14155552679  | held workflow.hidden_row
    held campaign.empty_cell      | +14155552679  | held campaign.empty_cell
    skipped workflow.called_before | +14155552679 | skipped workflow.called_before
"""


def campaign(region: str | None, provider: str = "twilio") -> Campaign:
    number = PhoneNumber("pn_1", "+12125550142", provider)
    connection = Connection("Work", False, from_number=number)
    source = Source("/a.csv", "0" * 64, "csv")
    mapping = Mapping((NumberColumn("Phone"),), region)
    return Campaign("c", datetime.now(UTC), source, mapping, Rules(), connection, Pace())


def test_a_number_that_the_connection_does_not_reach_is_held() -> None:
    sheet = table("+14155552671", "cell")
    verdicts = VerdictColumn(
        [check_number(each, None) for each in ("+14155552671", "+442079460123")]
    )
    contacts = Contacts(sheet, (verdicts,), CodedColumn([READY, READY]))
    decided = redecide(contacts, campaign(None, "cartesia"), 1, lambda _: False)
    assert decided == Decided(Decision.HELD, Reason("campaign.us_only", {"number": "+12125550142"}))
    verdicts[1] = check_number("+12125550123", None)
    contacts.decided[1] = decided
    assert redecide(contacts, campaign(None, "cartesia"), 1, lambda _: False) is READY


@pytest.mark.parametrize(("before", "text", "after"), lines(LATER))
def test_after_start_only_what_the_number_did_is_undone(before: str, text: str, after: str) -> None:
    decision, _, code = before.partition(" ")
    decided = Decided(Decision(decision), Reason(code, {"row": 2})) if code else READY
    sheet = table("+14155552671", "cell")
    verdicts = VerdictColumn([check_number("+14155552671", None), check_number(text, "US")])
    contacts = Contacts(sheet, (verdicts,), CodedColumn([READY, decided]))
    again = redecide(contacts, campaign("US"), 1, lambda index: index == 0)
    assert f"{again.decision} {again.reason.code if again.reason else ''}".strip() == after


def test_a_duplicate_that_was_held_for_its_row_stays_out() -> None:
    held = Grounds(held={1: Reason("workflow.hidden_row")})
    contacts = editable([(NUMBERS[0], ""), (NUMBERS[0], "")], held)
    assert contacts.decided[1].reason is not None
    assert contacts.decided[1].reason.code == "campaign.duplicate_of"
    contacts.verdicts[0][1] = check_number(NUMBERS[1], None)
    assert redecide(contacts, campaign(None), 1, lambda _: True) == contacts.decided[1]
