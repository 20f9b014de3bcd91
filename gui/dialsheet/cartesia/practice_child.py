"""The practice service as a child process, which never outlives the process that started it."""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from dialsheet.errors import OutsideFault

LIFELINE = "DIALSHEET_PRACTICE_LIFELINE"  # set: the service ends when its standard input does
ANNOUNCEMENT = "listening on "
START_S = 60.0
STOP_S = 10.0


class PracticeChild:
    """Implements `ports.PracticeService`: a running practice service, and where it listens."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start `command` and wait for its first line; raises `OutsideFault`."""
        flags: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows alone has it
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={**os.environ, LIFELINE: "1"},
                # A Ctrl-C is for the dialer, which waits for answers in flight, not for the child.
                start_new_session=sys.platform != "win32",
                creationflags=flags,
            )
        except OSError:
            raise OutsideFault("cartesia.practice_not_started") from None
        self.base_url = self._announced()

    def stop(self) -> None:
        """End the process; its calls stay in their file."""
        with self._process as process:  # closes the pipes, the lifeline among them, and waits
            if process.stdin:
                process.stdin.close()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()

    def _announced(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        late = threading.Timer(START_S, self._process.kill)
        late.start()
        try:
            line = self._process.stdout.readline()
        finally:
            late.cancel()
        if not line.startswith(ANNOUNCEMENT):
            self.stop()
            raise OutsideFault("cartesia.practice_not_started")
        return line.removeprefix(ANNOUNCEMENT).strip()


def start_practice(state: Path, *, speed: float = 1.0, seed: int = 0) -> PracticeChild:
    """Start the practice service with its calls in the file `state`; raises `OutsideFault`."""
    frozen = getattr(sys, "frozen", False)
    program = [sys.executable] if frozen else [sys.executable, "-P", "-m", "dialsheet"]
    options = ["--port", "0", "--state", str(state), "--speed", str(speed), "--seed", str(seed)]
    return PracticeChild([*program, "practice-service", *options])
