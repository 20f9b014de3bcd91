"""The pace: slots keep their distance on the monotonic clock, and nothing catches up."""

import pytest

from dialsheet.dialing.pacer import Pacer
from simulation.virtual_time import VirtualClock

# what happens, one after another: a number lets so many seconds pass, `take` takes a slot,
# `hold 5` holds off, `rest` rests, `set` and `sleep` do to the machine what they say
# -> the wait that is told at each `?`
STORIES = {
    "the first slot is free": ("?", [0]),
    "the next one follows at its distance": ("take ? 0.25 ? 0.75 ?", [1, 0.75, 0]),
    "it stays free": ("take 60 ?", [0]),
    "and nothing catches up": ("take 60 take ? 1 take ?", [1, 1]),
    "holding off": ("hold 5 ? 3 ? 2 ?", [5, 2, 0]),
    "holding off for less than the pace": ("take hold 0.5 ?", [1]),
    "for nothing": ("hold 0 ?", [0]),
    "resting": ("rest ? 1 ?", [1, 0]),
    "resting after a slot": ("take 0.4 rest ?", [1]),
    "a clock that is set changes nothing": ("take set ? 1 ?", [1, 0]),
    "nor does a lid that is closed": ("take sleep ?", [1]),
}


@pytest.mark.parametrize("story", STORIES)
def test_slots_at_one_a_second(story: str) -> None:
    clock = VirtualClock()
    pacer = Pacer(clock, 1.0)
    acts = {
        "take": lambda _: pacer.take(),
        "hold": pacer.hold_off,
        "rest": lambda _: pacer.rest(),
        "set": lambda _: clock.set_by(-3600),
        "sleep": lambda _: clock.suspend(3600),
        "?": lambda _: told.append(pacer.wait_s),
    }
    told: list[float] = []
    text, waits = STORIES[story]
    words = iter(text.replace("hold ", "hold:").split())
    for word in words:
        name, _, amount = word.partition(":")
        if name in acts:
            acts[name](float(amount or 0))
        else:
            clock.pass_by(float(name))
    assert told == pytest.approx(waits, abs=1e-9)


@pytest.mark.parametrize(("pace", "wait"), [(0.01, 100.0), (3.0, 1 / 3), (0.0, 0.0)])
def test_the_distance_is_that_of_the_pace(pace: float, wait: float) -> None:
    pacer = Pacer(VirtualClock(), pace)
    pacer.take()
    assert pacer.wait_s == pytest.approx(wait)
