"""The decision log: it tells the whole story, and nobody changes it unseen."""

import sqlite3
from collections.abc import Callable

import pytest

from dialsheet.campaign import Call, Campaign, Placed
from dialsheet.errors import Bug, OutsideFault, Reason
from dialsheet.store import log
from store.desk import Desk

A = "+14155550101"


@pytest.fixture
def campaign(desk: Desk) -> Campaign:
    """One call from the first thought of it to its end."""
    campaign = desk.add(A, practice=True)
    desk.library.begin_run(campaign.id, {"pace": 1.0, "by": "\ud800"}, desk.now())
    attempt = desk.claimed(campaign)
    desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), desk.now())
    call = Call("ac_1", "completed", "client_hangup", summary="Please ask for Ana")
    desk.library.record_calls({attempt.id: call}, desk.now())
    desk.library.end_run(campaign.id, Reason("dialing.finished"), desk.now())
    return campaign


def test_it_tells_the_whole_story(desk: Desk, campaign: Campaign) -> None:
    events = list(desk.library.events(campaign.id))
    (attempt,) = desk.library.attempts(campaign.id)
    assert [(each.seq, each.kind, each.row, each.attempt_id) for each in events] == [
        (1, "created", None, None),
        (2, "run_started", None, None),
        (3, "intended", 2, attempt.id),
        (4, "answered", 2, attempt.id),
        (5, "call", 2, attempt.id),
        (6, "run_ended", None, None),
    ]
    assert [each.at for each in events] == sorted(each.at for each in events)
    assert events[0].detail["mapping"] == campaign.mapping.to_json() | {
        "numbers": [{"column": "Phone", "kind": "mobile"}],
        "fields": [],
    }
    assert events[1].detail == {"pace": 1.0, "by": "\ud800"}
    assert events[5].detail == {"reason": {"code": "dialing.finished", "params": {}}}
    assert desk.library.log_head(campaign.id) == events[-1].hash
    assert len({each.hash for each in events}) == 6


def test_campaigns_have_logs_of_their_own(desk: Desk, campaign: Campaign) -> None:
    other = desk.add("+14155550102")
    assert desk.kinds(other) == ["created"]
    assert len(desk.kinds(campaign)) == 6


@pytest.mark.parametrize("page", [1, 2, 5, 6, 7])
def test_long_logs_are_read_in_pages(
    desk: Desk, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(log, "PAGE", page)
    assert [each.seq for each in desk.library.events(campaign.id)] == [1, 2, 3, 4, 5, 6]


def test_writing_goes_on_while_it_is_read(desk: Desk, campaign: Campaign) -> None:
    seen = 0
    for _ in desk.library.events(campaign.id):
        desk.library.begin_run(campaign.id, {}, desk.now())
        seen += 1
    assert seen == 6


@pytest.mark.parametrize("change", ["UPDATE event SET kind = 'other'", "DELETE FROM event"])
def test_the_database_refuses_changes(desk: Desk, campaign: Campaign, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        desk.sql(change)
    assert len(desk.kinds(campaign)) == 6


TAMPERING = {
    "UPDATE event SET kind = 'waved through' WHERE seq = 3": 3,
    "UPDATE event SET at = '2026-03-01T12:00:00.000000+00:00' WHERE seq = 2": 2,
    "UPDATE event SET row = 3 WHERE seq = 4": 4,
    "UPDATE event SET attempt_id = NULL WHERE seq = 4": 4,
    "UPDATE event SET account = 'somebody else' WHERE seq = 1": 1,
    "UPDATE event SET detail = 'no json' WHERE seq = 5": 5,
    "UPDATE event SET hash = (SELECT hash FROM event WHERE seq = 1) WHERE seq = 6": 6,
    "DELETE FROM event WHERE seq = 3": 3,
    "UPDATE event SET seq = 9 WHERE seq = 6": 6,
    "INSERT INTO event SELECT campaign, 7, at, kind, row, attempt_id, detail, account, hash"
    " FROM event WHERE seq = 6": 7,
}


@pytest.mark.parametrize(("change", "entry"), TAMPERING.items())
def test_tampering_shows(
    desk: Desk, campaign: Campaign, open_desk: Callable[[], Desk], change: str, entry: int
) -> None:
    desk.sql("DROP TRIGGER event_no_update")
    desk.sql("DROP TRIGGER event_no_delete")
    assert len(desk.kinds(campaign)) == 6
    desk.sql(change)
    reading = open_desk().library.events(campaign.id)
    with pytest.raises(OutsideFault) as altered:
        list(reading)
    assert altered.value.reason == Reason("store.log_altered", {"entry": entry})


def test_a_run_ends_once(desk: Desk, campaign: Campaign) -> None:
    with pytest.raises(Bug):
        desk.library.end_run(campaign.id, Reason("dialing.finished"), desk.now())
    assert len(desk.kinds(campaign)) == 6


def test_a_crash_leaves_its_run_open(desk: Desk, campaign: Campaign) -> None:
    for _ in range(2):
        desk.library.begin_run(campaign.id, {}, desk.now())
    desk.library.end_run(campaign.id, Reason("dialing.stopped"), desk.now())
    ended = desk.sql("SELECT ordinal, ended_at IS NOT NULL FROM run ORDER BY ordinal")
    assert ended == [(1, 1), (2, 0), (3, 1)]
