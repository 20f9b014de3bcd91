"""After any kind of end, what an earlier run left open is found again, and nothing is redialed."""

from dataclasses import replace

import pytest

from dialsheet.campaign import new_id
from dialsheet.errors import BadInput, OutsideFault, Reason
from simulation.invariants import always
from simulation.service import FATES, Accepted, Weather
from simulation.virtual_time import Killed
from simulation.world import NewWorld, World

# where the process was killed, with the second contact in its hands -> what the next run finds
KILLED = {
    "before claim": "ended",  # nothing was promised yet: it is dialed now
    "after claim": "unknown",  # it never left; but who could tell?
    "sent": "ended",
    "answered": "ended",
    "before record_answer": "ended",
    "after record_answer": "ended",
}


def kill(world: World) -> None:
    """Make a run that ends in a crash, and start the next process."""
    with pytest.raises(Killed):
        world.run()
    world.restart()


def events(world: World, kind: str) -> list[dict[str, object]]:
    """What the log tells of one kind."""
    log = world.home.library.events(world.campaign.id)
    return [event.detail for event in log if event.kind == kind]


@pytest.mark.parametrize("step", KILLED)
def test_a_crash_loses_nothing_and_dials_nobody_twice(new_world: NewWorld, step: str) -> None:
    world = new_world(3)
    world.machine.at(step, 2, world.machine.kill)
    kill(world)
    report = world.run()
    assert world.rows == {2: "ended", 3: KILLED[step], 4: "ended"}
    assert world.accepted == ([2, 4] if KILLED[step] == "unknown" else [2, 3, 4])
    assert report.finished is (KILLED[step] == "ended")
    assert len(events(world, "run_started")) == 2
    assert len(events(world, "run_ended")) == 1


@pytest.mark.parametrize(
    "step", ["before record_answer", "before record_calls", "after record_calls", "read calls"]
)
def test_a_crash_while_it_recovers_is_one_more_crash(new_world: NewWorld, step: str) -> None:
    world = new_world(3)
    world.machine.at("sent", 2, world.machine.kill)
    kill(world)
    world.machine.at(step, 1, world.machine.kill)
    kill(world)
    assert world.run().finished
    assert world.rows == {2: "ended", 3: "ended", 4: "ended"}
    assert world.sent == [2, 3, 4]


def test_a_lost_answer_is_found_by_its_reference(new_world: NewWorld) -> None:
    world = new_world(2, "timeout-after-acceptance")
    report = world.run()
    assert world.rows == {2: "ended", 3: "ended"}
    assert [attempt.call and attempt.call.id for attempt in world.attempts] == ["ac_1", "ac_2"]
    assert report.progress.placed == 2
    assert len(world.service.accepted) == 2


def test_what_a_late_list_hides_is_found_by_the_next_run(new_world: NewWorld) -> None:
    hidden = Weather(("500-with-call",), list_lag_s=300.0)
    world = new_world(2, weather=hidden)
    report = world.run()
    assert world.rows == {2: "unknown", 3: "ended"}
    assert (report.finished, report.progress.unknown) == (False, 1)
    world.restart(after_s=600.0)
    assert world.run().finished
    assert world.rows == {2: "ended", 3: "ended"}
    assert world.sent == [2, 3]


def test_absence_proves_nothing(new_world: NewWorld) -> None:
    """However often it is looked for, what was not found is not dialed again."""
    world = new_world(2, "timeout-before")
    assert not world.run().finished
    for _ in range(2):
        world.restart(after_s=3600.0)
        start = world.clock.true_s
        assert not world.run().finished
        assert world.clock.true_s - start < 5.0, "nobody waits for it any more"
    assert world.rows == {2: "unknown", 3: "ended"}
    assert world.sent == [2, 3]


def test_where_lists_carry_no_row_data_the_call_itself_is_asked_for(new_world: NewWorld) -> None:
    world = new_world(2, weather=Weather(("500-with-call",), lists_row_data=False))
    assert world.run().finished
    assert world.rows == {2: "ended", 3: "ended"}
    assert [attempt.call and attempt.call.id for attempt in world.attempts] == ["ac_1", "ac_2"]


@pytest.mark.parametrize(
    ("other", "asked"),
    [
        ({}, True),
        ({"to_number": "+12025550199"}, False),
        ({"at_s": 1690.0}, True),  # it was answered 596 s after the intent, by the service's clock
        ({"at_s": 1700.0}, False),
        ({"fate": replace(FATES["completed"], rings_s=1e6)}, True),  # it tells no start
    ],
)
def test_candidates_are_calls_to_that_number_at_that_time(
    new_world: NewWorld, other: dict[str, object], asked: bool
) -> None:
    """A call that somebody else made to the same number is asked for once, and proves nothing."""
    world = new_world(1, "500-without-call", weather=None)
    assert not world.run().finished
    theirs = replace(stranger(world, 2), id="ac_theirs", values={"why": "theirs"})
    theirs = replace(theirs, **other)  # type: ignore[arg-type]
    world.service.accepted.append(theirs)
    world.service.turn(Weather(lists_row_data=False, ahead_s=100.0))
    world.restart(after_s=1500.0)
    assert not world.run().finished
    assert world.rows == {2: "unknown"}
    assert world.machine.taken("read call") == asked


