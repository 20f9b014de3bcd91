"""The mapping: which columns are numbers, and what becomes which field that the agent reads."""

from collections.abc import Mapping as MappingABC
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from dialsheet.errors import Reason

REF_FIELD = "dialsheet_ref"  # goes out with every call
TEST_FIELD = "dialsheet_test"  # true in a test call
OUR_FIELDS = frozenset({REF_FIELD, TEST_FIELD})  # a user's field cannot have their names


class FieldType(StrEnum):
    """What a field's value is in JSON."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"


class WhenEmpty(StrEnum):
    """What an empty cell sends."""

    NOTHING = "nothing"  # the field is left out
    DEFAULT = "default"
    HOLD = "hold"  # the contact is held


@dataclass(frozen=True, slots=True)
class Field:
    """One field that the agent reads, filled from a column or with a constant.

    A dotted `name` makes a nested object: `customer.name` sends `{"customer": {"name": ...}}`.
    """

    name: str
    type: FieldType = FieldType.TEXT
    column: str | None = None  # the header of the column; None: `constant` is sent
    constant: str = ""
    when_empty: WhenEmpty = WhenEmpty.NOTHING
    default: str = ""


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column of telephone numbers, in the order in which they are tried."""

    column: str  # its header
    kind: str = ""  # mobile, home, work, ...; empty: not said


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which columns are numbers and which columns or constants become which fields."""

    numbers: tuple[NumberColumn, ...] = ()
    region: str | None = None  # ISO country of numbers that carry none
    fields: tuple[Field, ...] = ()
    region_column: str | None = None  # says each row's country; where it is empty, `region` stands

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the library."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: MappingABC[str, Any]) -> "Mapping":
        """The reverse of `to_json`."""
        return cls(
            tuple(NumberColumn(**number) for number in data["numbers"]),
            data["region"],
            tuple(
                Field(
                    **{
                        **field,
                        "type": FieldType(field["type"]),
                        "when_empty": WhenEmpty(field["when_empty"]),
                    }
                )
                for field in data["fields"]
            ),
            data.get("region_column"),
        )


def mapping_problems(mapping: Mapping, headers: Sequence[str]) -> list[Reason]:
    """What is wrong with a mapping before any row is read; empty when nothing is."""
    problems: list[Reason] = []
    known = set(headers)
    if not mapping.numbers:
        problems.append(Reason("campaign.no_number_column"))
    wanted = [number.column for number in mapping.numbers]
    wanted += [mapping.region_column] if mapping.region_column is not None else []
    wanted += [field.column for field in mapping.fields if field.column is not None]
    problems += [
        Reason("campaign.no_such_column", {"column": column})
        for column in dict.fromkeys(wanted)
        if column not in known
    ]
    paths: set[tuple[str, ...]] = set()
    for field in mapping.fields:
        path = tuple(field.name.split("."))
        if not all(part.strip() for part in path):
            problems.append(Reason("campaign.field_without_name", {"field": field.name}))
        elif path[0] in OUR_FIELDS:
            problems.append(Reason("campaign.field_reserved", {"field": field.name}))
        elif any(path[: len(other)] == other or other[: len(path)] == path for other in paths):
            problems.append(Reason("campaign.field_twice", {"field": field.name}))
        paths.add(path)
    return problems
