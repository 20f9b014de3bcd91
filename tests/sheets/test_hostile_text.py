"""Text files that nobody means well with: read or refused, soon and in bounded memory."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

MB = 1 << 20
HEAD, ROW = b"Name,Phone,City\n", b"Ann,+14155550143,Rome\n"
# In a process of its own, whose address space is bounded to what it has and as much again.
SCRIPT = """
import json, sys
from pathlib import Path
import dialsheet.sheets.blocks
from dialsheet.errors import BadInput
from dialsheet.sheets import read_sheet
if sys.platform != "win32":
    import resource
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if sys.platform == "linux" else 0
    limit = pages * resource.getpagesize() + int(sys.argv[2]) * 2**20
    if pages:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    sheet = read_sheet(Path(sys.argv[1]))
    said = [len(sheet.table), len(sheet.table.headers), len(sheet.ragged)]
except BadInput as refusal:
    said = refusal.reason.code
sys.stdout.write(json.dumps(said))
"""

# what | the file | MB that may be taken | rows, columns, ragged rows; or the code
CASES: dict[str, tuple[Callable[[], bytes], int, list[int] | str]] = {
    "a cell of 10 MB": (
        lambda: HEAD + ROW * 9 + b"Bob,1," + b"x" * 10 * MB + b"\n" + ROW,
        200,
        [11, 3, 0],
    ),
    "a quoted cell of 10 MB with quotes": (
        lambda: HEAD + ROW * 9 + b'Bob,1,"' + b'say ""hi"", ' * MB + b'"\n' + ROW,
        250,
        [11, 3, 0],
    ),
    "a name of 10 MB": (lambda: b"x" * 10 * MB + HEAD + ROW * 5, 200, [5, 3, 0]),
    "a name of 10 MB of digits": (lambda: b"1" * 10 * MB + HEAD + ROW * 5, 200, [5, 3, 0]),
    "16,384 columns": (
        lambda: (b"name," * 16_384)[:-1] + b"\n" + ((b"1," * 16_384)[:-1] + b"\n") * 9,
        200,
        [9, 16_384, 0],
    ),
    "20,000 columns": (lambda: b"1," * 20_000 + b"\n" + ROW, 100, "sheets.too_large"),
    "one wide row among many": (
        lambda: HEAD + ROW * 20_000 + b"," * 16_000 + b"x\n" + ROW * 20_000,
        200,
        "sheets.too_large",
    ),
    "zeros": (lambda: HEAD + ROW.replace(b"R", b"R\0") * 99_999, 100, [99_999, 3, 0]),
    "a line of 100 MB": (lambda: HEAD + ROW + b"x" * 100 * MB, 200, "sheets.too_large"),
    "a line of 50 million cells": (lambda: b"x," * 50 * MB, 250, "sheets.too_large"),
    "a line of quotes": (lambda: HEAD + b'"' * 100 * MB, 250, "sheets.too_large"),
    "a million blank lines": (lambda: HEAD + b"\n" * 10**6 + ROW, 100, [1, 3, 0]),
    "a million blank rows": (lambda: HEAD + b" ,\t,\n" * 10**6 + ROW, 100, [1, 3, 0]),
    "a quote that never closes": (
        lambda: HEAD + ROW * 9 + b'Bob,"1,Rome\n' + ROW * 10**6,
        250,
        [1_000_010, 3, 1],
    ),
    "quotes that never close": (lambda: HEAD + b'Bob,"1,Rome\n' * 9999, 100, [9999, 3, 9999]),
    "a cell that never ends": (
        lambda: HEAD + b'Bob,1,"' + (b"x" * 1023 + b"\n") * 20_000,
        250,
        [20_000, 3, 20_000],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_read_or_refused(case: str, tmp_path: Path) -> None:
    make, memory, expected = CASES[case]
    path = tmp_path / "contacts.csv"
    path.write_bytes(make())
    command = [sys.executable, "-c", SCRIPT, str(path), str(memory)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr
    assert json.loads(done.stdout) == expected
