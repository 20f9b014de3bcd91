"""0011: histories, and the sheets of the campaigns of an older library, are known again."""

from array import array
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from dialsheet.campaign import (
    Addition,
    AttemptState,
    Call,
    Contacts,
    EarlierCall,
    Outcome,
    Rules,
    ToldAttempt,
    row_digest,
    table_digest,
)
from dialsheet.columns import CodedColumn, Source, Table, TextColumn
from dialsheet.ports import Library, Terms
from dialsheet.store import open_library
from store.desk import Desk
from store.migrations.older import older_library

A, B, C, D = (f"+1415555010{digit}" for digit in "1234")


def earlier(library: Library, desk: Desk, source: Source, number: str) -> list[EarlierCall]:
    """What campaigns to real telephones made of a number, for a sheet."""
    return list(library.earlier_calls("real", source, (), [number], desk.now()).get(number, ()))


def test_an_older_library_knows_whom_it_called_and_for_which_sheet(
    desk: Desk, tmp_path: Path
) -> None:
    first = desk.add(A, B)
    attempt = desk.claimed(first, terms=Terms(row_digest=row_digest({"Phone": A})))
    desk.library.record_calls({attempt.id: Call("ac_1", "completed")}, desk.now())
    service = replace(
        desk.campaign(), connection=replace(first.connection, base_url="http://[::1]:8")
    )
    desk.library.create_campaign(service, desk.contacts(A))
    desk.claimed(service)
    test = replace(desk.campaign(), rules=Rules(test=True))
    desk.library.create_campaign(test, desk.contacts(C))
    desk.claimed(test, 2, C)
    practice = desk.add(C, practice=True)
    desk.claimed(practice, 2, C)
    told = ToldAttempt(2, AttemptState.ENDED, call_id="ac_1", e164=D, outcome=Outcome.BUSY)
    copied = desk.campaign()
    desk.library.create_campaign(copied, desk.contacts(D), [told])
    more = desk.contacts(C)
    headers = ("Phone", "File")
    table = Table(headers, array("Q", [4]), (TextColumn.of([C]), TextColumn.of(["more.csv"])))
    more = Contacts(table, more.verdicts, CodedColumn(more.decided))
    desk.library.add(
        first.id,
        Addition(replace(first.source, sha256=first.source.sha256), 3, more, "x"),
        desk.now(),
    )
    with closing(open_library(older_library(desk, tmp_path, "0010"))) as library:
        assert library.attempts(first.id) == desk.library.attempts(first.id)
        (call,) = earlier(library, desk, first.source, A)
        assert (call.campaign_id, call.same_sheet) == (first.id, True)
        assert (call.outcome, call.is_open) == (Outcome.COMPLETED, False)
        saved_anew = replace(first.source, sha256="0" * 64)
        (call,) = earlier(library, desk, saved_anew, A)
        assert not call.same_sheet
        for cells in ([A, B], [C]):  # what it was made of, and what was added
            said = Table(("Phone",), array("Q", range(len(cells))), (TextColumn.of(cells),))
            (call,) = earlier(library, desk, replace(saved_anew, content=table_digest(said)), A)
            assert call.same_sheet
        assert earlier(library, desk, first.source, C) == [], (
            "a test and practice count for nothing"
        )
        (there,) = library.earlier_calls("127.0.0.1:8", first.source, (), [A], desk.now())[A]
        assert there.campaign_id == service.id
        digest = row_digest({"Phone": A})
        rows = library.earlier_calls("real", first.source, (), [digest], desk.now(), rows=True)
        assert [call.campaign_id for call in rows[digest]] == [first.id]
        assert earlier(library, desk, first.source, D) == [], "the library made that call itself"
