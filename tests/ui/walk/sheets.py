"""The files that are lying about in a walk: sheets of several kinds, and what is none."""

from pathlib import Path

import openpyxl

_NAMES = ("佐藤 花子", "Ann Lee", "Łukasz", "Bo", "Cleo", "Dee", "Eve", "Fay", "Gus", "Hal")


def lay_out(folder: Path) -> None:
    """Write them all."""
    folder.mkdir(parents=True)
    plain = [[name, f"+1 202 555 {100 + n:04}"] for n, name in enumerate(_NAMES)]
    _csv(folder / "people.csv", ["Name", "Phone"], plain)
    _csv(folder / "people again.csv", ["Name", "Phone"], plain)
    others = [[f"+1 212 555 {200 + n:04}", "", f"鈴木 {n}"] for n in range(3)]
    _csv(folder / "others.csv", ["Mobile", "Fax", "Who"], others)
    doubtful = ["090-1234-5678", "+1 202 555 0177 / +1 202 555 0178", "ask reception", "", "12"]
    doubtful += ["+1 202 555 0100", "+12025550100", "0044 20 7946 0958", "030 123456", "(202) 555"]
    rows = [[name, cell, cell[::-1], "JP"] for name, cell in zip(_NAMES, doubtful, strict=True)]
    _csv(folder / "doubtful.csv", ["Customer", "Home phone", "Mobile", "Country"], rows)
    refusing = [[*row, "yes" if n % 3 else "no"] for n, row in enumerate(plain)]
    _csv(folder / "refusing.csv", ["Name", "Phone", "Do not call"], refusing)
    (folder / "ragged.csv").write_text("Name,Phone,City\nAnn,+1 202 555 0143,Oslo\nBen\nC,1,2,3\n")
    (folder / "report.csv").write_text("Customers;;\n;;\nName;Phone;City\nAnn;+12025550143;Oslo\n")
    (folder / "wide.csv").write_text("氏名,電話\n佐藤,+1 202 555 0150\n", encoding="utf-16")
    (folder / "one.csv").write_text("Phone\n+1 202 555 0123\n")
    (folder / "header only.csv").write_text("Name,Phone\n")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "photo.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    book = openpyxl.Workbook()
    for name, phone in (("May", "Phone"), ("June", "Cell")):
        page = book.create_sheet(name)
        page.append(["Name", phone])
        for row in plain:
            page.append(row)
    del book["Sheet"]
    book.save(folder / "book.xlsx")


def _csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    lines = [",".join(f'"{cell}"' for cell in row) for row in [header, *rows]]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
