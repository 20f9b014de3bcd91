"""Refusals: about the contact, or about every request; one after another, and over several runs."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dialsheet.campaign import (
    Attempt,
    AttemptState,
    Call,
    CallingRules,
    ContactNumber,
    Outcome,
    Refusal,
    Retry,
    Window,
)
from dialsheet.dialing.refusals import Refusals
from dialsheet.errors import Reason
from simulation.service import Weather
from simulation.world import NewWorld, World

THEN = datetime(2026, 3, 1, tzinfo=UTC)
ALWAYS = CallingRules(window=Window(0, 24 * 60), cap=1000)


def attempt(row: int, words: str) -> Attempt:
    said = Refusal.of(None, words, None, "{}")
    number = ContactNumber(0, "Phone", f"+1415555{row:04}")
    state = AttemptState.REFUSED
    return Attempt(f"{row}/{id(said)}", "c", row, 1, number, False, "{}", state, THEN, refusal=said)


class Story:
    """Answers one after another: `2A` row 2 is refused in the words A, `P` a call is placed,
    `|` another run begins. Each refusal is told as `refused`, `waits` or what goes back."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self._refusals = Refusals()

    def play(self, story: str) -> list[str]:
        return [said for each in story.split() if (said := self._play(each))]

    def _play(self, each: str) -> str:
        if each == "|":
            self._refusals = Refusals()
            self._refusals.remember(self.attempts)
        elif each == "P":
            self._refusals.placed()
            placed = replace(attempt(99, ""), state=AttemptState.PLACED, refusal=None)
            self.attempts.append(replace(placed, call=Call("ac", "created")))
        else:
            refused = attempt(int(each[:-1]), each[-1])
            self.attempts.append(refused)
            judged = self._refusals.judge(refused)
            gone = {each.id for each in judged.back}
            self.attempts = [
                replace(each, state=AttemptState.NOT_PLACED) if each.id in gone else each
                for each in self.attempts
            ]
            rows = ",".join(str(each.row) for each in judged.back)
            final = "in the end" if judged.in_the_end else "known" if judged.expected else "new"
            return f"back {rows}{' stop' * judged.stops}" if rows else final
        return ""


STORIES = [
    ("2A", "new"),
    ("2A 3B 4A", "new | new | new"),
    ("2A 3A", "new | back 2,3 stop"),
    ("2A P 3A", "new | new"),
    ("2A 3B 4B", "new | new | back 3,4 stop"),
    ("2A 3A 4A 5A", "new | back 2,3 stop | back 4 stop | back 5 stop"),  # they were on their way
    ("2A 3A P 4A", "new | back 2,3 stop | new"),
    # the memory survives a run's end, and its crash between two refusals
    ("2A | 3A", "new | back 2,3 stop"),
    ("2A P | 3A", "new | new"),
    ("2A 3A | 4A 5A", "new | back 2,3 stop | new | back 4,5 stop"),
    # tried last: a call was placed since, so the same words are about the contact
    ("2A 3A | P 2A 3A", "new | back 2,3 stop | known | known"),
    ("2A 3A | P | 2A 3A", "new | back 2,3 stop | known | known"),
    ("2A 3A | P 4A 5A 2A 3A", "new | back 2,3 stop | new | new | known | known"),
    ("2A 3A | P 2B 3B", "new | back 2,3 stop | new | back 2,3 stop"),  # other words
    # but not of any number of contacts in a row
    ("2A 3A | P 4A 5A 6A 7A 8A",
     "new | back 2,3 stop | new | new | new | new | back 4,5,6,7,8 stop"),
    ("2A 3A | P 4A 5A P 6A 7A 8A", "new | back 2,3 stop | new | new | new | new | new"),
    # nobody else is left: never refused for good at once, and not for ever
    ("P 2A 3A | 2A", "new | back 2,3 stop | back 2"),
    ("P 2A 3A | 2A 3A | 2A 3A",
     "new | back 2,3 stop | back 2 | back 3 stop | in the end | in the end"),
    ("2A 3A | 2A 3A | 2A 3A | 2A 3A | 2A 3A | 2A 3A",
     "new | back 2,3 stop" + " | back 2 | back 3 stop" * 4 + " | in the end | in the end"),
]  # fmt: skip


