"""The first look at a file of any size, beside the best-known libraries' first 200 rows.

Each piece is done in a process of its own, where what it needs is loaded beforehand, as in the
process that looks at files for the window. Prints milliseconds of the first and of a second look
against the goal; status 1 when it is missed.
"""

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import openpyxl
import pandas as pd
from bench_sheets import HEADERS, WORKSHEET, make_text, make_workbook

from dialsheet.sheets import Choices, preview

GOAL_MS = 500
ROWS, SHARED_ROWS = 200, 100_000
_RELATED, _TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"


def make_shared(path: Path) -> None:
    """A workbook of 100,000 x 10 whose texts are shared, each of them another one."""
    count = len(HEADERS)
    rows = (_shared_row(row, count) for row in range(1, SHARED_ROWS + 2))
    texts = (f"<si><t>text {number}</t></si>" for number in range(count * (SHARED_ROWS + 1)))
    workbook = openpyxl.Workbook()
    workbook.save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    related = 'Target="sharedStrings.xml" Id="rIdTexts"/></Relationships>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    parts[_RELATED] = parts[_RELATED].replace(
        "</Relationships>", f'<Relationship Type="{kind}" {related}'
    )
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    parts[_TYPES] = parts[_TYPES].replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{content}"/></Types>'
    )
    parts[WORKSHEET] = parts[WORKSHEET].replace(
        "<sheetData></sheetData>", f"<sheetData>{''.join(rows)}</sheetData>"
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}">{"".join(texts)}</sst>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, xml in parts.items():
            new.writestr(name, xml)


def _shared_row(row: int, count: int) -> str:
    first = (row - 1) * count
    cells = (
        f'<c r="{chr(ord("A") + column)}{row}" t="s"><v>{first + column}</v></c>'
        for column in range(count)
    )
    return f'<row r="{row}">{"".join(cells)}</row>'


def make_files(folder: Path) -> None:
    """All files, in a process of its own."""
    make_text(folder / "utf8.csv")
    text = (folder / "utf8.csv").read_text(encoding="utf-8").replace("Ann Lee", "佐藤 花子")
    (folder / "cp932.csv").write_bytes(text.encode("cp932"))
    (folder / "utf16.csv").write_bytes(text.encode("utf-16"))
    make_workbook(folder / "inline.xlsx")
    make_shared(folder / "shared.xlsx")


def _openpyxl(path: Path) -> None:
    workbook = openpyxl.load_workbook(path, read_only=True)
    list(islice(workbook.worksheets[0].iter_rows(values_only=True), ROWS))


def _pandas(encoding: str) -> Callable[[Path], object]:
    return lambda path: pd.read_csv(path, dtype=str, nrows=ROWS, encoding=encoding)


PEERS: dict[str, Callable[[Path], object]] = {
    "utf8.csv": _pandas("utf-8"),
    "cp932.csv": _pandas("cp932"),  # the peer is told
    "utf16.csv": _pandas("utf-16"),
    "inline.xlsx": _openpyxl,
    "shared.xlsx": _openpyxl,
}


def ours(path: Path) -> None:
    """What the import screen shows."""
    seen = preview(path, Choices(), ROWS)
    if len(seen.rows) != ROWS:
        raise ValueError(path.name)


def measure(name: str, side: str, folder: Path) -> None:
    """Two looks in this process; writes the milliseconds of each."""
    work = ours if side == "ours" else PEERS[name]
    taken = []
    for _ in range(2):
        start = time.perf_counter()
        work(folder / name)
        taken.append(1000 * (time.perf_counter() - start))
    sys.stdout.write(json.dumps(taken))


def _run(*arguments: str) -> str:
    command = [sys.executable, __file__, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> int:
    """Every file, ours and the peer's; status 1 when the goal is missed."""
    match sys.argv[1:]:
        case ["make", folder]:
            make_files(Path(folder))
            return 0
        case [name, side, folder]:
            measure(name, side, Path(folder))
            return 0
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        _run("make", folder)
        for name in PEERS:
            first, again = json.loads(_run(name, "ours", folder))
            peer, peer_again = json.loads(_run(name, "peer", folder))
            size = (Path(folder) / name).stat().st_size / 1e6
            is_missed = first > GOAL_MS
            missed += is_missed
            sys.stdout.write(
                f"look at {name:12} {size:5.0f} MB   ours {first:5.0f} ms, again {again:4.0f} ms"
                f" (goal {GOAL_MS})   peer {peer:5.0f} ms, again {peer_again:4.0f} ms"
                + ("   MISSED\n" if is_missed else "\n")
            )
            sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
