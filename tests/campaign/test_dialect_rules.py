"""What each dialect lets a row send: a line for each documented rule."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet import assets
from dialsheet.campaign import (
    Dialect,
    Field,
    Json,
    dialect_problem,
    dialect_warning,
    fields_problem,
)
from dialsheet.cartesia.practice.orders import read_order

METADATA, VARIABLES = Dialect.METADATA, Dialect.DYNAMIC_VARIABLES
REF = {"dialsheet_ref": "c.1.a"}
KIB = 1024

# values, and the problem that each dialect has with them
RULES: list[tuple[str, dict[str, Json], str | None, str | None]] = [
    ("flat", {"a": "x", "n": 1, "f": 1.5, "b": True}, None, None),
    ("nothing", {}, None, None),
    ("nested", {"a": {"b": 1}}, None, "nested_value"),
    ("a list", {"a": [1]}, None, "nested_value"),
    ("null", {"a": None}, None, "nested_value"),
    ("not a number", {"a": float("nan")}, "unsendable_value", "unsendable_value"),
    ("half a character", {"a": "\ud83d"}, "unsendable_value", "unsendable_value"),
    ("half a character in a name", {"\ud83d": 1}, "unsendable_value", "unsendable_value"),
    ("63 fields", {f"v{at}": 1 for at in range(63)}, None, None),
    ("64 fields", {f"v{at}": 1 for at in range(64)}, None, "too_many_variables"),
    ("a name of 64", {"a" * 64: 1}, None, None),
    ("a name of 65", {"a" * 65: 1}, None, "variable_name"),
    ("a digit first", {"9a": 1}, None, "variable_name"),
    ("a hyphen", {"a-b": 1}, None, "variable_name"),
    ("a letter of another script", {"名": 1}, None, "variable_name"),
    ("no name", {"": 1}, None, "variable_name"),
    ("system__", {"system__x": 1}, None, "variable_reserved"),
    ("secret__", {"secret__x": 1}, None, "variable_reserved"),
    ("SYSTEM__", {"SYSTEM__x": 1}, None, None),  # names are case-sensitive
    ("under 16 KiB", {"a": 16_000 * "x"}, None, None),
    ("over 16 KiB", {"a": 16 * KIB * "x"}, None, "row_too_large"),
    ("over 16 KiB in UTF-8", {"a": 6_000 * "名"}, None, "row_too_large"),
    ("under 1 MB", {"a": 1_048_000 * "x"}, None, "row_too_large"),
    ("over 1 MB", {"a": KIB * KIB * "x"}, "row_too_large", "row_too_large"),
]


@pytest.mark.parametrize(
    ("values", "metadata", "variables"), [row[1:] for row in RULES], ids=[row[0] for row in RULES]
)
def test_rules(values: dict[str, Json], metadata: str | None, variables: str | None) -> None:
    for dialect, name in ((METADATA, metadata), (VARIABLES, variables)):
        problem = dialect_problem({**values, **REF}, dialect)
        assert (problem.code if problem else None) == (name and f"campaign.{name}")
        if problem:
            assert "{" not in assets.sentence(problem)


def test_large_metadata_is_warned_of() -> None:
    large: dict[str, Json] = {"a": 16 * KIB * "x"}
    warning = dialect_warning(large, METADATA)
    assert warning is not None
    assert (warning.code, warning.params) == ("campaign.large_metadata", {"size": 17})
    assert dialect_warning({"a": 16_000 * "x"}, METADATA) is None
    assert dialect_warning({"a": float("nan")}, METADATA) is None


VALUES = st.dictionaries(
    st.sampled_from(["a", "name", "9", "system__a", "名", "a b"]) | st.text(max_size=3),
    st.text(max_size=5) | st.integers() | st.booleans() | st.none() | st.lists(st.integers()),
    max_size=5,
)


@given(VALUES, st.sampled_from(Dialect))
def test_the_practice_service_takes_just_what_has_no_problem(
    values: dict[str, Any], dialect: Dialect
) -> None:
    row = "metadata" if dialect is METADATA else "dynamic_variables"
    order = {
        "agent_id": "agent_practice_survey",
        "from_number_id": "ap_practice_world",
        "outbound_calls": [{"to_number": "+12125550100", row: {**values, **REF}}],
    }
    (destination,) = read_order(json.dumps(order).encode(), dialect.value).destinations
    problem = dialect_problem({**values, **REF}, dialect)
    if problem is None or problem.code != "campaign.unsendable_value":
        assert (destination.problem is None) == (problem is None)


@pytest.mark.parametrize(
    ("names", "metadata", "variables"),
    [
        ("name visits", None, None),
        ("customer.name", None, "nested_value"),
        ("a-b", None, "variable_name"),
        ("system__time", None, "variable_reserved"),
        (" ".join(f"f{at}" for at in range(63)), None, None),
        (" ".join(f"f{at}" for at in range(64)), None, "too_many_variables"),
        ("a a.b", "field_twice", "field_twice"),
    ],
)
def test_fields_that_no_row_can_be_sent_with(
    names: str, metadata: str | None, variables: str | None
) -> None:
    fields = [Field(name, column=name.upper()) for name in names.split()]
    for dialect, wanted in ((METADATA, metadata), (VARIABLES, variables)):
        problem = fields_problem(fields, dialect)
        assert (problem.code if problem else None) == (wanted and f"campaign.{wanted}")
