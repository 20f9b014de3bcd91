"""Calls to waiting contacts that the library does not know of: another copy of it may have made
them. Each is looked at before anybody is called; what stays unclear holds the contact."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dialsheet.campaign import Call, Correction, new_id
from dialsheet.errors import OutsideFault, Reason
from simulation.backups import Backup
from simulation.breaches import Passed
from simulation.service import FATES, Accepted, Weather
from simulation.virtual_time import EPOCH
from simulation.world import NewWorld, World

HIDES = Weather(lists_row_data=False)
TELLS_NOTHING = replace(HIDES, calls_row_data=False)
FOREIGN = Reason("dialing.foreign_calls", {"count": 1})
UNCLEAR, UNKNOWN_CAMPAIGN = "dialing.call_unclear", "dialing.call_of_unknown_campaign"


def call_to(world: World, row: int, call_id: str = "ac_theirs", ref: str = "") -> Accepted:
    """The service has a call to a contact's number; it names this campaign where no `ref` does."""
    attempt_id = new_id()
    made = Accepted(
        campaign_id=world.campaign.id,
        id=call_id,
        attempt_id=attempt_id,
        row=row,
        to_number=world.numbers[row][0],
        values={"dialsheet_ref": ref or f"{world.campaign.id}.{row}.{attempt_id}"},
        at_s=world.clock.true_s,
        fate=FATES["completed"],
    )
    world.service.accepted.append(made)
    return made


