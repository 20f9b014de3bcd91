"""Ugly sheets with their results, whatever was done to them since: the same contacts, the same
calls, and nobody else."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dialsheet import assets
from dialsheet.campaign import Mapping, NumberColumn, Placed
from dialsheet.errors import BadInput
from dialsheet.sheets import Choices
from dialsheet.store import open_library
from dialsheet.workflow import adopted_by, copying, export_copy, open_sheet, read
from dialsheet.workflow.result_columns import RESULT_HEADERS
from workflow.desk import CALL, Desk

Rows = dict[int, Sequence[object]]
KINDS = ["copy", ".xlsx", ".csv"]
OURS = len(RESULT_HEADERS)


def phone(last: int) -> str:
    return f"+1415555{last:04}"


def people(first: int, *more: object, count: int = 4) -> Rows:
    return {first + at: [f"P{at}", phone(100 + at), *more] for at in range(count)}


UGLY: dict[str, Rows] = {
    "numbered": {
        1: [*map(str, range(1, 15))],
        **{2 + at: [f"P{at}", phone(100 + at), *range(7 * at, 7 * at + 12)] for at in range(3)},
    },
    "years": {1: ["Name", "Phone", *range(2020, 2025)], **people(2, 1, 2, 3, 4, 5)},
    "second table": {
        1: ["Name", "Phone", "City"],
        **people(2, "Rome"),
        7: ["Do not call", "Phone"],
        8: ["Eve", phone(199)],
        9: ["Fay", phone(198)],
    },
    "title and third": {
        1: ["Our list"],
        3: ["Name", "Phone", "Since"],
        **people(4, "2001"),
        10: ["Former customers"],
        11: ["Name", "Phone", "Until"],
        12: ["Eve", phone(199), "2002"],
    },
    "groups": {
        1: ["Person", None, "Address", None],
        2: ["Name", "Phone", "City", "Zip"],
        **{3 + at: [f"P{at}", phone(100 + at), f"C{at}", 10000 + at] for at in range(5)},
    },
    "deep": people(230, "x"),
    "no header": people(2, "x"),
    "footer": {1: ["Name", "Phone", "Sum"], **people(2, 5), 6: ["Total", None, 20]},
    "own names": {1: ["Status", "Phone", "Summary", "Decision"], **people(2, "x", "no")},
    "alone": {1: ["Phone"], **{at: [phone(100 + at)] for at in range(2, 5)}},
}


def book(path: Path, rows: Rows) -> Path:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    for row, cells in rows.items():
        for column, cell in enumerate(cells, 1):
            page.cell(row, column, cell)
    if "groups" in path.stem:
        page.merge_cells("A1:B1")
        page.merge_cells("C1:D1")
    workbook.save(path)
    return path


def dial_first(desk: Desk) -> set[str]:
    """Call the first two contacts; their numbers."""
    contacts = desk.library.contacts(desk.campaign.id)
    numbers = [contacts.verdicts[0][index].e164 for index in (0, 1)]
    for row, number in zip(contacts.table.rows[:2], numbers, strict=True):
        assert number is not None
        desk.attempt(row, number, Placed(f"call_{row}"))
    return {number for number in numbers if number}


def results(desk: Desk, kind: str, folder: Path) -> Path:
    if kind != "copy":
        return desk.export(folder / f"results{kind}")
    opener = partial(open_library, desk.home)
    return export_copy(opener, desk.campaign.id, folder / "copy.xlsx", assets.sentence).path


def split(desk: Desk) -> tuple[set[str], set[str]]:
    """The numbers of contacts that were called before, and of those that would be called."""
    called, ready = set(), set()
    contacts = desk.library.contacts(desk.campaign.id)
    for index, decided in enumerate(contacts.decided):
        number = contacts.verdicts[0][index].e164
        if decided.reason and decided.reason.code == "workflow.called_before":
            called.add(str(number))
        elif decided.may_go:
            ready.add(str(number))
    return called, ready


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", UGLY)
def test_they_come_back_as_they_went(
    name: str, kind: str, desks: list[Desk], tmp_path: Path
) -> None:
    first, second, third = desks
    first.open(book(tmp_path / f"{name}.xlsx", UGLY[name]))
    numbers = dial_first(first)
    before = first.sheet.table
    others = set(map(str, split(first)[1])) - numbers
    path = results(first, kind, tmp_path)
    second.open(path)
    assert second.sheet.table.headers == before.headers
    assert list(second.sheet.table.columns) == list(before.columns)
    assert split(second) == (numbers, others)
    again = tmp_path / "again"
    again.mkdir()
    if kind != ".csv":  # of which there is no copy
        third.open(results(second, "copy", again))
        assert split(third) == (numbers, others), "a copy of it comes back as well"


Edit = Callable[[Worksheet], None]


def insert_before(page: Worksheet) -> None:
    page.insert_cols(1, 2)
    page.cell(1, 1, "Mine")


def insert_among(page: Worksheet) -> None:
    page.insert_cols(7)
    page.cell(1, 7, "Comment")
    page.cell(2, 7, "nice")


def rename(header: str) -> Edit:
    def edit(page: Worksheet) -> None:
        cell = next(cell for cell in page[1] if cell.value == header)
        cell.value = "Other"

    return edit


def take_out(header: str) -> Edit:
    def edit(page: Worksheet) -> None:
        page.delete_cols(next(cell.column for cell in page[1] if cell.value == header))

    return edit


def turn_over(page: Worksheet) -> None:
    """Sort it by hand, header and all."""
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    for row, cells in enumerate(reversed(rows), 1):
        for column, cell in enumerate(cells, 1):
            page.cell(row, column).value = cell  # type: ignore[union-attr]  # no merged cells


def hide(page: Worksheet) -> None:
    for column in "CDEFGHIJ":
        page.column_dimensions[column].hidden = True


def add_notes(page: Worksheet) -> None:
    page.cell(page.max_row + 2, 1, "Call these, too?")
    page.cell(page.max_row + 1, 1, "Eve")
    page.cell(page.max_row, 2, phone(199))


EDITS: dict[str, Edit] = {
    "inserted before": insert_before,
    "inserted among": insert_among,
    **{f"renamed {name}": rename(name) for name in RESULT_HEADERS},
    **{f"without {name}": take_out(name) for name in RESULT_HEADERS},
    "turned over": turn_over,
    "hidden": hide,
    "notes below": add_notes,
    "saved only": lambda page: None,
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_person_worked_on_the_copy(edit: str, desks: list[Desk], tmp_path: Path) -> None:
    first, second, third = desks
    first.open(book(tmp_path / "a.xlsx", UGLY["second table"]))
    numbers = dial_first(first)
    others = {phone(102), phone(103)}
    path = results(first, "copy", tmp_path)
    workbook = openpyxl.load_workbook(path)
    EDITS[edit](workbook.worksheets[0])
    workbook.save(path)
    mapping = Mapping((NumberColumn("Phone"),))
    second.open(path, mapping=mapping)
    assert split(second) == (numbers, others)
    (tmp_path / "again").mkdir()
    third.open(results(second, "copy", tmp_path / "again"), mapping=mapping)
    assert split(third) == (numbers, others), "two exports side by side, some of them"


def test_two_exports_side_by_side_are_both_believed(desks: list[Desk], tmp_path: Path) -> None:
    """As a copy of a copy was, where nobody knew the first."""
    first, second, _ = desks
    first.open(book(tmp_path / "a.xlsx", UGLY["second table"]))
    dial_first(first)
    path = results(first, "copy", tmp_path)
    workbook = openpyxl.load_workbook(path)
    page = workbook.worksheets[0]
    for row in range(1, page.max_row + 1):
        for column in range(4, 4 + OURS):
            page.cell(row, column + OURS, page.cell(row, column).value)
    at = 4 + OURS
    for row in (2, 8):  # the second export: row 2 not called, row 4 called, and a stranger
        page.cell(row, at + RESULT_HEADERS.index("Decision"), "ready")
    page.cell(4, at + RESULT_HEADERS.index("Decision"), "called")
    page.cell(8, at, 8)
    workbook.save(path)
    second.open(path)
    assert split(second) == ({phone(100), phone(101), phone(102)}, {phone(103)})
    assert second.sheet.table.headers == ("Name", "Phone", "City")


def test_values_that_an_agent_gave_back_are_no_data(desks: list[Desk], tmp_path: Path) -> None:
    first, second, _ = desks
    first.open(book(tmp_path / "a.xlsx", UGLY["numbered"]))
    first.attempt(2, phone(100), Placed("call_1"), CALL)
    second.open(results(first, "copy", tmp_path))
    assert second.sheet.table.headers == tuple(map(str, range(1, 15)))
    (told,) = adopted_by(second.sheet)
    assert told.returned["score"] == "7"


def test_stacked_copies_come_back(desks: list[Desk], tmp_path: Path) -> None:
    first = desks[0]
    first.open(book(tmp_path / "a.xlsx", UGLY["second table"]))
    dial_first(first)
    path = results(first, "copy", tmp_path)
    workbook = openpyxl.load_workbook(path)
    workbook.copy_worksheet(workbook.worksheets[0]).title = "June"
    workbook.save(path)
    sheet = read(path, Choices(sheet="Sheet", more_sheets=("June",)))
    assert sheet.table.headers == ("Name", "Phone", "City", "Worksheet")
    assert list(sheet.table.column("Worksheet")) == ["Sheet"] * 4 + ["June"] * 4
    assert sorted(sheet.called) == [0, 1, 4, 5]


def test_rejects_of_an_ugly_sheet_come_back(desks: list[Desk], tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    rows = [["1", "2", "3"], *([f"P{n}", phone(100), "4"] for n in range(3))]
    ours = [["Dialsheet row", "Rejected cell", "Reason"]]
    ours += [[str(n), phone(100), "Same as row 1. [duplicate]"] for n in range(3)]
    lines = [",".join((*own, *more)) for own, more in zip(rows, ours, strict=True)]
    path.write_text("\n".join(lines), encoding="utf-8")
    sheet = read(path, Choices())
    assert sheet.table.headers == ("1", "2", "3")
    assert sorted(sheet.called) == [0, 1, 2]


def test_the_page_of_attempts_is_no_list_of_people(desks: list[Desk], tmp_path: Path) -> None:
    first = desks[0]
    first.open(book(tmp_path / "a.xlsx", UGLY["second table"]))
    dial_first(first)
    path = first.export(tmp_path / "results.xlsx")
    assert open_sheet(path, Choices(sheet="Attempts"), None).guessed.numbers == ()


def test_a_copy_that_would_not_be_known_is_not_handed_out(
    desks: list[Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desks[0]
    desk.open(book(tmp_path / "a.xlsx", UGLY["second table"]))
    dial_first(desk)
    target = tmp_path / "copy.xlsx"
    real = copying.read_sheet
    for broken in (
        lambda path, _: real(tmp_path / "a.xlsx", Choices()),
        lambda path, choices: real(path, Choices(last_row=3)),
    ):
        monkeypatch.setattr(copying, "read_sheet", broken)
        with pytest.raises(BadInput) as refused:
            results(desk, "copy", tmp_path)
        assert refused.value.reason.code == "workflow.copy_not_known"
        assert assets.explain(refused.value).next_step
        assert not target.exists()
        assert not list(tmp_path.glob(".*.part"))
