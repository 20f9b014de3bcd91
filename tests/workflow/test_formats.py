"""Result sheets of every version of the format, earlier and later: each is known."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialsheet.campaign import AttemptState, Placed
from dialsheet.sheets import Choices
from dialsheet.sheets.result_columns import (
    ATTEMPT_COLUMNS,
    CORE,
    FORMAT,
    REJECT_HEADERS,
    RESULT_COLUMNS,
    RESULT_HEADERS,
    headers_of_values,
    value_of,
)
from dialsheet.workflow import adopted_by, read
from workflow.desk import CALL, ENDINGS, Desk, dial

EXAMPLES = Path(__file__).parent / "formats"
VERSIONS = range(1, FORMAT + 1)
CORE_OF_ATTEMPTS = {"Dialsheet row", "State"}
Cells = list[list[Any]]


def example(version: int, ending: str) -> Path:
    return EXAMPLES / f"format-{version}{ending}"


def pages(version: int) -> dict[str, Cells]:
    book = openpyxl.load_workbook(example(version, ".xlsx"))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_read_whole(version: int, ending: str, desks: list[Desk]) -> None:
    desk = desks[0]
    decided = desk.open(example(version, ending))
    assert [each.split()[0] for each in decided] == [
        *("skipped", "ready", "skipped", "skipped", "ready", "skipped")
    ]
    assert desk.sheet.table.headers == ("Name", "Phone", "Note")
    adopted = desk.library.adopted(desk.campaign.id)
    assert [(each.state, each.call_id) for each in adopted] == [
        (AttemptState.ENDED, "call_1"),
        (AttemptState.REFUSED, None),
        (AttemptState.UNKNOWN, None),
        (AttemptState.PLACED, "call_4"),
    ]
    assert adopted[0].summary == "=HYPERLINK(1)"
    assert adopted[0].duration_s == 75.4
    assert adopted[0].requested_at is not None
    if ending == ".csv" or version > 1:
        assert set(adopted[0].returned) == {"score", "note", "tags"}


def test_a_change_of_the_headers_is_a_new_version() -> None:
    """Whoever changes a header raises `FORMAT`, says `since`, and keeps an example."""
    for version in VERSIONS:
        of_version = pages(version)
        results, attempts = of_version["Results"][0], of_version["Attempts"][0]
        assert results[3 : 3 + len(results) - 6] == [
            column.header for column in RESULT_COLUMNS if column.since <= version
        ], "what an example has is never changed: make a new version"
        assert attempts == [
            column.header for column in ATTEMPT_COLUMNS if column.since <= version
        ], "what an example has is never changed: make a new version"
        with example(version, ".csv").open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.reader(file)) == results
    settings = {row[0]: row[1] for row in pages(FORMAT)["Campaign"]}
    assert settings["Format"] == FORMAT
    assert REJECT_HEADERS == ("Dialsheet row", "Rejected cell", "Reason")


def test_what_is_written_now_is_what_the_last_example_has(
    people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, *_ = desks
    first.open(people)
    dial(first)
    book = openpyxl.load_workbook(first.export(tmp_path / "now.xlsx"))
    kept = pages(FORMAT)
    for name in ("Results", "Attempts"):
        assert [cell.value for cell in book[name][1]] == kept[name][0]
    settings = [cell.value for cell in book["Campaign"]["A"]]
    assert settings == [row[0] for row in kept["Campaign"]]


def of_columns(page: Cells, change: Callable[[list[Any]], list[Any]]) -> Cells:
    """A page whose columns became others; each is a list that begins with its header."""
    columns = change([list(column) for column in zip(*page, strict=True)])
    return [list(row) for row in zip(*columns, strict=True)]


def one_more(columns: list[Any]) -> list[Any]:
    return [each for column in columns for each in [column, *of_cost(column)]]


def of_cost(column: list[Any]) -> list[list[Any]]:
    return [["Cost", *["0.02"] * (len(column) - 1)]] if column[0] == "Outcome" else []


def moved(columns: list[Any]) -> list[Any]:
    row = [column[0] for column in columns].index("Dialsheet row")
    ours = [each for each in columns if each[0] in RESULT_HEADERS[1:]]
    rest = [each for each in columns[row + 1 :] if each not in ours]
    return [*columns[: row + 1], *reversed(ours), *rest]


def fewer(columns: list[Any]) -> list[Any]:
    kept = {*CORE, *CORE_OF_ATTEMPTS, "Mode", "Name", "Phone", "Note", "Status", "Outcome"}
    return [column for column in columns if column[0] in kept]


def renamed(columns: list[Any]) -> list[Any]:
    new = {"Summary": "Abstract", "End reason": "Ended because", "Started at (UTC)": "Start"}
    return [[new.get(column[0], column[0]), *column[1:]] for column in columns]


CHANGES = [one_more, moved, fewer, renamed]


def later(version: int, change: Callable[[list[Any]], list[Any]], path: Path) -> Path:
    """A result sheet of a version that nobody has written yet."""
    if path.suffix == ".csv":
        with example(version, ".csv").open(encoding="utf-8-sig", newline="") as file:
            page = of_columns(list(csv.reader(file)), change)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(page)
        return path
    book = openpyxl.load_workbook(example(version, ".xlsx"))
    for name in ("Results", "Attempts"):
        cells = of_columns([list(row) for row in book[name].iter_rows(values_only=True)], change)
        book[name].delete_cols(1, 100)
        for row, values in enumerate(cells, 1):
            for column, value in enumerate(values, 1):
                cell = book[name].cell(row, column, value)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
    headers = [cell.value for cell in book["Results"][1]]
    for setting, value in book["Campaign"].iter_rows():
        if setting.value == "Format":
            value.value = version + 1
        if setting.value == "Result columns":
            value.value = str(headers[headers.index("Dialsheet row") :]).replace("'", '"')
    book.save(path)
    return path


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_that_nobody_has_written_yet_is_known(
    version: int,
    change: Callable[[list[Any]], list[Any]],
    ending: str,
    desks: list[Desk],
    tmp_path: Path,
) -> None:
    desk = desks[0]
    decided = desk.open(later(version, change, tmp_path / f"later{ending}"))
    assert [each.split()[0] for each in decided] == [
        *("skipped", "ready", "skipped", "skipped", "ready", "skipped")
    ]
    adopted = desk.library.adopted(desk.campaign.id)
    assert [each.call_id for each in adopted] == ["call_1", None, None, "call_4"]
    if version == FORMAT and ending == ".xlsx":
        assert desk.sheet.table.headers == ("Name", "Phone", "Note"), "the rest is no contact's"


def test_practice_of_the_first_version_counts_for_nothing(
    desks: list[Desk], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(example(1, ".xlsx"))
    for setting, value in book["Campaign"].iter_rows():
        if setting.value == "Mode":
            value.value = "PRACTICE"
    decision = [cell.value for cell in book["Results"][1]].index("Decision") + 1
    for row in range(2, 8):
        cell = book["Results"].cell(row, decision)
        cell.value = f"PRACTICE: {cell.value}"
    book.save(path := tmp_path / "practice.xlsx")
    decided = desks[0].open(path)
    assert decided[0] == "ready"
    assert desks[0].library.adopted(desks[0].campaign.id) == ()


CLASHING = {
    "Phone": "+49 1",
    "Call ID": "call_999",
    "Dialsheet row": "1",
    "decision": "called",
    "Reason": "why",
    "mood": "good",
    "mood (agent)": "bad",
    "mood (2)": "so so",
    "": "nameless",
    "=HYPERLINK(2)": "x",
    "'+1": "y",
    "@SUM": "z",
    "-": "dash",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_values_named_like_other_columns_come_back_as_values(
    ending: str, people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, third = desks
    first.open(people)
    first.attempt(3, "+12125550100", Placed("call_1"), replace(CALL, returned=CLASHING))
    path = first.export(tmp_path / f"one{ending}")
    second.open(path)
    assert second.sheet.table.headers == ("Name", "Phone", "Note")
    assert second.sheet.table.column("Phone")[0] == "+1 212 555 0100"
    assert second.library.adopted(second.campaign.id)[0].returned == CLASHING
    third.open(second.export(tmp_path / f"two{ending}"))
    [again] = third.library.adopted(third.campaign.id)
    assert (again.call_id, again.returned) == ("call_1", CLASHING)


def test_headers_of_values_are_guarded_in_csv_as_values_are(
    people: Path, desks: list[Desk], tmp_path: Path
) -> None:
    desk = desks[0]
    desk.open(people)
    names = ["=1+1", "+x", "-x", "@x", "＝x", "'=x", "plain", "+12"]
    returned = dict.fromkeys(names, "v")
    desk.attempt(3, "+12125550100", Placed("=call"), replace(CALL, id="=call", returned=returned))
    path = desk.export(tmp_path / "one.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        headers, first, *_ = csv.reader(file)
    assert headers[-len(names) :] == [
        *("'=1+1", "'+x", "'-x", "'@x", "'＝x", "''=x", "plain", "+12"),
    ]
    assert first[headers.index("Call ID")] == "'=call"
    assert [name for each in adopted_of(path) for name in each.returned] == names
    assert [each.call_id for each in adopted_of(path)] == ["=call"]


def adopted_of(path: Path) -> Iterator[Any]:
    yield from adopted_by(read(path, Choices()))


def test_each_value_has_one_header_and_tells_its_name() -> None:
    headers = headers_of_values(CLASHING, ["Name", "Phone", "Phone (agent)"])
    assert len({each.casefold() for each in headers.values()}) == len(CLASHING)
    assert headers["Phone"] == "Phone (agent 2)"
    assert headers["mood"] == "mood"
    assert {name: value_of(header) for name, header in headers.items()} == {
        name: name for name in CLASHING
    }
