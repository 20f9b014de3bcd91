"""Source, result, import, result, import: cell by cell."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dialsheet.campaign import (
    AttemptState,
    Connection,
    Mapping,
    NumberColumn,
    Outcome,
    Pace,
    Rules,
    ToldAttempt,
)
from dialsheet.columns import Table, TextColumn
from dialsheet.sheets import Choices, read_sheet
from dialsheet.workflow import new_campaign, plan, read
from workflow.desk import ENDINGS, NOW, Clock, Desk

PHONE = Mapping((NumberColumn("Phone"),))
NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]  # each example takes files
TEXT = st.one_of(
    st.text(st.sampled_from("\r\n\t'=+-@＝＋－＠<&>,;\" 日𝒳1."), max_size=9),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=9),
    st.sampled_from(["'=1", "''+1", "-5", "'-5", "+81 90", "_x000D_", "007", "TRUE", "1e5"]),
)
MOMENT = st.integers(0, 10**10).map(lambda ms: NOW + timedelta(milliseconds=ms))


def coherent(told: ToldAttempt) -> ToldAttempt:
    """As attempts are: one with a call was placed and may be over, another has its state told."""
    if told.call_id is None:
        outcome = {"unknown": Outcome.UNKNOWN, "refused": Outcome.REFUSED}.get(told.state)
        return replace(told, status=told.state.value, outcome=outcome, returned={})
    state = AttemptState.ENDED if told.outcome else AttemptState.PLACED
    return replace(told, state=state)


SAID = st.none() | TEXT.filter(bool)
TOLD = st.builds(
    ToldAttempt,
    row=st.integers(2, 5),
    state=st.sampled_from(
        [each for each in AttemptState if each not in (AttemptState.PLACED, AttemptState.ENDED)]
    ),
    ref=st.none() | st.builds("c.{}.a".format, st.integers(1, 9)),
    number_column=st.just("Phone"),
    e164=st.from_regex(r"\A\+[1-9][0-9]{6,14}\Z"),
    reason=SAID,
    call_id=st.none() | st.from_regex(r"\Aac_[0-9]{1,20}\Z"),
    status=SAID,
    end_reason=SAID,
    summary=SAID,
    transcript=SAID,
    error=SAID,
    sent=SAID,
    requested_at=MOMENT,
    started_at=st.none() | MOMENT,
    duration_s=st.none() | st.floats(0, 9999).map(lambda value: round(value, 1)),
    returned=st.dictionaries(
        st.sampled_from(["note", "Status", "x (2)"]), TEXT.filter(bool), max_size=2
    ),
    outcome=st.none() | st.sampled_from(Outcome),
).map(coherent)


def cells_of(path: Path) -> list[list[str]]:
    """Every cell of the results, as text."""
    table = read_sheet(path, Choices(header_row=1, first_row=2, last_row=999)).table
    return [list(row) for row in zip(*table.columns, strict=True)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A machine for many generations."""
    desk = Desk(tmp_path_factory.mktemp("home"))
    yield desk
    desk.library.close()


@pytest.mark.parametrize("ending", ENDINGS)
def test_who_waits_for_a_look_still_waits_generations_later(
    ending: str, desks: list[Desk], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    numbers = [f"+1 212 555 010{digit}" for digit in range(4)]
    for row in (["Phone", "Note"], *([number, "x"] for number in numbers)):
        book.active.append(row)
    book.active["B3"] = "=1+1"  # without its value: what the cell says is not known
    book.active.row_dimensions[4].hidden = True
    path = tmp_path / "people.xlsx"
    book.save(path)
    decided = desks[0].open(path)
    assert decided[1:3] == ["held sheets.formula_without_value", "held workflow.hidden_row"]
    for earlier, later in pairwise(desks):
        path = earlier.export(tmp_path / f"{earlier.home.name}{ending}")
        decided = later.open(path)
        assert decided[1:3] == ["held workflow.not_looked_at", "held workflow.hidden_row"]
    assert desks[2].open(path, Rules(hidden_rows=True, looked_at=(3,))) == ["ready"] * 4


@pytest.mark.parametrize("ending", ENDINGS)
@given(
    rows=st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=4, max_size=4),
    told=st.lists(TOLD, max_size=4, unique_by=lambda each: each.row).map(
        lambda told: sorted(told, key=lambda each: each.row)
    ),
)
@settings(max_examples=40, deadline=None, phases=NO_SHRINKING)
def test_every_cell_comes_back_through_generations(
    made: Desk, ending: str, rows: Sequence[list[str]], told: list[ToldAttempt]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.xlsx")
        book = openpyxl.Workbook()
        book.active.append(["Name", "Phone", "Status", "Note"])  # type: ignore[union-attr]
        for number in range(len(rows)):
            book.active.append([f"P{number}", f"+1 212 555 010{number}"])  # type: ignore[union-attr]
        book.save(source)
        sheet = read(source, Choices())
        table = sheet.table
        own = [TextColumn.of(column) for column in zip(*rows, strict=True)]
        sheet = replace(sheet, table=Table(table.headers, table.rows, (*table.columns[:2], *own)))
        contacts = plan(sheet, PHONE, Rules())
        made.campaign = new_campaign(
            sheet.source, PHONE, Rules(), Connection("Acme", False), Pace(), Clock()
        )
        made.library.create_campaign(made.campaign, contacts, told)
        one = made.export(Path(folder, f"one{ending}"))
        made.open(one, mapping=PHONE)
        table = made.sheet.table
        assert [list(column) for column in table.columns[2:]] == [list(each) for each in own]
        two = made.export(Path(folder, f"two{ending}"))
        made.open(two, mapping=PHONE)
        three = made.export(Path(folder, f"three{ending}"))
        assert cells_of(two) == cells_of(three)
        if ending == ".xlsx":
            assert made.library.adopted(made.campaign.id) == tuple(told)
        for before, after in zip(cells_of(one), cells_of(three), strict=True):
            skipped = {9, 10, 14}  # the decision and its reason; how often, where few are told
            assert [c for i, c in enumerate(before) if i not in skipped] == [
                c for i, c in enumerate(after) if i not in skipped
            ]
