"""The whole proofs of `dev.py prove`: searches too long for the tests, run once for each issue."""

import argparse
import os
import random
import time
from collections.abc import Callable, Sequence

# By name: arguments of Python in the folder `tests`, in which {first}, {seeds} and {cores} are
# filled in. The exit status of each says whether anything was wrong.
PROOFS = {
    "simulation": "-m simulation {first} {seeds} {cores}",  # campaigns drawn from fresh seeds
    "breaches": "-m simulation.breaches",  # the laws of the simulation see what breaks them
    "walk": "-m ui.walk {first} 60",  # an hour of acts drawn at the window
    "kills": "-m kills 200",  # one campaign of the real program, killed so often
    "campaigns": "benchmarks/campaigns_under_faults.py",  # each fault, by the command line
    "windows": "benchmarks/campaigns_under_faults.py --window",  # and by a person at the window
}
SEEDS = 20_000


def read(arguments: Sequence[str]) -> dict[str, list[str]]:
    """The proofs that are wanted, by name, each with its arguments of Python.

    Exits with status 2 when they are not understood.
    """
    fresh = random.randrange(10**6, 10**9)  # noqa: S311  to search where nobody has been
    parser = argparse.ArgumentParser("dev.py prove")
    parser.add_argument("--first", type=int, default=fresh, metavar="SEED")
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="COUNT")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(PROOFS))
    wanted = parser.parse_args(arguments)
    if unknown := [name for name in wanted.names if name not in PROOFS]:
        parser.error(f"there is no proof named {unknown[0]}; there are {', '.join(PROOFS)}")
    given = {"first": wanted.first, "seeds": wanted.seeds, "cores": os.cpu_count() or 1}
    return {name: PROOFS[name].format(**given).split() for name in wanted.names or PROOFS}


def run(wanted: dict[str, list[str]], step: Callable[[str, Sequence[str]], int]) -> int:
    """Run them all, whatever comes of each, and print what did; 1 when one found a wrong.

    `step` runs Python with a heading and arguments, and returns the exit status.
    """
    told: list[tuple[str, int, float]] = []
    for name, command in wanted.items():
        began = time.monotonic()
        status = step(f"{name}: python {' '.join(command)}", command)
        told.append((name, status, time.monotonic() - began))
        if status == 130:  # a person has had enough
            break
    print("\n== What was proved ==")
    for name, status, seconds in told:
        print(f"{name:12} {'WRONG' if status else 'right':5} {seconds:6.0f} s")
    return int(any(status for _, status, _ in told))
