"""A sheet is dialed from end to end by the real program, against a service of its own process."""

import json
import signal
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from practice_process import LASTING, end_calls
from programs import Practice, dialsheet, practice_service, start_dialsheet

FAST = ("--speed", "400")
HEADERS = ("氏名", "会社", "電話番号", "予約日", "残高", "VIP", "備考")
NUMBERS = (  # what a cell says, and whether it may be dialed
    ("+1 212 555 {:04}", True),
    ("(415) 555-{:04}", True),
    ("+81 90-1234-{:04}", True),
    ("+44 20 7946 {:04}", True),
    ("555-{:04}", False),
    ("unknown", False),
    ("+999 123 {:04}", False),
    ("", False),
)


def make_sheet(path: Path, rows: int) -> dict[int, tuple[list[Any], bool]]:
    """Write a workbook; returns the cells of each row and whether it is to be called."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(HEADERS)
    contacts: dict[int, tuple[list[Any], bool]] = {}
    for number in range(rows):
        pattern, wanted = NUMBERS[number % len(NUMBERS)]
        cells = [
            f"山田 太郎{number}",
            "株式会社テスト ＝SUM(A1)" if number % 3 else "=not a formula",
            pattern.format(1000 + number) if pattern else None,
            date(2026, 11, 1 + number % 28),
            number * 1.5,
            number % 2 == 0,
            '改行\nあり,"引用"' if number % 5 == 0 else None,
        ]
        page.append(cells)
        page.cell(page.max_row, 2).data_type = "s"
        contacts[number + 2] = (cells, wanted)
    book.save(path)
    return contacts


def read_pages(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Each page of a result sheet as dictionaries by header."""
    pages = {}
    for page in openpyxl.load_workbook(path):
        headers, *rows = page.iter_rows(values_only=True)
        pages[page.title] = [dict(zip(headers, row, strict=True)) for row in rows]
    return pages


def as_shown(value: Any) -> str | None:
    """A cell of the source as the sheet shows it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def agree(service: Practice, results: list[dict[str, Any]], campaign: str) -> Counter[str]:
    """The service's own list and the result sheet are the same calls, one to one."""
    listed = {call["id"]: call for call in service.calls()}
    told = [row for row in results if row["Call ID"]]
    assert Counter(row["Call ID"] for row in told) == Counter(list(listed))
    for row in told:
        call = listed[row["Call ID"]]
        ref = call["metadata"]["dialsheet_ref"]
        assert ref.startswith(f"{campaign}.{row['Dialsheet row']}.")
        assert call["telephony_params"]["to"] == row["Number dialed"]
        assert call["status"] == row["Status"]
    return Counter(call["telephony_params"]["to"] for call in listed.values())


def test_two_hundred_rows_are_called_exactly_once_or_have_a_reason(tmp_path: Path) -> None:
    contacts = make_sheet(tmp_path / "顧客.xlsx", 200)
    with practice_service(*FAST) as service:
        ended = dialsheet(
            "run", tmp_path / "顧客.xlsx", "--out", tmp_path / "結果.xlsx",
            "--api-url", service.url, "--region", "US", "--pace", "0", "--max-live", "60",
            "--map", "customer.name=氏名", "--map", "balance:number=残高",
            "--map", "vip:boolean=VIP", "--map", "date=予約日", "--set", "campaign=秋", "--json",
            CARTESIA_API_KEY="sk_test_0123456789",
        )  # fmt: skip
        assert ended.status == 0, ended.err
        pages = read_pages(Path(ended.json["result"]))
        dialed = agree(service, pages["Results"], ended.json["campaign"])
        bodies = {row["Reference"]: json.loads(row["Sent"]) for row in pages["Attempts"]}
        sent = {call["metadata"]["dialsheet_ref"]: call["metadata"] for call in service.calls()}
    assert ended.err.startswith(f"campaign: {ended.json['campaign']}\n")
    assert max(dialed.values()) == 1
    assert len(pages["Results"]) == 200
    for row in pages["Results"]:
        cells, wanted = contacts[row["Dialsheet row"]]
        assert [row[header] for header in HEADERS] == [as_shown(cell) for cell in cells]
        assert bool(row["Call ID"]) == wanted, row
        if wanted:
            assert row["Decision"] == "called"
            assert row["Outcome"]
            assert row["Attempts"] == 1
        else:
            assert row["Decision"] == "skipped"
            assert row["Decision reason"]
    assert sum(ended.json["counts"].values()) == 200
    assert len(bodies) == 100
    for ref, body in bodies.items():
        item = body["outbound_calls"][0]
        assert item["metadata"] == sent[ref]
        assert item["metadata"]["customer"]["name"].startswith("山田 太郎")
        assert isinstance(item["metadata"]["balance"], int | float)
        assert isinstance(item["metadata"]["vip"], bool)
        assert item["metadata"]["campaign"] == "秋"
        assert item["metadata"]["date"].startswith("2026-11-")


