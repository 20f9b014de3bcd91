"""The real program as its own process: the command line, and the practice service."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from patience import PATIENCE_S

DIALSHEET = (sys.executable, "-m", "dialsheet")
MOVED_CLOCK = Path(__file__).with_name("moved_clock.py")


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output, which must be one JSON object and nothing else."""
        return json.loads(self.out)


def _command(arguments: Sequence[str | Path], ahead_s: int) -> list[str]:
    program = (sys.executable, str(MOVED_CLOCK), str(ahead_s)) if ahead_s else DIALSHEET
    return [*program, *map(str, arguments)]


def dialsheet(*arguments: str | Path, stdin: str = "", ahead_s: int = 0, **env: str) -> Ended:
    """Run one command to its end, where the clock is so far ahead."""
    done = subprocess.run(
        _command(arguments, ahead_s),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        env={**os.environ, **env},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


def start_dialsheet(*arguments: str | Path, ahead_s: int = 0, **env: str) -> subprocess.Popen[str]:
    """Start a command, where the clock is so far ahead."""
    return subprocess.Popen(
        _command(arguments, ahead_s),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **env},
    )


@dataclass(frozen=True)
class Practice:
    """A running practice service."""

    url: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> str:
        """For another one to take its place."""
        return self.url.rpartition(":")[2]

    def get(self, path: str, **params: str | int) -> Any:
        """Ask it, as anybody with a key may."""
        answer = httpx.get(
            self.url + path,
            params=params,
            headers={"Authorization": "Bearer test", "Cartesia-Version": "2026-03-01"},
            trust_env=False,
            verify=False,  # there is no TLS, and a list of authorities takes long to read
        )
        return answer.raise_for_status().json()

    def calls(self) -> list[dict[str, Any]]:
        """Every call that it has, of every agent."""
        found: list[dict[str, Any]] = []
        for agent in self.get("/agents")["summaries"]:
            cursor: dict[str, str | int] = {}
            while True:
                page = self.get("/agents/calls", agent_id=agent["id"], limit=100, **cursor)
                found += page["data"]
                if not page["has_more"]:
                    break
                cursor = {"starting_after": page["data"][-1]["id"]}
        return found


@contextmanager
def practice_service(*options: str | Path, ahead_s: int = 0) -> Iterator[Practice]:
    """The practice service by itself, on a free port, where the clock is so far ahead."""
    process = start_dialsheet("practice-service", *options, ahead_s=ahead_s)
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), line
        yield Practice(line.removeprefix("listening on ").strip(), process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)


def practice_of(pid: int) -> int:
    """The practice service that a process started last for itself, where there is /proc."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            command = status.with_name("cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if f"\nPPid:\t{pid}\n" in text and b"practice-service" in command:
            started = status.with_name("stat").read_text().rpartition(")")[2].split()[19]
            found.append((int(started), int(status.parent.name)))
    return max(found)[1]
