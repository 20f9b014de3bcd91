"""A test call: one contact with a row's cells and a person's own number, and TEST on everything."""

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from dialsheet.campaign import (
    CallingRules,
    Connection,
    Contacts,
    Decision,
    Dialect,
    Field,
    Mapping,
    NumberColumn,
    PhoneNumber,
    Placed,
    Rules,
    Window,
    mapping_problems,
    row_values,
    with_ref,
)
from dialsheet.cartesia.dialects import order_body
from dialsheet.errors import BadInput
from dialsheet.ports import Order
from dialsheet.workflow import adopted_by, new_test_call, plan
from practice_process import connection_to
from workflow.desk import CALL, NOW, Clock, Desk

MINE = "+442079460100"
RULES = Rules(limit=2, calling=CallingRules(Window(1, 2), 1, opt_out_value="no"))


def begin(desk: Desk, people: Path) -> Contacts:
    """A campaign of a sheet, whose first row is called."""
    desk.open(people, RULES)
    return plan(desk.sheet, desk.campaign.mapping, RULES)


def test_the_row_is_read_and_only_ones_own_number_called(desks: list[Desk], people: Path) -> None:
    contacts = begin(desks[0], people)
    campaign = desks[0].campaign
    test, one = new_test_call(campaign, contacts, "+44 20 7946 0100", 5, Clock())
    assert (test.test, test.id == campaign.id, test.created_at) == (True, False, NOW)
    assert test.connection == campaign.connection
    assert test.calling == CallingRules(), "nothing keeps a person waiting, nor takes their no"
    assert list(one.table.rows) == [5]
    assert one.table.cells(0) == contacts.table.cells(2)
    assert [[each.e164 for each in column] for column in one.verdicts] == [[MINE]]
    assert one.decided[0].decision is Decision.READY
    desks[0].library.create_campaign(test, one)
    assert desks[0].library.campaign(test.id) == test


def test_without_a_row_the_first_that_is_to_be_called_is_taken(
    desks: list[Desk], people: Path
) -> None:
    text = people.read_text(encoding="utf-8").replace("A,+1 212 555 0100", "A,12")
    people.write_text(text, encoding="utf-8")
    contacts = begin(desks[0], people)
    _, one = new_test_call(desks[0].campaign, contacts, MINE, None, Clock())
    assert list(one.table.rows) == [4]


@pytest.mark.parametrize(
    ("number", "row", "code"),
    [
        ("(212) 555-0100", 3, "workflow.test_number"),
        ("911", 3, "workflow.test_number"),
        ("", 3, "workflow.test_number"),
        (MINE, 2, "workflow.test_row"),
    ],
)
def test_nothing_is_guessed(
    desks: list[Desk], people: Path, number: str, row: int, code: str
) -> None:
    contacts = begin(desks[0], people)
    with pytest.raises(BadInput) as refused:
        new_test_call(desks[0].campaign, contacts, number, row, Clock())
    assert refused.value.reason.code == code


def test_a_number_that_the_connection_does_not_reach_is_refused(
    desks: list[Desk], people: Path
) -> None:
    contacts = begin(desks[0], people)
    american = PhoneNumber("ap_1", "+12125550142", "cartesia")
    connection = replace(desks[0].campaign.connection, from_number=american)
    campaign = replace(desks[0].campaign, connection=connection)
    with pytest.raises(BadInput) as refused:
        new_test_call(campaign, contacts, MINE, 3, Clock())
    assert refused.value.reason.code == "campaign.us_only"
    new_test_call(campaign, contacts, "+12125550199", 3, Clock())


@pytest.mark.parametrize("dialect", Dialect)
def test_the_call_says_that_it_is_a_test(dialect: Dialect) -> None:
    values = row_values((Field("name", column="Name"),), {"Name": "Ann"})
    order = Order(MINE, with_ref(values, "c.2.a", test=True))
    body = json.loads(order_body(connection_to("http://127.0.0.1:9", dialect), order))
    (sent,) = (each for each in body["outbound_calls"][0].values() if isinstance(each, dict))
    assert sent == {"name": "Ann", "dialsheet_ref": "c.2.a", "dialsheet_test": True}


def test_no_field_of_the_users_has_the_name_of_the_mark() -> None:
    mapping = Mapping((NumberColumn("Phone"),), "US", (Field("dialsheet_test", constant="no"),))
    (problem,) = mapping_problems(mapping, ["Phone"])
    assert problem.code == "campaign.field_reserved"


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize("practice", [False, True])
def test_its_result_says_test_and_counts_for_nothing(
    desks: list[Desk], people: Path, tmp_path: Path, ending: str, practice: bool
) -> None:
    here, there, _ = desks
    contacts = begin(here, people)
    test, one = new_test_call(here.campaign, contacts, MINE, 3, Clock())
    mode = "PRACTICE TEST" if practice else "TEST"
    if practice:
        test = replace(test, connection=Connection("Practice", practice=True))
    here.library.create_campaign(test, one)
    here.campaign = test
    here.attempt(3, MINE, Placed("call_1"), CALL)
    written = here.export(tmp_path / f"out{ending}")
    assert written.name == f"out {mode}{ending}"
    if ending == ".xlsx":
        book = openpyxl.load_workbook(written)
        assert book["Attempts"].cell(2, 3).value == mode
        assert ("Mode", mode) in list(book["Campaign"].values)
    decided = there.open(written)
    assert (decided, adopted_by(there.sheet)) == (["ready"], ())
    assert there.library.contacts(there.campaign.id).verdicts[0][0].e164 == "+12125550100"