def test_a_candidate_of_another_campaign_is_nobodys_evidence(new_world: NewWorld) -> None:
    world = new_world(1, "500-without-call")
    assert not world.run().finished
    theirs = replace(stranger(world, 2), id="ac_theirs")
    ref = f"{'0' * 36}.2.{'0' * 36}"
    world.service.accepted.append(replace(theirs, values={"dialsheet_ref": ref}))
    world.service.turn(Weather(lists_row_data=False))
    world.restart()
    assert world.evidence() == {2: []}
    world.service.accepted.append(replace(theirs, id="ac_more", values={}))
    assert world.evidence() == {2: ["ac_more"]}


def test_a_lost_answer_is_found_on_a_later_page(new_world: NewWorld) -> None:
    world = new_world(2, weather=Weather(("500-with-call",), page=1))
    assert world.run().finished
    assert world.rows == {2: "ended", 3: "ended"}


def test_a_list_is_read_back_to_the_oldest_loss_and_no_further(new_world: NewWorld) -> None:
    script = ("", "", "", "500-with-call")
    world = new_world(7, pace=1 / 1200, weather=Weather(script, list_lag_s=1e6))
    world.run()
    assert [row for row, states in world.rows.items() if states == "unknown"] == [5]
    world.service.turn(Weather(page=1))
    world.restart()
    reads = world.service.reads
    assert world.run().finished
    pages_of_rows = 5  # 8, 7, 6, 5, and 4, which is too old
    transcript = 4  # two pages in vain; then one, and by its ID
    assert world.service.reads - reads == pages_of_rows + transcript


def test_a_list_is_read_back_page_by_page(new_world: NewWorld) -> None:
    world = new_world(7, weather=Weather(("500-with-call",), page=1, list_lag_s=3600.0))
    world.run()
    world.service.turn(Weather(page=1))
    world.restart(after_s=7200.0)
    assert world.run().finished
    assert set(world.rows.values()) == {"ended"}


def test_without_the_service_nothing_is_settled_and_nothing_is_sent(new_world: NewWorld) -> None:
    world = new_world(3)
    world.machine.at("sent", 2, world.machine.kill)
    kill(world)
    world.service.turn(Weather(outages=((0.0, 60.0),)))
    with pytest.raises(OutsideFault, match="no_network"):
        world.run()
    assert world.rows == {2: "placed", 3: "unknown"}
    world.restart(after_s=60.0)
    assert world.run().finished
    assert world.sent == [2, 3, 4]


def stranger(world: World, row: int = 3) -> Accepted:
    """A call of this campaign that another machine, or a library since replaced, has placed."""
    attempt_id, number = new_id(), world.contacts.verdicts[0][row - 2].e164
    assert number is not None
    ref = f"{world.campaign.id}.{row}.{attempt_id}"
    return Accepted(
        campaign_id=world.campaign.id,
        id="ac_stranger",
        attempt_id=attempt_id,
        row=row,
        to_number=number,
        values={"dialsheet_ref": ref},
        at_s=world.clock.true_s,
        fate=FATES["completed"],
    )


FOREIGN = Reason("dialing.foreign_calls", {"count": 1})


def test_a_stranger_stops_the_run(new_world: NewWorld) -> None:
    world = new_world(40)
    world.machine.at("sent", 2, lambda: world.service.accepted.append(stranger(world)))
    report = world.run()
    assert report.reason == FOREIGN
    assert len(world.sent) < 8
    assert report.progress.waiting == 40 - len(world.sent)


def test_a_stranger_is_met_before_anybody_is_dialed_again(new_world: NewWorld) -> None:
    """A library out of a backup: it has nothing open, and knows nothing of what came later."""
    world = new_world(4)
    world.machine.at("sent", 1, world.stop)
    world.run()
    assert world.rows == {2: "ended"}
    world.service.accepted.append(stranger(world))
    world.restart()
    assert world.run().reason == FOREIGN
    assert world.sent == [2]


def test_a_stranger_is_adopted_and_dialing_waits_for_a_person(new_world: NewWorld) -> None:
    """Who goes on nevertheless calls the others, and follows the stranger to its end."""
    world = new_world(4)
    theirs = stranger(world)
    world.service.accepted.append(theirs)
    assert world.run().reason == FOREIGN
    assert (world.sent, world.rows) == ([], {3: "ended"})
    (adopted,) = world.attempts
    assert (adopted.ref, adopted.number.column) == (theirs.values["dialsheet_ref"], "Phone")
    assert [adopted.call and adopted.call.id] == [theirs.id]
    world.restart()
    assert world.run().finished
    assert world.sent == [2, 4, 5]
    assert [event["call_id"] for event in events(world, "adopted")] == [theirs.id]


def test_calls_of_others_are_nobodys_strangers(new_world: NewWorld) -> None:
    world = new_world(3)
    foreign = stranger(world)
    for number, ref in enumerate(["", "not ours", 7, None]):
        theirs = replace(foreign, id=f"ac_{number}_theirs", values={"dialsheet_ref": ref})
        world.service.accepted.append(theirs)
    assert world.run().finished
    assert world.sent == [2, 3, 4]


