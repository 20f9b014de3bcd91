"""The draft: what is chosen, what blocks each step, and what is kept."""

from dataclasses import replace

import pytest

from dialsheet.campaign import Dialect, DuplicatePolicy, Field, NumberColumn, Rules
from dialsheet.ui.draft import Draft, Planned, Step
from dialsheet.ui.field_choices import FieldChoice, offered_fields
from dialsheet.ui.file_dialogs import suggested_result
from ui.pictures import AGENTS, NUMBERS, SHEET, campaign, contacts, draft_of, opened


def connected(draft: Draft, *, practice: bool = True) -> Draft:
    draft.practice = practice
    assert draft.offer is not None
    draft.take_account(draft.offer.connection, AGENTS, NUMBERS)
    return draft


def blocked(draft: Draft) -> dict[str, str | None]:
    reasons = {step: draft.blocked(step) for step in Step}
    return {step: reason and reason.code.split(".", 1)[1] for step, reason in reasons.items()}


def test_what_blocks_each_step() -> None:
    draft = Draft()
    assert blocked(draft) == {
        "sheet": "blocked_no_sheet",
        "fields": None,
        "connection": "blocked_no_connection",
        "dial": "blocked_no_sheet",
    }
    draft = draft_of(numbers="")
    assert blocked(draft)["sheet"] == "blocked_no_number_column"
    draft.choose_numbers((NumberColumn("Phone"),))
    assert blocked(draft)["sheet"] is None
    assert blocked(draft)["dial"] == "blocked_no_connection"
    draft.practice = False
    assert blocked(draft)["connection"] == "blocked_not_connected"
    connected(draft, practice=False)
    assert blocked(draft)["connection"] == "blocked_no_agent"
    draft.change_connection(agent=AGENTS[0])
    assert blocked(draft)["connection"] == "blocked_no_number"
    draft.change_connection(from_number=NUMBERS[0])
    assert blocked(draft)["connection"] is None
    assert blocked(draft)["dial"] == "blocked_checking", "the column was chosen after the check"
    draft.take_plan(Planned(draft.mapping, draft.rules, {}, draft.limits, contacts()))
    assert blocked(draft)["dial"] == "blocked_checking", "not counted yet"
    draft.ready = 0
    assert blocked(draft)["dial"] == "blocked_nobody"
    draft.ready = 2
    assert set(blocked(draft).values()) == {None}


def test_a_campaign_is_blocked_by_nothing_and_fixed() -> None:
    draft = Draft()
    draft.reopen(campaign(), contacts())
    assert draft.is_fixed
    assert set(blocked(draft).values()) == {None}
    assert draft.shows_practice


def test_the_rules_of_a_campaign_that_was_shown_are_not_for_the_next_sheet() -> None:
    draft = Draft()
    lenient = Rules(DuplicatePolicy.ALL, ("letters",), hidden_rows=True)
    draft.reopen(replace(campaign(), rules=lenient), contacts())
    draft.open(opened())
    assert draft.rules == Rules()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "campaign.field_without_name"),
        ("a..b", "campaign.field_without_name"),
        ("dialsheet_ref", "campaign.field_reserved"),
        ("visits", None),
        ("customer.name", None),
    ],
)
def test_names_of_fields_are_checked(name: str, problem: str | None) -> None:
    draft = draft_of()
    choice = draft.choices[0]
    draft.choose_fields((FieldChoice(replace(choice.field, name=name), True), *draft.choices[1:]))
    found = draft.blocked(Step.FIELDS)
    assert (found and found.code) == problem


def test_two_columns_are_never_offered_under_one_name() -> None:
    offered = offered_fields(("First Name", "first-name", "FIRST NAME"), (Field("first_name_2"),))
    assert [choice.field.name for choice in offered] == [
        "first_name",
        "first_name_3",
        "first_name_4",
        "first_name_2",
    ]
    assert [choice.sent for choice in offered] == [False, False, False, True]


def test_fields_are_optional_but_not_done() -> None:
    draft = draft_of()
    assert draft.blocked(Step.FIELDS) is None
    assert not draft.is_done(Step.FIELDS)
    draft.choose_fields(tuple(replace(choice, sent=True) for choice in draft.choices))
    assert draft.is_done(Step.FIELDS)
    assert [field.column for field in draft.mapping.fields] == ["Name", "Phone", "Visits"]


