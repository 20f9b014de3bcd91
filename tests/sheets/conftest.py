"""Files in, pictures of sheets out."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from dialsheet.sheets import Choices, Sheet, copy_with_columns, read_sheet
from sheets.own import Everything
from workbooks import HEADERS, KNOWN, original

Read = Callable[..., Sheet]
Picture = Callable[[Sheet], list[str]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """`read(content, "name.csv", delimiter=";")`: the sheet of a file with that content."""

    def read_content(content: bytes | str, name: str = "sheet.csv", **choices: object) -> Sheet:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_sheet(path, Choices(**choices))  # type: ignore[arg-type]  # as the test says

    return read_content


@pytest.fixture
def picture() -> Picture:
    """A sheet as lines: the header, then each contact; `!` marks a ragged one."""

    def draw(sheet: Sheet) -> list[str]:
        table = sheet.table
        lines = ["row | " + " | ".join(table.headers)]
        for index, row in enumerate(table.rows):
            mark = "!" if index in sheet.ragged else " "
            lines.append(f"{row:2}{mark} | " + " | ".join(table.cells(index).values()))
        return lines

    return draw


@pytest.fixture
def files() -> Path:
    """Workbooks that LibreOffice wrote: `plain`, and `locked` with a password."""
    return Path(__file__).parent / "files"


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """`copy(path, {row: cells})`: the copy of a workbook with those cells added."""

    def make(
        path: Path,
        added: dict[int, Sequence[object]],
        header_row: int | None = 1,
        headers: Sequence[str] = HEADERS,
    ) -> Path:
        target = tmp_path / f"copy of {path.name}"
        copy_with_columns(
            original(path, header_row), target, headers, added.items(), KNOWN, written=Everything()
        )
        return target

    yield make
    assert not list(tmp_path.glob(".*.part")), "nothing half written stays"
