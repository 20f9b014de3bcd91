"""The dialer is tried in the worlds of `tests/simulation`, which are told here step by step."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dialsheet.campaign import CallingRules, Pace, Rules
from simulation.home import Home
from simulation.service import Weather
from simulation.world import NO_RULES, NewWorld, World

QUICK = Weather(connects_s=(0.1, 0.1), answers_s=(0.2, 0.2))  # no request overlaps another


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("dialing") / "home")
    yield home
    home.close()


@pytest.fixture
def new_world(_home: Home) -> Iterator[NewWorld]:
    """`new_world(contacts=3, faults="429 401", pace=1, live=8, limit=None, …)`.

    `faults` go wrong with the first creates, one by one (`-`: nothing does); `pace` is in calls a
    second, `live` the ceiling; `weather` has more, and so does `World`.
    """

    def make(
        contacts: int = 3,
        faults: str = "",
        pace: float = 1,
        live: int = 8,
        limit: int | None = None,
        weather: Weather | None = None,
        calling: CallingRules | None = None,
        **more: object,
    ) -> World:
        script = tuple("" if name == "-" else name for name in faults.split())
        return World(
            _home,
            contacts=contacts,
            pace=Pace(pace, live),
            rules=Rules(limit=limit, calling=calling or NO_RULES),
            weather=weather or replace(QUICK, script=script),
            **more,  # type: ignore[arg-type]
        )

    yield make
    _home.disk_is_well()
