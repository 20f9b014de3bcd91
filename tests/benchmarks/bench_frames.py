"""The table's frame while the work process reads, looks or writes, beside the same frame idle.

A frame is one repaint of the viewport of the real table over 100,000 real contacts, scrolled on
each time. Prints the median and the slowest twentieth in milliseconds; status 1 when a median is
more than `GOAL` times the idle one.
"""

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bench_sheets import make_files, write_ours

from dialsheet.workflow import Choices, Opened, WorkProcess, open_sheet, preview

GOAL = 1.5
IDLE_FRAMES, ROWS, WIDTH, HEIGHT = 300, 100_000, 1280, 800
PAUSE_S = 0.004  # between frames: a window that is drawn on has other things to do, too


class Table:
    """The contacts of the window, and nothing else of it."""

    def __init__(self, opened: Opened) -> None:
        from PySide6.QtWidgets import QApplication

        from dialsheet.ui.contacts_model import ContactsModel
        from dialsheet.ui.contacts_table import ContactsTable
        from dialsheet.ui.standings import Standings

        self._application = QApplication([])
        self._model = ContactsModel()
        self._view = ContactsTable(self._model)
        self._view.resize(WIDTH, HEIGHT)
        self._view.show()
        standings = Standings(opened.contacts, source=opened.sheet.source)
        while standings.sort_more():
            pass
        numbers = frozenset(number.column for number in opened.mapping.numbers)
        self._model.show_standings(standings, numbers)
        self._application.processEvents()

    def frames(self, wanted: Callable[[int], bool]) -> list[float]:
        """Milliseconds of each frame, as long as one more is wanted."""
        bar, taken = self._view.verticalScrollBar(), []
        while wanted(len(taken)):
            bar.setValue((bar.value() + 7) % bar.maximum())
            start = time.perf_counter()
            self._view.viewport().repaint()
            taken.append(1000 * (time.perf_counter() - start))
            self._application.processEvents()
            time.sleep(PAUSE_S)
        return taken


def _while_working(table: Table, process: WorkProcess, *work: object) -> list[float]:
    thread = threading.Thread(target=process.run, args=work)
    thread.start()
    return table.frames(lambda _: thread.is_alive())


def _slowest(taken: list[float]) -> float:
    return sorted(taken)[len(taken) * 19 // 20]


def main() -> int:
    """Idle, then beside each piece of work."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    process, missed = WorkProcess(), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process.run(make_files, folder)
        sheet, text = folder / "sheet.xlsx", folder / "sheet.csv"
        table = Table(process.run(open_sheet, sheet, Choices(last_row=ROWS), "US"))
        works: dict[str, tuple[object, ...]] = {
            "reading a workbook": (open_sheet, sheet, Choices(), "US"),
            "reading a text file": (open_sheet, text, Choices(), "US"),
            "looking at a file": (preview, text, Choices()),
            "writing results": (write_ours, folder),
        }
        idle = table.frames(lambda count: count < IDLE_FRAMES)
        usual = statistics.median(idle)
        sys.stdout.write(
            f"idle                  {usual:5.1f} ms   slowest {_slowest(idle):5.1f} ms\n"
        )
        for what, work in works.items():
            taken = _while_working(table, process, *work)
            ratio = statistics.median(taken) / usual
            missed += ratio > GOAL
            sys.stdout.write(
                f"{what:20}  {ratio * usual:5.1f} ms   slowest {_slowest(taken):5.1f} ms"
                f"   {len(taken):5} frames   ratio {ratio:.2f} (goal {GOAL})"
                + ("   MISSED\n" if ratio > GOAL else "\n")
            )
            sys.stdout.flush()
        process.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
