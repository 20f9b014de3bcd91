"""Results in a copy of the workbook that was imported, from the bytes that the library keeps."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialsheet import assets
from dialsheet.campaign import (
    Call,
    Connection,
    ContactNumber,
    Mapping,
    NumberColumn,
    Pace,
    Placed,
    Rules,
    new_id,
)
from dialsheet.errors import BadInput, Reason
from dialsheet.ports import Library, OpenLibrary
from dialsheet.sheets import Choices
from dialsheet.store import open_library
from dialsheet.workflow import (
    copy_ending,
    copy_losses,
    export_copy,
    new_campaign,
    open_sheet,
    plan,
    refuse_copy,
)
from dialsheet.workflow.result_columns import RESULT_HEADERS
from workflow.desk import NOW, Clock

ROWS = (
    ["Name", "Phone"],
    ["Ann", "+1 212 555 0101"],
    ["Bob", "+1 212 555 0102"],
    ["Cy", "nonsense"],
)


@pytest.fixture
def opener(dialsheet_home: Path) -> OpenLibrary:
    """Opens a real library."""
    return partial(open_library, dialsheet_home)


@pytest.fixture
def library(opener: OpenLibrary) -> Iterator[Library]:
    """It, opened."""
    library = opener()
    yield library
    library.close()


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows or ROWS:
        page.append(row)
    page["A2"].number_format = "@"
    book.create_sheet("Mine").append(["=Sheet!A2"])
    book.save(path)
    return path


def campaign_of(
    library: Library, sheet: Path, called: int | None = None, *, practice: bool = False
) -> str:
    """A campaign of all contacts of a sheet, in which one row was called; its ID."""
    sheet_read = open_sheet(sheet, Choices(), None).sheet
    column = sheet_read.table.headers[1]
    mapping = Mapping((NumberColumn(column),))
    connection = Connection("Practice" if practice else "Acme", practice)
    campaign = new_campaign(sheet_read.source, mapping, Rules(), connection, Pace(), Clock())
    library.create_campaign(campaign, plan(sheet_read, mapping, Rules()))
    if called is not None:
        number = ContactNumber(0, column, "+12125550101")
        claimed = library.claim(campaign.id, called, number, new_id(), "{}", NOW)
        assert not isinstance(claimed, Reason)
        library.record_answer(claimed.id, Placed("call_1"), NOW, NOW)
        call = Call("call_1", "completed", "client_hangup", returned={"mood": "=good"})
        library.record_calls({claimed.id: call}, NOW)
    return campaign.id


def read_rows(path: Path) -> list[dict[str, Any]]:
    page = openpyxl.load_workbook(path).worksheets[0]
    headers, *rows = page.iter_rows(values_only=True)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def test_a_copy_is_made_from_the_kept_bytes(
    opener: OpenLibrary, library: Library, tmp_path: Path
) -> None:
    sheet = workbook(tmp_path / "people.xlsx")
    campaign = campaign_of(library, sheet, called=2)
    sheet.unlink()
    assert copy_losses(opener, campaign, assets.sentence) == ()
    exported = export_copy(opener, campaign, tmp_path / "copy.xlsx", assets.sentence)
    assert exported.path == tmp_path / "copy.xlsx"
    assert exported.counts.completed == 1
    rows = read_rows(exported.path)
    assert list(rows[0]) == ["Name", "Phone", *RESULT_HEADERS, "mood"]
    names = ("Name", "Phone", "Dialsheet row", "Number dialed", "Decision", "mood")
    assert [[row[name] for name in names] for row in rows] == [
        ["Ann", "+1 212 555 0101", 2, "+12125550101", "called", "=good"],
        ["Bob", "+1 212 555 0102", 3, None, "ready", None],
        ["Cy", "nonsense", 4, None, "skipped", None],
    ]
    assert rows[0]["Requested at (UTC)"] == NOW.replace(tzinfo=None, microsecond=0)
    book = openpyxl.load_workbook(exported.path)
    assert book["Mine"]["A1"].value == "=Sheet!A2"
    assert book["Sheet"]["A2"].number_format == "@"
    assert book["Sheet"].cell(2, len(rows[0])).data_type != "f"


def test_a_copy_that_is_imported_again_calls_nobody_again_and_is_filled_anew(
    opener: OpenLibrary, library: Library, tmp_path: Path
) -> None:
    first = campaign_of(library, workbook(tmp_path / "people.xlsx"), called=2)
    copy = export_copy(opener, first, tmp_path / "copy.xlsx", assets.sentence).path
    opened = open_sheet(copy, Choices(), None)
    assert opened.sheet.table.headers == ("Name", "Phone")
    assert list(opened.sheet.called) == [0]
    second = campaign_of(library, copy)
    again = export_copy(opener, second, tmp_path / "again.xlsx", assets.sentence).path
    rows = read_rows(again)
    assert list(rows[0])[:-1] == ["Name", "Phone", *RESULT_HEADERS]
    assert [row["Decision"] for row in rows] == ["skipped", "ready", "skipped"]
    assert rows[0]["Decision reason"] == "Called before, says this result sheet in row 2."


def test_practice_is_said_in_the_name_and_in_every_row(
    opener: OpenLibrary, library: Library, tmp_path: Path
) -> None:
    campaign = campaign_of(library, workbook(tmp_path / "people.xlsx"), practice=True)
    path = export_copy(opener, campaign, tmp_path / "copy.xlsx", assets.sentence).path
    assert path == tmp_path / "copy PRACTICE.xlsx"
    assert all(row["Decision"].startswith("PRACTICE: ") for row in read_rows(path))


def test_a_sheet_without_a_header(opener: OpenLibrary, library: Library, tmp_path: Path) -> None:
    bare = campaign_of(library, workbook(tmp_path / "bare.xlsx", *ROWS[1:]), called=1)
    target = tmp_path / "copy.xlsx"
    for refuse in (
        partial(copy_losses, opener, bare, assets.sentence),
        partial(export_copy, opener, bare, target, assets.sentence),
    ):
        with pytest.raises(BadInput) as refused:
            refuse()
        assert refused.value.reason.code == "workflow.copy_without_header"
    assert not target.exists(), "nobody could tell it from the sheet itself"

    titled = campaign_of(library, workbook(tmp_path / "titled.xlsx", ["My list"], *ROWS[1:]))
    assert copy_losses(opener, titled, assets.sentence) == ()
    path = export_copy(opener, titled, tmp_path / "titled copy.xlsx", assets.sentence).path
    page = openpyxl.load_workbook(path).worksheets[0]
    assert [cell.value for cell in page[1][:4]] == ["My list", None, *RESULT_HEADERS[:2]]
    assert len(open_sheet(path, Choices(), None).sheet.table.headers) == 2, "it is recognised"


def test_only_a_workbook_is_copied(opener: OpenLibrary, library: Library, tmp_path: Path) -> None:
    sheet = tmp_path / "people.csv"
    sheet.write_text("Name,Phone\nAnn,+1 212 555 0101\n", encoding="utf-8")
    campaign = campaign_of(library, sheet)
    refusal = Reason("workflow.copy_needs_workbook", {"file": "people.csv"})
    with pytest.raises(BadInput) as refused:
        export_copy(opener, campaign, tmp_path / "copy.xlsx", assets.sentence)
    assert refused.value.reason == refusal
    with pytest.raises(BadInput) as refused:
        copy_losses(opener, campaign, assets.sentence)
    assert refused.value.reason == refusal


def test_the_ending_stays_and_the_source_is_never_written_over(
    opener: OpenLibrary, library: Library, tmp_path: Path
) -> None:
    sheet = workbook(tmp_path / "people.xlsx")
    before = sheet.read_bytes()
    campaign = campaign_of(library, sheet)
    for name, code in (
        ("copy.xlsm", "workflow.copy_ending"),
        ("copy.csv", "workflow.copy_ending"),
        ("people.xlsx", "workflow.target_is_source"),
        ("nowhere/copy.xlsx", "workflow.no_such_folder"),
    ):
        with pytest.raises(BadInput) as refused:
            export_copy(opener, campaign, tmp_path / name, assets.sentence)
        assert refused.value.reason.code == code
        assert assets.explain(refused.value).next_step
    assert sheet.read_bytes() == before
    source = open_sheet(sheet, Choices(), None).sheet.source
    assert copy_ending(source, sheet) == ".xlsx"
    refuse_copy(tmp_path / "COPY.XLSX", source, sheet)