def change(world: World, **changes: object) -> None:
    """The last call is another one."""
    world.service.accepted[-1] = replace(world.service.accepted[-1], **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("weather", [Weather(), HIDES, replace(HIDES, page=1)])
def test_a_forgotten_call_is_taken_in_before_anybody_is_called(
    new_world: NewWorld, weather: Weather
) -> None:
    world = new_world(3, weather=weather)
    call_to(world, 3)
    assert world.run().reason == FOREIGN
    assert (world.sent, world.rows) == ([], {3: "ended"})
    world.restart()
    assert world.run().finished
    assert world.sent == [2, 4]


@pytest.mark.parametrize("weather", [Weather(), HIDES])
def test_a_backup_that_is_put_back_calls_nobody_again(
    new_world: NewWorld, weather: Weather
) -> None:
    world = new_world(6, limit=None, weather=weather)
    world.machine.at("sent", 2, world.stop)
    world.run()
    backup = Backup(world)
    world.restart()
    assert world.run().finished
    world.restart(600.0)
    backup.restore()
    assert world.run().reason == replace(FOREIGN, params={"count": 4})
    world.restart()
    assert world.run().finished
    assert sorted(world.sent) == [2, 3, 4, 5, 6, 7]


def test_calls_since_the_campaign_was_made_are_looked_at_not_only_the_latest(
    new_world: NewWorld,
) -> None:
    """A second desktop dialed while this one rested, and this one has dialed since."""
    world = new_world(3, weather=HIDES)
    call_to(world, 4)
    world.clock.pass_by(7200.0)
    world.machine.at("sent", 1, world.stop)
    world.line_as = _deaf_to_lists  # then, the list did not show it
    world.run()
    assert world.sent == [2]
    world.restart()
    world.line_as = lambda line: line
    assert world.run().reason == FOREIGN
    assert world.sent == [2]


def _deaf_to_lists(line: object) -> object:
    class Deaf(Passed):
        async def calls(self, after: str | None = None, **asked: object) -> object:
            page = await self._port.calls(after, **asked)
            return replace(page, calls=tuple(c for c in page.calls if c.id != "ac_theirs"))

    return Deaf(line)


def _failing(line: object) -> object:
    class Failing(Passed):
        async def call(self, call_id: str) -> Call | None:
            raise OutsideFault("cartesia.service_failed", status=500)

    return Failing(line)


def _forgetful(line: object) -> object:
    class Forgetful(Passed):
        async def call(self, call_id: str) -> Call | None:
            return None if call_id == "ac_theirs" else await self._port.call(call_id)

    return Forgetful(line)


@pytest.mark.parametrize(
    ("line_as", "weather"),
    [(None, TELLS_NOTHING), (_failing, HIDES), (_forgetful, HIDES)],
    ids=["tells nothing", "fails", "knows no such call"],
)
def test_what_stays_unclear_holds_the_contact(
    new_world: NewWorld, line_as: object, weather: Weather
) -> None:
    world = new_world(3, weather=weather)
    world.line_as = line_as or world.line_as  # type: ignore[assignment]
    call_to(world, 3)
    report = world.run()
    assert (world.sent, world.held) == ([2, 4], {3: UNCLEAR})
    assert (report.finished, report.progress.waiting) == (False, 1)
    world.restart()
    world.line_as = lambda line: line
    world.service.turn(HIDES)
    assert world.run().reason == FOREIGN, "it is asked for again, and tells"
    assert world.sent == [2, 4]


def test_a_call_with_the_row_data_of_others_is_theirs(new_world: NewWorld) -> None:
    world = new_world(3, weather=HIDES)
    call_to(world, 3)
    change(world, values={"appointment": "noon"})
    assert world.run().finished
    assert world.sent == [2, 3, 4]


@pytest.mark.parametrize("weather", [Weather(), HIDES])
def test_a_call_of_a_campaign_that_is_not_here_holds_the_contact(
    new_world: NewWorld, weather: Weather
) -> None:
    """A backup was put back in which the whole campaign is missing."""
    world = new_world(3, weather=weather)
    call_to(world, 3, ref=f"{new_id()}.9.{new_id()}")
    assert not world.run().finished
    assert (world.sent, world.held) == ([2, 4], {3: UNKNOWN_CAMPAIGN})


@pytest.mark.parametrize("weather", [Weather(), HIDES])
def test_a_call_of_another_campaign_that_is_here_is_known(
    new_world: NewWorld, weather: Weather
) -> None:
    world = new_world(2, weather=weather, has_twin=True)
    assert world.run(campaign=world.twin).finished
    world.restart(60.0)
    assert world.run(campaign=world.campaign).finished
    assert len(world.sent) == 4
    assert world.machine.taken("read call") == 0, "all of them are known"


def test_what_the_library_lost_of_another_campaign_holds_the_contacts(
    new_world: NewWorld,
) -> None:
    """They are ready again, once that campaign has taken its calls in."""
    world = new_world(1, weather=HIDES, has_twin=True)
    backup = Backup(world)
    world.run(campaign=world.twin)
    world.restart(600.0)
    backup.restore()
    world.run(campaign=world.campaign)
    assert (len(world.sent), world.held) == (1, {2: UNKNOWN_CAMPAIGN})
    world.restart()
    assert world.run(campaign=world.twin).reason == FOREIGN
    world.restart()
    assert world.run(campaign=world.campaign).finished
    assert len(world.sent) == 2


@pytest.mark.parametrize("inbound", [True, False])
def test_calls_of_another_time_or_direction_are_not_asked_for(
    new_world: NewWorld, inbound: bool
) -> None:
    world = new_world(2, weather=TELLS_NOTHING)
    call_to(world, 2)
    if not inbound:
        change(world, at_s=world.clock.true_s - 3600.0)
    world.line_as = _inbound if inbound else world.line_as
    assert world.run().finished
    assert world.sent == [2, 3]


def _inbound(line: object) -> object:
    class Inbound(Passed):
        async def calls(self, after: str | None = None, **asked: object) -> object:
            page = await self._port.calls(after, **asked)
            calls = [replace(c, inbound=c.id == "ac_theirs") for c in page.calls]
            return replace(page, calls=tuple(calls))

    return Inbound(line)


def test_only_calls_that_matter_are_asked_for(new_world: NewWorld) -> None:
    """An account has thousands of calls of others; none to who waits is left out."""
    world = new_world(3, weather=HIDES)
    asked: set[str] = set()

    def recording(line: object) -> object:
        class Recording(Passed):
            async def call(self, call_id: str) -> Call | None:
                asked.add(call_id)
                return await self._port.call(call_id)  # type: ignore[no-any-return]

        return Recording(line)

    world.line_as = recording
    for nth in range(2000):
        call_to(world, 2, f"ac_other_{nth}")
        change(world, to_number=f"+1303555{nth:04}", values={"why": "theirs"})
    call_to(world, 4)
    assert world.run().reason == FOREIGN
    assert (world.sent, asked) == ([], {"ac_theirs"})


def test_a_service_that_fails_is_not_asked_for_all_of_them(new_world: NewWorld) -> None:
    world = new_world(40, weather=HIDES)
    asked: list[str] = []

    def failing(line: object) -> object:
        class Failing(Passed):
            async def call(self, call_id: str) -> Call | None:
                asked.append(call_id)
                raise OutsideFault("cartesia.service_failed", status=500)

        return Failing(line)

    world.line_as = failing
    for row in range(2, 42):
        call_to(world, row, f"ac_lost_{row}")
    assert not world.run().finished
    assert world.sent == []
    assert set(world.held.values()) == {UNCLEAR}
    assert len(asked) < 60


def test_any_number_of_a_contact_counts(new_world: NewWorld) -> None:
    world = new_world(2, weather=TELLS_NOTHING, homes=True)
    call_to(world, 2)
    change(world, to_number=world.numbers[2][1])
    assert not world.run().finished
    assert (world.sent, world.held) == ([3], {2: UNCLEAR})


def test_a_number_is_the_same_however_it_is_written(new_world: NewWorld) -> None:
    world = new_world(2, weather=HIDES)
    call_to(world, 2)
    number = world.numbers[2][0]
    change(world, to_number=f"{number[:2]} ({number[2:5]}) {number[5:8]}-{number[8:]}")
    assert world.run().reason == FOREIGN
    assert [attempt.number.e164 for attempt in world.attempts] == [number]


def test_a_number_that_is_corrected_in_the_run_is_looked_at_too(new_world: NewWorld) -> None:
    world = new_world(3, weather=TELLS_NOTHING)
    new = "+14155550187"
    call_to(world, 4)
    change(world, to_number=new)

    async def story(world: World) -> None:
        await world.until(lambda: world.sent == [2])
        cell = world.contacts.table.columns[0][2]
        said = Correction(4, "Phone", cell, new)
        library, now = world.home.library, world.clock.now()
        world.person.take(library.correct(world.campaign.id, said, now))

    assert not world.run(story).finished
    assert (world.sent, world.held) == ([2, 3], {4: UNCLEAR})


def test_a_person_who_asks_for_a_call_has_decided(new_world: NewWorld) -> None:
    world = new_world(2, weather=TELLS_NOTHING)
    call_to(world, 2)
    assert not world.run().finished
    assert world.sent == [3]
    world.restart(600.0)
    now = EPOCH + timedelta(seconds=world.clock.true_s)
    assert now.tzinfo is UTC
    at: datetime = now + timedelta(minutes=5)
    world.home.library.call_back(world.campaign.id, 2, at, world.clock.now())
    assert world.run().finished
    assert world.sent == [3, 2]


def test_a_call_back_that_the_library_lost_is_not_made_again(new_world: NewWorld) -> None:
    world = new_world(1, weather=TELLS_NOTHING)
    at = EPOCH + timedelta(seconds=world.clock.true_s + 60.0)
    world.home.library.call_back(world.campaign.id, 2, at, world.clock.now())
    backup = Backup(world)
    assert world.run().finished
    world.restart(600.0)
    backup.restore()
    assert not world.run().finished
    assert world.sent == [2]


def test_a_second_copy_that_dials_at_the_same_time_is_met_where_lists_hide_row_data(
    new_world: NewWorld,
) -> None:
    world = new_world(40, weather=HIDES)
    world.machine.at("sent", 2, lambda: call_to(world, 30) and None)
    assert world.run().reason == FOREIGN
    assert len(world.sent) < 8


def test_nothing_is_sent_before_the_list_was_read_to_its_end(new_world: NewWorld) -> None:
    world = new_world(2, weather=replace(HIDES, page=1))
    for nth in range(5):
        call_to(world, 2, f"ac_{nth}_theirs")
        change(world, values={"why": "theirs"})

    def falling_silent(line: object) -> object:
        class Silent(Passed):
            async def calls(self, after: str | None = None, **asked: object) -> object:
                if after == "ac_2_theirs":
                    raise OutsideFault("cartesia.no_network")
                return await self._port.calls(after, **asked)

        return Silent(line)

    world.line_as = falling_silent
    with pytest.raises(OutsideFault, match="no_network"):
        world.run()
    assert world.sent == []
