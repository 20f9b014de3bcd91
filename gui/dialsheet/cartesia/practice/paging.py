"""Pages of a list: `limit`, `starting_after` and `ending_before`."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from starlette.datastructures import QueryParams

from dialsheet.cartesia.practice.refusals import bad_request


class Identified(Protocol):
    """Something with an ID."""

    @property
    def id(self) -> str:
        """The cursor that stands for it."""


T = TypeVar("T", bound=Identified)


def page(items: Sequence[T], query: QueryParams) -> tuple[Sequence[T], dict[str, object]]:
    """The page that `query` asks for, with `has_more` and `next_page`; raises `Refusal`."""
    limit = query.get("limit", "10")
    if not (limit.isascii() and limit.isdigit() and len(limit) < 4 and 1 <= int(limit) <= 100):
        raise bad_request("limit must be an integer from 1 to 100.")
    size = int(limit)
    after, before = query.get("starting_after"), query.get("ending_before")
    if after is not None and before is not None:
        raise bad_request("Give starting_after or ending_before, not both.")
    if before is not None:
        end = _position(items, before)
        start = max(0, end - size)
        more, cursor = start > 0, items[start].id if end else None
    else:
        start = _position(items, after) + 1 if after is not None else 0
        end = min(len(items), start + size)
        more, cursor = end < len(items), items[end - 1].id if end > start else None
    return items[start:end], {"has_more": more, "next_page": cursor if more else None}


def _position(items: Sequence[T], cursor: str) -> int:
    for index, item in enumerate(items):
        if item.id == cursor:
            return index
    raise bad_request("The cursor is not an ID of this list.")
