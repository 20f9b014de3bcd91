"""Files that the command line writes replace only what the library wrote there last."""

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from programs import dialsheet, practice_service

FAST = ("--speed", "400")
KEY = {"CARTESIA_API_KEY": "test"}
PEOPLE = "Name,Phone\nAnn,+1 212 555 0101\nBob,12\n"
MINE = b"years of work"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def prepared(sheet: Path, out: Path, url: str) -> str:
    """A campaign that ran, and wrote its results; its ID."""
    ran = dialsheet("run", sheet, "--out", out, "--api-url", url, "--pace", "0", "--json", **KEY)
    assert ran.status == 0, ran.err
    return str(ran.json["campaign"])


def refused(path: Path, *command: object) -> None:
    """Refused in one sentence, and the file is as it was."""
    before = path.read_bytes()
    ended = dialsheet(*command, **KEY)
    assert ended.status == 2, ended.err
    assert str(path) in ended.err
    assert "Traceback" not in ended.err
    said = [line for line in ended.err.splitlines() if not line.startswith("campaign: ")]
    assert len(said) == 1, ended.err
    assert path.read_bytes() == before
    assert not [each for each in path.parent.iterdir() if each.suffix in (".part", ".old")]


def test_every_command_that_writes_a_file(sheet: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious.csv"
    precious.write_bytes(MINE)
    book = tmp_path / "precious.xlsx"
    openpyxl.Workbook().save(book)
    with practice_service(*FAST) as service:
        where = ("--api-url", service.url, "--pace", "0")
        refused(precious, "run", sheet, "--out", precious, *where)
        refused(book, "run", sheet, "--out", book, *where)
        assert service.calls() == [], "nobody is called first"
        assert dialsheet("campaigns", "--json").json["campaigns"] == []
        campaign = prepared(sheet, tmp_path / "result.xlsx", service.url)
        refused(precious, "export", campaign, "--out", precious)
        refused(precious, "resume", campaign, "--out", precious)
        refused(precious, "convert", sheet, precious)
        refused(precious, "check", sheet, "--rejects", precious)
        refused(precious, "hand-over", campaign, precious)
        refused(sheet, "export", campaign, "--out", sheet, "--force")
        refused(sheet, "convert", sheet, sheet, "--force")
    for command in (  # what one of them wrote is no other's
        ("export", campaign, "--out", precious),
        ("convert", sheet, precious),
        ("check", sheet, "--rejects", precious),
    ):
        refused(precious, *command)
        ended = dialsheet(*command, "--force")
        assert ended.status == 0, ended.err
        assert precious.read_bytes() != MINE


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_notes_that_somebody_made_are_never_lost(ending: str, sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / f"result{ending}"
    with practice_service(*FAST) as service:
        campaign = prepared(sheet, out, service.url)
        for _ in range(2):
            assert dialsheet("export", campaign, "--out", out).status == 0
        if ending == ".csv":
            out.write_bytes(out.read_bytes() + b"a note\r\n")
        else:
            book = openpyxl.load_workbook(out)
            book["Results"]["A9"] = "a note"
            book.save(out)
        refused(out, "export", campaign, "--out", out)
        resumed = dialsheet("resume", campaign, "--out", out, **KEY)
        assert resumed.status == 2
        assert dialsheet("export", campaign, "--out", out, "--force").status == 0


def test_a_resume_without_a_name_takes_the_next_free_one(sheet: Path, tmp_path: Path) -> None:
    with practice_service(*FAST) as service:
        campaign = prepared(sheet, tmp_path / "result.xlsx", service.url)
        first = Path(dialsheet("resume", campaign, "--json", **KEY).json["result"])
        assert Path(dialsheet("resume", campaign, "--json", **KEY).json["result"]) == first
        first.write_bytes(MINE)
        second = Path(dialsheet("resume", campaign, "--json", **KEY).json["result"])
    assert second.name == f"{first.stem} (2).xlsx"
    assert first.read_bytes() == MINE


def test_another_campaign_s_results_are_not_replaced(sheet: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.xlsx"
    second = tmp_path / "second.csv"
    second.write_text("Name,Phone\nCy,+1 212 555 0103\n", encoding="utf-8")
    with practice_service(*FAST) as service:
        prepared(sheet, out, service.url)
        refused(out, "run", second, "--out", out, "--api-url", service.url, "--pace", "0")


def symbolic(sheet: Path, link: Path) -> None:
    link.symlink_to(sheet)


LINKS: list[Callable[[Path, Path], None]] = [symbolic, os.link]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_to_the_sheet_is_the_sheet(
    link: Callable[[Path, Path], None], sheet: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    link(sheet, out)
    refused(out, "convert", sheet, out, "--force")
    with practice_service(*FAST) as service:
        refused(out, "run", sheet, "--out", out, "--api-url", service.url, "--pace", "0", "--force")
        assert service.calls() == []
    assert sheet.read_text(encoding="utf-8") == PEOPLE


@pytest.mark.parametrize("out", ["/dev/null", "folder.csv"])
def test_what_is_no_file_is_no_target(out: str, sheet: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for force in ((), ("--force",)):
        ended = dialsheet("convert", sheet, tmp_path / out, *force)
        assert ended.status == 2, ended.err
        assert len(ended.err.strip().splitlines()) == 1
    assert not Path(os.devnull).is_file()
