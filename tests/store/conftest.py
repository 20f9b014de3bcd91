"""A library in a folder of its own for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialsheet.store import open_library
from store.desk import Desk


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    """Opens the library in this test's folder, each time anew; all are closed at the end."""
    sheet = tmp_path / "people.csv"
    sheet.write_text("Phone\n+14155550101\n", encoding="utf-8")
    desks: list[Desk] = []

    def open_one() -> Desk:
        home = tmp_path / "home"
        desks.append(Desk(home, open_library(home), sheet))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.library.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    """A new library."""
    return open_desk()
