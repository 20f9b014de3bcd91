"""What the composition root hands to the window: the outside, as factories."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dialsheet.dialing import Timing
from dialsheet.ports import Clock, OpenCalls, OpenLibrary, Secrets, StartPractice


@dataclass(frozen=True, slots=True)
class Tools:
    """Ports of the window. Each factory is called on the thread that uses what it makes."""

    open_library: OpenLibrary  # picklable: the work process reads the library too
    open_calls: OpenCalls
    open_secrets: Callable[[], Secrets]
    start_practice: StartPractice
    practice_key: str  # the one that this practice service takes
    clock: Clock
    practice_timing: Timing  # of whatever answers on loopback, as on the command line
    results_folder: Path  # where results are saved that cannot be saved beside their source
    account_url: str  # where Cartesia accounts live; another address only for trials on loopback
    environment_key: str | None  # a key for this process only, never stored