def test_a_corrected_file_with_the_same_columns_keeps_what_was_typed() -> None:
    draft = draft_of()
    draft.choose_fields(tuple(replace(choice, sent=True) for choice in draft.choices))
    kept = draft.mapping.fields
    draft.open(opened(SHEET + "    Fay | +1 202-555-0199 | 2"))
    assert draft.mapping.fields == kept
    draft.open(opened("Number\n+12025550143", "Number"))
    assert draft.mapping.fields == ()
    assert draft.mapping.numbers == (NumberColumn("Number"),)


@pytest.mark.parametrize(
    ("practice", "agents", "chosen"),
    [
        (False, AGENTS, None),  # a person chooses
        (False, AGENTS[:1], AGENTS[0]),  # there is no choice
        (True, AGENTS, AGENTS[0]),  # none can be wrong
        (True, (), None),
    ],
)
def test_an_agent_is_chosen_only_where_it_cannot_be_wrong(
    practice: bool, agents: tuple[object, ...], chosen: object
) -> None:
    draft = Draft()
    draft.practice = practice
    assert draft.offer is not None
    assert draft.take_account(draft.offer.connection, agents, NUMBERS)  # type: ignore[arg-type]
    assert draft.connection is not None
    assert draft.connection.agent == chosen


def test_what_was_chosen_stays_chosen_while_the_account_has_it() -> None:
    draft = connected(draft_of(), practice=False)
    draft.change_connection(agent=AGENTS[1], from_number=NUMBERS[1])
    again = Draft()
    again.recall_connection(draft.connection_setting())
    assert again.blocked(Step.CONNECTION) is not None, "it must be asked again"
    connected(again, practice=False)
    assert again.connection == draft.connection
    assert again.connection is not None
    again.take_account(again.connection, AGENTS[:1], NUMBERS)
    assert again.connection.agent == AGENTS[0], "the other is gone, and one is left"


def test_another_name_is_another_account() -> None:
    draft = connected(draft_of(), practice=False)
    draft.change_connection(agent=AGENTS[1])
    before = draft.connection
    draft.change_connection(name="Second")
    assert draft.offer is not None
    assert not draft.offer.read
    assert draft.offer.connection.agent is None
    assert before is not None
    assert not draft.take_account(before, AGENTS, NUMBERS), "an answer that comes too late"


def test_practice_and_account_do_not_lose_each_others_choices() -> None:
    draft = connected(draft_of(), practice=False)
    draft.change_connection(ringing_timeout_s=20, dialect=Dialect.DYNAMIC_VARIABLES)
    account = draft.connection
    connected(draft, practice=True)
    assert draft.shows_practice
    draft.practice = False
    assert draft.connection == account
    assert not draft.shows_practice


def test_the_setting_holds_no_key() -> None:
    text = str(connected(draft_of(), practice=False).connection_setting())
    assert "key" not in text.replace("key_header", ""), "the header's name is no secret"


def test_an_account_elsewhere_is_not_recalled() -> None:
    trial = Draft("http://127.0.0.1:9")
    trial.practice = False
    again = Draft()
    again.recall_connection(trial.connection_setting())
    assert again.connection is not None
    assert again.connection.base_url != "http://127.0.0.1:9"


@pytest.mark.parametrize(("number", "pace"), [(NUMBERS[0], 1.0), (NUMBERS[1], 5.0)])
def test_a_cartesia_number_takes_one_call_a_second(number: object, pace: float) -> None:
    draft = connected(draft_of(), practice=False)
    draft.pace = replace(draft.pace, per_second=5.0)
    draft.change_connection(from_number=number)
    assert draft.pace_in_force.per_second == pace
    assert draft.pace.per_second == 5.0, "what was typed is not lost"


@pytest.mark.parametrize(
    ("practice", "name"),
    [(True, "customers PRACTICE results.xlsx"), (False, "customers results.xlsx")],
)
def test_the_result_sheet_is_suggested_beside_the_source(practice: bool, name: str) -> None:
    draft = draft_of()
    assert suggested_result(draft) is None
    draft.start_as(campaign(practice=practice))
    suggested = suggested_result(draft)
    assert suggested is not None
    assert suggested.name == name
    assert suggested.parent.name == "sheets"
