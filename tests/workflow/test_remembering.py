"""Mappings of other days come back by the names of the columns."""

from dialsheet.campaign import Field, FieldType, Mapping, NumberColumn, WhenEmpty
from dialsheet.workflow import forget, remember
from dialsheet.workflow.remembering import recall

MAPPING = Mapping(
    (NumberColumn("Mobile", "mobile"), NumberColumn("Phone")),
    "JP",
    (
        Field("visits", FieldType.NUMBER, "Visits", when_empty=WhenEmpty.DEFAULT, default="0"),
        Field("source", constant="north"),
    ),
)
HEADERS = ("Name", "Mobile", "Phone", "Visits")


def test_the_order_of_the_columns_does_not_matter() -> None:
    kept = remember({}, HEADERS, MAPPING)
    assert recall(kept, tuple(reversed(HEADERS))) == MAPPING
    assert recall(kept, HEADERS[1:]) is None
    assert recall(kept, (*HEADERS, "More")) is None


def test_the_latest_mapping_counts_and_can_be_forgotten() -> None:
    later = Mapping((NumberColumn("Phone"),))
    kept = remember(remember({}, HEADERS, MAPPING), HEADERS, later)
    assert recall(kept, HEADERS) == later
    assert recall(forget(kept, HEADERS), HEADERS) is None


def test_what_was_used_long_ago_makes_room() -> None:
    kept = remember({}, HEADERS, MAPPING)
    for number in range(500):
        kept = remember(kept, (f"Phone {number}",), Mapping((NumberColumn(f"Phone {number}"),)))
    assert len(kept) == 200
    assert recall(kept, HEADERS) is None
    assert recall(kept, ("Phone 499",)) is not None


def test_what_another_version_wrote_is_left_alone() -> None:
    (key,) = remember({}, HEADERS, MAPPING)
    assert recall({key: {"numbers": [{"name": "Phone"}], "shape": 2}}, HEADERS) is None
    other = Mapping((NumberColumn("Fax"),))
    assert recall({key: other.to_json()}, HEADERS) is None, "no such column"
