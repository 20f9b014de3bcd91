"""The outside, composed: which adapter stands behind each port, and what the environment asks.

Environment: `DIALSHEET_HOME`, `CARTESIA_API_KEY` (for this process only, never stored),
`DIALSHEET_API_URL`, `DIALSHEET_PRACTICE_SPEED` (how many times as fast practice calls live).
"""

import os
import time
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from secrets import token_urlsafe

from dialsheet.campaign import CARTESIA_URL
from dialsheet.cartesia import open_calls, start_practice
from dialsheet.credentials import open_secrets
from dialsheet.errors import BadInput
from dialsheet.ports import OpenLibrary, PracticeService
from dialsheet.store import home_folder, open_library

__all__ = [
    "SystemClock",
    "account_url",
    "environment_key",
    "library_opener",
    "open_calls",
    "open_secrets",
    "practice_key",
    "practice_speed",
    "results_folder",
    "start_own_practice",
]


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """Wall-clock time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


def library_opener() -> OpenLibrary:
    """Opens the user's library; can be sent to another process."""
    return partial(open_library, home_folder())


def results_folder() -> Path:
    """Beside the library, for results that cannot be saved beside their source."""
    return home_folder() / "results"


def start_own_practice() -> PracticeService:
    """The practice service of this process, with its calls in a file beside the library."""
    return start_practice(
        home_folder() / "practice-calls.jsonl", speed=practice_speed(), key=practice_key()
    )


@cache
def practice_key() -> str:
    """The key that this process's own practice service demands: no other process has it."""
    return token_urlsafe(32)


def practice_speed() -> float:
    """How many times as fast practice calls live; 1 unless the environment says otherwise."""
    text = os.environ.get("DIALSHEET_PRACTICE_SPEED", "1")
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 10_000:
        raise BadInput("cli.practice_speed", value=text)
    return speed


def environment_key() -> str | None:
    """The key of this process only, from the environment."""
    return os.environ.get("CARTESIA_API_KEY") or None


def account_url() -> str:
    """Where Cartesia accounts are served; elsewhere only for trials."""
    return os.environ.get("DIALSHEET_API_URL") or CARTESIA_URL
