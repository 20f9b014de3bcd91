"""`python moved_clock.py SECONDS ...`: `dialsheet ...` on a machine whose clock is so far ahead."""

import datetime
import sys
import time

ahead_s, machine_s = float(sys.argv.pop(1)), time.time


class Moved(datetime.datetime):
    """A `datetime` that goes by the clock that was moved."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> "Moved":
        """What this machine takes for the time."""
        return cls.fromtimestamp(time.time(), tz)


time.time = lambda: machine_s() + ahead_s
datetime.datetime = Moved  # type: ignore[misc]

if __name__ == "__main__":
    from dialsheet.cli import main  # with everything that asks for the time

    sys.exit(main())
