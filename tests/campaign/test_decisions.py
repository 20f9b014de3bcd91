"""Who is called and who is not: sheets drawn as little pictures, decisions beside the rows."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet import assets
from dialsheet.campaign import (
    READY,
    Decided,
    Decision,
    Dialect,
    DuplicatePolicy,
    Field,
    FieldType,
    Grounds,
    Limits,
    Mapping,
    NumberColumn,
    WhenEmpty,
    decide,
    find_duplicates,
    may_dial,
)
from dialsheet.columns import Table, TextColumn
from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict, VerdictColumn

WHY = Reason("numbers.why")  # whatever the check said
MARKS = {"": Check.VALID, "~": Check.REPAIRED, "?": Check.PROPOSED, "*": Check.UNLISTED}
FIRST_ROW = 2  # below the header


def verdict(mark: str) -> Verdict:
    """`7` valid, `7~` repaired, `7?label` proposed by a rule, `7*` unlisted, `x` invalid, `-` none.

    The digit tells the numbers apart.
    """
    if mark in ("x", "-"):
        return Verdict(Check.INVALID, None, WHY) if mark == "x" else Verdict(Check.EMPTY)
    check = MARKS[mark[1:2]]
    reason = None if check is Check.VALID else WHY
    return Verdict(check, f"+1415555000{mark[0]}", reason, mark[2:] or None, "US")


def sheet(*rows: str) -> tuple[Table, tuple[VerdictColumn, ...]]:
    """Rows like `"7 8 30"`: the number columns' marks, then the cell `Age` (`_`: empty)."""
    cells = [row.split() for row in rows]
    marks = [column[:-1] for column in cells]
    ages = TextColumn.of("" if row[-1] == "_" else row[-1] for row in cells)
    verdicts = tuple(VerdictColumn(map(verdict, column)) for column in zip(*marks, strict=True))
    table = Table(("Age",), array("Q", range(FIRST_ROW, FIRST_ROW + len(rows))), (ages,))
    return table, verdicts


def mapping(columns: int = 1) -> Mapping:
    """`Age` is a number; rows without it are held."""
    age = Field("age", FieldType.NUMBER, "Age", when_empty=WhenEmpty.HOLD)
    return Mapping(tuple(NumberColumn(f"Phone {each}") for each in range(columns)), None, (age,))


def told(decided: Decided) -> str:
    """`ready`, or the decision and the last part of the reason's code."""
    if decided is READY:
        return "ready"
    assert decided.reason is not None
    if decided.reason is not WHY:
        assert assets.has_text(decided.reason.code)
    name = decided.reason.code.partition(".")[2]
    row = decided.reason.params.get("row")
    return f"{decided.decision} {name}" + (f" {row}" if row else "")


def decisions(
    *rows: str,
    policy: DuplicatePolicy = DuplicatePolicy.FIRST,
    accepted: tuple[str, ...] = (),
    ragged: dict[int, Reason] | None = None,
    called: dict[int, Reason] | None = None,
) -> list[str]:
    """What is decided, row by row."""
    table, verdicts = sheet(*rows)
    return [
        told(each)
        for each in decide(
            table,
            mapping(len(verdicts)),
            verdicts,
            Grounds(policy, accepted, ragged or {}, called or {}),
        )
    ]


PICTURES: dict[str, dict[str, str]] = {
    "one number": {
        "1 30": "ready",
        "2~ 30": "ready",
        "3?label 30": "held why",
        "4* 30": "held why",
        "x 30": "skipped why",
        "- 30": "skipped no_number",
        "5 _": "held empty_cell",
        "6 old": "held not_a_number",
        "x old": "skipped why",  # the number is looked at first
    },
    "several numbers": {
        "x 1 30": "ready",  # one that may be dialed is enough
        "- 2 30": "ready",
        "3?label 4 30": "ready",
        "x 5?label 30": "held why",  # a person could let one through
        "x 6* 30": "held why",
        "x - 30": "skipped why",
        "- - 30": "skipped no_number",
    },
}


@pytest.mark.parametrize("picture", PICTURES)
def test_numbers_and_cells_decide(picture: str) -> None:
    assert decisions(*PICTURES[picture]) == list(PICTURES[picture].values())


ACCEPTED: dict[tuple[str, tuple[str, ...]], str] = {
    ("1?label 30", ("label",)): "ready",
    ("1?label 30", ("text",)): "held why",
    ("1?label+text 30", ("label",)): "held why",  # each repair that it took
    ("1?label+text 30", ("label", "text")): "ready",
    ("1? 30", ("label",)): "held why",  # a proposal of no name cannot be accepted by name
    ("1* 30", ("unlisted",)): "held why",
}


