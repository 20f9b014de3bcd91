"""`python moved_clock.py SECONDS ...`: `dialsheet ...` on a machine whose clock is so far ahead."""

import sys
import time
from datetime import UTC, datetime

from dialsheet import cli, outside

ahead_s, machine_s = float(sys.argv.pop(1)), time.time
time.time = lambda: machine_s() + ahead_s
outside.SystemClock.now = lambda _clock: datetime.fromtimestamp(time.time(), UTC)  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(cli.main())
