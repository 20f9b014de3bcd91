"""What a row sends: cells turned into the values of the mapped fields."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from dialsheet.campaign.mapping import REF_FIELD, TEST_FIELD, Field, FieldType, WhenEmpty
from dialsheet.columns import is_error
from dialsheet.errors import Reason

ERROR_CELL = "campaign.error_cell"

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

# Full width becomes ASCII. Not NFKC, which would make 102 of 10².
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x2212: ord("-")}
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")
_TRUE = frozenset({"true", "yes", "y", "1", "on", "はい", "真", "oui", "ja", "sí", "si", "✓"})
_FALSE = frozenset({"false", "no", "n", "0", "off", "いいえ", "偽", "non", "nein", "✗"})


class Held(Exception):
    """The row cannot be sent as it is."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def row_values(fields: tuple[Field, ...], cells: Mapping[str, str]) -> dict[str, Json]:
    """The object that the agent reads, without the reference; raises `Held` with the reason."""
    values: dict[str, Json] = {}
    for field in fields:
        text = cells[field.column] if field.column is not None else field.constant
        if field.column is not None and is_error(text):
            raise Held(Reason(ERROR_CELL, {"column": field.column}))
        if not text.strip():
            if field.when_empty is WhenEmpty.HOLD:
                raise Held(Reason("campaign.empty_cell", _place(field)))
            if field.when_empty is WhenEmpty.NOTHING:
                continue
            text = field.default
        _put(values, field.name, _CONVERT[field.type](field, text))
    return values


def with_ref(values: Mapping[str, Json], ref: str, *, test: bool = False) -> dict[str, Json]:
    """`values` and the reference by which the call is found again; a test call says that it is."""
    return {**values, REF_FIELD: ref, **({TEST_FIELD: True} if test else {})}


def _put(values: dict[str, Json], dotted: str, value: Json) -> None:
    *parents, name = dotted.split(".")
    for parent in parents:
        inner = values.setdefault(parent, {})
        if not isinstance(inner, dict):
            raise Held(Reason("campaign.field_twice", {"field": dotted}))
        values = inner
    values[name] = value


def _as_text(_field: Field, text: str) -> Json:
    return text


def _as_number(field: Field, text: str) -> Json:
    plain = text.strip().translate(_NARROW)
    number = _NUMBER.fullmatch(plain)
    if number is None:
        raise Held(Reason("campaign.not_a_number", _place(field)))
    value = float(plain) if number[1] else int(plain)
    # Whoever reads JSON is free to take every number as a double.
    if Decimal(repr(value)) != Decimal(plain) or float(value) != value:
        raise Held(Reason("campaign.number_too_long", _place(field)))
    return value


def _as_boolean(field: Field, text: str) -> Json:
    plain = text.strip().translate(_NARROW).casefold()
    if plain in _TRUE:
        return True
    if plain in _FALSE:
        return False
    raise Held(Reason("campaign.not_yes_or_no", _place(field)))


def _place(field: Field) -> dict[str, str | int | float]:
    return {"field": field.name, "column": field.column or ""}


_CONVERT: dict[FieldType, Callable[[Field, str], Json]] = {
    FieldType.TEXT: _as_text,
    FieldType.NUMBER: _as_number,
    FieldType.BOOLEAN: _as_boolean,
}
