"""The result sheet of a real library: every original cell, and what became of each contact."""

import hashlib
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialsheet import assets
from dialsheet.campaign import (
    Call,
    Campaign,
    Connection,
    Mapping,
    NotPlaced,
    NumberColumn,
    Pace,
    PhoneNumber,
    Placed,
    Refused,
    Rules,
    Turn,
    Unknown,
)
from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Choices
from dialsheet.store import open_library
from dialsheet.workflow import OwnFiles, new_campaign, open_sheet, save_results
from workflow.desk import NOW, Clock, Desk

PHONE = Mapping((NumberColumn("Phone"),))
ROWS = """\
Name,Phone,Status
Ann,+1 212 555 0101,=1+1
Bob,+1 212 555 0102,gold
Cy,+1 212 555 0103,
Dee,+1 212 555 0104,
Eve,+1 212 555 0105,
Fay,nonsense,
Gil,+1 212 555 0101,
"""


def results(path: Path) -> tuple[list[dict[str, Any]], Any]:
    """A result sheet's rows by header, and the workbook."""
    book = openpyxl.load_workbook(path)
    headers, *rows = book["Results"].iter_rows(values_only=True)
    # the sheet has a Status of its own: the result's is the last of that name
    return [dict(zip(headers, row, strict=True)) for row in rows], book


