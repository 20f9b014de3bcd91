"""Whatever a value from outside says, what is made of it can be kept, added up and shown."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.campaign.bounds import bounded_time, read_json, read_time
from dialsheet.campaign.rules import read_moment

FARTHEST = [timezone(timedelta(hours=hours)) for hours in (-23, 23)]


@given(st.datetimes(timezones=st.none() | st.sampled_from([UTC, *FARTHEST])))
def test_a_time_within_bounds_exists_a_day_before_and_after_in_every_zone(moment: datetime) -> None:
    bounded = bounded_time(moment)
    if bounded is None:
        assert not 1971 <= moment.year <= 2998
    else:
        assert bounded.utcoffset() == timedelta(0)
        for zone in FARTHEST:
            assert (bounded + timedelta(days=1)).astimezone(zone) > bounded
            assert (bounded - timedelta(days=1)).astimezone(zone) < bounded


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00Z", "9999-12-31", "1969-12-31", "", "soon", "99999-01-01"]
)
def test_a_time_out_of_bounds_is_none(text: str) -> None:
    assert read_time(text) is None
    assert read_moment(text, ["America/New_York"]) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-999999999999999999"[:18], -99999999999999999),
        ("9" * 400, "9" * 400),
        ("9" * 5000, "9" * 400),
        ("1e999", "1e999"),
        ("9" * 400 + ".0", "9" * 400),
        ("NaN", None),
        ("[-Infinity]", [None]),
        ('{"a": 1.5}', {"a": 1.5}),
    ],
)
def test_numbers_that_nothing_holds_become_text(text: str, value: object) -> None:
    assert read_json(text) == value


def test_what_is_nested_too_deeply_is_no_json() -> None:
    with pytest.raises(ValueError, match="deeply"):
        read_json("[" * 200_000 + "]" * 200_000)


@given(st.recursive(st.integers() | st.floats(), st.lists))
def test_what_was_read_can_be_written_as_strict_json(value: object) -> None:
    json.dumps(read_json(json.dumps(value)), allow_nan=False)
