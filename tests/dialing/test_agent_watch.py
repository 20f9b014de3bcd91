"""An agent that is broken: answered calls in a row that go wrong in one way pause the run."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dialing.conftest import QUICK
from dialsheet.campaign import Attempt, AttemptState, Call, ContactNumber, Outcome, Retry
from dialsheet.dialing import AfterGap, Attendance, RunState
from dialsheet.dialing.agent_watch import AgentWatch
from dialsheet.errors import Reason
from simulation.world import NO_RULES, NewWorld, World

THEN = datetime(2026, 3, 1, tzinfo=UTC)
THREE = replace(NO_RULES, broken_agent=3)
NUMBER = ContactNumber(0, "Phone", "+14155550101")
# A letter is a call: how it ended, after how many seconds, with which error.
ENDS = {
    "w": ("completed", "client_hangup", 30, None),
    "s": ("completed", "client_hangup", 4, None),
    "e": ("failed", "error", 20, "Model 1 is gone"),
    "f": ("failed", "error", 4, "model 2 is gone"),
    "o": ("failed", "error", 20, "No voice"),
    "r": ("completed", "gone_quiet", 20, None),
    "q": ("completed", "gone_loud", 20, None),
    "v": ("completed", "voicemail_detected", 4, None),
    "b": ("failed", "dial_busy", 0, None),
    "n": ("failed", "dial_no_answer", 0, None),
    "d": ("failed", "dial_failed", 0, None),
    "c": ("completed", "api_cancelled", 4, None),
}


def over(name: str, kind: str, at_s: float = 0.0) -> Attempt:
    status, reason, seconds, error = ENDS[kind]
    end = THEN + timedelta(seconds=at_s)
    start = end - timedelta(seconds=seconds)
    call = Call(name, status, reason, start_time=start, end_time=end, error=error)
    state = AttemptState.ENDED
    return Attempt(name, "c", 2, 1, NUMBER, False, "{}", state, THEN, call=call)


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ("sss", "soon"),
        ("ss", None),
        ("sswss", None),
        ("wsss", "soon"),
        ("svbsndcs", "soon"),  # nobody had answered these, or a machine, or we ended it
        ("eee", "alike"),
        ("eeo", None),
        ("efe", "alike"),
        ("sfs", "soon"),
        ("sfe", None),  # no one way
        ("rrr", "alike"),
        ("rrq", None),
        ("ooo", "alike"),
        ("bbbbbb", None),
        ("vvvvvv", None),
    ],
)
def test_calls_in_a_row(ends: str, code: str | None) -> None:
    watch = AgentWatch(3)
    reasons = [watch.note([over(str(at), kind, at)]) for at, kind in enumerate(ends)]
    assert reasons[:-1] == [None] * (len(ends) - 1)
    assert (reasons[-1] and reasons[-1].code) == (code and f"dialing.calls_end_{code}")


def test_it_is_the_order_in_which_they_ended() -> None:
    watch = AgentWatch(2)
    assert watch.note([over("a", "s", 3), over("b", "w", 2), over("c", "s", 1)]) is None
    assert watch.note([over("d", "s", 4)]) == Reason(
        "dialing.calls_end_soon", {"count": 2, "said": "client_hangup"}
    )


def test_what_is_learnt_later_counts_once() -> None:
    watch = AgentWatch(2)
    assert watch.note([over("a", "s", 1)]) is None
    assert watch.note([over("a", "s", 1)]) is None
    assert watch.note([over("a", "v", 1)]) is None  # it was a machine, after all
    assert watch.note([over("b", "s", 2)]) is None
    assert watch.note([over("c", "s", 3)]) is not None


def test_a_person_who_has_looked_starts_it_anew() -> None:
    watch = AgentWatch(2)
    watch.remember([over("old", "s")])
    assert watch.note([over("old", "s"), over("a", "s", 1)]) is None
    assert watch.note([over("b", "s", 2)]) is not None
    watch.clear()
    assert watch.note([over("b", "s", 2), over("c", "s", 3)]) is None
    assert watch.note([over("d", "s", 4)]) is not None


@pytest.mark.parametrize("most", [None, 0])
def test_where_nobody_asks_nothing_is_counted(most: int | None) -> None:
    assert AgentWatch(most).note([over(str(at), "s", at) for at in range(99)]) is None


# In worlds

BROKEN = replace(QUICK, fates=("error",))
SAID = Reason("dialing.calls_end_soon", {"count": 3, "said": "error"})


def test_a_run_ends_for_a_person_and_the_next_one_counts_anew(new_world: NewWorld) -> None:
    world = new_world(12, weather=BROKEN, calling=THREE, live=1)
    report = world.run()
    assert (report.reason, report.finished, report.fault_outside) == (SAID, False, False)
    assert len(world.accepted) == 3
    assert world.home.library.campaigns()[0].state == "needs_person"
    assert world.run().reason == SAID
    assert len(world.accepted) == 6
    world.service.turn(replace(QUICK, fates=("completed",)))
    assert world.run().finished
    assert world.home.library.campaigns()[0].state == "finished"
    assert sorted(world.accepted) == list(range(2, 14))


def test_a_run_that_somebody_attends_pauses(new_world: NewWorld) -> None:
    attended = Attendance(AfterGap.PAUSE)
    world = new_world(8, weather=BROKEN, calling=THREE, live=1, attendance=attended)
    seen: list[tuple[Reason | None, int]] = []

    def paused() -> bool:
        return bool(world.progress) and world.progress[-1].state is RunState.PAUSED

    async def story(world: World) -> None:
        for _ in range(2):
            await world.until(paused)
            await world.pass_time(300.0)
            seen.append((world.progress[-1].reason, len(world.accepted)))
            world.person.resume()
            await world.pass_time(1.0)

    report = world.run(story)
    assert seen == [(SAID, 3), (SAID, 6)]
    assert report.finished
    assert world.home.library.campaigns()[0].state == "finished"


def test_a_run_whose_last_calls_go_wrong_needs_a_person_too(new_world: NewWorld) -> None:
    world = new_world(3, weather=BROKEN, calling=THREE, live=1)
    report = world.run()
    assert (report.reason, report.finished, report.progress.waiting) == (SAID, False, 0)
    assert world.home.library.campaigns()[0].state == "needs_person"
    assert world.run().finished


def test_eight_are_enough_where_real_telephones_ring(new_world: NewWorld) -> None:
    world = new_world(12, weather=BROKEN, live=1)
    assert world.campaign.calling.broken_agent == 8
    world.run()
    assert len(world.accepted) == 8


def test_calls_that_nobody_answers_say_nothing(new_world: NewWorld) -> None:
    fates = ("busy", "no-answer", "not-connected", "voicemail")
    calling = replace(THREE, retries=(Retry(Outcome.BUSY, 60.0, 2),))
    world = new_world(8, weather=replace(QUICK, fates=fates), calling=calling, live=1)
    assert world.run().finished
