"""Reading and writing sheets beside the best-known libraries, each in a process of its own.

Prints seconds and peak memory of ours and of the peer, and their ratios, from the same run.
"""

import io
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd

from dialsheet.sheets import (
    Original,
    Page,
    ResultBook,
    copy_with_columns,
    read_sheet,
    write_result,
)

WORKBOOK_ROWS, TEXT_ROWS, RESULT_ROWS, RESULT_COLUMNS = 100_000, 1_000_000, 100_000, 28
HEADERS = ("Name", "Company", "Phone", "Zip", "When", "Rate", "Amount", "Note", "VIP", "Id")
FORMATS = {"D2": "00000", "E2": "yyyy-mm-dd hh:mm", "F2": "0.0%"}
WORKSHEET = "xl/worksheets/sheet1.xml"
ADDED_COLUMNS = 18
GOALS = {
    "read xlsx": (0.20, None),
    "read csv": (1.0, 0.5),
    "write result": (0.35, None),
    "add to a copy": (0.5, 0.5),
}


def make_workbook(path: Path) -> None:
    """One row by openpyxl, with formats; then as many, every fiftieth hidden."""
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADERS)
    when = datetime.fromisoformat("2026-01-05 14:30")
    row = ["Ann Lee 7", "Company 7", 14155550143, 1234, when, 0.125, 120.57, "note 7", True, "ID7"]
    workbook.active.append(row)
    for place, code in FORMATS.items():
        workbook.active[place].number_format = code
    file = io.BytesIO()
    workbook.save(file)
    with (
        zipfile.ZipFile(file) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            xml = old.read(name).decode()
            if name == WORKSHEET:
                start, end = xml.index('<row r="2"'), xml.index("</sheetData>")
                xml = xml[:start] + "".join(_copies(xml[start:end])) + xml[end:]
            new.writestr(name, xml)


def _copies(row: str) -> Iterator[str]:
    for number in range(2, WORKBOOK_ROWS + 2):
        copy = re.sub(r'r="([A-Z]*)2"', rf'r="\g<1>{number}"', row)
        copy = copy.replace("14155550143", str(14155500000 + number)).replace(" 7<", f" {number}<")
        yield copy.replace("<row ", '<row hidden="1" ', 1) if number % 50 == 0 else copy


def make_text(path: Path) -> None:
    """A CSV file of about 110 MB."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(HEADERS) + "\r\n")
        for number in range(TEXT_ROWS):
            file.write(
                f"Ann Lee {number},Company {number % 977},+1415555{number % 10_000:04},"
                f"{number % 99_999:05},2026-01-05 14:30,0.125,{number * 1.37:.2f},"
                f'"a note, number {number}",TRUE,ID{number:07}\r\n'
            )


def make_files(folder: Path) -> None:
    """In a process of its own too: what it needed would count as the peak of those after it."""
    make_workbook(folder / "sheet.xlsx")
    make_text(folder / "sheet.csv")


def _results() -> Iterator[list[str | int | datetime]]:
    now = datetime.fromisoformat("2026-01-05 14:30")
    for number in range(RESULT_ROWS):
        row: list[str | int | datetime] = [number, now]
        row.extend(f"text {number} {column}" for column in range(RESULT_COLUMNS - 2))
        yield row


def _result_headers() -> tuple[str, ...]:
    return tuple(f"Header {column}" for column in range(RESULT_COLUMNS))


def write_ours(folder: Path) -> None:
    """The result sheet by Dialsheet."""
    write_result(
        folder / "ours.xlsx", ResultBook((Page("Results", _result_headers(), _results()),))
    )


def write_peer(folder: Path) -> None:
    """The result sheet by openpyxl, in the memory of a row."""
    workbook = openpyxl.Workbook(write_only=True)
    worksheet = workbook.create_sheet("Results")
    worksheet.append(_result_headers())
    for row in _results():
        worksheet.append(row)
    workbook.save(folder / "peer.xlsx")


def _added() -> Iterator[tuple[int, list[str | int | datetime]]]:
    """The result columns of each contact, by row; a third of them is empty."""
    for row, cells in enumerate(_results(), 2):
        yield row, [*cells[:12], *[""] * (ADDED_COLUMNS - 12)]


def copy_ours(folder: Path) -> None:
    """Result columns into a copy of the workbook by Dialsheet."""
    original = Original(folder / "sheet.xlsx", "sheet.xlsx", "Sheet", 1)
    headers = _result_headers()[:ADDED_COLUMNS]
    copy_with_columns(original, folder / "ours copy.xlsx", headers, _added(), headers)


def copy_peer(folder: Path) -> None:
    """Result columns into a copy of the workbook by openpyxl."""
    workbook = openpyxl.load_workbook(folder / "sheet.xlsx")
    worksheet = workbook.active
    first = worksheet.max_column + 1
    for column, header in enumerate(_result_headers()[:ADDED_COLUMNS], first):
        worksheet.cell(1, column, header)
    for row, cells in _added():
        for column, cell in enumerate(cells, first):
            if cell != "":
                worksheet.cell(row, column, cell)
    workbook.save(folder / "peer copy.xlsx")


WORK: dict[str, tuple[Callable[[Path], object], Callable[[Path], object]]] = {
    "make": (make_files, make_files),
    "read xlsx": (
        lambda folder: read_sheet(folder / "sheet.xlsx"),
        lambda folder: pd.read_excel(folder / "sheet.xlsx", engine="openpyxl"),
    ),
    "read csv": (
        lambda folder: read_sheet(folder / "sheet.csv"),
        lambda folder: pd.read_csv(folder / "sheet.csv", dtype=str),
    ),
    "write result": (write_ours, write_peer),
    "add to a copy": (copy_ours, copy_peer),
}


def measure(work: str, side: int, folder: Path) -> None:
    """Do one piece of work in this process; writes its seconds and the peak of memory in MB."""
    start = time.perf_counter()
    kept = WORK[work][side](folder)
    seconds = time.perf_counter() - start
    del kept
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": _peak()}))


def _peak() -> float:
    """MB; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource  # Windows has none

    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _measured(work: str, side: int, folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, work, str(side), str(folder)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    measured: dict[str, float] = json.loads(output)
    return measured


def main() -> int:
    """Every piece of work, ours and the peer's; status 1 when a goal is missed."""
    if len(sys.argv) == 4:  # this process is one of those measured
        measure(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
        return 0
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _measured("make", 0, folder)
        for work, (most_time, most_memory) in GOALS.items():
            ours, peer = _measured(work, 0, folder), _measured(work, 1, folder)
            ratio = ours["seconds"] / peer["seconds"]
            memory = ours["peak"] / peer["peak"] if peer["peak"] else 0.0
            is_missed = ratio > most_time or (most_memory is not None and memory > most_memory)
            missed += is_missed
            sys.stdout.write(
                f"{work:13} ours {ours['seconds']:6.2f} s {ours['peak']:5.0f} MB"
                f"   peer {peer['seconds']:6.2f} s {peer['peak']:5.0f} MB"
                f"   time {ratio:.2f} (goal {most_time:.2f})   memory {memory:.2f}"
                + (f" (goal {most_memory:.2f})" if most_memory is not None else "")
                + ("   MISSED\n" if is_missed else "\n")
            )
            sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
