"""Result sheets by the command line: back in, called again, as the source had it, and locked."""

from pathlib import Path

import openpyxl
import pytest

from programs import dialsheet, practice_service

FAST = ("--speed", "400")
KEY = {"CARTESIA_API_KEY": "test"}
PEOPLE = "Name;Phone\n佐藤;+1 212 555 0101\nZoë;+1 212 555 0102\nBob;12\n"


def live(url: str) -> tuple[str, ...]:
    return ("--api-url", url, "--pace", "0", "--json")


def pages(path: Path) -> dict[str, list[dict[str, object]]]:
    found = {}
    for page in openpyxl.load_workbook(path):
        headers, *rows = page.iter_rows(values_only=True)
        found[page.title] = [dict(zip(map(str, headers), row, strict=True)) for row in rows]
    return found


def test_it_comes_back_in_on_another_machine_and_is_called_again_when_told(tmp_path: Path) -> None:
    sheet = tmp_path / "people.csv"
    sheet.write_text(PEOPLE, encoding="utf-8")
    results = [tmp_path / f"{number}.xlsx" for number in range(4)]
    with practice_service(*FAST) as service:
        common = live(service.url)
        first = dialsheet(
            "run", sheet, "--out", results[0], *common, "--map", "who=Name", "--set", "firm=Acme",
            **KEY,
        )  # fmt: skip
        assert first.status == 0, first.err
        assert len(service.calls()) == 2
        there = {**KEY, "DIALSHEET_HOME": str(tmp_path / "another machine")}
        second = dialsheet("run", results[0], "--out", results[1], *common, **there)
        assert second.status == 1, "nobody could be called"
        assert len(service.calls()) == 2
        third = dialsheet("run", results[1], "--out", results[2], *common, "--call-again", **there)
        assert third.status == 0, third.err
        calls = service.calls()
        assert len(calls) == 4
        assert all(call["metadata"]["who"] and call["metadata"]["firm"] for call in calls), (
            "the mapping came along"
        )
    told = pages(results[2])["Attempts"]
    assert [each["Adopted"] for each in told] == ["adopted", "adopted", None, None]
    assert [each["Attempt"] for each in told] == [1, 1, 2, 2]
    assert len({each["Call ID"] for each in told}) == 4
    assert [each["Attempts"] for each in pages(results[2])["Results"]] == [2, 2, 0]
    checked = dialsheet("check", results[2], "--json")
    assert checked.json["phone_columns"] == ["Phone"]


@pytest.mark.parametrize("dialect", ["2026-03-01", "2026-08-14"])
def test_what_the_agent_gives_back_has_columns(dialect: str, tmp_path: Path) -> None:
    sheet, out = tmp_path / "people.csv", tmp_path / "out.xlsx"
    sheet.write_text("\n".join(["Phone", *(f"+12125550{at}" for at in range(100, 130))]))
    with practice_service(*FAST) as service:
        common = (*live(service.url), "--max-live", "50", "--api-version", dialect)
        ran = dialsheet("run", sheet, "--out", out, *common, **KEY)
    assert ran.status == 0, ran.err
    rows = pages(out)["Results"]
    own = {"2026-03-01": "interest", "2026-08-14": "answer"}[dialect]
    answers = [row for row in rows if row["record_answer.answer"]]
    assert len(answers) > 5
    for row in rows:
        yes = {"yes": 1, "no": 0, None: None}[row["record_answer.answer"]]
        assert row["metric.interest"] == yes, "what a metric says, named as one"
        assert row[own] == (yes if own == "interest" else row["record_answer.answer"])


def test_as_the_source_had_it_and_what_that_cannot_write(tmp_path: Path) -> None:
    sheet, out = tmp_path / "people.csv", tmp_path / "out PRACTICE.csv"
    sheet.write_text(PEOPLE.replace("ë", "e") * 3, encoding="cp932")
    ran = dialsheet(
        "run", sheet, "--out", tmp_path / "a.xlsx", "--practice", "--pace", "0", "--json",
        DIALSHEET_PRACTICE_SPEED="400",
    )  # fmt: skip
    campaign = ran.json["campaign"]
    plain = dialsheet("export", campaign, "--out", out)
    assert plain.status == 0, plain.err
    assert out.read_bytes().startswith("\ufeffName,Phone,".encode())
    like = dialsheet("export", campaign, "--out", out, "--like-source")
    if like.status == 2:  # an agent may say what Shift JIS cannot write
        assert "would be lost" in like.err
        assert "--replace-unwritable" in like.err
        assert out.read_bytes().startswith("\ufeff".encode()), "the old file stays"
        like = dialsheet("export", campaign, "--out", out, "--like-source", "--replace-unwritable")
        assert "became a question mark" in like.err
    assert like.status == 0, like.err
    assert out.read_bytes().decode("cp932").startswith("Name;Phone;Dialsheet row;")


@pytest.mark.parametrize("command", ["run", "export"])
def test_a_locked_target_names_a_free_one(command: str, tmp_path: Path) -> None:
    sheet, out = tmp_path / "people.csv", tmp_path / "out PRACTICE.xlsx"
    sheet.write_text(PEOPLE, encoding="utf-8")
    ran = dialsheet(
        "run", sheet, "--out", out, "--practice", "--pace", "0", "--json",
        DIALSHEET_PRACTICE_SPEED="400",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    before = out.read_bytes()
    out.chmod(0o444)
    arguments = [ran.json["campaign"]] if command == "export" else [sheet, "--practice"]
    refused = dialsheet(command, *arguments, "--out", out)
    assert refused.status == 2
    assert f"“{tmp_path / 'out PRACTICE (2).xlsx'}”" in refused.err
    assert "campaign:" not in refused.err, "nobody was called for nothing"
    assert out.read_bytes() == before
