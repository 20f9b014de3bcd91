"""A result sheet with refused rows that comes back: they were not called, and are ready again."""

import csv
from pathlib import Path

import pytest

from dialsheet.campaign import (
    AttemptState,
    Call,
    Mapping,
    NumberColumn,
    Outcome,
    Placed,
    Refused,
    Rules,
    Unknown,
)
from dialsheet.errors import Reason
from dialsheet.sheets import Choices
from dialsheet.workflow import adopted_by, plan, read, refusals_report
from workflow.desk import Desk

PHONE = Mapping((NumberColumn("Phone"),), "US")
ROWS = "Name,Phone\nAnn,+12125550101\nBob,+12125550102\nCy,+12125550103\nDee,+12125550104\n"


@pytest.fixture
def dialed(desks: list[Desk], tmp_path: Path) -> Desk:
    """Ann was called, Bob refused; nobody knows of Cy, and Dee was not tried."""
    path = tmp_path / "people.csv"
    path.write_text(ROWS, encoding="utf-8")
    desk = desks[0]
    desk.open(path, mapping=PHONE)
    desk.attempt(2, "+12125550101", Placed("c1"), Call("c1", "completed", "client_hangup"))
    no = Refused(Reason("cartesia.order_refused"), "It is barred.", "Bad Request", "r1")
    desk.attempt(3, "+12125550102", no)
    desk.attempt(4, "+12125550103", Unknown(Reason("dialing.interrupted")))
    return desk


def decisions(path: Path) -> list[str]:
    sheet = read(path, Choices())
    contacts = plan(sheet, PHONE, Rules())
    return [decided.decision.value for decided in contacts.decided]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_who_was_refused_is_ready_again(dialed: Desk, tmp_path: Path, ending: str) -> None:
    path = dialed.export(tmp_path / f"result{ending}")
    assert decisions(path) == ["skipped", "ready", "skipped", "ready"]
    told = {each.row: (each.state, each.outcome) for each in adopted_by(read(path, Choices()))}
    assert told[3] == (AttemptState.REFUSED, Outcome.REFUSED)


def test_a_sheet_that_once_called_it_called_is_read_for_what_it_tells(
    dialed: Desk, tmp_path: Path
) -> None:
    """As an older Dialsheet wrote it: decision `called`, outcome `not_connected`."""
    path = dialed.export(tmp_path / "result.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        headers, *rows = csv.reader(file)
    for row in rows:
        if row[headers.index("Status")] == "refused":
            row[headers.index("Decision")] = "called"
            row[headers.index("Outcome")] = "not_connected"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    assert "not_connected" in path.read_text(encoding="utf-8-sig")
    assert decisions(path) == ["skipped", "ready", "skipped", "ready"]
    told = {each.row: each.outcome for each in adopted_by(read(path, Choices()))}
    assert told[3] is Outcome.REFUSED


def test_what_the_service_said_is_told_once(dialed: Desk) -> None:
    said = {"title": "Bad Request", "message": "It is barred.", "request_id": "r1", "count": 1}
    assert refusals_report(dialed.library.attempts(dialed.campaign.id)) == [said]
