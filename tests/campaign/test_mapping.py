"""The mapping: what is wrong with it before any row is read, and how it is kept."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet import assets
from dialsheet.campaign import (
    Field,
    FieldType,
    Mapping,
    NumberColumn,
    WhenEmpty,
    mapping_problems,
)

HEADERS = ("Phone", "Name", "Plan")
PHONE = NumberColumn("Phone")


def fields(*names: str) -> tuple[Field, ...]:
    """Constant fields of these names."""
    return tuple(Field(name, constant="x") for name in names)


PROBLEMS: dict[str, tuple[Mapping, list[tuple[str, str]]]] = {
    "nothing wrong": (
        Mapping((PHONE,), "US", (Field("customer.name", column="Name"), *fields("plan"))),
        [],
    ),
    "no number column": (Mapping(), [("campaign.no_number_column", "")]),
    "columns that the sheet lacks, each once": (
        Mapping(
            (PHONE, NumberColumn("Mobile")),
            None,
            (Field("a", column="phone"), Field("b", column="phone"), Field("c", column="Plan")),
        ),
        [("campaign.no_such_column", "Mobile"), ("campaign.no_such_column", "phone")],
    ),
    "names with an empty part": (
        Mapping((PHONE,), None, fields("", "a.", ".b", "c..d", "e. ")),
        [("campaign.field_without_name", name) for name in ("", "a.", ".b", "c..d", "e. ")],
    ),
    "the reference is ours": (
        Mapping((PHONE,), None, fields("dialsheet_ref", "dialsheet_ref.row", "x.dialsheet_ref")),
        [("campaign.field_reserved", name) for name in ("dialsheet_ref", "dialsheet_ref.row")],
    ),
    "one name twice": (
        Mapping((PHONE,), None, fields("a", "b", "a")),
        [("campaign.field_twice", "a")],
    ),
    "a value and an object at once, in either order": (
        Mapping((PHONE,), None, fields("a", "a.b", "c.d.e", "c.d", "ab")),
        [("campaign.field_twice", "a.b"), ("campaign.field_twice", "c.d")],
    ),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_what_is_wrong_is_said(case: str) -> None:
    mapping, expected = PROBLEMS[case]
    problems = mapping_problems(mapping, HEADERS)
    assert [(each.code, next(iter(each.params.values()), "")) for each in problems] == expected
    for problem in problems:
        assert assets.has_text(problem.code)
        assert assets.has_text(f"{problem.code}.title")
        assert assets.has_text(f"{problem.code}.next")


TEXT = st.text(max_size=8)
MAPPINGS = st.builds(
    Mapping,
    numbers=st.lists(st.builds(NumberColumn, TEXT, TEXT), max_size=3).map(tuple),
    region=st.none() | st.sampled_from(["US", "JP"]),
    fields=st.lists(
        st.builds(
            Field,
            name=TEXT,
            type=st.sampled_from(FieldType),
            column=st.none() | TEXT,
            constant=TEXT,
            when_empty=st.sampled_from(WhenEmpty),
            default=TEXT,
        ),
        max_size=4,
    ).map(tuple),
)


@given(MAPPINGS)
def test_a_mapping_survives_the_library(mapping: Mapping) -> None:
    kept = json.loads(json.dumps(mapping.to_json()))
    assert Mapping.from_json(kept) == mapping
