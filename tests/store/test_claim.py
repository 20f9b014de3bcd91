"""A claim: nobody is called twice, whoever asks, however often, and whatever crashes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dialsheet.campaign import (
    Answer,
    Attempt,
    AttemptState,
    Call,
    ContactNumber,
    NotPlaced,
    Placed,
    Refused,
    Unknown,
    Withdrawn,
    new_id,
)
from dialsheet.errors import BadInput, Bug, Reason
from store.desk import Desk

A, B = "+14155550101", "+14155550102"
WHY = Reason("cartesia.timeout")


def test_a_claim_is_an_intended_attempt(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    campaign, number, at = desk.add(A), ContactNumber(0, "Phone", A), desk.now()
    attempt_id, body = new_id(), '{"to_number":"+1415","metadata":{"name":"\\ud83d\\ude00 山田"}}'
    claimed = desk.library.claim(campaign.id, 2, number, attempt_id, body, at)
    assert claimed == Attempt(
        attempt_id, campaign.id, 2, 1, number, False, body, AttemptState.INTENDED, at
    )
    assert open_desk().library.attempts(campaign.id) == (claimed,)


# What the first attempt came to, and what a second one is told: for the contact, and for another
# contact with the same number in another campaign.
FREE = None
AFTER: list[tuple[Answer | Call | None, str | None, str | None]] = [
    (None, "store.contact_open", "store.number_open"),
    (Placed("c"), "store.contact_open", "store.number_open"),
    (Unknown(WHY), "store.contact_open", "store.number_open"),
    (Call("c", "started"), "store.contact_open", "store.number_open"),
    (Call("c", "completed"), "store.already_called", FREE),
    (Refused(WHY), FREE, FREE),
    (NotPlaced(WHY), FREE, FREE),
    (Withdrawn(WHY), FREE, FREE),
]


@pytest.mark.parametrize(("came_to", "contact", "number"), AFTER)
def test_what_stands_in_the_way(
    desk: Desk, came_to: Answer | Call | None, contact: str | None, number: str | None
) -> None:
    campaign, other = desk.add(A), desk.add(A)
    first = desk.claimed(campaign)
    if isinstance(came_to, Call):
        desk.library.record_calls({first.id: came_to}, desk.now())
    elif came_to is not None:
        desk.library.record_answer(first.id, came_to, desk.now(), None)
    for asked, code in ((other, number), (campaign, contact)):
        claimed = desk.claim(asked)
        if code is not None:
            assert claimed == Reason(code)
        else:
            assert isinstance(claimed, Attempt)
            desk.library.record_answer(claimed.id, Withdrawn(WHY), desk.now(), None)
    if contact is FREE:
        assert [each.ordinal for each in desk.library.attempts(campaign.id)] == [1, 2]


def test_one_number_twice_in_a_sheet(desk: Desk) -> None:
    campaign = desk.add(A, A)
    desk.claimed(campaign, 2)
    assert desk.claim(campaign, 3) == Reason("store.number_open")


def test_a_suppressed_number_is_not_called(desk: Desk) -> None:
    campaign, practice = desk.add(A, B), desk.add(A, practice=True)
    desk.sql("INSERT INTO suppression VALUES (?, 'my list', '2026-03-01', NULL)", A)
    assert desk.claim(campaign, 2, A) == Reason("store.suppressed")
    assert isinstance(desk.claim(campaign, 3, B), Attempt)
    assert desk.claim(practice, 2, A) == Reason("store.suppressed"), "whom the real run calls"


def test_practice_counts_for_nothing(desk: Desk) -> None:
    practice, again, real = desk.add(A, practice=True), desk.add(A, practice=True), desk.add(A)
    for campaign in (practice, again, real):
        assert isinstance(desk.claim(campaign), Attempt)
    assert desk.claim(practice) == Reason("store.contact_open")


def test_a_claim_for_no_campaign(desk: Desk) -> None:
    missing = desk.campaign()
    with pytest.raises(BadInput):
        desk.claim(missing)


@pytest.mark.parametrize("state", ["intended", "unknown", "placed"])
@pytest.mark.parametrize(("row", "number"), [(2, B), (3, A)], ids=["contact", "number"])
def test_the_database_itself_refuses_a_second_open_attempt(
    desk: Desk, state: str, row: int, number: str
) -> None:
    """Whoever forgets to ask still cannot call the same contact, or the same number, again."""
    campaign = desk.add(A, A)
    desk.claimed(campaign)
    desk.sql("UPDATE attempt SET state = ?", state)
    bypass = (
        "INSERT INTO attempt (id, campaign, row, ordinal, position, number_column, e164, practice,"
        " body, state, intended_at) SELECT 'second', campaign, ?, 2, position, number_column,"
        " ?, practice, body, 'intended', intended_at FROM attempt"
    )
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE constraint failed"):
        desk.sql(bypass, row, number)
    desk.sql("UPDATE attempt SET state = 'ended'")
    desk.sql(bypass, row, number)
    assert len(desk.library.attempts(campaign.id)) == 2


def test_what_the_database_refuses_names_no_number(desk: Desk) -> None:
    campaign = desk.add(A)
    first = desk.claimed(campaign)
    desk.library.record_answer(first.id, Withdrawn(WHY), desk.now(), None)
    number = ContactNumber(0, "Phone", A)
    with pytest.raises(Bug) as refused:
        desk.library.claim(campaign.id, 2, number, first.id, "{}", desk.now())
    told = "".join(map(str, [refused.value, repr(refused.value), refused.value.__cause__]))
    assert "UNIQUE constraint failed: attempt.id" in told
    assert A not in told
    assert isinstance(desk.claim(campaign), Attempt), "the library works on"


@contextmanager
def claimer(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that claims; killed at the end if it still runs."""
    script = Path(__file__).with_name("claimer.py")
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DIALSHEET_HOME": str(home)},
    ) as process:
        assert said(process) == "ready"
        yield process
        process.kill()


def tell(process: subprocess.Popen[str], line: str) -> None:
    """Send it a line."""
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def said(process: subprocess.Popen[str]) -> str:
    """What it says next."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("loses_to", ["store.contact_open", "store.number_open"])
def test_of_two_processes_exactly_one_wins(desk: Desk, loses_to: str) -> None:
    numbers = [f"+141555501{each:02}" for each in range(15)]
    first = desk.add(*numbers)
    second = first if loses_to == "store.contact_open" else desk.add(*numbers)
    with claimer(desk.home) as one, claimer(desk.home) as two:
        for row, number in enumerate(numbers, 2):
            tell(one, f"{first.id} {row} {number}")
            tell(two, f"{second.id} {row} {number}")
            results = sorted(result.partition(" ")[0] for result in (said(one), said(two)))
            assert results == [loses_to, "won"]
    attempts = {*desk.library.attempts(first.id), *desk.library.attempts(second.id)}
    assert sorted(attempt.number.e164 for attempt in attempts) == numbers


def test_a_claim_outlives_the_process(desk: Desk) -> None:
    campaign = desk.add(A)
    with claimer(desk.home) as process:
        tell(process, f"{campaign.id} 2 {A}")
        won, _, attempt_id = said(process).partition(" ")
        process.kill()
    assert won == "won"
    attempt = desk.attempt(campaign)
    assert (attempt.id, attempt.state) == (attempt_id, AttemptState.INTENDED)
    assert desk.kinds(campaign) == ["created", "intended"]
    assert desk.claim(campaign) == Reason("store.contact_open")
