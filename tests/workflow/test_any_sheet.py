"""Whatever a sheet holds, it is read, checked and planned, or refused in a sentence."""

import contextlib
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialsheet import assets
from dialsheet.campaign import DuplicatePolicy, Mapping, NumberColumn, Rules
from dialsheet.errors import BadInput
from dialsheet.sheets import Choices
from dialsheet.workflow import check_report, number_columns, plan, read, read_number_list

HEADERS = ["Phone", "Name", "Country", "Status", "Do not call", "Dialsheet row", "Call ID", "Date"]
NASTY = [
    *("", " ", "+12125550101", "(212) 555-0102", "00442079460958", "=1+1", "#N/A", "TRUE", "no"),
    *("9" * 5000, "+" * 300, "1e400", "-0", "NaN", "0x1F", "1,5", "٠١٢٣٤٥٦٧٨٩", "tel:+1;ext=2"),
    *("\x00", "\x1b[31m", "\u202e", "\ufeff", "\ud83d", "a\r\nb", '"', "'", "\u2028", "😀" * 90),
    *("0001-01-01", "9999-12-31T24:00", "DNC", "拒否", "1.2125550101E+10", "'+12125550101"),
]
CELLS = st.sampled_from(NASTY) | st.text(max_size=6)
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=6)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "shift_jis"])
XML = st.sampled_from(  # what is put into a part of a workbook
    [
        *(
            "<c r='A0'><v>1</v></c>",
            "<c r='XFE1048577' t='s'><v>99</v></c>",
            "<c t='e'/>",
            "<row/>",
        ),
        *("<c r='A1' s='9999'><v>1e999</v></c>", "<c r='B2'><v>-1e308</v></c>", "&#0;", "&nope;"),
        *("<numFmt numFmtId='164' formatCode='[$-F800]0\"+44\"'/>", "<xf numFmtId='-1'/>", "<"),
        *("<mergeCell ref='A1:ZZZ9'/>", "<row r='99999999999'/>", "<row r='0' hidden='1'/>", "]]>"),
        *(f"<c r='A9'><v>{'9' * 5000}</v></c>", f"<row r='{'9' * 5000}'/>", f"{'9' * 5000}"),
        *("<c r='A8' t='inlineStr'><is><t>&#99999999;</t></is></c>", "<t>_xFFFF_&#xD83D;</t>"),
        *("<c r='A7' t='s'><v>-1</v></c>", f"<c r='A6' t='s'><v>{'9' * 5000}</v></c>"),
        *("<dimension ref='A1:XFD1048576'/>", "<si><t/></si>", "<hyperlink ref='A1' r:id='no'/>"),
    ]
)
settle = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def use(path: Path) -> None:
    """As `check` and `run` do, and as a list of numbers."""
    with contextlib.suppress(BadInput):
        sheet = read(path, Choices())
        chosen = NumberColumn(sheet.table.headers[0])
        with contextlib.suppress(BadInput):
            chosen = number_columns(sheet.table, "US")[0]
        mapping = Mapping((chosen,), "US")
        json.dumps(check_report(sheet, mapping, DuplicatePolicy.FIRST, assets.sentence))
        contacts = plan(sheet, mapping, Rules())
        for index, decided in enumerate(contacts.decided):
            contacts.table.cells(index)
            assert decided.reason is None or assets.sentence(decided.reason)
    with contextlib.suppress(BadInput):
        read_number_list(path, "US", ())


@settle
@given(
    headers=st.lists(st.sampled_from(HEADERS) | CELLS, max_size=5),
    rows=ROWS,
    apart=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=ENCODINGS,
    quoted=st.booleans(),
)
def test_any_text(
    tmp_path: Path,
    headers: list[str],
    rows: list[list[str]],
    apart: str,
    end: str,
    encoding: str,
    quoted: bool,
) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text

    lines = end.join(apart.join(map(cell, row)) for row in [headers, *rows])
    path = tmp_path / "any.csv"
    path.write_bytes(lines.encode(encoding, "replace"))
    use(path)


@settle
@given(content=st.binary(max_size=200), name=st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.ods"]))
def test_any_bytes(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    use(path)


def can_be_saved(text: str) -> bool:
    """Whether openpyxl takes it: no control characters, no halves of characters."""
    return not re.search("[\\x00-\\x1f\\ud800-\\udfff]", text)


VALUES = (
    CELLS.filter(can_be_saved)
    | st.integers(-(10**300), 10**300)
    | st.floats()
    | st.booleans()
    | st.datetimes()
    | st.none()
)


@settle
@given(
    rows=st.lists(st.lists(VALUES, max_size=4), max_size=5),
    form=st.sampled_from(["General", '"+44 "0', "0E+00", "[h]:mm", "@", ";;;", "\\+0", "]"]),
    edits=st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1), XML), max_size=2),
)
def test_any_workbook(
    tmp_path: Path,
    rows: list[list[object]],
    form: str,
    edits: list[tuple[int, float, str]],
) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADERS[:4])
    for row in rows:
        with contextlib.suppress(ValueError):  # openpyxl takes no years before 1900
            book.active.append(row)
    for each in book.active["A"]:
        each.number_format = form
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for nth, place, piece in edits:
        name = sorted(parts)[nth % len(parts)]
        at = parts[name].find(b">", int(place * len(parts[name]))) + 1
        parts[name] = parts[name][:at] + piece.encode() + parts[name][at:]
    path = tmp_path / "any.xlsx"
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    use(path)
