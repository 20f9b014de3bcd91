"""A random walk over the real window: `python -m ui.walk FIRST MINUTES`, in the folder `tests`.

Or `python -m ui.walk FIRST --walks COUNT [--steps COUNT]`. Each walk has a seed of its own and a
library of its own; `python -m ui.walk SEED --walks 1` walks it again. Real are the window, the
engine, the work process and the practice service. What is wrong is printed with the way that led
to it; the exit status says whether anything was.
"""

import argparse
import os
import sys

STEPS = 250


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m ui.walk")
    parser.add_argument("first", type=int, metavar="FIRST")
    parser.add_argument("minutes", type=float, nargs="?", default=60.0, metavar="MINUTES")
    parser.add_argument("--walks", type=int, metavar="COUNT")
    parser.add_argument("--steps", type=int, default=STEPS, metavar="COUNT")
    return parser.parse_args()


if __name__ == "__main__":  # a work process imports this module, and needs nothing of it
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt
    os.environ.setdefault("TEST_PATIENCE_S", "60")
    from ui.walk.walks import main

    sys.exit(main(**vars(_asked())))
