"""Refused calls in the library: they count for nothing, keep the words, and may go back."""

from dataclasses import replace

import pytest

from dialsheet.campaign import AttemptState, Call, Refusal, Refused
from dialsheet.errors import Reason
from dialsheet.ports import Terms
from store.desk import Desk

A, B = "+14155550101", "+14155550102"
NO = Refused(Reason("cartesia.order_refused"), f"{A} is wrong.", "Bad Request", "req-1")
WHY = Reason("dialing.refused_whoever")


def test_the_words_of_the_service_are_kept(desk: Desk) -> None:
    campaign = desk.add(A)
    attempt = desk.claimed(campaign)
    refused = desk.library.record_answer(attempt.id, NO, desk.now(), desk.now())
    assert refused.refusal == Refusal.of("Bad Request", f"{A} is wrong.", "req-1", attempt.body)
    assert desk.attempt(campaign) == refused
    (brief,) = desk.library.attempts_in_brief(campaign.id)
    assert brief.refusal == refused.refusal


def test_refusals_count_for_no_cap_and_stand_in_no_way(desk: Desk) -> None:
    campaign, other = desk.add(A, A), desk.add(A)
    terms = Terms(cap=1, once=True)
    for row, calls in ((2, campaign), (3, campaign), (2, other), (2, campaign)):
        attempt = desk.claimed(calls, row, A, terms)
        desk.library.record_answer(attempt.id, NO, desk.now(), desk.now())
    assert desk.library.campaigns()[1].counts.refused == 2


def test_those_that_go_back_do_so_in_one_transaction_which_the_log_tells(desk: Desk) -> None:
    campaign = desk.add(A, B)
    attempts = [desk.claimed(campaign, 2, A), desk.claimed(campaign, 3, B)]
    for attempt in attempts:
        desk.library.record_answer(attempt.id, NO, desk.now(), desk.now())
    ids = [attempt.id for attempt in attempts]
    back = desk.library.give_back(ids, WHY, desk.now())
    assert [(each.state, each.reason) for each in back] == [(AttemptState.NOT_PLACED, WHY)] * 2
    assert tuple(back) == desk.library.attempts(campaign.id)
    assert all(each.refusal is not None for each in back), "the next run knows of it"
    assert desk.kinds(campaign)[-2:] == ["given_back"] * 2
    summary = desk.library.campaigns()[0]
    assert (summary.counts.refused, summary.state) == (0, "unfinished")


@pytest.mark.parametrize("state", ["intended", "placed"])
def test_only_what_is_refused_goes_back(desk: Desk, state: str) -> None:
    campaign = desk.add(A)
    attempt = desk.claimed(campaign)
    if state == "placed":
        desk.library.record_answer(attempt.id, NO, desk.now(), desk.now())
        desk.library.record_calls({attempt.id: Call("ac_1", "created")}, desk.now())
    before, kinds = desk.attempt(campaign), desk.kinds(campaign)
    assert desk.library.give_back([attempt.id], WHY, desk.now()) == (before,)
    assert desk.kinds(campaign) == kinds
    assert replace(before) == desk.attempt(campaign)


def test_a_pilot_is_of_those_who_were_called(desk: Desk) -> None:
    campaign = desk.add(A, B, limit=1)
    attempt = desk.claimed(campaign)
    desk.library.record_answer(attempt.id, NO, desk.now(), desk.now())
    assert desk.library.campaigns()[0].state == "unfinished", "one more is to be called in it"