@pytest.mark.parametrize(("row", "accepted"), ACCEPTED)
def test_accepted_repairs_may_be_dialed(row: str, accepted: tuple[str, ...]) -> None:
    assert decisions(row, accepted=accepted) == [ACCEPTED[row, accepted]]
    assert may_dial(verdict(row.split(maxsplit=1)[0]), accepted) is (
        ACCEPTED[row, accepted] == "ready"
    )


TWINS: dict[str, tuple[DuplicatePolicy, dict[str, str]]] = {
    "the first is called": (
        DuplicatePolicy.FIRST,
        {"1 30": "ready", "2 30": "ready", "1 31": "skipped duplicate_of 2"},
    ),
    "the last is called": (
        DuplicatePolicy.LAST,
        {"1 30": "skipped duplicate_of 4", "2 30": "ready", "1 31": "ready"},
    ),
    "all are called": (
        DuplicatePolicy.ALL,
        {"1 30": "ready", "2 30": "ready", "1 31": "ready"},
    ),
    "none is called": (
        DuplicatePolicy.NONE,
        {
            "1 30": "skipped duplicate_of 4",
            "2 30": "ready",
            "1 31": "skipped duplicate_of 2",
            "1 32": "skipped duplicate_of 2",
        },
    ),
    "a ready twin is called rather than a held one": (
        DuplicatePolicy.FIRST,
        {"1 _": "skipped duplicate_of 3", "1 30": "ready", "1 31": "skipped duplicate_of 3"},
    ),
    "also when the last is called": (
        DuplicatePolicy.LAST,
        {"1 30": "skipped duplicate_of 3", "1 31": "ready", "1 _": "skipped duplicate_of 3"},
    ),
    "twins that are all held: one of them waits for a person": (
        DuplicatePolicy.FIRST,
        {"1 _": "held empty_cell", "1 old": "skipped duplicate_of 2"},
    ),
    "a number is the same however it was written": (
        DuplicatePolicy.FIRST,
        {
            "1~ 30": "ready",
            "1 31": "skipped duplicate_of 2",
            "1?label 32": "skipped duplicate_of 2",
        },
    ),
    "without a number nobody is a twin": (
        DuplicatePolicy.FIRST,
        {"- 30": "skipped no_number", "- 31": "skipped no_number", "x 30": "skipped why"},
    ),
    "any number of several makes twins": (
        DuplicatePolicy.FIRST,
        {"1 2 30": "ready", "3 1 30": "skipped duplicate_of 2", "4 5 30": "ready"},
    ),
    "one number twice in a row is no twin": (
        DuplicatePolicy.FIRST,
        {"1 1 30": "ready", "2 - 30": "ready"},
    ),
    "one that is not called stands in nobody's way": (
        DuplicatePolicy.FIRST,
        {"1 2 30": "ready", "2 3 30": "skipped duplicate_of 2", "3 4 30": "ready"},
    ),
    "but where none is called, every shared number counts": (
        DuplicatePolicy.NONE,
        {
            "1 2 30": "skipped duplicate_of 3",
            "2 3 30": "skipped duplicate_of 2",
            "3 4 30": "skipped duplicate_of 3",
        },
    ),
}


@pytest.mark.parametrize("picture", TWINS)
def test_one_number_is_called_as_often_as_was_chosen(picture: str) -> None:
    policy, rows = TWINS[picture]
    assert decisions(*rows, policy=policy) == list(rows.values())


def test_a_ragged_row_is_held_for_its_own_reason() -> None:
    assert decisions("1 30", "2 30", "x 30", ragged={1: WHY, 2: WHY}) == [
        "ready",
        "held why",
        "held why",
    ]


def test_a_number_that_was_called_before_is_called_for_nobody_else() -> None:
    assert decisions("1 30", "1 31", called={1: WHY})[0] == "skipped duplicate_of 3"
    assert decisions("1 30", "1 31", called={0: WHY})[1] == "skipped duplicate_of 2"
    assert decisions("1 30", "1 31", called={0: WHY, 1: WHY}) == ["skipped why", "skipped why"]
    assert decisions("1 - 30", "1 2 31", "2 - 32", called={0: WHY, 1: WHY}) == [
        "skipped why",
        "skipped why",
        "skipped duplicate_of 3",
    ]


def test_a_ragged_twin_leaves_the_call_to_the_other() -> None:
    assert decisions("1 30", "1 31", ragged={0: WHY}) == ["skipped duplicate_of 3", "ready"]


def test_without_a_number_column_nobody_is_called() -> None:
    table, _ = sheet("- 30", "- _")
    assert [told(each) for each in decide(table, mapping(0), ())] == ["skipped no_number"] * 2


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "3~", "2?label", "1*", "x", "-"]),
        st.sampled_from(["1", "2", "3", "4", "-"]),
        st.sampled_from(["30", "_"]),
    ).map(" ".join),
    max_size=8,
)


