"""Plays many seeds: `python -m simulation FIRST COUNT [PROCESSES]`, with `tests` on the path.

Each process has a range of its own; violations are printed as they are seen, and the sum at the
end. The digest is the same whenever the same seeds are played.
"""

import hashlib
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from simulation.home import temporary_homes
from simulation.scenario import Scenario, Violated

_AT_ONCE = 250  # seeds between two lines


def play(first: int, count: int) -> tuple[int, str]:
    """How many of these seeds were violated, which is printed, and what they came to, hashed."""
    violated, digest = 0, hashlib.sha256()
    with temporary_homes() as homes:
        for seed in range(first, first + count):
            try:
                digest.update(repr(Scenario.of(seed).play(next(homes)).told()).encode())
            except Violated as violation:
                violated += 1
                print(violation, flush=True)  # noqa: T201  it is what this is for
    return violated, digest.hexdigest()


def main(first: int, count: int, processes: int = 1) -> int:
    """Print what was violated; the exit status says whether anything was."""
    began, violated, done, digest = time.monotonic(), 0, 0, hashlib.sha256()
    starts = range(first, first + count, _AT_ONCE)
    sizes = [min(_AT_ONCE, first + count - start) for start in starts]
    with ProcessPoolExecutor(processes) as pool:
        for size, (wrong, hashed) in zip(sizes, pool.map(play, starts, sizes), strict=True):
            violated, done = violated + wrong, done + size
            digest.update(hashed.encode())
            seconds = time.monotonic() - began
            print(  # noqa: T201
                f"{done} of {count} seeds from {first} on: {violated} violated, {seconds:.0f} s,"
                f" digest {digest.hexdigest()[:12]}",
                flush=True,
            )
    return int(violated > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