def test_a_run_survives_being_killed_and_is_resumed_without_a_second_call(tmp_path: Path) -> None:
    make_sheet(tmp_path / "sheet.xlsx", 80)
    state = ("--state", tmp_path / "calls")
    with practice_service("--speed", LASTING, *state) as service:
        run = start_dialsheet(
            "run", tmp_path / "sheet.xlsx", "--out", tmp_path / "result.xlsx",
            "--api-url", service.url, "--region", "US", "--pace", "20", "--json",
            CARTESIA_API_KEY="test",
        )  # fmt: skip
        assert run.stderr
        campaign = run.stderr.readline().removeprefix("campaign: ").strip()
        while len(service.calls()) < 8:
            assert run.poll() is None, run.stderr.read()
        run.send_signal(signal.SIGKILL)
        run.communicate()
        assert len(service.calls()) == 8, "so many live at a time, and none of them ends"
    end_calls(state[1])
    with practice_service(*FAST, *state, "--port", service.port) as service:
        ended = dialsheet(
            "resume", campaign, "--out", tmp_path / "result.xlsx", "--json", CARTESIA_API_KEY="test"
        )
        assert ended.status in (0, 1), ended.err
        results = read_pages(tmp_path / "result.xlsx")["Results"]
        dialed = agree(service, results, campaign)
    assert max(dialed.values()) == 1
    unknown = ended.json["counts"]["unknown"]
    assert ended.status == bool(unknown)
    assert len(dialed) + unknown >= 40
    listed = dialsheet("campaigns", "--json").json["campaigns"]
    assert [each["id"] for each in listed] == [campaign]
    assert listed[0]["state"] == ("needs_person" if unknown else "finished")


def test_the_first_interrupt_waits_for_answers_and_the_rest_is_resumed(tmp_path: Path) -> None:
    make_sheet(tmp_path / "sheet.xlsx", 40)
    state = ("--state", tmp_path / "calls")
    with practice_service("--speed", LASTING, *state) as service:
        run = start_dialsheet(
            "run", tmp_path / "sheet.xlsx", "--out", tmp_path / "result.xlsx",
            "--api-url", service.url, "--region", "US", "--pace", "20", "--json",
            CARTESIA_API_KEY="test",
        )  # fmt: skip
        assert run.stderr
        campaign = run.stderr.readline().removeprefix("campaign: ").strip()
        while not service.calls():
            assert run.poll() is None, run.stderr.read()
        run.send_signal(signal.SIGINT)
        run.communicate()
        assert run.returncode == 130
    end_calls(state[1])
    with practice_service(*FAST, *state, "--port", service.port) as service:
        ended = dialsheet(
            "resume", campaign, "--out", tmp_path / "result.xlsx", "--json", CARTESIA_API_KEY="test"
        )
        assert ended.status == 0, ended.err
        dialed = agree(service, read_pages(tmp_path / "result.xlsx")["Results"], campaign)
    assert len(dialed) == 20


def test_practice_says_so_in_the_file_name_and_in_every_row(tmp_path: Path) -> None:
    make_sheet(tmp_path / "sheet.xlsx", 16)
    ended = dialsheet(
        "run", tmp_path / "sheet.xlsx", "--out", tmp_path / "result.xlsx", "--practice",
        "--region", "US", "--pace", "0", "--limit", "3", "--json",
        DIALSHEET_PRACTICE_SPEED="400",
    )  # fmt: skip
    assert ended.status == 0, ended.err
    result = Path(ended.json["result"])
    assert "PRACTICE" in result.name
    results = read_pages(result)["Results"]
    assert all(row["Decision"].startswith("PRACTICE") for row in results)
    assert sum(bool(row["Call ID"]) for row in results) == 3
    again = dialsheet("export", ended.json["campaign"], "--out", tmp_path / "again.xlsx")
    assert again.status == 0, again.err
    assert read_pages(Path(again.out.strip()))["Results"] == results


def test_a_pilot_is_reviewed_before_the_rest_is_called(tmp_path: Path) -> None:
    make_sheet(tmp_path / "sheet.xlsx", 16)
    out, key = ("--out", tmp_path / "result.xlsx"), {"CARTESIA_API_KEY": "test"}
    with practice_service(*FAST) as service:
        where = ("--api-url", service.url, "--region", "US", "--pace", "0", "--limit", "3")
        pilot = dialsheet("run", tmp_path / "sheet.xlsx", *out, *where, **key)
        assert pilot.status == 0, pilot.err
        campaign = pilot.err.splitlines()[0].removeprefix("campaign: ")
        assert "The pilot is over" in pilot.err
        assert f"dialsheet resume {campaign} --whole-list" in pilot.err
        again = dialsheet("resume", campaign, *out, **key)
        assert (again.status, len(service.calls())) == (0, 3), again.err
        assert dialsheet("campaigns", "--json").json["campaigns"][0]["state"] == "pilot_over"
        whole = dialsheet("resume", campaign, "--whole-list", *out, **key)
        assert (whole.status, len(service.calls())) == (0, 8), whole.err
        assert "pilot" not in whole.err
        assert dialsheet("resume", campaign, *out, **key).status == 0
        assert len(service.calls()) == 8


