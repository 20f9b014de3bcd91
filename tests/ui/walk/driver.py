"""One window after another on one library, and whether anything went wrong in them.

Whatever nobody caught, a warning of Qt, a crash report and a wait without end are wrongs; what is
true of a window that rests is in `laws`.
"""

import faulthandler
import os
import random
import re
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from dialsheet import app, outside
from dialsheet.campaign import Pace
from dialsheet.dialing import PATIENT
from dialsheet.ports import PracticeService
from dialsheet.ui import MainWindow, open_window
from patience import PATIENCE_S
from ui.walk.laws import broken_laws
from ui.walk.sheets import lay_out

# The offscreen platform says so of itself.
_OF_THE_PLATFORM = re.compile(r"This plugin does not support|OpenType support missing")
SPEED = 2000.0  # of practice calls


class Wrong(AssertionError):
    """What a walk has found."""


class Lent:
    """A practice service that goes on when a window is done with it."""

    def __init__(self, service: PracticeService) -> None:
        self.base_url = service.base_url
        self.is_given_up = False

    def stop(self) -> None:
        """Not yet."""


class Walker:
    """A person who does one thing after the other, and whoever looks over the shoulder."""

    def __init__(self, seed: int, folder: Path, service: PracticeService) -> None:
        self.rng = random.Random(seed)
        self.sheets = folder / "sheets"
        self.wrongs: list[str] = []
        self.trail: list[str] = []
        self._folder = folder
        lay_out(self.sheets)
        os.environ["DIALSHEET_HOME"] = str(folder / "home")
        self._tools = replace(
            app.tools(),
            start_practice=lambda: Lent(service),
            practice_timing=PATIENT.scaled(SPEED),
            account_url=service.base_url,
            results_folder=folder / "results",
        )
        self.window = self._open()

    # What a person has at hand

    def any_file(self) -> Path:
        """One that lies about, results among them."""
        return self.rng.choice(sorted(path for path in self.sheets.iterdir() if path.is_file()))

    def any_target(self) -> Path:
        """Where something may be written: a new name, mostly."""
        name = f"written {self.rng.randrange(4)}{self.rng.choice(['.xlsx', '.csv'])}"
        return self.sheets / name

    # Time

    def turn(self) -> None:
        """Let the window do what is due."""
        QApplication.processEvents()
        time.sleep(0.002)

    def until(self, condition: Callable[[], object], what: Callable[[], str]) -> None:
        """Wait; a wait without end is a wrong."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            self.turn()
            if self.wrongs:
                self.check()
            if time.monotonic() > deadline:
                raise Wrong(f"waited {PATIENCE_S:g} s in vain for {what()}")

    def settle(self) -> None:
        """Wait until the window rests, or only dials."""
        self.until(lambda: not self.unrest, lambda: f"the window to rest: {self.unrest}")
        self.turn()

    @property
    def unrest(self) -> str:
        """What the window is still about to do; empty when nothing."""
        window, session = self.window, self.window.session
        if not window.isVisible():
            return ""
        draft, standings = session.draft, session.shown.standings
        room, tasks = window.engine._room, window.engine._threads.engine._tasks
        dials = room.runs._dialer is not None
        parts = {
            "work": session.busy,
            "look": session.intake.is_looking or session.intake.is_importing,
            "plan": session._planner._under_way,
            "sorting": standings is not None and not standings.is_sorted,
            "counting": draft.contacts is not None and draft.ready is None,
            "exclusions": session.exclusions._left,
            "account": session.connecting.under_way,
            "wishes": len(tasks) > dials,
            "start": session.run.running and not dials,
        }
        return " ".join(name for name, is_so in parts.items() if is_so)

    # Wrongs

    def check(self) -> None:
        """Raise `Wrong` when something is."""
        if self.wrongs:
            raise Wrong("\n".join(dict.fromkeys(self.wrongs)))

    def check_laws(self) -> None:
        """Once the window rests, all tell the same."""
        if self.window.isVisible() and not self.unrest:
            self.wrongs += broken_laws(self.window)
        self.check()

    # Windows

    def reopen_if_closed(self) -> None:
        """A window that was closed is opened again, as on another day."""
        if not self.window.isVisible():
            self.window.deleteLater()
            self.turn()
            self.window = self._open()

    def leave(self) -> None:
        """Close for good."""
        self.window.close_by_itself()
        self.window.deleteLater()
        self.turn()

    def _open(self) -> MainWindow:
        window = open_window(self._tools)
        ready: list[object] = []
        window.engine.ready.connect(ready.append)
        window.engine.crashed.connect(self.wrongs.append)
        window.session.choices.choose_pace(Pace(20.0, 8))
        window.show()
        window.activateWindow()
        self.until(lambda: ready, lambda: "the window to be ready")
        return window


def watch(wrongs: Callable[[str], object], walker: Callable[[], Walker]) -> None:
    """Take note of everything that nobody caught, and answer the dialogs of the system."""

    def caught(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        wrongs("".join(traceback.format_exception(kind, error, trace)))

    def said(kind: QtMsgType, _context: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not _OF_THE_PLATFORM.search(text):
            wrongs(f"Qt: {text}")

    def unraisable(thrown: Any) -> None:
        caught(thrown.exc_type, thrown.exc_value, thrown.exc_traceback)

    sys.excepthook = caught
    sys.unraisablehook = unraisable
    qInstallMessageHandler(said)
    opened: Any = lambda *_: (str(walker().any_file()), "")  # noqa: E731
    saved: Any = lambda *_: (str(walker().any_target()), "")  # noqa: E731
    QFileDialog.getOpenFileName = opened  # type: ignore[method-assign]
    QFileDialog.getSaveFileName = saved  # type: ignore[method-assign]
    QDesktopServices.openUrl = staticmethod(lambda *_: True)  # type: ignore[method-assign]


def expect_life() -> None:
    """From now on, so long without a sign of life is a hang: where it hangs is printed."""
    faulthandler.dump_traceback_later(2 * PATIENCE_S, exit=True)


def own_service(folder: Path) -> PracticeService:
    """A practice service for many walks."""
    os.environ["DIALSHEET_HOME"] = str(folder)
    os.environ["DIALSHEET_PRACTICE_SPEED"] = f"{SPEED:g}"
    return outside.start_own_practice()
