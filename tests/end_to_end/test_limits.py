"""What a connection carries, by the command line: whom it reaches, and which fields it can send."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from programs import Ended, Practice, dialsheet, practice_service

SHEET = "Name,Phone,Note\nAnn,+12125550102,x\nCid,+442079460103,x\nDan,+12125550104,{long}\n"
US_ONLY = "ap_practice_us"


def dial(service: Practice, folder: Path, *options: str) -> Ended:
    (folder / "list.csv").write_text(SHEET.format(long="x" * 17 * 1024), encoding="utf-8")
    return dialsheet(
        *("run", folder / "list.csv", "--out", folder / "result.csv", "--json"),
        *("--api-url", service.url, *options),
        DIALSHEET_HOME=str(folder / "home"),
        CARTESIA_API_KEY="local",
    )


def reasons(folder: Path) -> dict[str, str]:
    """Why each contact was not called."""
    with (folder / "result.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["Name"]: row["Decision reason"] for row in csv.DictReader(file)}


@pytest.fixture
def service() -> Iterator[Practice]:
    """For each test: who was called a moment ago by another library is not called."""
    with practice_service("--speed", "400") as running:
        yield running


def test_contacts_that_cannot_be_called_from_the_number_or_sent_are_held_with_a_reason(
    service: Practice, tmp_path: Path
) -> None:
    before = len(service.calls())
    fields = ("--map", "note=Note", "--from", US_ONLY, "--api-version", "2026-08-14")
    done = dial(service, tmp_path, *fields)
    assert done.json["counts"]["held"] == 2
    assert "calls the United States only" in reasons(tmp_path)["Cid"]
    assert "takes 16 KiB" in reasons(tmp_path)["Dan"]
    assert not reasons(tmp_path)["Ann"]
    assert len(service.calls()) == before + 1


def test_rows_that_send_much_are_told_of_and_called(service: Practice, tmp_path: Path) -> None:
    done = dial(service, tmp_path, "--map", "note=Note")
    assert done.json["counts"]["held"] == 0
    assert "Row 4 sends more than 16 KiB." in done.err


def test_fields_that_no_row_can_be_sent_with_make_no_campaign(
    service: Practice, tmp_path: Path
) -> None:
    refused = dial(service, tmp_path, "--map", "a.b=Note", "--api-version", "2026-08-14")
    assert refused.status == 2
    assert "campaign:" not in refused.err
    assert "Give the field a name without a dot" in refused.err
