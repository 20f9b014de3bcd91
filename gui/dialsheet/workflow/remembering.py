"""Mappings of other days, by the names of the columns that they were made for.

They are kept as one setting of the library: plain values, the one used last at the end.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingABC
from hashlib import sha256
from typing import Any

from dialsheet.campaign import Mapping, mapping_problems

_KEPT = 200


def recall(remembered: MappingABC[str, Any], headers: Sequence[str]) -> Mapping | None:
    """The mapping that was made for columns with these names, in any order."""
    try:
        mapping = Mapping.from_json(remembered[_key(headers)])
    except (KeyError, TypeError, ValueError):  # none, or one that another version wrote
        return None
    problems = mapping_problems(mapping, headers)
    return None if problems else mapping


def remember(
    remembered: MappingABC[str, Any], headers: Sequence[str], mapping: Mapping
) -> dict[str, Any]:
    """What is remembered from now on."""
    kept = forget(remembered, headers)
    kept[_key(headers)] = mapping.to_json()
    return dict(list(kept.items())[-_KEPT:])


def forget(remembered: MappingABC[str, Any], headers: Sequence[str]) -> dict[str, Any]:
    """The same without the mapping for these columns."""
    key = _key(headers)
    return {other: mapping for other, mapping in remembered.items() if other != key}


def recall_ignored(remembered: MappingABC[str, Any], headers: Sequence[str]) -> tuple[str, ...]:
    """The columns that say not to call, and that a person overruled for these columns."""
    ignored = remembered.get(_key(headers), ())
    return tuple(each for each in ignored if each in headers) if isinstance(ignored, list) else ()


def remember_ignored(
    remembered: MappingABC[str, Any], headers: Sequence[str], ignored: Sequence[str]
) -> dict[str, Any]:
    """What is remembered of such answers from now on."""
    kept = forget(remembered, headers)
    if ignored:
        kept[_key(headers)] = list(ignored)
    return dict(list(kept.items())[-_KEPT:])


def _key(headers: Iterable[str]) -> str:
    names = "\0".join(sorted(headers))
    return sha256(names.encode("utf-8", "surrogatepass")).hexdigest()
