"""The book of calls and its file, at moments that the test chooses."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dialsheet.cartesia.practice.account import NUMBERS
from dialsheet.cartesia.practice.book import Book
from dialsheet.cartesia.practice.lives import PracticeCall, life
from dialsheet.cartesia.practice.orders import Batch, Destination
from practice_process import REMINDER, SURVEY, US, WORLD

VALUES = {"dialsheet_ref": "c.1.a", "name": "山田", "half": "\ud83d"}


class Session:
    """A book that can be closed and opened again, and a clock that stands still."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.now = 1000.0
        self.open()

    def open(self, *, seed: int = 0, speed: float = 1.0) -> None:
        """Open the file."""
        self.book = Book(self.state, seed=seed, speed=speed, now=lambda: self.now)

    def reopen(self, *, seed: int = 0, speed: float = 1.0) -> None:
        """What a restart does."""
        self.book.close()
        self.open(seed=seed, speed=speed)

    def accept(
        self, number: str, *, agent_id: str = SURVEY.id, from_id: str = WORLD.id
    ) -> PracticeCall:
        """One call taken on."""
        destination = Destination(number, VALUES, None)
        batch = Batch(agent_id, NUMBERS[from_id], "metadata", (destination,), 60, 10)
        return self.book.accept(batch, destination)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A book without calls."""
    session = Session(tmp_path / "calls.jsonl")
    yield session
    session.book.close()


def numbers(count: int) -> list[str]:
    return [f"+121255501{number:02}" for number in range(count)]


def test_a_restart_changes_nothing(session: Session) -> None:
    session.reopen(seed=7, speed=2.0)
    calls = [session.accept(number) for number in numbers(5)]
    other = session.accept("+12125550100", agent_id=REMINDER.id)
    session.reopen(seed=1, speed=9.0)
    assert session.book.of_agent(SURVEY.id) == calls[::-1]
    assert session.book.of_agent(REMINDER.id) == [other]
    assert session.book.get(other.id) == other
    assert session.accept("+12125550100").nth == 2, "it counts the calls before the restart"


def test_a_line_cut_short_harms_no_other(session: Session) -> None:
    first = session.accept("+12125550100")
    with session.state.open("ab") as file:
        file.write(b'\n{"call": {"id": "ac_torn", "se')
    session.reopen()
    second = session.accept("+12125550101")
    session.reopen()
    assert session.book.of_agent(SURVEY.id) == [second, first]


def test_a_cancellation_is_kept(session: Session) -> None:
    calls = [session.accept(number) for number in numbers(20)]
    assert not any(session.book.cancel(call) for call in calls), "they ring"
    talking = next(call for call in calls if life(call).started_at)
    session.now = (life(talking).started_at or 0) + 1
    assert session.book.cancel(talking)
    session.reopen()
    (kept,) = [call for call in session.book.of_agent(SURVEY.id) if call.id == talking.id]
    assert life(kept).end_reason == "api_cancelled"
    assert life(kept).ended_at == session.now
    assert not session.book.cancel(kept), "it is over"


def test_a_cartesia_number_dials_once_a_second(session: Session) -> None:
    session.reopen(speed=10.0)
    calls = [session.accept(number, from_id=US.id) for number in numbers(4)]
    assert [call.dials_at - 1000 for call in calls] == pytest.approx([0, 0.1, 0.2, 0.3])
    assert [session.accept(number).dials_at for number in numbers(2)] == [1000, 1000]
    session.reopen(speed=10.0)
    assert session.accept("+12125550199", from_id=US.id).dials_at == pytest.approx(1000.4)
    session.now = 2000.0
    assert session.accept("+12125550199", from_id=US.id).dials_at == 2000


def test_the_seed_decides_what_becomes_of_each_call(session: Session) -> None:
    session.reopen(seed=7)
    calls = [session.accept(number) for number in numbers(40)]
    fates = [life(call).fate for call in calls]
    assert fates == [life(replace(call, id="ac_2", seed=7)).fate for call in calls]
    assert fates != [life(replace(call, seed=0)).fate for call in calls]


def test_the_file_is_for_its_owner_alone(session: Session) -> None:
    """It holds numbers and row data."""
    assert os.name == "nt" or session.state.stat().st_mode & 0o777 == 0o600
