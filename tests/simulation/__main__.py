"""Plays many seeds: `python -m simulation FIRST COUNT`, with `tests` on the path."""

import sys
import tempfile
from pathlib import Path

from simulation.home import Home
from simulation.scenario import Scenario, Violated


def main(first: int, count: int) -> int:
    """Print what was violated; the exit status says whether anything was."""
    violated = 0
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        for seed in range(first, first + count):
            try:
                Scenario.of(seed).play(home)
            except Violated as violation:
                violated += 1
                print(violation)  # noqa: T201  it is what this is for
        home.close()
    print(f"{count} seeds from {first} on: {violated} violated")  # noqa: T201
    return int(violated > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
