"""What the command line gives back: its exit status, lines for people, JSON for scripts."""

import json
import sys
from typing import TextIO

DONE = 0
NEEDS_PERSON = 1  # done, but something is unknown or needs a person
BAD_USAGE = 2
FAULT_OUTSIDE = 3
OUR_FAULT = 70
INTERRUPTED = 130


def say(line: str) -> None:
    """A line for people, on standard error."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def print_line(line: str) -> None:
    """A line of the answer, on standard output."""
    print(line, flush=True)  # noqa: T201


def print_json(value: object) -> None:
    """The answer as one JSON object."""
    print_line(json.dumps(value, ensure_ascii=False))


def speak_utf8(stream: TextIO) -> None:
    """Names of every script are printed, whatever the terminal's locale says."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
