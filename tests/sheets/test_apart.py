"""Worksheets that are read in a process of their own."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import read_sheet
from dialsheet.sheets.apart import Reader, read_apart
from dialsheet.sheets.workbook import read_values
from dialsheet.sheets.worksheet import Worksheet


def dies_at_once(_data: bytes, _file: str, _format: str, _chosen: str | None) -> Worksheet:
    """A reader that ends like one that asked for too much memory."""
    os.kill(os.getpid(), signal.SIGTERM)
    raise AssertionError


def dies_while_reading(_data: bytes, _file: str, _format: str, _chosen: str | None) -> Worksheet:
    """The same, after many rows."""

    def records() -> Iterator[list[bytes]]:
        yield from [[b"Ann"]] * 5000
        os.kill(os.getpid(), signal.SIGTERM)

    return Worksheet("S", ("S",), (), records(), [])


@pytest.mark.parametrize("reader", [dies_at_once, dies_while_reading])
def test_a_reader_that_dies_is_a_damaged_workbook(reader: Reader) -> None:
    with pytest.raises(BadInput) as raised:
        list(read_apart(reader, b"", "a.xls", "xls", None).records)
    assert raised.value.reason == Reason("sheets.damaged_workbook", {"file": "a.xls"})
    assert not multiprocessing.active_children()


def test_the_same_is_read_apart(files: Path) -> None:
    data = (files / "plain.xls").read_bytes()
    here, apart = (
        read_values(data, "plain.xls", "xls", None),
        read_apart(read_values, data, "plain.xls", "xls", None),
    )
    assert list(apart.records) == list(here.records)
    assert (apart.names, apart.hidden_names) == (here.names, here.hidden_names)
    assert apart.findings == here.findings
    assert not multiprocessing.active_children()


def test_trouble_crosses_the_border(files: Path) -> None:
    with pytest.raises(BadInput) as raised:
        read_apart(read_values, (files / "plain.xls").read_bytes(), "a.xls", "xls", "Nowhere")
    assert raised.value.reason.code == "sheets.no_such_worksheet"


def test_an_xls_file_that_asks_for_all_memory(files: Path, tmp_path: Path) -> None:
    """A cell at the end of the world: calamine would hold all cells before it, and abort."""
    data = bytearray((files / "plain.xls").read_bytes())
    text_cell = b"\xfd\x00\x0a\x00"
    second = data.index(text_cell, data.index(text_cell) + 1)
    data[second + 4 : second + 8] = b"\xff\xff\xff\xff"  # its row and column
    path = tmp_path / "a.xls"
    path.write_bytes(data)
    with pytest.raises(BadInput) as raised:
        read_sheet(path)
    assert raised.value.reason.code == "sheets.damaged_workbook"
