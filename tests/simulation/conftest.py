"""One home for all worlds of this room: opening a library costs more than a campaign."""

from collections.abc import Iterator

import pytest

from simulation.home import Home, temporary_home


@pytest.fixture(scope="session")
def home() -> Iterator[Home]:
    """A library's folder."""
    with temporary_home() as home:
        yield home