@given(ROWS.filter(bool), st.sampled_from(DuplicatePolicy))
def test_nobody_is_called_twice_and_nobody_is_forgotten(
    rows: list[str], policy: DuplicatePolicy
) -> None:
    table, verdicts = sheet(*rows)
    decided = decide(table, mapping(2), verdicts, Grounds(policy))
    alone = [decide(*one(row)) for row in rows]
    numbers = [{column.numbers[index] for column in verdicts} - {0} for index in range(len(rows))]
    called = [index for index, each in enumerate(decided) if each is READY]
    for index, each in enumerate(decided):
        twins = {other for other in range(len(rows)) if numbers[other] & numbers[index]} - {index}
        if each != alone[index][0]:  # another row is the reason, and it is named
            assert each.decision is Decision.SKIPPED
            assert each.reason is not None
            assert table.rows.index(int(each.reason.params["row"])) in twins
        if policy is DuplicatePolicy.ALL:
            assert each == alone[index][0]
        elif policy is DuplicatePolicy.NONE:
            assert each is not READY or not twins
        else:
            assert each is not READY or not twins & set(called)
            assert each.decision is not Decision.SKIPPED or (
                alone[index][0] == each or any(decided[twin] != each for twin in twins)
            )


@given(ROWS.filter(bool), st.sampled_from(DuplicatePolicy), st.sets(st.integers(0, 7)))
def test_a_number_that_was_called_is_taken(
    rows: list[str], policy: DuplicatePolicy, before: set[int]
) -> None:
    table, verdicts = sheet(*rows)
    called = {index: WHY for index in before if index < len(rows)}
    decided = decide(table, mapping(2), verdicts, Grounds(policy, called=called))
    numbers = [{column.numbers[index] for column in verdicts} - {0} for index in range(len(rows))]
    for index, each in enumerate(decided):
        if index in called:
            assert each == Decided(Decision.SKIPPED, WHY)
        elif each is READY and policy is not DuplicatePolicy.ALL:
            assert not any(numbers[index] & numbers[other] for other in called)


def one(row: str) -> tuple[Table, Mapping, tuple[VerdictColumn, ...]]:
    """The sheet of this row alone."""
    table, verdicts = sheet(row)
    return table, mapping(len(verdicts)), verdicts


@given(ROWS.filter(bool))
def test_a_row_that_is_skipped_for_its_number_names_one_that_is_not(rows: list[str]) -> None:
    _, verdicts = sheet(*rows)
    twins = find_duplicates(verdicts)
    assert not set(twins.values()) & twins.keys()


@pytest.mark.parametrize(
    ("numbers", "decision"),
    [
        ("us", "ready"),
        ("uk", "held us_only"),
        ("uk us", "ready"),  # one that is reached is enough
        ("x uk", "held us_only"),
        ("x", "skipped why"),
    ],
)
def test_a_number_to_call_from_that_reaches_one_country_holds_the_others(
    numbers: str, decision: str
) -> None:
    known = {
        "us": Verdict(Check.VALID, "+12125550100", region="US"),
        "uk": Verdict(Check.VALID, "+442079460123", region="GB"),
        "x": Verdict(Check.INVALID, None, WHY),
    }
    verdicts = [VerdictColumn([known[each]]) for each in numbers.split()]
    table = Table(("Age",), array("Q", [2]), (TextColumn.of(["30"]),))
    ours = Grounds(limits=Limits(us_only="+12125550142"))
    assert [told(each) for each in decide(table, mapping(len(verdicts)), verdicts, ours)] == [
        decision
    ]
    anywhere = [told(each) for each in decide(table, mapping(len(verdicts)), verdicts)]
    assert anywhere == [decision if numbers == "x" else "ready"]


@pytest.mark.parametrize(
    ("size", "metadata", "variables"),
    [
        (15 * 1024, "ready", "ready"),
        (16 * 1024 - 60, "ready", "held row_too_large"),  # with the reference it is too much
        (20 * 1024, "ready", "held row_too_large"),
        (1100 * 1024, "held row_too_large", "held row_too_large"),
    ],
)
def test_a_row_that_the_dialect_cannot_carry_is_held(
    size: int, metadata: str, variables: str
) -> None:
    table = Table(("Note",), array("Q", [2]), (TextColumn.of(["x" * size]),))
    note = Mapping((NumberColumn("Phone"),), None, (Field("note", column="Note"),))
    verdicts = (VerdictColumn([verdict("7")]),)
    for dialect, decision in zip(Dialect, (metadata, variables), strict=True):
        (decided,) = decide(table, note, verdicts, Grounds(limits=Limits(dialect)))
        assert told(decided) == decision
