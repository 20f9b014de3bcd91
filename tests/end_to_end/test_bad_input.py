"""Each kind of bad input gets one clear sentence, the right exit status, and no traceback."""

import socket
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from programs import dialsheet, practice_service


def _sheet(folder: Path, headers: list[str], row: list[str]) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(headers)
    page.append(row)
    path = folder / "sheet.xlsx"
    book.save(path)
    return path


def _good(folder: Path) -> Path:
    return _sheet(folder, ["Name", "Phone"], ["Ann", "+1 212 555 0142"])


def _bytes(content: bytes, name: str = "sheet.xlsx") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def _no_numbers(folder: Path) -> Path:
    return _sheet(folder, ["Name", "City"], ["Ann", "Paris"])


def _missing(folder: Path) -> Path:
    return folder / "no such file.xlsx"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200)), "neither an Excel workbook"),
        (_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), "neither an Excel workbook"),
        (_bytes(b""), "empty"),
        (_bytes(b"", "sheet.csv"), "empty"),
        (_bytes(b"PK\x03\x04" + bytes(40)), "damaged"),
        (_missing, "no such file.xlsx"),
        (_no_numbers, "Name, City"),
    ],
    ids=["png", "pdf", "empty xlsx", "empty csv", "broken zip", "missing", "no number column"],
)
def test_a_sheet_that_cannot_be_used_ends_with_status_2(
    make: Callable[[Path], Path], words: str, tmp_path: Path
) -> None:
    ended = dialsheet("check", make(tmp_path), "--json")
    assert (ended.status, ended.out) == (2, "")
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1
    assert ended.err.startswith("dialsheet: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run",), "SHEET"),
        (("check", "a.csv", "--region", "Atlantis"), "Atlantis"),
        (("run", "a.csv", "--out", "b.xlsx", "--practice", "--map", "nonsense"), "nonsense"),
        (("run", "a.csv", "--out", "b.xlsx", "--practice", "--limit", "9" * 5000), "999"),
        (("run", "a.csv", "--out", "b.xlsx", "--practice", "--api-version", "1999"), "2026-03-01"),
        (("run", "a.csv", "--out", "b.xlsx", "--practice", "--limit", "0"), "from 1 on"),
        (("resume", "no-such-campaign"), "no-such-campaign"),
        (("export", "no-such-campaign", "--out", "b.xlsx"), "no-such-campaign"),
        (("practice-service", "--fault", "gremlins=1"), "gremlins"),
    ],
)
def test_a_command_that_cannot_be_understood_ends_with_status_2(
    arguments: tuple[str, ...], words: str
) -> None:
    ended = dialsheet(*arguments)
    assert ended.status == 2
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_ringing_timeout_out_of_range_is_refused(tmp_path: Path) -> None:
    ended = dialsheet(
        "run", _good(tmp_path), "--out", tmp_path / "out.xlsx", "--practice",
        "--ringing-timeout", "4",
    )  # fmt: skip
    assert ended.status == 2
    assert "5 to 80" in ended.err


def test_a_wrong_key_ends_with_status_3_and_nobody_is_called(tmp_path: Path) -> None:
    with practice_service() as service:
        ended = dialsheet(
            "run", _good(tmp_path), "--out", tmp_path / "out.xlsx", "--api-url", service.url,
            CARTESIA_API_KEY="wrong-key",
        )  # fmt: skip
        assert service.calls() == []
    assert ended.status == 3
    assert "key" in ended.err
    assert "wrong-key" not in ended.err


def test_a_missing_key_ends_with_status_3(tmp_path: Path) -> None:
    ended = dialsheet(
        "run", _good(tmp_path), "--out", tmp_path / "out.xlsx", "--api-url", "http://127.0.0.1:9"
    )
    assert ended.status == 3
    assert "CARTESIA_API_KEY" in ended.err


