"""A file that changes or disappears while it is being read is said so, and nothing is imported."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from dialsheet import assets
from dialsheet.errors import BadInput
from dialsheet.sheets import read_sheet
from dialsheet.sheets.contents import opened

LINES = b"Ann,+14155550143\n" * 40_000


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"Bob,+14155550144\n")


def overwrite(path: Path) -> None:
    status = path.stat()
    path.write_bytes(LINES.replace(b"Ann", b"Eve"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def replace(path: Path) -> None:
    """What programs do that save a file whole or not at all."""
    status = path.stat()
    other = path.with_name("other.csv")
    other.write_bytes(LINES.replace(b"Ann", b"Eve"))
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


CHANGES: list[Callable[[Path], None]] = [
    append,
    overwrite,
    replace,
    Path.unlink,
    lambda path: os.truncate(path, 1000),
    lambda path: os.truncate(path, 0),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_change_between_two_blocks_is_told(
    when: str, change: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "contacts.csv"
    path.write_bytes(LINES)
    with opened(path) as file:
        assert b"".join(file.blocks()) == LINES
        blocks = file.blocks()
        if when == "meanwhile":
            next(blocks)
        change(path)
        with pytest.raises(BadInput) as raised:
            list(blocks)
    assert raised.value.reason.code == "sheets.file_changed"
    assert "contacts.csv changed" in assets.explain(raised.value).one_line


@contextmanager
def another_process(does: str, path: Path) -> Iterator[None]:
    """It does it over and over, once a first time when this is entered."""
    script = f"import os, sys; path = sys.argv[1]; {does}; print('on', flush=True)\nwhile 1: {does}"
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


def refusals(path: Path) -> set[str]:
    """What reading it says, until it says that the file changed, which it may once have missed."""
    codes: set[str] = set()
    for _ in range(100):
        try:
            read_sheet(path)
        except BadInput as refusal:
            codes.add(refusal.reason.code)
            break
    return codes


def test_a_text_that_another_program_is_writing(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_bytes(b"Name,Phone\n" + LINES)
    with another_process("open(path, 'ab').write(b'Bob,1\\n')", path):
        assert refusals(path) == {"sheets.file_changed"}
    assert len(read_sheet(path).table) > 40_000


def test_a_workbook_that_another_program_is_saving(tmp_path: Path) -> None:
    path, content = tmp_path / "contacts.xlsx", io.BytesIO()
    workbook = openpyxl.Workbook()
    for row in range(100):
        workbook.active.append([f"Name {row}", row])
    workbook.save(content)
    path.write_bytes(content.getvalue())
    with another_process("os.utime(path)", path):
        assert refusals(path) == {"sheets.file_changed"}
    assert len(read_sheet(path).table) == 100
