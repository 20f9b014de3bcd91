"""Contacts whose number stands in a column that is not chosen: counted, told, never taken."""

from dialsheet.campaign import Mapping, NumberColumn
from dialsheet.columns import Source, Table
from dialsheet.errors import Reason
from dialsheet.workflow import FurtherColumn, Sheet, check, further_columns, told_numbers
from workflow.sheets_to_guess import NAMES, NOTHING, RANDOM_IDS, US, US_2, some
from workflow.test_guessing_table import as_table

MOBILE = Mapping((NumberColumn("Mobile", "mobile"),), "US")


def further_of(table: Table, mapping: Mapping = MOBILE) -> tuple[FurtherColumn, ...]:
    sheet = Sheet(Source("people.csv", "", "csv"), table)
    return further_columns(table, mapping, check(sheet, mapping))


def offered(table: Table, mapping: Mapping = MOBILE) -> dict[str, int]:
    return {each.number.column: each.reached for each in further_of(table, mapping)}


def test_who_has_a_number_elsewhere_is_counted_by_column() -> None:
    sheet = as_table(
        {
            "Name": NAMES,
            "Order no": RANDOM_IDS,
            "Mobile": some(US, 2),
            "Work": some(US_2, 6, 1),
            "Home": some(US_2, 3),
            "Fax": US_2,
            "Pager": US_2,
            "Other phone": NOTHING,
        }
    )
    assert offered(sheet) == {"Work": 10, "Home": 10}
    both = Mapping((*MOBILE.numbers, NumberColumn("Work")), "US")
    assert offered(sheet, both) == {"Home": 10}


def test_the_column_that_reaches_most_comes_first_and_one_that_reaches_nobody_last() -> None:
    sheet = as_table({"Spare": some(US, 2), "Mobile": some(US, 2), "Home": some(US_2, 2, 1)})
    assert list(offered(sheet).items()) == [("Home", 30), ("Spare", 0)]


def test_a_cell_that_holds_no_number_counts_as_none_and_a_doubtful_one_does_not() -> None:
    sheet = as_table(
        {"Mobile": ["call the office", "2124560123 / 2124560124", "+12124560125"], "Home": US[:3]}
    )
    assert offered(sheet) == {"Home": 1}


def test_a_few_among_very_many_are_found() -> None:
    rows = 30_000
    few = [*[""] * (rows - 3), *US_2[:3]]
    mobile = [*US * (rows // len(US))][: rows - 3] + [""] * 3
    assert offered(as_table({"Mobile": mobile, "Home phone": few})) == {"Home phone": 3}


def test_each_rows_country_is_heard() -> None:
    sheet = as_table(
        {
            "Country": ["GB", "JP", "US"],
            "Mobile": ["", "", ""],
            "Home": ["07911 123456", "090-1234-5678", "12"],
        }
    )
    mapping = Mapping(MOBILE.numbers, None, region_column="Country")
    assert offered(sheet, mapping) == {"Home": 2}


def test_it_is_told_in_one_line_for_each_column() -> None:
    sheet = as_table({"Mobile": some(US, 2), "Home": some(US_2, 2, 1), "Spare": some(US, 2)})
    further = further_of(sheet)
    params = {"count": 30, "columns": "Mobile", "other": "Home"}
    assert told_numbers(further, MOBILE) == (Reason("workflow.number_elsewhere", params),)
    assert told_numbers(further, Mapping()) == ()
