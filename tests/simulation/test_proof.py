"""The proof is not blind: a world that is broken on purpose does not pass for a whole one."""

import pytest

from simulation.breaches import BREACHES
from simulation.home import Home


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_seen_by_a_seed_that_replays(home: Home, name: str) -> None:
    breach = BREACHES[name]
    seed = breach.seed(home)
    print(f"{name}: seed {seed}")  # noqa: T201  a seed is there to be told
    assert seed is not None
    assert breach.seed(home, range(seed, seed + 1)) == seed
