"""What each dialect of the API lets a row send, told before anything is sent."""

import json
import re
from collections.abc import Mapping, Sequence

from dialsheet.campaign.connection import Dialect
from dialsheet.campaign.mapping import REF_FIELD, Field
from dialsheet.campaign.values import Held, Json, row_values
from dialsheet.errors import Reason

MAX_VARIABLES = 63  # of the user's: 64 with the reference
MAX_VARIABLES_BYTES = 16 * 2**10
WARN_METADATA_BYTES = 16 * 2**10
MAX_METADATA_BYTES = 2**20

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_RESERVED = ("system__", "secret__")


def dialect_problem(values: Mapping[str, Json], dialect: Dialect) -> Reason | None:
    """Why `values`, the reference included, cannot be sent in `dialect`; None: they can."""
    if _size(values) is None:
        field = next(name for name, value in values.items() if _size({name: value}) is None)
        name = field.encode("utf-8", "replace").decode()
        return Reason("campaign.unsendable_value", {"field": name})
    if dialect is Dialect.METADATA:
        return _too_large(values, MAX_METADATA_BYTES)
    for field, value in values.items():
        if not isinstance(value, str | int | float | bool):
            return Reason("campaign.nested_value", {"field": field})
        if not _NAME.fullmatch(field):
            return Reason("campaign.variable_name", {"field": field[:80]})
        if field.startswith(_RESERVED):
            return Reason("campaign.variable_reserved", {"field": field})
    count = len(values.keys() - {REF_FIELD})
    if count > MAX_VARIABLES:
        return Reason("campaign.too_many_variables", {"count": count, "most": MAX_VARIABLES})
    return _too_large(values, MAX_VARIABLES_BYTES)


def fields_problem(fields: Sequence[Field], dialect: Dialect) -> Reason | None:
    """Why no row at all can be sent with these fields in `dialect`; None: nothing of the kind."""
    plain = tuple(Field(field.name, constant="-") for field in fields)
    try:
        return dialect_problem(row_values(plain, {}), dialect)
    except Held as held:  # two fields in one place
        return held.reason


def dialect_warning(values: Mapping[str, Json], dialect: Dialect) -> Reason | None:
    """What may go wrong with `values` in `dialect`, though nothing documented forbids it."""
    size = _size(values)
    if dialect is Dialect.METADATA and size is not None and size > WARN_METADATA_BYTES:
        return Reason("campaign.large_metadata", {"size": _kib(size)})
    return None


def _too_large(values: Mapping[str, Json], most: int) -> Reason | None:
    size = _size(values) or 0
    if size <= most:
        return None
    return Reason("campaign.row_too_large", {"size": _kib(size), "most": _kib(most)})


def _size(values: Mapping[str, Json]) -> int | None:
    """Bytes of the JSON. None: not a number has none, half a surrogate pair no UTF-8."""
    try:
        return len(json.dumps(values, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        return None


def _kib(size: int) -> int:
    return -(-size // 1024)
