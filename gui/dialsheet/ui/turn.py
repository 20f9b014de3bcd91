"""One thing at a time: a run, or a review."""

from collections.abc import Iterator
from contextlib import contextmanager

from dialsheet.errors import BadInput


class Turn:
    """Whose turn it is to write what becomes of attempts. Lives on the engine thread."""

    def __init__(self) -> None:
        self.taken_for: str | None = None  # the code of what is under way

    @contextmanager
    def take(self, code: str) -> Iterator[None]:
        """Have the turn; `BadInput` with its code while something else is under way."""
        if self.taken_for is not None:
            raise BadInput(self.taken_for)
        self.taken_for = code
        try:
            yield
        finally:
            self.taken_for = None
