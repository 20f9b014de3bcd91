"""What the contacts would send: shown, weighed and refused before anything is sent."""

from pathlib import Path

import pytest

from dialsheet.campaign import (
    Dialect,
    Field,
    Limits,
    Mapping,
    NumberColumn,
    Rules,
)
from dialsheet.errors import BadInput
from dialsheet.workflow import (
    Choices,
    first_sendings,
    large_rows,
    plan,
    plan_to_show,
    read,
    refuse_problems,
)

KIB = 1024
NOTES = Mapping(
    (NumberColumn("Mobile"), NumberColumn("Home")), None, (Field("note", column="Note"),)
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Notes of growing length; the third takes two bytes a letter, the last is not called."""
    notes = [1 * "x", 15 * KIB * "x", 9 * KIB * "é", 17 * KIB * "x", 9 * KIB * "\\", 17 * KIB * "x"]
    lines = [f'+1212555010{at},+442079460{at:03},"{note}"' for at, note in enumerate(notes[:-1])]
    lines.append(f'none,none,"{notes[-1]}"')
    path = tmp_path / "notes.csv"
    path.write_text("Mobile,Home,Note\n" + "\n".join(lines), encoding="utf-8")
    return path


def test_large_rows_are_those_over_16_kib_of_json_that_are_to_be_called(sheet: Path) -> None:
    contacts = plan(read(sheet, Choices()), NOTES, Rules())
    assert large_rows(contacts, NOTES, Dialect.METADATA) == (4, 5, 6)
    assert large_rows(contacts, NOTES, Dialect.DYNAMIC_VARIABLES) == (), "there they are held"
    constant = Mapping(NOTES.numbers, None, (Field("note", constant="x" * 17 * KIB),))
    assert large_rows(contacts, constant, Dialect.METADATA) == (2, 3, 4, 5, 6)


def test_a_plan_for_the_window_says_which_rows_are_large(sheet: Path) -> None:
    opened = read(sheet, Choices())
    contacts, large = plan_to_show(opened, NOTES, Rules(), (), Limits())
    assert (large, len(contacts)) == ((4, 5, 6), 6)
    held, large = plan_to_show(opened, NOTES, Rules(), (), Limits(Dialect.DYNAMIC_VARIABLES))
    reasons = [each.reason.code if each.reason else "" for each in held.decided]
    assert reasons == ["", "", *["campaign.row_too_large"] * 3, "numbers.no_digits"]
    assert large == ()


def test_the_preview_names_the_number_that_is_reached(sheet: Path) -> None:
    home_first = Mapping((NumberColumn("Home"), NumberColumn("Mobile")), None, NOTES.fields)
    contacts = plan(read(sheet, Choices()), home_first, Rules())
    (anywhere,) = first_sendings(contacts, home_first, 1)
    (from_ours,) = first_sendings(contacts, home_first, 1, (), Limits(us_only="+12125550142"))
    assert anywhere.to_number == "+442079460000"
    assert from_ours.to_number == "+12125550100"


def test_fields_that_a_dialect_cannot_carry_are_refused_before_a_campaign_is_made(
    sheet: Path,
) -> None:
    table = read(sheet, Choices()).table
    nested = Mapping(NOTES.numbers, None, (Field("a.b", column="Note"),))
    refuse_problems(nested, table, Dialect.METADATA)
    refuse_problems(nested, table)
    with pytest.raises(BadInput) as refused:
        refuse_problems(nested, table, Dialect.DYNAMIC_VARIABLES)
    assert refused.value.reason.code == "campaign.nested_value"
