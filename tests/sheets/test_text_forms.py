"""Result sheets as text: encodings, delimiters, what cannot be written, and no formulas."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialsheet import assets
from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Page, ResultBook, TextForm, read_sheet, unguarded, write_result
from sheets.own import Everything

ROWS = [["Ann", "+81 90-1234-5678", 'say "hi", 日本'], ["髙橋", "", "a;b\tc|d"]]
PLAIN = [["Jörg", "+49 30 123456", "a, b"], ["Zoë", "+49 30 123457", "c;d"]]
FORMULAS = "=+-@\t\r\n＝＋－＠"


def book(rows: list[list[str]], outside: frozenset[int] = frozenset()) -> ResultBook:
    return ResultBook((Page("Results", ("Name", "Phone", "Note"), rows, outside),))


def cells(path: Path) -> list[list[str]]:
    return [list(row) for row in zip(*read_sheet(path).table.columns, strict=True)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ", "])
@pytest.mark.parametrize(
    ("encoding", "rows"),
    [
        *(("utf-8", ROWS), ("utf-8-sig", ROWS), ("utf-16", ROWS), ("utf-16-le", ROWS)),
        *(("cp932", ROWS), ("cp1252", PLAIN), ("latin-1", PLAIN)),
    ],
)
def test_as_the_source_had_it(
    encoding: str, delimiter: str, rows: list[list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "result.csv"
    assert write_result(path, book(rows), TextForm(encoding, delimiter)) == ()
    text = path.read_bytes().decode(encoding)
    assert text.splitlines()[0].replace('"', "") == delimiter.join(("Name", "Phone", "Note"))
    assert cells(path) == rows


def test_excel_s_utf8_is_the_default(tmp_path: Path) -> None:
    for name, delimiter in (("a.csv", ","), ("a.tsv", "\t"), ("a.txt", ",")):
        write_result(tmp_path / name, book(ROWS))
        beginning = "\ufeff" + delimiter.join(("Name", "Phone", "Note"))
        assert (tmp_path / name).read_bytes().startswith(beginning.encode())


def test_what_would_be_lost_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    path.write_text("the old one")
    rows = [["Ann", "1", "𝒳 and é and 𝒳"], *([f"Zoë {n}", "", ""] for n in range(6))]
    with pytest.raises(BadInput) as refused:
        write_result(path, book(rows), TextForm("cp932"), Everything())
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]
    said = assets.explain(refused.value)
    assert said.sentence.startswith("CP932 has no way to write what stands in 7 cells")
    assert said.sentence.endswith(
        "2 “Note”: 𝒳é; 3 “Name”: ë; 4 “Name”: ë; 5 “Name”: ë; 6 “Name”: ë."
    )
    assert "--replace-unwritable" in said.next_step

    (note,) = write_result(path, book(rows), TextForm("cp932", replaces=True), Everything())
    assert note.code == "sheets.replaced"
    assert "7 cells" in assets.sentence(note)
    assert path.read_bytes().decode("cp932").splitlines()[1] == "Ann,1,? and ? and ?"


def test_half_a_surrogate_pair_stops_nothing_and_is_told(tmp_path: Path) -> None:
    (note,) = write_result(tmp_path / "result.csv", book([["\ud800", "", ""]]))
    assert note.params["count"] == 1
    assert (tmp_path / "result.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "?,,"


@pytest.mark.parametrize("first", FORMULAS)
def test_text_from_outside_never_acts_as_a_formula(first: str, tmp_path: Path) -> None:
    text = f"{first}SUM(A1)"
    path = tmp_path / "result.csv"
    write_result(path, book([[text, "x", text]], frozenset({2})))
    assert cells(path) == [[text, "x", f"'{text}"]], "the user's own cell is as it was"


@given(st.text(st.sampled_from(f"{FORMULAS}'1.a"), max_size=6) | st.text(max_size=6))
@settings(max_examples=300)
def test_the_guard_can_be_undone(text: str) -> None:
    from dialsheet.sheets.results import _guard

    guarded = _guard(text)
    assert unguarded(guarded) == text
    assert guarded in (text, f"'{text}")
    assert guarded[:1] not in FORMULAS or guarded == "" or guarded.lstrip("+-")[:1].isdigit()


def test_numbers_are_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "result.csv"
    rows = [["-5", "+81901234", "-1.234,56"]]
    write_result(path, book(rows, frozenset({0, 1, 2})))
    assert path.read_text(encoding="utf-8-sig").splitlines()[1] == '-5,+81901234,"-1.234,56"'


def test_an_ending_that_is_neither(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        write_result(tmp_path / "result.doc", book(ROWS))
    assert refused.value.reason == Reason(
        "sheets.unknown_ending", {"path": str(tmp_path / "result.doc")}
    )