def test_a_result_sheet_that_comes_back_calls_nobody_again(tmp_path: Path) -> None:
    make_sheet(tmp_path / "sheet.xlsx", 8)
    result, second = tmp_path / "result.xlsx", tmp_path / "second.xlsx"
    with practice_service(*FAST) as service:
        common = ("--api-url", service.url, "--region", "US", "--pace", "0", "--json")
        key = {"CARTESIA_API_KEY": "test"}
        first = dialsheet("run", tmp_path / "sheet.xlsx", "--out", result, *common, **key)
        assert len(service.calls()) == 4, first.err
        again = dialsheet("run", result, "--out", second, *common, **key)
        assert again.status == 1, "nobody could be called"
        assert len(service.calls()) == 4
        assert again.json["counts"]["skipped"] == 8
        refused = dialsheet("run", second, "--out", second, *common, **key)
        assert refused.status == 2
        assert "never changes it" in refused.err
    rows = list(openpyxl.load_workbook(second)["Results"].iter_rows(values_only=True))
    headers = list(rows[0])
    assert headers[: len(HEADERS)] == list(HEADERS)
    assert headers.count("Call ID") == 1, "the old result columns gave way to the new"
    reasons = [row[headers.index("Decision reason")] for row in rows[1:]]
    assert sum(str(reason).startswith("Called before") for reason in reasons) == 4


def test_convert_never_writes_over_its_source(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Name,Phone\nAnn,+12125550142\n", encoding="utf-8")
    before = sheet.read_bytes()
    assert dialsheet("convert", sheet, sheet).status == 2
    assert sheet.read_bytes() == before


@pytest.mark.parametrize("version", ["2026-03-01", "2026-08-14"])
def test_both_versions_of_the_api_are_spoken(version: str, tmp_path: Path) -> None:
    make_sheet(tmp_path / "sheet.xlsx", 8)
    with practice_service(*FAST) as service:
        ended = dialsheet(
            "run", tmp_path / "sheet.xlsx", "--out", tmp_path / "result.csv", "--api-url",
            service.url, "--region", "US", "--pace", "0", "--map", "name=氏名",
            "--api-version", version, "--json",
            CARTESIA_API_KEY="test",
        )  # fmt: skip
        assert ended.status == 0, ended.err
        assert len(service.calls()) == 4
    assert ended.json["counts"]["unknown"] == 0


def test_results_go_into_a_copy_of_the_workbook(tmp_path: Path) -> None:
    sheet, copy, again = (tmp_path / name for name in ("sheet.xlsx", "copy.xlsx", "again.xlsx"))
    contacts = make_sheet(sheet, 8)
    book = openpyxl.load_workbook(sheet)
    book.worksheets[0].auto_filter.ref = "A1:G9"
    book.create_sheet("Mine").append(["=1+1"])
    book.save(sheet)
    with practice_service(*FAST) as service:
        common = ("--api-url", service.url, "--region", "US", "--pace", "0", "--json")
        key = {"CARTESIA_API_KEY": "test"}
        wrong = dialsheet(
            "run", sheet, "--out", tmp_path / "copy.xlsm", "--into-copy", *common, **key
        )
        assert (wrong.status, service.calls()) == (2, [])
        assert "ends in .xlsx" in wrong.err
        ended = dialsheet("run", sheet, "--out", copy, "--into-copy", *common, **key)
        assert ended.status == 0, ended.err
        assert "stand beside it, from column H on" in ended.err
        assert Path(ended.json["result"]) == copy
        rows = next(iter(read_pages(copy).values()))
        agree(service, rows, ended.json["campaign"])
        sheet.unlink()
        exported = dialsheet("export", ended.json["campaign"], "--out", again, "--into-copy")
        assert (exported.status, exported.out) == (0, f"{again}\n")
        assert "stand beside it, from column H on" in exported.err
        assert len(service.calls()) == 4
        second = dialsheet("run", again, "--out", tmp_path / "last.xlsx", *common, **key)
        assert second.json["counts"]["skipped"] == 8
        assert len(service.calls()) == 4, "nobody is called again"
    assert openpyxl.load_workbook(again)["Mine"]["A1"].value == "=1+1"
    assert next(iter(read_pages(again).values())) == rows
    for row in rows:
        cells, wanted = contacts[row["Dialsheet row"]]
        assert bool(row["Call ID"]) == wanted
        assert row["備考"] == cells[-1]


def test_results_do_not_go_into_a_copy_of_a_text_file(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Name,Phone\nAnn,+12125550142\n", encoding="utf-8")
    ended = dialsheet("run", sheet, "--out", tmp_path / "copy.csv", "--into-copy", "--practice")
    assert ended.status == 2
    assert "was not imported as an .xlsx or .xlsm workbook" in ended.err
    assert dialsheet("campaigns", "--json").json == {"campaigns": []}
