"""Each invariant can fail: a world that was well is falsified in one point, and is well no more."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dialsheet.campaign import CallingRules, Outcome, Repeated, Retry, Rules, Window, new_id
from dialsheet.dialing import RunReport
from dialsheet.errors import Reason
from simulation import invariants
from simulation.home import Home
from simulation.service import FATES, Weather
from simulation.world import NO_RULES, World

BUSY = Retry(Outcome.BUSY, 60.0, 2)
RULES = replace(NO_RULES, callback_column="Call after")


@pytest.fixture
def told(home: Home) -> tuple[World, RunReport]:
    """A world in which three contacts were called, and how its run ended."""
    world = World(home, contacts=3, rules=Rules(calling=RULES), wanted=["", "", ""])
    report = world.run()
    world.clock.pass_by(300.0)
    assert invariants.in_the_end(world, report) == []
    return world, report


def sql(statement: str) -> Callable[[World], None]:
    """Change the attempt on row 3 behind everybody's back."""

    def falsify(world: World) -> None:
        (key,) = world.home.driver.execute(
            "SELECT key FROM campaign WHERE id = ?", (world.campaign.id,)
        ).fetchone()
        world.home.driver.execute(f"{statement} WHERE campaign = {key} AND row = 3")

    return falsify


def call(**changes: object) -> Callable[[World], None]:
    """Change what the service placed for row 3."""

    def falsify(world: World) -> None:
        calls = world.service.accepted
        calls[1] = replace(calls[1], **changes)  # type: ignore[arg-type]

    return falsify


def one_more(**changes: object) -> Callable[[World], None]:
    """The service placed one more call like that of row 3."""

    def falsify(world: World) -> None:
        calls = world.service.accepted
        calls.append(replace(calls[1], id="ac_more", **changes))  # type: ignore[arg-type]

    return falsify


def departed(**changes: object) -> Callable[[World], None]:
    """Change when or where to the request of row 3 left."""

    def falsify(world: World) -> None:
        departures = world.service.departures
        departures[1] = replace(departures[1], **changes)  # type: ignore[arg-type]

    return falsify


def ruled(limit: int | None = None, **changes: object) -> Callable[[World], None]:
    """Other rules should have been kept."""

    def falsify(world: World) -> None:
        calling: CallingRules = replace(NO_RULES, **changes)  # type: ignore[arg-type]
        world.campaign = replace(world.campaign, rules=Rules(limit=limit, calling=calling))
        world.dialed = world.campaign

    return falsify


def busy_again(world: World) -> None:
    """Row 3 was busy, and was called once more, at once."""
    ruled(retries=(BUSY,))(world)
    call(fate=FATES["busy"])(world)
    again, attempt_id = world.service.departures[1], new_id()
    world.service.departures.append(
        replace(again, true_s=again.true_s + 30.0, at_s=again.at_s + 30.0, attempt_id=attempt_id)
    )


def talked_again(world: World) -> None:
    """Row 3 was called once more after a conversation."""
    busy_again(world)
    call(fate=FATES["error"])(world)


def asked(world: World) -> None:
    """Row 3 was on the list."""
    world.suppressed_at[world.numbers[3][0]] = 0.0


def taken_out(world: World) -> None:
    """Row 3 was taken out."""
    world.excluded_at[world.campaign.id, 3] = 0.0


def corrected(world: World) -> None:
    """The number of row 3 had been corrected."""
    world.replaced_at[world.campaign.id, 3, world.numbers[3][0]] = 0.0


def wanted(world: World) -> None:
    """Row 3 was not to be called before noon."""
    world.wanted[1] = "2026-03-02T12:00:00+00:00"


def miscounted(world: World) -> None:
    """The run told of one call too many."""
    world.progress[-1] = replace(world.progress[-1], placed=4)


def grown(world: World) -> None:
    """The run told of more contacts than before."""
    world.progress[-1] = replace(world.progress[-1], total=4)


def sent_again(world: World) -> None:
    """What was over left again."""
    attempt = world.attempts[1]
    world.departing(attempt.id, attempt.body)


def called_for_all_that(world: World) -> None:
    """A number was called that had opted out."""
    ruled(opt_out_value="stop")(world)
    sql("""UPDATE attempt SET returned = '{"stop":"yes"}'""")(world)
    sent_again(world)


def forgotten(world: World) -> None:
    """Row 3 was never called."""
    sql("DELETE FROM attempt")(world)
    del world.service.accepted[1], world.service.departures[1]


def burnt(world: World) -> None:
    """All were refused for good by a service that refused every request."""
    world.service.gone.update(attempt.id for attempt in world.attempts)
    world.home.driver.execute(
        "UPDATE attempt SET state = 'refused', call_id = NULL WHERE campaign ="
        " (SELECT key FROM campaign WHERE id = ?)",
        (world.campaign.id,),
    )


