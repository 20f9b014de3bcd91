"""One walk after the other, and what they have found."""

import faulthandler
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from dialsheet import app
from dialsheet.ports import PracticeService
from ui.walk.acts import next_act
from ui.walk.driver import Walker, Wrong, expect_life, own_service, watch

_TOLD = 40  # steps of the way that led to a wrong


class Walks:
    """One walk after the other."""

    def __init__(self, folder: Path, steps: int) -> None:
        self.steps = 0
        self.wrongs: Counter[str] = Counter()
        self._folder, self._most = folder, steps
        self._walker: Walker | None = None
        self._elsewhere: list[str] = []  # wrongs between two walks
        watch(self._note, lambda: self._now)

    def walk(self, seed: int, service: PracticeService) -> bool:
        """Walk one seed; False when something is wrong."""
        self._elsewhere.clear()
        walker: Walker | None = None
        try:
            walker = self._walker = Walker(seed, self._folder / str(seed), service)
            self._steps(walker)
            self._walker = None
            walker.leave()
            if self._elsewhere:
                raise Wrong("\n".join(self._elsewhere))
        except Exception as wrong:  # noqa: BLE001  a walk tells of it, and the next one goes on
            self._tell(seed, walker, wrong)
            self._walker = None
            if walker is not None:
                walker.window.session.run.break_off()
                walker.window.close()
            return False
        return True

    def _steps(self, walker: Walker) -> None:
        for _ in range(self._most):
            expect_life()
            name, act = next_act(walker)
            walker.trail.append(name)
            self.steps += 1
            act()
            walker.turn()
            walker.reopen_if_closed()
            if walker.rng.random() < 0.5:
                walker.settle()
                walker.check_laws()
            walker.check()

    @property
    def _now(self) -> Walker:
        assert self._walker is not None
        return self._walker

    def _note(self, wrong: str) -> None:
        (self._walker.wrongs if self._walker else self._elsewhere).append(wrong)

    def _tell(self, seed: int, walker: Walker | None, wrong: Exception) -> None:
        self.wrongs[str(wrong).strip().splitlines()[-1]] += 1
        trail = walker.trail[-_TOLD:] if walker else []
        count = len(walker.trail) if walker else 0
        said = str(wrong) if isinstance(wrong, Wrong) else repr(wrong)
        print(f"\n== seed {seed}, step {count} ==", *trail, said, sep="\n  ", flush=True)  # noqa: T201
        if not isinstance(wrong, Wrong):
            sys.__excepthook__(type(wrong), wrong, wrong.__traceback__)


def main(first: int, minutes: float | None, walks: int | None, steps: int) -> int:
    """Walk seeds from `first` on, for so long or so many; the exit status."""
    application = app.make_application()
    application.setQuitOnLastWindowClosed(False)
    began, done, wrong = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        service = own_service(Path(folder, "service"))
        many = Walks(Path(folder), steps)
        try:
            while done < walks if walks else time.monotonic() < began + 60 * (minutes or 0):
                wrong += not many.walk(first + done, service)
                done += 1
        finally:
            service.stop()
        faulthandler.cancel_dump_traceback_later()
    seconds = time.monotonic() - began
    print(f"{done} walks from {first} on, {many.steps} steps, {wrong} wrong, {seconds:.0f} s")  # noqa: T201
    for what, count in many.wrongs.most_common():
        print(f"{count:5} {what}")  # noqa: T201
    return int(wrong > 0)