@pytest.mark.parametrize(("story", "told"), STORIES)
def test_what_follows_on_refusals(story: str, told: str) -> None:
    assert " | ".join(Story().play(story)) == told


def test_who_went_back_comes_last_the_more_often_the_later() -> None:
    story = Story()
    story.play("2A 3A | 4A 3A")
    refusals = Refusals()
    refusals.remember(story.attempts)
    assert refusals.times_back == {2: 1, 3: 2, 4: 1}


# In worlds


def refuses(world: World, *rows: int, words: str = "The number is not valid.") -> None:
    """The service refuses these rows; all of them, where none is named."""
    world.service.refuses = lambda row: words if row in rows or not rows else None


def stop(world: World, count: int, said: str) -> Reason:
    return Reason("dialing.refused_whoever_stop", {"count": count, "said": said})


@pytest.mark.parametrize("retries", [(), (Retry(Outcome.BUSY, 60.0, 2),)], ids=["once", "retries"])
def test_a_service_that_refuses_everybody_burns_nobody(
    new_world: NewWorld, retries: tuple[Retry, ...]
) -> None:
    world = new_world(6, calling=replace(ALWAYS, retries=retries))
    refuses(world, words="This version is no longer supported.")
    for run, rows in enumerate(([2, 3], [4, 5], [6, 7]), 1):
        report = world.run()
        assert report.reason == stop(world, 2, "This version is no longer supported.")
        assert (report.fault_outside, report.finished) == (True, False)
        assert (report.progress.waiting, report.progress.total) == (6, 6)
        assert world.sent[-2:] == rows, "others are tried first"
        assert len(world.sent) == 2 * run
        assert set(world.rows.values()) == {"not_placed"}
    world.service.refuses = lambda _row: None
    assert world.run().finished
    assert sorted(world.accepted) == [2, 3, 4, 5, 6, 7]
    assert world.home.library.campaigns()[0].counts.refused == 0


def test_two_wrong_numbers_stop_one_run_and_end_refused(new_world: NewWorld) -> None:
    world = new_world(6)
    refuses(world, 3, 4)
    report = world.run()
    assert (report.fault_outside, report.progress.waiting) == (True, 5)
    report = world.run()
    assert (report.reason, report.finished) == (Reason("dialing.finished"), True)
    assert world.sent == [2, 3, 4, 5, 6, 7, 3, 4], "they are tried last"
    assert world.rows[3] == world.rows[4] == "not_placed refused"
    summary = world.home.library.campaigns()[0]
    assert (summary.counts.refused, summary.counts.completed) == (2, 4)
    assert summary.state == "finished"


def test_wrong_numbers_at_the_end_do_not_go_on_for_ever(new_world: NewWorld) -> None:
    world = new_world(4)
    refuses(world, 4, 5)
    for _ in range(2):
        report = world.run()
        assert (report.fault_outside, report.progress.waiting) == (True, 2)
        assert world.home.library.campaigns()[0].state == "unfinished"
    report = world.run()
    told = {"count": 2, "said": "The number is not valid."}
    assert report.reason == Reason("dialing.refused_in_the_end", told)
    assert (report.finished, report.fault_outside, report.progress.waiting) == (False, False, 0)
    assert world.home.library.campaigns()[0].state == "needs_person"
    assert world.run().finished
    summary = world.home.library.campaigns()[0]
    assert (summary.state, summary.counts.refused) == ("finished", 2)
    assert len(world.sent) == 2 + 2 * 3


def test_one_that_is_left_over_is_not_refused_alone(new_world: NewWorld) -> None:
    world = new_world(3)
    refuses(world, 3, 4)
    world.run()
    world.home.library.exclude(world.campaign.id, [3], world.clock.now())
    report = world.run()
    assert report.reason == stop(world, 1, "The number is not valid.")
    assert (report.fault_outside, report.progress.waiting) == (True, 1)
    assert world.rows[4] == "not_placed not_placed"


