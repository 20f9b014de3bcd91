"""What happens to a machine, and what people do, while it dials: each at a step of its work."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass

from dialsheet.errors import Trouble
from simulation.virtual_time import Killed
from simulation.world import World

STEPS = {  # how often each is taken in a small campaign, at the most
    **dict.fromkeys(("before claim", "after claim", "sent", "answered"), 4),
    **dict.fromkeys(("before record_answer", "after record_answer"), 4),
    **dict.fromkeys(("before record_calls", "after record_calls"), 6),
    **dict.fromkeys(("read calls", "read call"), 8),
    **dict.fromkeys(("before attempts_in_brief", "after attempts_in_brief", "before hold"), 1),
    **dict.fromkeys(("before begin_run", "after begin_run"), 1),
    **dict.fromkeys(("before end_run", "after end_run"), 1),
    **dict.fromkeys(("after dialing_lock", "after require_here"), 1),
    **dict.fromkeys(("elsewhere before claim", "elsewhere sent", "elsewhere answered"), 2),
    "writing an intent": 4,
    "writing": 30,
    "committing": 16,
}
SENDING = list(STEPS)[:6]  # where most is at stake
WRITING = ["writing an intent", "writing", "committing"]  # no two writes of one process meet

Act = Callable[[World, float], None]


def _soon(act: Act) -> Act:
    """Somebody does it in this process: between two turns of its work."""

    def do(world: World, seconds: float) -> None:
        if world.dialer is not None:  # else only the second process runs yet
            with contextlib.suppress(Trouble, Killed):
                act(world, seconds)

    return lambda world, seconds: _turn(lambda: do(world, seconds))


def _turn(act: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_soon(act)


def _which(world: World, seconds: float) -> int:
    """The index of a contact."""
    return int(abs(seconds)) % len(world.numbers)


def _correct(world: World, index: int) -> None:
    if not world.second.is_dialing:  # else this window is for looking only
        world.correct(index)


def _break_disk(world: World, code: str, breaks: Callable[[], None]) -> None:
    world.expected.add(code)
    breaks()


_AT_ONCE: dict[str, Act] = {
    "kill": lambda world, _: world.machine.kill(),
    "suspend": lambda world, seconds: world.clock.suspend(abs(seconds)),
    "set clock": lambda world, seconds: world.clock.set_by(seconds),
    "disk read-only": lambda world, _: _break_disk(
        world, "store.read_only", world.home.disk_is_read_only
    ),
    "disk full": lambda world, _: _break_disk(world, "store.disk_full", world.home.disk_is_full),
    "disk locked": lambda world, seconds: world.second.lock_disk(abs(seconds)),
    "suppress elsewhere": lambda world, seconds: world.second.suppress(_which(world, seconds)),
    "exclude elsewhere": lambda world, seconds: world.second.exclude(_which(world, seconds)),
    "claim elsewhere": lambda world, seconds: world.second.claim(dies=seconds < 0),
    "dial elsewhere": lambda world, seconds: world.second.dial(world.campaigns[seconds < 0 and -1]),
}
_IN_TURN: dict[str, Act] = {
    "pause": lambda world, seconds: world.pause_for(min(abs(seconds), 600.0)),
    "stop": lambda world, _: world.stop(),
    "leave": lambda world, _: world.leave(),
    "end talking": lambda world, _: world.end_talking(),
    "suppress": lambda world, seconds: world.suppress(_which(world, seconds)),
    "exclude": lambda world, seconds: world.exclude(_which(world, seconds)),
    "include": lambda world, seconds: world.include(_which(world, seconds)),
    "correct": lambda world, seconds: _correct(world, _which(world, seconds)),
}
_ACTS = _AT_ONCE | {what: _soon(act) for what, act in _IN_TURN.items()}


@dataclass(frozen=True)
class Mishap:
    """Something that happens to the machine, or that a person does, at a step of the work."""

    step: str
    nth: int
    what: str
    seconds: float = 0.0

    def plan(self, world: World) -> None:
        """Let it happen in the next run."""
        world.machine.at(self.step, self.nth, lambda: _ACTS[self.what](world, self.seconds))

    @classmethod
    def of(cls, chance: random.Random, *, has_twin: bool) -> "Mishap":
        """One by chance; where two campaigns have the same numbers, most often between what a claim
        has read and what it writes."""
        step = chance.choice(
            (*STEPS, *SENDING, *SENDING, *WRITING, *WRITING, *(WRITING[:1] * 10 * has_twin))
        )
        acts = [*("kill",) * 4, *(_AT_ONCE if step in WRITING else _ACTS)]
        if step in WRITING:
            acts += ["suppress elsewhere", "exclude elsewhere", *["claim elsewhere"] * 8 * has_twin]
        seconds = chance.choice((0.5, 7.0, 600.0, 30_001.0)) * chance.choice((1, 1, 1, -1))
        return cls(step, chance.randint(1, STEPS[step]), chance.choice(acts), seconds)
