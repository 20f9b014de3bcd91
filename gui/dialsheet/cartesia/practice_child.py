"""The practice service as a child process, which never outlives the process that started it.

Where it dies by itself it is started anew, on its port and with its calls: a run goes on.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from dialsheet.errors import OutsideFault, Reason

LIFELINE = "DIALSHEET_PRACTICE_LIFELINE"  # set: the service ends when its standard input does
KEY = "DIALSHEET_PRACTICE_KEY"  # the one that it demands; not in its arguments, which all may read
ANNOUNCEMENT = "listening on "
START_S = 60.0
STOP_S = 10.0
_SECRETS = frozenset({"CARTESIA_API_KEY"})  # that are no business of the child's
_LIVES_S = 5.0  # one that dies sooner after its start, again and again, is given up
_GIVEN_UP_AFTER = 3


class PracticeChild:
    """Implements `ports.PracticeService`: a running practice service, and where it listens."""

    def __init__(
        self,
        command: Sequence[str],
        again: Callable[[int], Sequence[str]] | None = None,
        key: str | None = None,
    ) -> None:
        """Start `command` and wait for its first line; raises `OutsideFault`.

        `again` is the command that takes its place, on a port, when it ends by itself.
        """
        self._key = key
        self._lock = threading.Lock()  # held while a process is started, or ended
        self._is_wanted = True
        self.is_given_up = False  # it ended by itself, and is not started anew
        self.on_end: Callable[[Reason], None] = lambda _what: None
        self._process = self._start(command)
        self.base_url = self._announced(self._process)
        if again is not None:
            threading.Thread(target=self._watch, args=[again], daemon=True).start()

    def stop(self) -> None:
        """End the process; its calls stay in their file."""
        with self._lock:
            self._is_wanted = False
            _end(self._process)

    def _watch(self, again: Callable[[int], Sequence[str]]) -> None:
        """Start the service anew whenever it ends by itself."""
        port, short_lives = int(self.base_url.rpartition(":")[2]), 0
        while True:
            began_s = time.monotonic()
            self._process.wait()
            with self._lock:
                if not self._is_wanted:
                    return
                is_short = time.monotonic() - began_s < _LIVES_S
                short_lives = short_lives + 1 if is_short else 0
                _end(self._process)
                self.is_given_up = short_lives >= _GIVEN_UP_AFTER or not self._restart(again(port))
            given_up = "cartesia.practice_given_up"
            self.on_end(Reason(given_up if self.is_given_up else "cartesia.practice_restarted"))
            if self.is_given_up:
                return

    def _restart(self, command: Sequence[str]) -> bool:
        try:
            self._process = self._start(command)
            self._announced(self._process)
        except OutsideFault:
            return False
        return True

    def _start(self, command: Sequence[str]) -> subprocess.Popen[str]:
        flags: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows alone has it
        own = {name: value for name, value in os.environ.items() if name not in _SECRETS}
        try:
            return subprocess.Popen(  # noqa: S603 - our own program, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={**own, LIFELINE: "1", **({KEY: self._key} if self._key else {})},
                # A Ctrl-C is for the dialer, which waits for answers in flight, not for the child.
                start_new_session=sys.platform != "win32",
                creationflags=flags,
            )
        except OSError:
            raise OutsideFault("cartesia.practice_not_started") from None

    @staticmethod
    def _announced(process: subprocess.Popen[str]) -> str:
        """The address in the first line of a process that was started."""
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        late = threading.Timer(START_S, process.kill)
        late.start()
        try:
            line = process.stdout.readline()
        finally:
            late.cancel()
        if not line.startswith(ANNOUNCEMENT):
            _end(process)
            raise OutsideFault("cartesia.practice_not_started")
        return line.removeprefix(ANNOUNCEMENT).strip()


def _end(process: subprocess.Popen[str]) -> None:
    with process:  # closes the pipes, the lifeline among them, and waits
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()


def start_practice(
    state: Path, *, speed: float = 1.0, seed: int = 0, key: str | None = None
) -> PracticeChild:
    """Start the practice service with its calls in the file `state`; raises `OutsideFault`.

    With a `key` it takes no other.
    """
    frozen = getattr(sys, "frozen", False)
    program = [sys.executable] if frozen else [sys.executable, "-P", "-m", "dialsheet"]
    options = ["--state", str(state), "--speed", str(speed), "--seed", str(seed)]

    def command(port: int) -> Sequence[str]:
        return [*program, "practice-service", "--port", str(port), *options]

    return PracticeChild(command(0), command, key)
