"""Before real telephones ring, the log tells of a test call, or that nobody made one."""

from dataclasses import replace

import pytest

from dialsheet.campaign import Call, Campaign, Placed, Rules, Withdrawn
from dialsheet.errors import Reason
from store.desk import Desk

A, MINE = "+14155550101", "+14155550199"


def ran(desk: Desk, campaign: Campaign) -> list[str]:
    """The kinds of entries in its log after one more run."""
    desk.library.begin_run(campaign.id, {}, desk.now())
    desk.library.end_run(campaign.id, Reason("dialing.finished"), desk.now())
    return desk.kinds(campaign)


def add_test(desk: Desk) -> Campaign:
    test = replace(desk.campaign(), rules=Rules(test=True))
    desk.library.create_campaign(test, desk.contacts(MINE))
    return test


def test_a_first_run_without_a_test_says_so_once(desk: Desk) -> None:
    campaign = desk.add(A)
    first = ["created", "test_call_waived", "run_started", "run_ended"]
    assert ran(desk, campaign) == first
    assert ran(desk, campaign) == [*first, "run_started", "run_ended"]


def test_what_a_test_call_came_to_is_on_record(desk: Desk) -> None:
    campaign, test = desk.add(A), add_test(desk)
    assert "test_call_waived" not in ran(desk, test), "a test asks for no test"
    attempt = desk.claimed(test, number=MINE)
    desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None)
    desk.library.record_calls({attempt.id: Call("ac_1", "failed", "dial_busy")}, desk.now())
    desk.library.record_test_call(campaign.id, test.id, desk.now())
    assert ran(desk, campaign) == ["created", "test_call", "run_started", "run_ended"]
    entry = list(desk.library.events(campaign.id))[1]
    assert (entry.row, entry.attempt_id) == (2, attempt.id)
    assert entry.detail == {"campaign": test.id, "state": "ended", "outcome": "busy"}
    assert MINE not in str(list(desk.library.events(campaign.id)))


def test_a_call_that_never_left_is_no_test(desk: Desk) -> None:
    campaign, test = desk.add(A), add_test(desk)
    desk.library.record_test_call(campaign.id, test.id, desk.now())
    attempt = desk.claimed(test, number=MINE)
    desk.library.record_answer(attempt.id, Withdrawn(Reason("dialing.paused")), desk.now(), None)
    desk.library.record_test_call(campaign.id, test.id, desk.now())
    assert "test_call_waived" in ran(desk, campaign)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "practice"])
def test_where_no_telephone_rings_nobody_asks(desk: Desk, url: str) -> None:
    campaign = desk.campaign(practice=url == "practice")
    connection = replace(campaign.connection, base_url=url)
    campaign = replace(campaign, connection=connection)
    desk.library.create_campaign(campaign, desk.contacts(A))
    assert ran(desk, campaign) == ["created", "run_started", "run_ended"]