def capped(world: World) -> None:
    """Row 3 waits for a cap that is not reached."""
    ruled(cap=2)(world)
    why = {3: Reason("campaign.cap_reached", {"count": 2})}
    world.home.library.hold(world.campaign.id, why, world.clock.now())


@pytest.mark.parametrize(
    ("falsify", "seen"),
    [
        (one_more(attempt_id=new_id()), "row 3 was called 2 times"),
        (one_more(attempt_id=new_id()), "row 3 was called while that number was being called"),
        (one_more(attempt_id=new_id(), to_number="+1"), "row 3 was called, and nobody knows"),
        (one_more(), "was sent 2 times"),
        (sql("UPDATE attempt SET state = 'not_placed'"), "as if it had not been"),
        (sql("UPDATE attempt SET state = 'unknown', call_id = NULL"), "row 3 was called, and is"),
        (sql("UPDATE attempt SET call_id = NULL"), "row 3 is ended without a call"),
        (sql("UPDATE attempt SET call_id = 'ac_1'"), "row 3 has a call that is not its own"),
        (call(at_s=1e9), "row 3 is over while its call lives"),
        (sql("UPDATE attempt SET state = 'refused'"), "the log tells another story"),
        (sql("UPDATE attempt SET body = replace(body, '3', '4')"), "the log tells another story"),
        (sql("UPDATE attempt SET summary = NULL"), "row 3: its summary or transcript"),
        (sql("UPDATE attempt SET end_reason = 'error'"), "row 3 ended as"),
        (call(to_number="+1"), "row 3 was sent something else"),
        (forgotten, "rows [3] and [] wait, and the run says it is finished"),
        (forgotten, "the run says that nothing is left"),
        (departed(at_s=0.0), "s apart"),
        (ruled(limit=2), "a pilot of 2 called 3 contacts"),
        (ruled(window=Window(), cap=9), "nobody knows what time it is there"),
        (ruled(window=Window(), cap=9, retries=()), "row 3 was called"),
        (busy_again, "row 3 was called again too soon"),
        (talked_again, "row 3 was called after a conversation"),
        (asked, "row 3 was called after it had asked not to be"),
        (taken_out, "row 3 was called after it had been taken out"),
        (corrected, "row 3 was called on a number that had been corrected"),
        (wanted, "row 3 was called before its time"),
        (miscounted, "progress ends with 4 placed, but there are 3"),
        (grown, "the total of the run moved"),
        (sent_again, "sent without its intent on disk"),
        (burnt, "3 contacts were burnt by a service that refused every request"),
        (capped, "row 3 waits for the cap, and was not called so often"),
        (called_for_all_that, "known to have opted out"),
    ],
)
def test_an_invariant_can_fail(
    told: tuple[World, RunReport], falsify: Callable[[World], None], seen: str
) -> None:
    world, report = told
    falsify(world)
    wrongs = invariants.in_the_end(world, report)
    assert any(seen in wrong for wrong in wrongs), wrongs


def test_the_ceiling_can_be_broken(home: Home) -> None:
    world = World(home, contacts=3, weather=Weather())
    world.run()
    world.campaign = world.dialed = replace(
        world.campaign, pace=replace(world.campaign.pace, max_live=2)
    )
    assert "3 calls were alive at once" in invariants.always(world)


def test_two_open_attempts_for_one_number_are_seen(home: Home) -> None:
    world = World(home, contacts=2)
    world.run()
    first = world.numbers[2][0]
    world.home.driver.execute(
        "UPDATE attempt SET state = 'placed', found_late = 1, e164 = ? WHERE e164 IN (?, ?)",
        (first, first, world.numbers[3][0]),
    )
    assert "2 open attempts for one number" in invariants.always(world)


@pytest.mark.parametrize("same_sheet", [True, False])
@pytest.mark.parametrize("again", Repeated)
def test_a_call_after_that_of_another_campaign_is_seen(
    home: Home, again: Repeated, same_sheet: bool
) -> None:
    rules = Rules(calling=replace(NO_RULES, called_before_hours=1.0))
    world = World(home, contacts=1, rules=rules, has_twin=True, same_sheet=same_sheet, again=again)
    world.run()
    assert world.twin is not None
    departure = world.service.departures[0]
    for after_s in (1800.0, 3700.0):
        later = replace(
            departure,
            campaign_id=world.twin.id,
            attempt_id=new_id(),
            true_s=departure.true_s + after_s,
        )
        world.service.departures.append(later)
        seen = [wrong for wrong in invariants.always(world) if "was called before" in wrong]
        world.service.departures.remove(later)
        assert bool(seen) is (again is not Repeated.ALL and (same_sheet or after_s < 3600.0))
