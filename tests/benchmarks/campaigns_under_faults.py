"""300 contacts in each dialect under each fault, every outcome compared with the service's own.

`python tests/benchmarks/campaigns_under_faults.py [CONTACTS [FAULT ...]]`, with `tests` on the
path. Takes some 20 minutes.
"""

import sys
import tempfile
from pathlib import Path

from faulty_campaigns import DIALECTS, FAULTS, play


def main(contacts: int = 300, *faults: str) -> int:
    """Play the combinations, a line each; the exit status says whether any outcome was wrong."""
    bad = 0
    for fault in faults or FAULTS:
        for dialect in DIALECTS:
            with tempfile.TemporaryDirectory() as folder:
                played = play(dialect, fault, contacts, Path(folder))
            bad += bool(played.wrongs)
            counts = " ".join(f"{name}={count}" for name, count in sorted(played.outcomes.items()))
            print(  # noqa: T201
                f"{dialect} {fault or 'no fault':25} hits={played.faults:4} runs={played.runs:2} "
                f"{'WRONG' if played.wrongs else 'RIGHT'} {counts}",
                *played.wrongs[:3],
                flush=True,
            )
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2]), *sys.argv[2:]))
