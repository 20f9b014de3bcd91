"""A million rows: checked in the work process while the table scrolls, then corrected one by one.

Prints seconds for the check, milliseconds of the table's frames meanwhile and of each correction;
status 1 when the median frame is more than `GOAL` times the idle one, or a correction took
`ONE_MS` in the median.
"""

import os
import random
import statistics
import sys
import threading
import time
from array import array

from bench_frames import GOAL, IDLE_FRAMES, Table

from dialsheet.campaign import Correction, EditableContacts, Mapping, NumberColumn, Rules
from dialsheet.columns import Source, TextColumn
from dialsheet.columns import Table as Cells
from dialsheet.workflow import Opened, Sheet, WorkProcess, plan_to_edit

ROWS, CORRECTIONS, ONE_MS = 1_000_000, 2_000, 1.0
DICE = random.Random(4)


def _cell() -> str:
    """Mostly callable; some double, some that wait, some that cannot be called."""
    kind = DICE.random()
    if kind < 0.90:
        return f"(212) {DICE.randint(200, 999)}-{DICE.randint(0, 9999):04}"
    if kind < 0.95:
        return f"+8190{DICE.randint(10_000_000, 99_999_999)}"
    return f"Tel: 212{DICE.randint(2_000_000, 9_999_999)}" if kind < 0.98 else str(kind)


def _milliseconds(start: float) -> float:
    return 1000 * (time.perf_counter() - start)


def main() -> int:
    """The check beside the table, then the corrections."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    cells = TextColumn.of(_cell() for _ in range(ROWS))
    names = TextColumn.of(f"Person {number}" for number in range(ROWS))
    table = Cells(("Name", "Phone"), array("Q", range(2, ROWS + 2)), (names, cells))
    sheet = Sheet(Source("/sheets/a.csv", "0" * 64, "csv"), table)
    mapping = Mapping((NumberColumn("Phone"),), "US")
    process, answers = WorkProcess(), list[EditableContacts]()
    process.start()

    def check() -> None:
        answers.append(process.run(plan_to_edit, sheet, mapping, Rules()))

    start = time.perf_counter()
    check()
    sys.stdout.write(f"checked and decided   {_milliseconds(start) / 1000:5.1f} s, {ROWS:,} rows\n")
    shown = Table(Opened(sheet, mapping, answers[0], mapping))
    usual = statistics.median(shown.frames(lambda count: count < IDLE_FRAMES))
    thread = threading.Thread(target=check)
    thread.start()
    taken = shown.frames(lambda _: thread.is_alive())
    ratio = statistics.median(taken) / usual
    slowest = sorted(taken)[len(taken) * 19 // 20]
    sys.stdout.write(
        f"frames meanwhile      {ratio * usual:5.1f} ms   slowest twentieth {slowest:5.1f} ms"
        f"   {len(taken)} frames   idle {usual:.1f} ms   ratio {ratio:.2f} (goal {GOAL})\n"
    )
    contacts, times = answers[0], []
    for _ in range(CORRECTIONS):
        index = DICE.randrange(ROWS)
        said = Correction(index + 2, "Phone", cells[index], _cell())
        start = time.perf_counter()
        contacts.read_as(said.place, said)
        times.append(_milliseconds(start))
    median = statistics.median(times)
    sys.stdout.write(
        f"one correction        {median:5.2f} ms   slowest twentieth"
        f" {sorted(times)[len(times) * 19 // 20]:.2f} ms   (goal {ONE_MS})\n"
    )
    process.close()
    return int(ratio > GOAL or median > ONE_MS)


if __name__ == "__main__":
    sys.exit(main())
