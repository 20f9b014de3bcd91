"""Codes become sentences; files of the resources are found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dialsheet import assets
from dialsheet.errors import BadInput, Reason

CATALOG = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "room.plain"
msgstr "A {brace} stays where nothing is filled in. 電話"

msgid "room.column"
msgstr "The column “{column}” is empty."

msgid "room.rows"
msgid_plural "room.rows"
msgstr[0] "{count} row of “{file}” was left out."
msgstr[1] "{count:,} rows of “{file}” were left out."

msgid "room.locked"
msgstr "“{file}” is open in another program."

msgid "room.locked.title"
msgstr "{file} is in use"

msgid "room.locked.next"
msgstr "Close it there, then save again."
"""


@pytest.fixture
def _catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The resources hold one small catalog."""
    folder = tmp_path / "translations" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "room.mo").open("wb") as file:
        write_mo(file, read_po(CATALOG.encode().splitlines(), abort_invalid=True))
    monkeypatch.setattr(assets, "files", lambda _package: tmp_path)
    assets._catalog.cache_clear()
    yield
    assets._catalog.cache_clear()


@pytest.mark.usefixtures("_catalog")
@pytest.mark.parametrize(
    ("code", "params", "sentence"),
    [
        ("room.plain", {}, "A {brace} stays where nothing is filled in. 電話"),
        ("room.column", {"column": "Phone"}, "The column “Phone” is empty."),
        ("room.column", {"column": "{count} %s {}"}, "The column “{count} %s {}” is empty."),
        ("room.rows", {"count": 1, "file": "a.csv"}, "1 row of “a.csv” was left out."),
        ("room.rows", {"count": 0, "file": "a.csv"}, "0 rows of “a.csv” were left out."),
        ("room.rows", {"count": 1200, "file": "a.csv"}, "1,200 rows of “a.csv” were left out."),
        ("room.locked", {"count": 2, "file": "a"}, "“a” is open in another program."),
        ("room.never_heard_of", {"file": "a"}, "room.never_heard_of"),
        ("nowhere.never_heard_of", {}, "nowhere.never_heard_of"),
    ],
)
def test_a_code_becomes_its_sentence(
    code: str, params: dict[str, str | int], sentence: str
) -> None:
    assert assets.text(code, **params) == sentence
    assert assets.sentence(Reason(code, params)) == sentence


@pytest.mark.usefixtures("_catalog")
def test_trouble_is_explained_in_three_parts() -> None:
    explanation = assets.explain(BadInput("room.locked", file="a.xlsx"))
    assert explanation.title == "a.xlsx is in use"
    assert explanation.sentence == "“a.xlsx” is open in another program."
    assert explanation.next_step == "Close it there, then save again."
    assert explanation.one_line == (
        "“a.xlsx” is open in another program. Close it there, then save again."
    )


@pytest.mark.usefixtures("_catalog")
def test_it_is_told_which_codes_have_a_text() -> None:
    codes = ["room.plain", "room.rows", "room.locked.next", "room.plain.next", "nowhere.plain"]
    assert [assets.has_text(code) for code in codes] == [True, True, True, False, False]


def test_resources_are_found_where_they_were_installed() -> None:
    assert assets.resource("samples", "contacts.xlsx").read_bytes().startswith(b"PK")
    assert not assets.resource("samples", "nothing.xlsx").is_file()


@pytest.mark.usefixtures("_catalog")
def test_advice_is_a_sentence_and_what_to_do_next_where_there_is_something() -> None:
    locked = Reason("room.locked", {"file": "may.xlsx"})
    assert assets.advice(locked) == (
        "“may.xlsx” is open in another program. Close it there, then save again."
    )
    column = Reason("room.column", {"column": "Phone"})
    assert assets.advice(column) == "The column “Phone” is empty."