def test_all_that_are_on_their_way_go_back(new_world: NewWorld) -> None:
    world = new_world(8, pace=0, live=4)
    refuses(world, words="Gone.")
    report = world.run()
    assert (report.fault_outside, report.progress.waiting) == (True, 8)
    assert set(world.rows.values()) <= {"not_placed", "withdrawn"}


def test_a_pilot_takes_others_in_the_place_of_the_refused(new_world: NewWorld) -> None:
    world = new_world(6, limit=2)
    refuses(world, 2, 3)
    report = world.run()
    assert (report.fault_outside, report.progress.waiting) == (True, 2)
    report = world.run()
    assert report.pilot_over
    assert world.accepted == [4, 5]
    world.home.library.end_pilot(world.campaign.id, world.clock.now())
    world.campaign = world.home.library.campaign(world.campaign.id)
    assert world.run().finished
    assert world.accepted == [4, 5, 6, 7]
    assert world.rows[2] == world.rows[3] == "not_placed refused"


def test_who_was_refused_is_called_when_their_number_is_corrected(new_world: NewWorld) -> None:
    world = new_world(3, "400", places=["+12015"])

    async def story(world: World) -> None:
        await world.until(lambda: world.rows.get(2) == "refused" and 3 in world.rows)
        world.correct(0)

    report = world.run(story)
    assert report.finished
    assert world.rows == {2: "refused ended", 3: "ended", 4: "ended"}
    assert world.home.library.campaigns()[0].counts.refused == 0


@pytest.mark.parametrize("live", [True, False], ids=["in the run", "before the next"])
def test_who_was_refused_is_called_when_a_person_asks(new_world: NewWorld, live: bool) -> None:
    world = new_world(3, "400")

    def ask(world: World) -> None:
        now = world.clock.now()
        at = now.fromtimestamp(now.timestamp() + 60, UTC)
        asked = world.home.library.call_back(world.campaign.id, 2, at, now)
        if live:
            world.person.take(asked)

    async def story(world: World) -> None:
        await world.until(lambda: world.rows.get(2) == "refused" and 3 in world.rows)
        ask(world)

    if live:
        assert world.run(story).finished
    else:
        assert world.run().finished
        assert world.run().finished, "nobody asked"
        assert world.rows[2] == "refused"
        ask(world)
        assert world.run().finished
    assert world.rows[2] == "refused ended"


def test_a_call_back_that_is_refused_is_spent(new_world: NewWorld) -> None:
    world = new_world(1)
    assert world.run().finished
    now = world.clock.now()
    at = now.fromtimestamp(now.timestamp() + 60, UTC)
    world.home.library.call_back(world.campaign.id, 2, at, now)
    refuses(world)
    assert world.run().finished
    assert world.rows == {2: "ended refused"}
    assert world.run().finished
    assert world.rows == {2: "ended refused"}
    summary = world.home.library.campaigns()[0]
    assert (summary.counts.completed, summary.counts.refused, summary.state) == (1, 0, "finished")


def test_a_refused_twin_stands_in_nobody_s_way(new_world: NewWorld) -> None:
    """Their numbers are one, and the service refuses something else of the first row."""
    world = new_world(2, "400", twins=True)
    assert world.run().finished
    assert world.rows == {2: "refused", 3: "ended"}


def test_the_log_tells_who_went_back_and_why(new_world: NewWorld) -> None:
    world = new_world(3)
    refuses(world)
    world.run()
    log = list(world.home.library.events(world.campaign.id))
    back = [(each.row, each.detail) for each in log if each.kind == "given_back"]
    told = {"was": "refused", "state": "not_placed", "reason": "dialing.refused_whoever"}
    assert back == [(2, told), (3, told)]


def test_refusals_of_wrong_numbers_are_no_trouble_of_the_service(new_world: NewWorld) -> None:
    """Half of the last calls were refused, and each of these was known to be."""
    world = new_world(30, weather=Weather(answers_s=(0.2, 0.2)))
    rows = range(8, 20)
    refuses(world, *rows)
    stops = 0
    while (report := world.run()).fault_outside:
        stops += 1
    assert (report.reason, stops) == (Reason("dialing.finished"), 6)
    assert world.home.library.campaigns()[0].counts.refused == len(rows)
