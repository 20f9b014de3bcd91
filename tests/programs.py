"""The real program as its own process: the command line, and the practice service."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

DIALSHEET = (sys.executable, "-m", "dialsheet")
PATIENCE_S = 120.0


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


def dialsheet(
    *arguments: str | Path, stdin: str = "", patience_s: float = PATIENCE_S, **env: str
) -> Ended:
    """Run one command to its end."""
    done = subprocess.run(
        [*DIALSHEET, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=patience_s,
        env={**os.environ, **env},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


def start_dialsheet(*arguments: str | Path, **env: str) -> subprocess.Popen[str]:
    """Start a command; `kill_group` ends it and what it started."""
    return subprocess.Popen(
        [*DIALSHEET, *map(str, arguments)],
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

    def get(self, path: str, **params: str | int) -> Any:
        """Ask it, as anybody with a key may."""
        answer = httpx.get(
            self.url + path,
            params=params,
            headers={"Authorization": "Bearer test", "Cartesia-Version": "2026-03-01"},
            trust_env=False,
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
def practice_service(*options: str | Path) -> Iterator[Practice]:
    """The practice service by itself, on a free port."""
    process = start_dialsheet("practice-service", *options)
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), line
        yield Practice(line.removeprefix("listening on ").strip(), process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)
