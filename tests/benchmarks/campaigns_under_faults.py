"""300 contacts in each dialect under each fault, every outcome compared with the service's own.

`python tests/benchmarks/campaigns_under_faults.py [--window] [CONTACTS [FAULT ...]]`, with `tests`
on the path: by the command line, or by a person at the window. Takes some 30 minutes.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from faulty_campaigns import DIALECTS, FAULTS, Played, play


def main(contacts: int, faults: Sequence[str], *, by_window: bool) -> int:
    """Play the combinations, a line each; the exit status says whether any outcome was wrong."""
    bad = 0
    for fault in faults:
        for dialect in DIALECTS:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    played = play(dialect, fault, contacts, Path(folder), by_window=by_window)
                except AssertionError as failure:
                    played = Played(0, 0, Counter(), [str(failure)])
            bad += bool(played.wrongs)
            counts = " ".join(f"{name}={count}" for name, count in sorted(played.outcomes.items()))
            print(  # noqa: T201
                f"{dialect} {fault or 'no fault':25} hits={played.faults:4} runs={played.runs:2} "
                f"{'WRONG' if played.wrongs else 'RIGHT'} {counts}",
                *played.wrongs[:3],
                *(f"\n    {stop}" for stop in dict.fromkeys(played.stops)),
                flush=True,
            )
    return int(bad > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", action="store_true")
    parser.add_argument("contacts", type=int, nargs="?", default=300)
    parser.add_argument("faults", nargs="*", default=[*FAULTS], metavar="fault")
    chosen = parser.parse_args()
    sys.exit(main(chosen.contacts, chosen.faults, by_window=chosen.window))
