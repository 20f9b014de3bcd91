"""The API key lives in the keyring and nowhere else: after a full run it is found in no file."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from patience import PATIENCE_S
from programs import DIALSHEET, practice_service
from secret_service import session

KEY = "sk_test_the_key_that_must_not_leak_5f0c"


def _in_session(home: Path, *arguments: str | Path, stdin: str = "") -> tuple[int, str]:
    """Run a command beside a real Secret Service; its status and everything it printed."""
    done = subprocess.run(
        session(home, *DIALSHEET, *map(str, arguments)),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _files_with(secret: bytes, folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and secret in path.read_bytes():
            yield path


def test_a_key_of_the_keyring_dials_and_is_found_in_no_file(
    tmp_path: Path, dialsheet_home: Path
) -> None:
    home = tmp_path / "home"
    sheet = tmp_path / "sheet.xlsx"
    book = openpyxl.Workbook()
    for row in (["Name", "Phone"], ["Ann", "+1 212 555 0142"], ["Bob", "none"]):
        book.active.append(row)  # type: ignore[union-attr]  # a new workbook has a page
    book.save(sheet)

    status, printed = _in_session(home, "key", "set", "Acme", stdin=f"{KEY}\n")
    assert status == 0, printed
    assert "Acme" in printed
    with practice_service("--speed", "400", "--log", tmp_path / "log") as service:
        status, told = _in_session(
            home, "run", sheet, "--out", tmp_path / "result.xlsx", "--api-url", service.url,
            "--account", "Acme", "--json",
        )  # fmt: skip
        assert status == 0, told
        calls = service.calls()
        service.process.terminate()
        printed += told + "".join(filter(None, service.process.communicate()))
    assert len(calls) == 1
    assert (tmp_path / "result.xlsx").is_file()
    assert any(dialsheet_home.rglob("*.sqlite3")), "the run left its library to look through"
    assert KEY not in printed
    for folder in (tmp_path, dialsheet_home):
        assert list(_files_with(KEY.encode(), folder)) == []
    unpacked = tmp_path / "unpacked"
    subprocess.run(
        [sys.executable, "-m", "zipfile", "-e", tmp_path / "result.xlsx", unpacked], check=True
    )
    assert list(_files_with(KEY.encode(), unpacked)) == []


def test_an_unknown_account_names_what_to_do(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Phone\n+12125550142\n", encoding="utf-8")
    status, printed = _in_session(
        tmp_path / "home", "run", sheet, "--out", tmp_path / "result.xlsx",
        "--api-url", "http://127.0.0.1:9", "--account", "Nobody",
    )  # fmt: skip
    assert status == 3
    assert "Nobody" in printed
