"""A library in a folder of its own for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialsheet.store import open_library
from store.desk import Desk


@pytest.fixture(scope="session")
def new_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library without anything in it. Copied it is ready at once."""
    home = tmp_path_factory.mktemp("new") / "home"
    open_library(home).close()
    return home


@pytest.fixture
def open_desk(tmp_path: Path, new_library: Path) -> Iterator[Callable[[], Desk]]:
    """Opens the library in this test's folder, each time anew; all are closed at the end."""
    sheet = tmp_path / "people.csv"
    sheet.write_text("Phone\n+14155550101\n", encoding="utf-8")
    home = shutil.copytree(new_library, tmp_path / "home")
    desks: list[Desk] = []

    def open_one() -> Desk:
        desks.append(Desk(home, open_library(home), sheet))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.library.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    """A new library."""
    return open_desk()