def test_no_network_ends_with_status_3(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        ended = dialsheet(
            "run", _good(tmp_path), "--out", tmp_path / "out.xlsx", "--api-url", url,
            CARTESIA_API_KEY="test",
        )  # fmt: skip
    assert ended.status == 3
    assert len(ended.err.splitlines()) == 1


def test_a_real_key_never_goes_over_plain_http(tmp_path: Path) -> None:
    with practice_service() as service:
        ended = dialsheet(
            "run", _good(tmp_path), "--out", tmp_path / "out.xlsx", "--api-url", service.url,
            CARTESIA_API_KEY="sk_car_0123456789abcdef",
        )  # fmt: skip
    assert ended.status == 2
    assert "sk_car_0123456789abcdef" not in ended.err


def test_a_result_that_cannot_be_written_is_said_before_anybody_is_called(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    with practice_service() as service:
        names = (
            "no such folder/out.xlsx",
            "out.pdf",
            "folder.xlsx",
            "sheet.xlsx",
            "",
            "x" * 300 + ".csv",
        )
        for target in names:
            ended = dialsheet(
                "run", _good(tmp_path), "--out", target and tmp_path / target,
                "--api-url", service.url,
                CARTESIA_API_KEY="test",
            )  # fmt: skip
            assert ended.status == 2
            assert target.partition("/")[0] in ended.err
            assert "campaign:" not in ended.err
        assert service.calls() == []


def test_an_export_target_that_is_a_folder_loses_nothing(tmp_path: Path) -> None:
    ended = dialsheet(
        "run", _good(tmp_path), "--out", tmp_path / "out.xlsx", "--practice", "--json",
        DIALSHEET_PRACTICE_SPEED="400",
    )  # fmt: skip
    campaign = ended.json["campaign"]
    (tmp_path / "PRACTICE.xlsx").mkdir()
    refused = dialsheet("export", campaign, "--out", tmp_path / "PRACTICE.xlsx")
    assert refused.status in (2, 3)
    assert "PRACTICE.xlsx" in refused.err
    again = dialsheet("export", campaign, "--out", tmp_path / "PRACTICE again.xlsx")
    assert again.status == 0, again.err


def test_rejected_rows_come_back_as_a_sheet_to_be_corrected(tmp_path: Path) -> None:
    sheet, rejects = tmp_path / "sheet.csv", tmp_path / "rejects.xlsx"
    sheet.write_text("Phone,Name\n+12125550142,Ann\nnone,Bob\n+12125550142,Cy\n", encoding="utf-8")
    checked = dialsheet("check", sheet, "--rejects", rejects, "--json")
    assert checked.status == 0, checked.err
    rows = list(openpyxl.load_workbook(rejects)["Rejected"].iter_rows(values_only=True))
    assert rows[0] == ("Phone", "Name", "Dialsheet row", "Rejected cell", "Reason")
    assert [row[:4] for row in rows[1:]] == [
        ("none", "Bob", 3, "none"),
        ("+12125550142", "Cy", 4, "+12125550142"),
    ]
    assert all(row[4] for row in rows[1:])
    again = dialsheet("check", rejects, "--json").json
    assert again["columns"] == ["Phone", "Name"], "our own columns are no data"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("campaign",), "dialsheet campaigns"),
        (("Resume",), "dialsheet resume"),
        (("chekc", "--json"), "--help"),
        (("contacts.xlsx",), "no file “contacts.xlsx”"),
        (("checks.csv",), "no file “checks.csv”"),
        (("folder/check",), "no file"),
    ],
)
def test_what_is_neither_a_command_nor_a_file_opens_nothing(
    arguments: tuple[str, ...], words: str
) -> None:
    ended = dialsheet(*arguments, QT_QPA_PLATFORM="offscreen")
    assert ended.status == 2
    assert words in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("display", "words"), [("", "no display"), (":4711", "display “:4711” does not answer")]
)
def test_without_a_display_there_is_a_sentence(display: str, words: str, tmp_path: Path) -> None:
    ended = dialsheet(_good(tmp_path), QT_QPA_PLATFORM="", WAYLAND_DISPLAY="", DISPLAY=display)
    assert ended.status == 2
    assert words in ended.err
    assert ended.err.count("\n") == 1
