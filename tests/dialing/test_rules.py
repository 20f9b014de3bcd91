"""Rules at the instant of sending: who waits goes by itself, whoever must not be called is not, and
what a call came to decides what follows. It is 9:16:40 in London, and 4:16:40 in New York."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import pytest

from dialsheet.campaign import (
    AttemptState,
    Call,
    CallingRules,
    CampaignState,
    Outcome,
    Retry,
    SortKey,
    Window,
)
from dialsheet.dialing import AfterGap, Attendance, Recovery, RunState
from dialsheet.errors import Reason
from dialsheet.store import open_library
from simulation.books import Book
from simulation.home import NOWHERE
from simulation.laws import rules as broken_laws
from simulation.service import Weather
from simulation.virtual_time import Killed
from simulation.weather import OPT_OUT
from simulation.world import NO_RULES, NewWorld, World

NEW_YORK, LONDON = "+12015", "+442079"
HOUR_S = 3600.0
DAY = CallingRules(window=Window(), cap=1000)
IMPATIENT = Attendance(AfterGap.STOP, waits_s=HOUR_S)


def reasons(world: World) -> list[str]:
    """Why attempts were taken back."""
    return [each.reason.code for each in world.attempts if each.reason is not None]


def fated(*fates: str) -> Weather:
    """What the calls come to, in turn."""
    return Weather(fates=fates, connects_s=(0.1, 0.1), answers_s=(0.2, 0.2))


def test_who_is_asleep_waits_and_goes_when_the_window_opens(new_world: NewWorld) -> None:
    world = new_world(3, calling=DAY, places=[NEW_YORK, LONDON])
    report = world.run()
    assert report.finished
    assert world.sent == [3, 2, 4]
    new_york = [each for each in world.service.departures if each.row != 3]
    assert [round(each.true_s) // 60 for each in new_york] == [4 * 60, 4 * 60]  # 8:00 there
    waits = [each for each in world.progress if each.state is RunState.WAITING]
    assert waits[0].waiting == 2
    assert waits[0].next_at is not None
    assert waits[0].next_at.isoformat() == "2026-03-02T13:00:00+00:00"
    assert waits[0].reason is not None
    assert waits[0].reason.code == "dialing.put_off"
    assert waits[0].time_left_s > 3.7 * HOUR_S


def test_a_run_that_nobody_attends_ends_and_the_rows_say_why(new_world: NewWorld) -> None:
    world = new_world(2, calling=DAY, places=[NEW_YORK, LONDON], attendance=IMPATIENT)
    report = world.run()
    assert not report.finished
    assert (report.reason.code, report.reason.params["count"]) == ("dialing.put_off", 1)
    assert world.held == {2: "campaign.window_closed"}
    (summary,) = [
        each for each in world.home.library.campaigns() if each.campaign.id == world.campaign.id
    ]
    assert (summary.state, summary.counts.held) == (CampaignState.UNFINISHED, 1)
    world.restart(4 * HOUR_S)
    assert world.run().finished
    assert world.sent == [3, 2]


def test_a_number_of_no_known_place_is_held(new_world: NewWorld) -> None:
    world = new_world(2, calling=DAY, places=[NOWHERE, LONDON])
    assert world.run().finished
    assert (world.sent, world.held) == ([3], {2: "campaign.zone_unknown"})


def window_closes(world: World) -> None:
    """London's window closes."""
    world.clock.pass_by(3.0)


def said_no(world: World) -> None:
    world.suppress(1)


def said_no_on_another(world: World) -> None:
    """The contact is not called on this one."""
    world.home.library.suppress({world.numbers[3][1]: ""}, "by phone", world.clock.now())


def taken_out(world: World) -> None:
    """A person took it out in another process."""
    with closing(open_library(world.home.folder)) as library:
        library.exclude(world.campaign.id, [3], world.clock.now())


@pytest.mark.parametrize(
    ("calling", "happens", "code"),
    [
        (CallingRules(Window(8 * 60, 9 * 60 + 18), 9), window_closes, "campaign.window_closed"),
        (NO_RULES, said_no, "store.suppressed"),
        (NO_RULES, said_no_on_another, "store.suppressed"),
        (NO_RULES, taken_out, "store.not_ready"),
    ],
)
def test_what_changes_between_the_claim_and_the_first_byte_counts(
    new_world: NewWorld, calling: CallingRules, happens: Callable[[World], None], code: str
) -> None:
    world = new_world(2, calling=calling, places=[LONDON], attendance=IMPATIENT, pace=1, homes=True)
    world.clock.pass_by(77.0)  # 3 s before 9:18
    world.machine.at("after claim", 2, lambda: happens(world))
    world.run()
    assert world.sent == [2]
    assert world.rows == {2: "ended", 3: "withdrawn"}
    assert reasons(world) == [code]
    assert world.held == {3: "store.excluded" if happens is taken_out else code}
    assert list(broken_laws(Book(world, world.campaign))) == []


