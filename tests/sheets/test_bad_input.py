"""What is no contact sheet is refused with a clear sentence, and nothing is half read."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from dialsheet import assets
from dialsheet.errors import BadInput
from dialsheet.sheets import Choices, Sheet, read_sheet

Read = Callable[..., Sheet]


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    book = openpyxl.Workbook()
    for row in range(200):
        book.active.append([f"Name {row}", row])
    book.save(file)
    return file.getvalue()


def container(*streams: str) -> bytes:
    """The beginning of an OLE container, with the names of its streams."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names.ljust(512, b"\0")


def without_sheet(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return archive(**{n: old.read(n) for n in old.namelist() if "sheet1" not in n})


def half_a_sheet(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet][: len(parts[sheet]) // 2]
    return archive(**parts)


# what | its bytes | the code
REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty_file"),
    "blank lines": (b"\xef\xbb\xbf \r\n\r\n", "empty_file"),
    "an empty workbook": (b"", "empty_file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_a_spreadsheet"),
    "a photo": (b"\xff\xd8\xff\xe0" + bytes(range(256)), "not_a_spreadsheet"),
    "a PDF": (b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n", "not_a_spreadsheet"),
    "rich text": (b"{\\rtf1 Hello}", "not_a_spreadsheet"),
    "a web page": (b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", "not_a_spreadsheet"),
    "a web page called xls": (b"\n<html><table></table></html>", "not_a_spreadsheet"),
    "XML": (b'<?xml version="1.0"?><Workbook/>', "not_a_spreadsheet"),
    "a program": (b"MZ" + bytes(range(256)) * 8, "not_a_spreadsheet"),
    "a text document": (archive(**{"word/document.xml": b"<x/>"}), "not_a_spreadsheet"),
    "an old text document": (container("Root Entry", "WordDocument"), "not_a_spreadsheet"),
    "an encrypted workbook": (
        container("Root Entry", "EncryptionInfo", "EncryptedPackage"),
        "password_protected",
    ),
    "a cut workbook": (workbook()[:3000], "damaged_workbook"),
    "a workbook without its sheet": (without_sheet(workbook()), "damaged_workbook"),
    "a workbook with half a sheet": (half_a_sheet(workbook()), "damaged_workbook"),
    "an old workbook without anything": (container("Root Entry", "Workbook"), "damaged_workbook"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_its_reason(what: str, read: Read) -> None:
    data, code = REFUSED[what]
    if what == "an empty workbook":
        file = io.BytesIO()
        openpyxl.Workbook().save(file)
        data = file.getvalue()
    with pytest.raises(BadInput) as raised:
        read(data, "contacts.xlsx")
    assert raised.value.reason.code == f"sheets.{code}"
    explanation = assets.explain(raised.value)
    assert "contacts.xlsx" in explanation.sentence
    assert "{" not in explanation.one_line


def test_a_broken_text_of_an_open_document_is_told(files: Path, read: Read) -> None:
    """The reader behind would look for the end of the table for ever."""
    with zipfile.ZipFile(files / "plain.ods") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", b"</ttable>")
    with pytest.raises(BadInput) as raised:
        read(archive(**parts), "contacts.ods")
    assert raised.value.reason.code == "sheets.damaged_workbook"


def test_a_flipped_bit_in_the_texts_is_told(read: Read) -> None:
    data = workbook()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        stored = archive(**{name: old.read(name) for name in old.namelist()})
    assert b"Name 150" in stored
    with pytest.raises(BadInput) as raised:
        read(stored.replace(b"Name 150", b"Name 158"), "contacts.xlsx")
    assert raised.value.reason.code == "sheets.damaged_workbook"


def test_a_workbook_in_an_encoding_that_nobody_knows(read: Read) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/workbook.xml"] = b'<?xml version="1.0" encoding="x9"?>' + parts["xl/workbook.xml"]
    with pytest.raises(BadInput) as raised:
        read(archive(**parts), "contacts.xlsx")
    assert raised.value.reason.code == "sheets.damaged_workbook"


@pytest.mark.parametrize("cut", [1, 600, 2048])
def test_an_old_workbook_that_was_cut_off_is_told(cut: int, files: Path, read: Read) -> None:
    with pytest.raises(BadInput) as raised:
        read((files / "plain.xls").read_bytes()[:-cut], "contacts.xls")
    assert raised.value.reason.code == "sheets.damaged_workbook"


@pytest.mark.parametrize("name", ["locked.xls", "locked.ods"])
def test_a_workbook_with_a_password_is_told(name: str, files: Path) -> None:
    with pytest.raises(BadInput) as raised:
        read_sheet(files / name)
    assert raised.value.reason.code == "sheets.password_protected"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "no_such_file"),
        (Path.mkdir, "not_a_file"),
        (lambda path: path.symlink_to(path), "not_readable"),
        *[(getattr(os, name), "not_a_file") for name in ("mkfifo",) if hasattr(os, name)],
    ],
)
def test_what_cannot_be_opened_is_refused(
    make: Callable[[Path], None], code: str, tmp_path: Path
) -> None:
    make(tmp_path / "contacts.csv")
    with pytest.raises(BadInput) as raised:
        read_sheet(tmp_path / "contacts.csv")
    assert raised.value.reason.code == f"sheets.{code}"
    assert raised.value.reason.params == {"file": str(tmp_path / "contacts.csv")}


@pytest.mark.parametrize("name", ["a\0b.csv", "a" * 300 + ".csv"])
def test_a_name_that_no_file_can_have(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        read_sheet(tmp_path / name)
    assert raised.value.reason.code == "sheets.not_readable"


@pytest.mark.parametrize(
    "choices",
    [*[{"delimiter": mark} for mark in '"\n\r'], {"quote": "«"}, {"quote": "ab"}, {"escape": "§"}],
)
def test_marks_that_cannot_be_told_apart(choices: dict[str, str], read: Read) -> None:
    with pytest.raises(BadInput) as raised:
        read("Name,Phone\nAnn,1\n", **choices)
    assert raised.value.reason.code == "sheets.bad_delimiter"


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(5 << 30)  # a hole; it takes no room
    with pytest.raises(BadInput) as raised:
        read_sheet(path)
    assert raised.value.reason.code == "sheets.too_large"


def test_the_source_is_only_ever_read(tmp_path: Path) -> None:
    path = tmp_path / "contacts.xlsx"
    path.write_bytes(workbook())
    before = (path.read_bytes(), path.stat().st_mtime_ns, *tmp_path.iterdir())
    read_sheet(path, Choices(header_row=0))
    assert (path.read_bytes(), path.stat().st_mtime_ns, *tmp_path.iterdir()) == before


def test_any_broken_byte_of_a_workbook_is_survived(read: Read) -> None:
    """Read, or refused with a reason: never anything else."""
    data = workbook()
    for at in range(0, len(data), 97):
        broken = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        try:
            read(broken, "contacts.xlsx")
        except BadInput as refusal:
            assert assets.has_text(refusal.reason.code)  # noqa: PT017 - either is well
