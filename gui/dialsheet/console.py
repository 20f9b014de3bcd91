"""What the command line gives back: its exit status, lines for people, JSON for scripts."""

import json
import re
import sys
from typing import TextIO

DONE = 0
NEEDS_PERSON = 1  # done, but something is unknown or needs a person
BAD_USAGE = 2
FAULT_OUTSIDE = 3
OUR_FAULT = 70
INTERRUPTED = 130

# What a terminal obeys instead of showing it, or shows in another order: control characters, and
# marks of direction. None of our own lines has any.
_OBEYED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]"
)


def visible(text: str) -> str:
    """Text from anywhere (names, cells, answers) as one line that a terminal only shows."""
    return _OBEYED.sub(lambda found: ascii(found[0])[1:-1], text)


def say(line: str) -> None:
    """A line for people, on standard error."""
    print(visible(line), file=sys.stderr, flush=True)  # noqa: T201


def print_line(line: str) -> None:
    """A line of the answer, on standard output."""
    print(visible(line), flush=True)  # noqa: T201


def print_json(value: object) -> None:
    """The answer as one JSON object."""
    text = json.dumps(value, ensure_ascii=False)
    print(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text), flush=True)  # noqa: T201


def speak_utf8(stream: TextIO) -> None:
    """Names of every script are printed, whatever the terminal's locale says."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
