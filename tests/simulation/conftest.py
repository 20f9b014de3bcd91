"""One home for all worlds of this room: opening a library costs more than a campaign."""

from collections.abc import Iterator

import pytest

from simulation.home import Home


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A library's folder."""
    home = Home(tmp_path_factory.mktemp("simulation") / "home")
    yield home
    home.close()