def test_a_second_call_of_one_attempt_is_told_and_confuses_nothing(new_world: NewWorld) -> None:
    """Whoever's fault it is: it stands in the log, and the first call keeps its own outcome."""
    world = new_world(2)

    def call_again() -> None:
        first = world.service.accepted[0]
        busy = FATES["busy"]
        again = replace(first, id="ac_again", at_s=world.clock.true_s, fate=busy)
        world.service.accepted.append(again)

    world.machine.at("read calls", 3, call_again)
    assert world.run().finished
    assert [each.call and (each.call.id, each.call.end_reason) for each in world.attempts] == [
        ("ac_1", "client_hangup"),
        ("ac_2", "client_hangup"),
    ]
    assert events(world, "second_call") == [{"call_id": "ac_again"}]
    assert world.machine.taken("before record_calls") < 10, "and once is enough"


def test_a_person_settles_an_unknown_attempt_as_its_call(new_world: NewWorld) -> None:
    world = new_world(3, "500-without-call")
    world.run()
    lost, _, _ = world.attempts
    by_hand = replace(stranger(world, 2), id="ac_hand", values={})
    world.service.accepted.append(by_hand)
    settled = world.recover(lambda recovery: recovery.settle(lost, "ac_hand"))
    assert (settled.state, settled.call and settled.call.status) == ("placed", "created")
    world.restart(after_s=600.0)
    assert world.run().finished
    assert world.rows == {2: "ended", 3: "ended", 4: "ended"}
    assert world.sent == [2, 3, 4]
    told = {"was": "unknown", "call_id": "ac_hand", "state": "placed"}
    assert events(world, "settled") == [told]


def test_what_a_person_found_not_placed_goes_back_and_is_called_by_a_new_attempt(
    new_world: NewWorld,
) -> None:
    world = new_world(2, "500-without-call")
    world.run()
    lost, _ = world.attempts
    world.recover(lambda recovery: recovery.settle(lost, None))
    world.restart()
    assert world.run().finished
    assert world.rows == {2: "not_placed ended", 3: "ended"}
    assert world.sent == [2, 3, 2]


@pytest.mark.parametrize(
    ("call_id", "code"),
    [
        ("ac_nowhere", "dialing.no_such_call"),
        ("ac_number", "dialing.another_call"),
        ("ac_contact", "dialing.another_call"),
        ("ac_2", "dialing.another_call"),
        ("another contact's", "store.call_taken"),
    ],
)
def test_a_call_that_cannot_be_is_not_taken_for_the_lost_one(
    new_world: NewWorld, call_id: str, code: str
) -> None:
    world = new_world(4, "500-without-call - 500-without-call")
    world.run()
    lost, _, other, _ = world.attempts
    mine = replace(stranger(world, 2), id=new_id(), values={}, to_number="")
    theirs = replace(mine, id="ac_number", to_number="+12025550199")
    world.service.accepted += [mine, theirs, replace(stranger(world, 2), id="ac_contact")]
    twin = replace(other, number=lost.number)
    assert twin.state == "unknown"
    world.recover(lambda recovery: recovery.settle(twin, mine.id))
    if code == "store.call_taken":
        call_id = mine.id
    with pytest.raises(BadInput) as refused:
        world.recover(lambda recovery: recovery.settle(lost, call_id))
    assert refused.value.reason.code == code
    assert world.rows[2] == "unknown"


def test_of_many_all_are_settled_or_none(new_world: NewWorld) -> None:
    world = new_world(2, "500-without-call 500-without-call")
    world.run()
    first, second = world.attempts
    by_hand = replace(stranger(world, 2), id="ac_many", values={})
    world.service.accepted.append(by_hand)
    with pytest.raises(BadInput, match="another_call"):
        world.recover(lambda recovery: recovery.settle_all(((first, None), (second, "ac_many"))))
    assert world.rows == {2: "unknown", 3: "unknown"}
    world.recover(lambda recovery: recovery.settle_all(((first, "ac_many"), (second, None))))
    assert world.rows == {2: "placed", 3: "not_placed"}


def test_what_is_known_by_now_is_not_settled_again(new_world: NewWorld) -> None:
    world = new_world(1, "500-without-call")
    world.run()
    (lost,) = world.attempts
    world.recover(lambda recovery: recovery.settle(lost, None))
    with pytest.raises(BadInput, match="not_unknown"):
        world.recover(lambda recovery: recovery.settle(lost, None))


def test_what_is_long_over_is_over_in_every_later_run(
    new_world: NewWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dialsheet.dialing.dialer.REMEMBERED", 1)
    world = new_world(6)
    for nth in (2, 3):
        world.machine.at("sent", nth, world.stop)
        assert not world.run().finished
        world.restart()
    report = world.run()
    assert report.finished
    assert (report.progress.placed, report.progress.total) == (6, 6)
    assert world.sent == [2, 3, 4, 5, 6, 7]
    assert always(world) == []
