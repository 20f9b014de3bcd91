"""What the tests of the workflow share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.desk import Desk


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[list[Desk]]:
    """Three machines that know nothing of each other."""
    desks = [Desk(tmp_path / f"home {number}") for number in range(3)]
    yield desks
    for desk in desks:
        desk.library.close()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Six people below a title, two of them with the same number."""
    path = tmp_path / "people.csv"
    lines = ["Our people,,", "Name,Phone,Note"]
    lines += [f"{name},+1 212 555 010{n}," for n, name in enumerate("ABCDE")]
    path.write_text("\n".join([*lines, "F,+1 212 555 0100,"]) + "\n", encoding="utf-8")
    return path