def test_the_cap_holds_until_a_day_has_passed(new_world: NewWorld) -> None:
    world = new_world(1, calling=CallingRules(Window(0, 1440), 1, retries=(RETRY,)))
    world.service.turn(fated("busy", "completed"))
    assert world.run().finished
    first, second = world.service.departures
    assert second.true_s - first.true_s >= 24 * HOUR_S
    assert any(each.reason and each.reason.code == "dialing.put_off" for each in world.progress)


RETRY = Retry(Outcome.BUSY, 600.0, 3)


def again(**more: object) -> CallingRules:
    """Busy numbers are called again."""
    return replace(NO_RULES, retries=(RETRY,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fates", "calls"),
    [
        ("busy completed", 2),
        ("busy busy busy", 3),
        ("completed", 1),
        ("no-answer", 1),
        ("error", 1),
        ("busy voicemail", 2),
    ],
)
def test_who_was_busy_is_called_again(new_world: NewWorld, fates: str, calls: int) -> None:
    world = new_world(1, calling=again(), weather=fated(*fates.split()))
    assert world.run().finished
    assert world.sent == [2] * calls
    times = [each.true_s for each in world.service.departures]
    assert all(after - before > 600 for before, after in pairwise(times))
    assert [each.ordinal for each in world.attempts] == list(range(1, calls + 1))


def test_a_retry_that_is_due_after_a_crash_is_made(new_world: NewWorld) -> None:
    world = new_world(1, calling=again(), weather=fated("busy", "completed"))

    async def killed_while_waiting(world: World) -> None:
        await world.until(lambda: bool(world.rows) and set(world.rows.values()) == {"ended"})
        world.machine.kill()

    with pytest.raises(Killed):
        world.run(killed_while_waiting)
    world.restart()
    assert world.run().finished
    assert world.sent == [2, 2]


def test_a_retry_that_a_stop_left_over_is_written_down(new_world: NewWorld) -> None:
    calling = CallingRules(Window(0, 1440), 9, retries=(Retry(Outcome.BUSY, 7200.0, 2),))
    world = new_world(1, calling=calling, weather=fated("busy"), attendance=IMPATIENT)
    report = world.run()
    assert (report.reason.code, report.finished) == ("dialing.put_off", False)
    assert world.held == {2: "campaign.retry"}
    (contact,) = world.contacts.decided
    assert contact.passing
    world.service.turn(fated("completed"))
    world.restart(2 * HOUR_S)
    assert world.run().finished
    assert world.sent == [2, 2]


def test_the_next_number_follows_and_a_conversation_ends_them_all(new_world: NewWorld) -> None:
    calling = replace(NO_RULES, next_number=(Outcome.NO_ANSWER,))
    world = new_world(2, calling=calling, homes=True, live=1, weather=fated(*LOTS))
    assert world.run().finished
    assert [(each.row, each.number.column) for each in world.attempts] == [
        (2, "Phone"),
        (2, "Home"),
        (3, "Phone"),
    ]


LOTS = ("no-answer", "completed", "completed")


def test_who_is_wanted_later_is_called_later(new_world: NewWorld) -> None:
    calling = replace(NO_RULES, callback_column="Call after")
    wanted = ["2026-03-02 11:00", "", "later, perhaps", "2026-03-02"]
    world = new_world(4, calling=calling, places=[LONDON], wanted=wanted)
    assert world.run().finished
    assert world.sent == [3, 5, 2]
    assert world.held == {4: "campaign.callback_unreadable"}
    assert world.service.departures[-1].true_s >= 2 * HOUR_S


def test_who_tells_the_agent_to_stop_is_never_called_again(new_world: NewWorld) -> None:
    calling = replace(NO_RULES, opt_out_value="stop", next_number=(Outcome.VOICEMAIL,))
    world = new_world(1, calling=calling, homes=True, weather=fated("voicemail"))

    def tells(line: object) -> object:
        record = world.service.record

        def with_value(accepted: object) -> Call:
            return replace(record(accepted), returned={"stop": "yes"})  # type: ignore[arg-type]

        world.service.record = with_value  # type: ignore[method-assign, assignment]
        return line

    world.line_as = tells
    assert world.run().finished
    assert world.sent == [2]
    numbers = world.numbers[2]
    assert world.home.library.suppressed(numbers) == set(numbers)


def test_who_said_stop_is_on_the_list_with_the_same_commit(new_world: NewWorld) -> None:
    """Else a crash between two of them leaves the number to the next campaign."""
    calling = replace(NO_RULES, opt_out_value=OPT_OUT)
    world = new_world(1, calling=calling, weather=fated("opted-out"))
    world.machine.at("before suppress", 1, world.machine.kill)
    with pytest.raises(Killed):
        world.run()
    (number,) = world.numbers[2]
    assert not world.home.gave_back(number, OPT_OUT)
    world.restart()
    world.run()
    assert world.home.gave_back(number, OPT_OUT)
    assert world.home.library.suppressed([number]) == {number}


def test_who_said_stop_on_another_desktop_is_on_the_list_before_anybody_is_dialed_here(
    new_world: NewWorld,
) -> None:
    calling = replace(NO_RULES, opt_out_value=OPT_OUT)
    world = new_world(1, calling=calling, weather=fated("opted-out"))
    world.run()
    (number,) = world.numbers[2]
    library = world.home.library
    library.unsuppress([number], world.clock.now())  # a list does not go along with a campaign
    world.recover(Recovery.sweep)
    assert library.suppressed([number]) == {number}


def test_who_is_taken_out_is_not_called(new_world: NewWorld) -> None:
    world = new_world(3)
    world.machine.at("sent", 1, lambda: world.exclude(1))
    assert world.run().finished
    assert world.sent == [2, 4]
    assert world.held == {3: "store.excluded"}


def test_the_order_is_that_of_a_column_and_a_pilot_takes_the_first(new_world: NewWorld) -> None:
    calling = replace(NO_RULES, order=(SortKey("Name", descending=True),))
    world = new_world(4, calling=calling, names=["2", "10", "", "7"], limit=2)
    world.suppress(1)
    world.run()
    assert world.sent == [5, 2], "10 had said no, so the next one goes in its place"


NIGHT_S = 8 * HOUR_S


def test_after_a_night_the_run_settles_and_waits_for_a_person(new_world: NewWorld) -> None:
    world = new_world(3, attendance=Attendance(AfterGap.PAUSE))
    world.machine.at("answered", 1, lambda: world.clock.suspend(NIGHT_S))
    told: list[object] = []

    async def person(world: World) -> None:
        await world.until(lambda: any(each.state is RunState.PAUSED for each in world.progress))
        await world.pass_time(600)
        told.extend([world.progress[-1].reason, world.sent[:], world.rows[2], world.progress[-1]])
        world.person.resume()

    assert world.run(person).finished
    missed, sent, row, progress = told
    assert missed == Reason("dialing.missed", {"count": 480})
    assert (sent, row) == ([2], "ended"), "what was alive is settled, and nothing was sent"
    assert getattr(progress, "time_left_s", 0) > 0
    assert world.sent == [2, 3, 4]


def test_where_nobody_could_resume_it_the_run_ends(new_world: NewWorld) -> None:
    world = new_world(3, attendance=IMPATIENT)
    world.machine.at("answered", 1, lambda: world.clock.suspend(NIGHT_S))
    report = world.run()
    assert (report.reason.code, report.finished) == ("dialing.missed", False)
    assert world.sent == [2]


def test_a_run_that_goes_on_unattended_sends_nothing_before_it_has_read(
    new_world: NewWorld,
) -> None:
    world = new_world(3)
    reads: list[int] = []
    world.machine.at("answered", 1, lambda: world.clock.suspend(NIGHT_S))
    world.machine.at("answered", 1, lambda: reads.append(world.service.reads))
    world.machine.at("sent", 2, lambda: reads.append(world.service.reads))
    assert world.run().finished
    assert reads[1] > reads[0]
    times = [each.at_s for each in world.service.departures]
    assert all(after - before >= 1 for before, after in pairwise(times))


def test_calls_that_are_talking_can_be_ended(new_world: NewWorld) -> None:
    world = new_world(2, pace=0.1)
    ended: list[int] = []

    async def person(world: World) -> None:
        await world.until(lambda: bool(world.progress) and world.progress[-1].talking == 1)
        world.person.stop()
        ended.append(await world.person.end_talking())

    world.run(person)
    assert ended == [1]
    calls = [each.call for each in world.attempts if each.state is AttemptState.ENDED]
    assert [call.end_reason for call in calls if call].count("api_cancelled") == 1


def test_half_of_the_last_sends_went_wrong(new_world: NewWorld) -> None:
    world = new_world(30, "- 400 " * 15)
    report = world.run()
    assert report.reason == Reason("dialing.half_went_wrong", {"count": 10, "sends": 20})
    assert len(world.sent) == 20
