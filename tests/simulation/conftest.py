"""One home for many worlds of this room: opening a library costs more than a campaign."""

from collections.abc import Iterator

import pytest

from simulation.home import Home, temporary_homes


@pytest.fixture(scope="session")
def homes() -> Iterator[Iterator[Home]]:
    """Libraries' folders."""
    with temporary_homes() as homes:
        yield homes


@pytest.fixture
def home(homes: Iterator[Home]) -> Home:
    """A library's folder."""
    return next(homes)
