"""The ports to the machine: secrets, the clock, and the practice service as a process."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from dialsheet.errors import Reason


class Secrets(Protocol):
    """Where API keys are kept. Calls may wait for a person to unlock the keyring."""

    @property
    def kept_by(self) -> str | None:
        """The keyring's name for people; None: keys are kept for this session only."""

    def get(self, name: str) -> str | None:
        """The key of the account `name`, or None."""

    def set(self, name: str, key: str) -> None:
        """Keep the key of the account `name`."""

    def delete(self, name: str) -> None:
        """Forget the key of the account `name`."""


class Clock(Protocol):
    """The time. Waiting is the event loop's business."""

    def now(self) -> datetime:
        """Wall-clock time, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back."""


class PracticeService(Protocol):
    """The practice service as a child process."""

    base_url: str
    is_given_up: bool  # it ended by itself, and is not started anew
    on_end: Callable[[Reason], None]  # called on any thread when it ended by itself: what became

    def stop(self) -> None:
        """End the process; its calls stay in their file."""


StartPractice = Callable[[], PracticeService]