@pytest.fixture
def desk(desks: list[Desk]) -> Desk:
    """A machine."""
    return desks[0]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A small sheet with a duplicate, a number that is none, and a column named like ours."""
    path = tmp_path / "people.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_each_row_says_what_became_of_it(desk: Desk, sheet: Path, tmp_path: Path) -> None:
    desk.open(sheet, mapping=PHONE)
    end = NOW + timedelta(seconds=75)
    call = Call(
        "call_1",
        "completed",
        "client_hangup",
        start_time=NOW,
        end_time=end,
        summary="=HYPERLINK(1)",
        transcript=(Turn("assistant", "Hello."), Turn("user", "Hi."), Turn("system", "")),
        returned={"interested": True, "score": 7, "note": "call back"},
    )
    desk.attempt(2, "+12125550101", Placed("call_1"), call)
    desk.attempt(3, "+12125550102", Refused(Reason("cartesia.refused"), "number not allowed"))
    desk.attempt(4, "+12125550103", Unknown(Reason("dialing.interrupted")))
    desk.attempt(5, "+12125550104", NotPlaced(Reason("cartesia.no_network")))
    rows, book = results(desk.export(tmp_path / "result.xlsx"))

    pictures = [
        (row["Name"], row["Decision"], row["Call ID"], row["Outcome"], row["Attempts"])
        for row in rows
    ]
    assert pictures == [
        ("Ann", "called", "call_1", "completed", 1),
        ("Bob", "refused", None, "refused", 1),
        ("Cy", "unknown", None, "unknown", 1),
        ("Dee", "ready", None, None, 0),
        ("Eve", "ready", None, None, 0),
        ("Fay", "skipped", None, None, 0),
        ("Gil", "skipped", None, None, 0),
    ]
    ann, bob, cy, dee, eve, fay, gil = rows
    assert ann["Number dialed"] == "+12125550101"
    assert ann["Dialsheet row"] == 2
    assert ann["Duration (s)"] == 75
    assert ann["Ended at (UTC)"] == datetime(2026, 11, 22, 9, 31, 20)  # noqa: DTZ001
    assert ann["Transcript"] == "Agent: Hello.\nPerson: Hi."
    assert ann["Summary"] == "=HYPERLINK(1)"
    assert (ann["interested"], ann["score"], ann["note"]) == ("true", 7, "call back")
    assert "number not allowed" in bob["Error"]
    assert "not known" in cy["Error"]
    assert dee["Decision reason"]
    assert eve["Decision reason"] == "Not dialed yet."
    assert fay["Check"] == "invalid"
    assert fay["Decision reason"] == fay["Check reason"]
    assert "Row 2" in gil["Decision reason"]
    page = book["Results"]
    assert [cell.value for cell in page["C"]] == ["Status", "=1+1", "gold", *[None] * 5]
    assert {page["C2"].data_type, page.cell(2, 5).data_type} == {"s"}, "text stays text"
    assert book["Attempts"].max_row == 5
    by_header = dict(zip(*book["Attempts"].iter_rows(max_row=2, values_only=True), strict=True))
    assert by_header["Ended by"] == "The person hung up."
    facts = dict(book["Campaign"].iter_rows(values_only=True))
    assert facts["Campaign"] == desk.campaign.id
    assert facts["Mode"] == "live"
    assert facts["Decision log"] == desk.library.log_head(desk.campaign.id)
    assert facts["Count completed"] == 1


def test_the_user_s_own_cells_are_never_guarded_in_csv(
    desk: Desk, sheet: Path, tmp_path: Path
) -> None:
    desk.open(sheet, mapping=PHONE)
    call = Call("call_1", "completed", summary="=1+1")
    desk.attempt(2, "+12125550101", Placed("call_1"), call)
    line = desk.export(tmp_path / "result.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert line.startswith("Ann,+1 212 555 0101,=1+1,2,+12125550101,valid,")
    assert ",'=1+1," in line, "the agent's summary is"


def test_practice_is_said_in_the_name_and_in_every_row(
    desk: Desk, sheet: Path, tmp_path: Path
) -> None:
    desk.open(sheet, mapping=PHONE, practice=True)
    path = desk.export(tmp_path / "result.xlsx")
    rows, _ = results(path)
    assert path == tmp_path / "result PRACTICE.xlsx"
    assert all(row["Decision"].startswith("PRACTICE: ") for row in rows)
    again = desk.export(tmp_path / "PRACTICE 2.xlsx")
    assert again == tmp_path / "PRACTICE 2.xlsx", "said once is enough"


@pytest.mark.parametrize(
    ("url", "provider", "pace", "refusal"),
    [
        ("https://api.cartesia.ai", "cartesia", 1.0, None),
        ("https://api.cartesia.ai", "cartesia", 1.5, "workflow.pace_over_one"),
        ("https://api.cartesia.ai", "twilio", 5.0, None),
        ("https://api.cartesia.ai", "twilio", 0.0, "workflow.pace_unlimited"),
        ("http://127.0.0.1:8080", "cartesia", 0.0, None),
        ("http://127.0.0.1:8080", "cartesia", 20.0, None),
    ],
)
def test_the_pace_that_a_connection_allows(
    url: str, provider: str, pace: float, refusal: str | None, sheet: Path
) -> None:
    source = open_sheet(sheet, Choices(), None).sheet.source
    number = PhoneNumber("ap_1", "+12125550100", provider)
    connection = Connection("Acme", False, url, from_number=number)

    def make() -> Campaign:
        return new_campaign(source, Mapping(), Rules(), connection, Pace(pace), Clock())

    if refusal is None:
        assert make().pace.per_second == pace
    else:
        with pytest.raises(BadInput, match=refusal):
            make()


def test_a_save_by_itself_replaces_nothing_that_came_meanwhile(
    desk: Desk, sheet: Path, tmp_path: Path
) -> None:
    desk.open(sheet, mapping=PHONE)
    opener = partial(open_library, desk.home)
    first = save_results(opener, desk.campaign.id, NOW, tmp_path / "elsewhere", assets.sentence)
    second = save_results(opener, desk.campaign.id, NOW, tmp_path / "elsewhere", assets.sentence)
    assert first.path.name == "people results 2026-11-22 09.30.xlsx"
    assert second.path.name == "people results 2026-11-22 09.30 (2).xlsx"


def test_only_what_this_campaign_wrote_there_is_replaced(
    desk: Desk, sheet: Path, tmp_path: Path
) -> None:
    desk.open(sheet, mapping=PHONE)
    path = desk.export(tmp_path / "result.xlsx")
    desk.attempt(2, "+12125550101", Placed("call_1"))
    assert desk.export(path) == path
    assert desk.library.setting(f"written {path}")["by"] == desk.campaign.id
    kept = path.read_bytes()
    (tmp_path / "moved.xlsx").write_bytes(kept)
    for target in (tmp_path / "moved.xlsx", path):
        if target == path:
            path.write_bytes(kept + b"\0")
        with pytest.raises(BadInput) as raised:
            desk.export(target)
        assert raised.value.reason.code == "sheets.target_foreign"
    assert path.read_bytes() == kept + b"\0"


def test_however_often_a_save_is_killed_the_old_file_stays_ours(
    desk: Desk, sheet: Path, tmp_path: Path
) -> None:
    desk.open(sheet, mapping=PHONE)
    path = desk.export(tmp_path / "result.xlsx")
    standing = hashlib.sha256(path.read_bytes()).hexdigest()
    ours = OwnFiles(desk.library, desk.campaign.id)
    for digest in ("a", "b", "c"):  # what was kept of files that never got the name
        ours.note(path, digest, standing)
        assert ours.is_own(path, standing)
    assert desk.export(path) == path
    forced = OwnFiles(desk.library, desk.campaign.id, force=True)
    forced.note(path, "d", "of another's")
    assert not ours.is_own(path, "of another's")
