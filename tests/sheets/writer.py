"""Writes a result sheet, slowly: to be killed in the middle. Says `writing` once it is there.

python -m sheets.writer PATH [LIMIT]     LIMIT: bytes that a file of this process may have
"""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from dialsheet.errors import OutsideFault
from dialsheet.sheets import Page, ResultBook, write_result
from sheets.own import Everything


def rows(*, forever: bool) -> Iterator[list[str]]:
    """Enough to be written through; then, if `forever`, nothing more comes."""
    for number in range(60_000):
        yield [f"Ann {number}", "+12125550101"]
    print("writing", flush=True)  # noqa: T201
    while forever:
        time.sleep(60)


def main(path: str, limit: str | None = None) -> None:
    """Write, and exit with 3 when there is no room."""
    if limit is not None:
        import resource  # not on Windows

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    page = Page("Results", ("Name", "Phone"), rows(forever=limit is None))
    try:
        write_result(Path(path), ResultBook((page,)), written=Everything())
    except OutsideFault as fault:
        sys.exit(3 if fault.reason.code == "sheets.disk_full" else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
