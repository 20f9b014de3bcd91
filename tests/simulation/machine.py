"""A machine that Dialsheet runs on: its work has named steps, and things happen at them."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from dialsheet.ports import Library
from simulation.virtual_time import Killed


class Machine:
    """What Dialsheet runs on. Its work has named steps; things can be made to happen at them.

    Steps: `before` and `after` each name of a library's method; within these, before the database
    does it, `writing`, `writing an intent` and `committing`; `read calls`, `read call`, `sent` (the
    first byte left) and `answered`. Those of a second process begin with `elsewhere`.
    """

    def __init__(self) -> None:
        self.dead = False
        self._reached: Counter[str] = Counter()
        self._planned: defaultdict[tuple[str, int], list[Callable[[], None]]] = defaultdict(list)
        self._owed: list[Callable[[], None]] = []

    def at(self, step: str, nth: int, act: Callable[[], None]) -> None:
        """Let something happen when this step is reached for the `nth` time in this process."""
        self._planned[step, nth].append(act)

    def owe(self, act: Callable[[], None]) -> None:
        """Let something happen at the next step, whichever it is."""
        self._owed.append(act)

    def reach(self, step: str) -> None:
        """A step is taken. Raises `Killed` when it was the last."""
        if self.dead:
            raise Killed
        self._reached[step] += 1
        owed, self._owed = self._owed, []
        for act in (*owed, *self._planned.get((step, self._reached[step]), ())):
            act()
        if self.dead:
            raise Killed

    def reach_elsewhere(self, step: str) -> None:
        """A second process takes a step."""
        self.reach(f"elsewhere {step}")

    def taken(self, step: str) -> int:
        """How often a step was taken in this process."""
        return self._reached[step]

    def kill(self) -> None:
        """Nothing of the process runs any more."""
        self.dead = True

    def boot(self) -> None:
        """A new process, with nothing planned."""
        self.__init__()  # type: ignore[misc]


class WatchedLibrary:
    """A library whose every use is a step of the machine."""

    def __init__(self, library: Library, reach: Callable[[str], None]) -> None:
        self._library = library
        self._reach = reach

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._library, name)

        def use(*arguments: Any, **named: Any) -> Any:
            self._reach(f"before {name}")
            result = method(*arguments, **named)
            self._reach(f"after {name}")
            return result

        return use
