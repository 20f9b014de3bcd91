"""A display without a screen: Xvfb, a window manager, and a hand on the mouse and the keys.

Nothing here waits for time to pass: every wait is for a condition, and ends in a failure that
says what did not come about.
"""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

from patience import PATIENCE_S

T = TypeVar("T")

SIZE = (1440, 900)
DIES_WITH_US = ("setpriv", "--pdeathsig", "TERM")  # nothing is left behind by a killed test run


@dataclass(frozen=True)
class Place:
    """A rectangle on the display, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """The point in its middle."""
        return self.x + self.width // 2, self.y + self.height // 2


class WindowSession:
    """A display as a context: programs started in it end with it."""

    def __init__(self, folder: Path) -> None:
        """`folder` keeps what the programs print, one file each."""
        self._folder = folder
        self._started = ExitStack()
        self._display = ""

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._start_display()
            self.start(["openbox", "--sm-disable"])
            self.wait_until(self._has_window_manager, "a window manager")
        except BaseException:
            self._started.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._started.close()

    @property
    def env(self) -> dict[str, str]:
        """The environment of a program that is to show itself here."""
        return {
            **os.environ,
            "DISPLAY": self._display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_ACCESSIBILITY": "0",
            "NO_AT_BRIDGE": "1",
        }

    def start(self, command: Sequence[str | Path], **more: str) -> subprocess.Popen[bytes]:
        """Start a program here, with more environment; it is ended with the session.

        What it prints goes to `PROGRAM-N.log` in the session's folder.
        """
        number = len(list(self._folder.iterdir()))
        log = self._folder / f"{Path(command[0]).name}-{number}.log"
        with log.open("wb") as output:
            return self._run([*DIES_WITH_US, *command], {**self.env, **more}, output)

    def wait_until(
        self, condition: Callable[[], T], what: str, patience_s: float = PATIENCE_S
    ) -> T:
        """Ask until the answer is true, and return it; AssertionError names `what` is missing."""
        deadline = time.monotonic() + patience_s
        while not (answer := condition()):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {patience_s:g} s in vain for {what}\n{self._said()}")
            time.sleep(0.02)
        return answer

    def windows(self, name: str) -> list[str]:
        """The IDs of visible windows whose title matches the regular expression `name`."""
        return self._xdotool("search", "--onlyvisible", "--name", name, may_fail=True).split()

    def window(self, name: str) -> str:
        """The ID of the window of that title, as soon as there is one; it becomes active."""
        window = self.wait_until(lambda: self.windows(name), f"a window named {name!r}")[-1]
        self._xdotool("windowactivate", "--sync", window)
        return window

    def wait_closed(self, name: str) -> None:
        """Wait until no window of that title is there."""
        self.wait_until(lambda: not self.windows(name), f"the end of the window {name!r}")

    def place(self, window: str) -> Place:
        """Where a window's contents are."""
        shell = self._xdotool("getwindowgeometry", "--shell", window)
        values = dict(line.split("=", 1) for line in shell.splitlines())
        return Place(*(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")))

    def key(self, *keys: str) -> None:
        """Press keys or chords one after another: `Return`, `ctrl+o`."""
        self._xdotool("key", "--clearmodifiers", "--delay", "20", *keys)

    def type(self, text: str) -> None:
        """Type text into what has the focus."""
        self._xdotool("type", "--clearmodifiers", "--delay", "20", "--", text)

    def click(self, x: int, y: int, button: int = 1, times: int = 1) -> None:
        """Click at a point of the display."""
        self._move(x, y)
        self._xdotool("click", "--repeat", str(times), "--delay", "50", str(button))

    def drag(self, start: tuple[int, int], end: tuple[int, int], steps: int = 12) -> None:
        """Press at one point, move to another in steps, release there."""
        self._move(*start)
        self._xdotool("mousedown", "1")
        for step in range(1, steps + 1):
            self._move(*(a + (b - a) * step // steps for a, b in zip(start, end, strict=True)))
        self._xdotool("mouseup", "1")

    def screenshot(self, path: Path) -> Path:
        """Save the whole display as an image; its format is told by the name."""
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-silent", "-window", "root", path], env=self.env, check=True)
        return path

    def _start_display(self) -> None:
        reader, writer = os.pipe()
        with os.fdopen(reader) as answer:
            screen = "{}x{}x24".format(*SIZE)
            # Without -noreset the server starts over when its last client leaves, and throws out
            # the one that is just arriving: xdotool leaves while openbox comes in.
            command = ["Xvfb", "-noreset", "-displayfd", str(writer), "-screen", "0", screen]
            log = (self._folder / "Xvfb.log").open("wb")
            with log:
                self._run(
                    [*DIES_WITH_US, *command, "-dpi", "96", "-nolisten", "tcp"],
                    {**os.environ},
                    log,
                    (writer,),
                )
            os.close(writer)
            number = answer.readline().strip()  # ends at once when the server does
        if not number:
            raise AssertionError(f"Xvfb did not start\n{self._said()}")
        self._display = f":{number}"

    def _run(
        self,
        command: Sequence[str | Path],
        env: dict[str, str],
        output: IO[bytes],
        pass_fds: tuple[int, ...] = (),
    ) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=pass_fds,
        )
        self._started.callback(_end, child)
        return child

    def _has_window_manager(self) -> bool:
        return bool(self._xdotool("get_num_desktops", may_fail=True))

    def _move(self, x: int, y: int) -> None:
        self._xdotool("mousemove", "--sync", str(x), str(y))

    def _xdotool(self, *arguments: str, may_fail: bool = False) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode != 0 and not may_fail:
            raise AssertionError(f"xdotool {' '.join(arguments)}: {done.stderr}{self._said()}")
        return "" if done.returncode else done.stdout

    def _said(self) -> str:
        """What the programs printed, for the message of a failure."""
        logs = sorted(self._folder.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')}" for log in logs)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a program; by force when it does not listen."""
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
