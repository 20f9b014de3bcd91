"""The port to the library: whoever stands behind it keeps each promise with work of its own."""

from dataclasses import fields

import pytest

from dialsheet.campaign import Unsuppressed
from dialsheet.ports import ANY_TERMS, Event, Library, Terms
from dialsheet.store.library import SqliteLibrary

PROMISES = [name for name in vars(Library) if not name.startswith("_")]


@pytest.mark.parametrize("name", PROMISES)
def test_no_promise_is_left_to_the_port_itself(name: str) -> None:
    """Inherited from the port, a method would return None, and nobody would notice."""
    assert name in vars(SqliteLibrary)
    assert getattr(Library, name).__doc__, "a port says what it promises"


@pytest.mark.parametrize("crosses", [Event, Terms, Unsuppressed])
def test_what_crosses_cannot_be_changed(crosses: type) -> None:
    assert crosses.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_terms_ask_for_nothing_unless_they_are_told() -> None:
    assert Terms() == ANY_TERMS
    assert not any(getattr(ANY_TERMS, field.name) for field in fields(Terms))
