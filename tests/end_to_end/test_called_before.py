"""Who was called is not called again by another campaign, whatever file the sheet comes in."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from dialsheet.sheets import free_name
from programs import Ended, Practice, dialsheet, practice_service

KEY = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}
HEADER = ("Name", "Mobile", "Since")
PEOPLE = [
    ("Ann", "+12125550101", "2026-03-09"),
    ("Ben", "+12125550102", "2025-12-24"),
    ("Cid", "+12125550103", ""),
]


@pytest.fixture
def service() -> Iterator[Practice]:
    with practice_service("--speed", "400") as service:
        yield service


def written(path: Path, rows: list[tuple[str, ...]], apart: str = ",") -> Path:
    """A sheet as text."""
    path.write_text("\n".join(apart.join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def run(sheet: Path, service: Practice, *more: str | Path) -> Ended:
    """Dial a sheet; its results go beside it."""
    out = free_name(sheet.with_name(f"{sheet.name} results.xlsx"))
    where = ("--api-url", service.url, "--pace", "0", "--json")
    return dialsheet("run", sheet, "--out", out, *where, *more, **KEY)


def numbers(service: Practice) -> list[str]:
    """The numbers that were called, as often as they were."""
    return sorted(call["telephony_params"]["to"] for call in service.calls())


def test_the_same_sheet_calls_nobody_again_however_it_was_saved(
    tmp_path: Path, service: Practice
) -> None:
    first = run(written(tmp_path / "c.csv", [HEADER, *PEOPLE]), service)
    assert first.status == 0, first.err
    everybody = numbers(service)
    assert len(everybody) == 3
    book = openpyxl.Workbook()
    for row in (HEADER, *PEOPLE):
        book.active.append(row)
    book.save(tmp_path / "saved.xlsx")
    american = [(name, number, "/".join((*since.split("-")[1:], since[:4])) if since else "")
                for name, number, since in PEOPLE]  # fmt: skip
    exported = tmp_path / "exported.csv"
    assert dialsheet("export", first.json["campaign"], "--out", exported).status == 0
    again = [
        tmp_path / "c.csv",
        tmp_path / "saved.xlsx",
        written(tmp_path / "dates.txt", [HEADER, *american], "\t"),
        written(tmp_path / "sorted.csv", [HEADER, *PEOPLE[::-1]], ";"),
        tmp_path / "c.csv results.xlsx",
        exported,
    ]
    for sheet in again:
        ended = run(sheet, service)
        assert ended.status == 1, (sheet, ended.err)
        assert ended.json["counts"]["skipped"] == 3, (sheet, ended.json)
        lines = ended.err.splitlines()
        assert lines[0] == f"campaign: {ended.json['campaign']}"
        (told,) = [line for line in lines if "called before" in line]
        assert all(each in told for each in (first.json["campaign"], "--call-again", "20"))
    assert numbers(service) == everybody
    called = run(tmp_path / "c.csv", service, "--call-again")
    assert called.status == 0, called.err
    assert numbers(service) == sorted(everybody * 2)
    page = openpyxl.load_workbook(called.json["result"])["Campaign"]
    said = {str(row[0]): row[1] for row in page.iter_rows(values_only=True)}
    assert said["Called before"] == "called again"


def test_another_sheet_waits_and_whom_to_call_is_chosen(tmp_path: Path, service: Practice) -> None:
    first = run(written(tmp_path / "c.csv", [HEADER, *PEOPLE]), service)
    assert first.status == 0, first.err
    more = ("Eve", "+12125550109", "")
    other = written(tmp_path / "d.csv", [("Who", *HEADER[1:]), PEOPLE[0], PEOPLE[2], more])
    held = run(other, service)
    assert held.status == 1, held.err
    assert held.json["counts"]["held"] == 2
    assert len(numbers(service)) == 4, "who was not called before is called"
    resumed = dialsheet(
        "resume", held.json["campaign"], "--out", tmp_path / "r.csv", "--json", **KEY
    )
    assert (resumed.status, resumed.json["counts"]["held"]) == (1, 2), resumed.err
    refused = run(other, service)
    assert refused.status == 2, "its campaign is not finished"
    assert f"dialsheet resume {held.json['campaign']}" in refused.err
    rules = tmp_path / "rules.toml"
    rules.write_text("called_before_hours = 0\n")
    at_once = run(written(tmp_path / "e.csv", [HEADER, PEOPLE[0]], ";"), service, "--rules", rules)
    assert at_once.status == 0, at_once.err
    assert len(numbers(service)) == 5
    rules.write_text("called_before_hours = -1\n")
    assert run(tmp_path / "e.csv", service, "--rules", rules).status == 2
    outcomes = openpyxl.load_workbook(first.json["result"])["Results"]
    header, *rows = outcomes.iter_rows(values_only=True)
    reached = {"completed", "error"}
    unreached = sum(row[header.index("Outcome")] not in reached for row in rows[1:])
    some = run(tmp_path / "c.csv", service, "--call-unreached")
    assert some.status in (0, 1), some.err
    assert len(numbers(service)) in (5 + unreached, 6 + unreached), "Ann was called since"


def test_an_unfinished_campaign_is_named_and_no_other_one_made(
    tmp_path: Path, service: Practice
) -> None:
    sheet = written(tmp_path / "c.csv", [HEADER, *PEOPLE])
    pilot = run(sheet, service, "--limit", "2")
    old = tmp_path / "old.csv"
    campaign = pilot.json["campaign"]
    assert dialsheet("export", campaign, "--out", old).status == 0
    refused = run(sheet, service)
    assert (refused.status, refused.out) == (2, "")
    assert f"dialsheet resume {campaign}" in refused.err
    assert len(dialsheet("campaigns", "--json").json["campaigns"]) == 1
    whole = dialsheet("resume", campaign, "--whole-list", "--out", tmp_path / "w.csv", **KEY)
    assert whole.status == 0, whole.err
    assert len(numbers(service)) == 3
    for export in (old, tmp_path / "c.csv results.xlsx"):  # both of the pilot
        ended = run(export, service)
        assert (ended.status, ended.json["counts"]["skipped"]) == (1, 3), ended.err
    assert len(numbers(service)) == 3


def test_a_person_with_two_numbers_is_one_person_of_the_same_sheet(
    tmp_path: Path, service: Practice
) -> None:
    header = ("Name", "Mobile", "Home")
    people = [("Ann", "+12125550101", "+12125550201"), ("Ben", "+12125550102", "+12125550202")]
    sheet = written(tmp_path / "c.csv", [header, *people])
    assert run(sheet, service, "--phone-column", "Mobile").status == 0
    other = run(sheet, service, "--phone-column", "Home")
    assert (other.status, other.json["counts"]["skipped"]) == (1, 2), other.err
    assert len(numbers(service)) == 2
    stranger = written(tmp_path / "d.csv", [("Who", *header[1:]), people[0]])
    assert run(stranger, service, "--phone-column", "Home").status == 0, "of another sheet"


def test_rows_that_are_added_are_asked_for_too(tmp_path: Path, service: Practice) -> None:
    first = run(written(tmp_path / "c.csv", [HEADER, *PEOPLE]), service)
    assert first.status == 0, first.err
    living = run(written(tmp_path / "d.csv", [HEADER, ("Eve", "+12125550109", "")]), service)
    added = dialsheet("add", living.json["campaign"], tmp_path / "c.csv", "--json")
    assert added.json["counts"] == {"ready": 0, "held": 0, "skipped": 3}, added.err
    assert first.json["campaign"] in added.err
    dialsheet("resume", living.json["campaign"], "--out", tmp_path / "r.csv", **KEY)
    assert len(numbers(service)) == 4


def test_practice_and_another_host_have_histories_of_their_own(
    tmp_path: Path, service: Practice
) -> None:
    sheet = written(tmp_path / "c.csv", [HEADER, *PEOPLE])
    for out in (tmp_path / "p.csv", tmp_path / "q.csv"):
        practice = ("--practice", "--pace", "0", "--limit", "2", "--json")
        ended = dialsheet("run", sheet, "--out", out, *practice, **KEY)
        assert ended.json["counts"]["skipped"] == 0, ended.err
    assert run(sheet, service).status == 0
    with practice_service("--speed", "400") as other:
        assert run(sheet, other).status == 0
        assert len(numbers(other)) == 3
