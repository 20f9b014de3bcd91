"""Group commits: one sync for all that waits, nobody goes on before it, faults are one's own."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from dialsheet.dialing.commits import GroupCommit
from dialsheet.errors import OutsideFault
from dialsheet.ports import Library
from simulation.service import Weather
from simulation.world import NewWorld


class Witness:
    """A library that tells of its transactions."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.together_times = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._library, name)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Count, and pass on."""
        self.together_times += 1
        with self._library.together():
            yield


def test_what_waits_at_once_is_one_commit_and_is_told_after_it(new_world: NewWorld) -> None:
    """The world looks at the disk whenever something leaves, or is told."""
    world = new_world(40, pace=0, live=40, weather=Weather(answers_s=(1.0, 1.0)))
    witness = Witness(world.home.library)
    world.library_as = lambda _library: witness
    assert world.run().finished
    assert world.wrongs == []
    assert sorted(world.sent) == list(range(2, 42))
    assert 3 <= witness.together_times <= 40, "claims, and answers that came at once"


def test_at_a_pace_each_intent_is_by_itself(new_world: NewWorld) -> None:
    world = new_world(5, pace=1)
    witness = Witness(world.home.library)
    world.library_as = lambda _library: witness
    assert world.run().finished
    assert witness.together_times == 0


def test_a_fault_is_only_its_own(new_world: NewWorld) -> None:
    library = new_world(1).home.library

    def fail() -> None:
        raise OutsideFault("store.busy")

    def remember(name: str) -> Callable[[], None]:
        return lambda: library.set_setting(name, 1)

    async def write() -> list[BaseException | None]:
        commits = GroupCommit(library)
        acts = (remember("first"), fail, remember("last"))
        writes = (commits.write(act, lambda _done: None) for act in acts)
        return await asyncio.gather(*writes, return_exceptions=True)

    first, failure, last = asyncio.run(write())
    assert (first, last) == (None, None)
    assert isinstance(failure, OutsideFault)
    assert (library.setting("first"), library.setting("last")) == (1, 1)


def test_what_was_committed_first_is_told_first(new_world: NewWorld) -> None:
    """An answer told after the call's end, which was committed later, would open the call anew."""
    library = new_world(1).home.library
    told: list[str] = []

    async def answered(commits: GroupCommit) -> None:
        await commits.write(lambda: "answered", told.append)

    async def ended() -> None:
        told.append("ended")

    async def both() -> None:
        commits = GroupCommit(library)
        first = asyncio.create_task(answered(commits))
        await asyncio.sleep(0)  # its commit is the loop's next business, and this end the one after
        await asyncio.gather(first, asyncio.create_task(ended()))

    asyncio.run(both())
    assert told == ["answered", "ended"]


def test_what_goes_wrong_in_telling_is_raised_where_it_was_written(new_world: NewWorld) -> None:
    def fail(_done: object) -> None:
        raise KeyError

    async def write() -> None:
        await GroupCommit(new_world(1).home.library).write(lambda: 1, fail)

    with pytest.raises(KeyError):
        asyncio.run(write())


def test_all_or_nothing(new_world: NewWorld) -> None:
    library = new_world(1).home.library

    def write() -> None:
        with library.together():
            library.set_setting("half", 1)
            assert library.setting("half") == 1, "it reads what it wrote"
            raise KeyError

    with pytest.raises(KeyError):
        write()
    assert library.setting("half") is None
