"""How long a test waits for what must come about: the one bound of all waits.

It only keeps a broken program from hanging for ever, and says nothing of how fast anything is:
speed is measured in `benchmarks`. `TEST_PATIENCE_S` sets it, lower while a test is being written.
"""

import os

PATIENCE_S = float(os.environ.get("TEST_PATIENCE_S", "600"))
PATIENCE_MS = round(1000 * PATIENCE_S)
