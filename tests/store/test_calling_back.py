"""A person names the time of one more call: the contact waits for it, whoever dials, and once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialsheet.campaign import (
    READY,
    Attempt,
    Call,
    CallBack,
    CallingRules,
    Campaign,
    CampaignState,
    Decided,
    Decision,
    NotPlaced,
    Placed,
    Rules,
)
from dialsheet.errors import BadInput, Reason
from dialsheet.ports import Terms
from store.desk import NOON, Desk

A, B = "+14155550101", "+14155550102"
LATER = NOON + timedelta(hours=2)
WAITS = Decided(Decision.HELD, CallBack(LATER, 0).reason, passing=True)
HELD = Decided(Decision.HELD, Reason("numbers.label"))


def called(desk: Desk, campaign: Campaign, *how: str, **told: str) -> Attempt:
    """An attempt on row 2 that is over."""
    last = [each.id for each in desk.library.attempts(campaign.id)][-1:]
    attempt = desk.claimed(campaign, terms=Terms(follows=next(iter(last), None)))
    desk.library.record_answer(attempt.id, Placed(f"ac_{attempt.ordinal}"), desk.now(), None)
    call = Call(f"ac_{attempt.ordinal}", *(how or ("completed", "client_hangup")), returned=told)
    return desk.library.record_calls({attempt.id: call}, desk.now())[0]


def ask(desk: Desk, campaign: Campaign, row: int = 2) -> None:
    desk.library.call_back(campaign.id, row, LATER, desk.now())


def state(desk: Desk, campaign: Campaign) -> CampaignState:
    (found,) = (each for each in desk.library.campaigns() if each.campaign.id == campaign.id)
    return found.state


def test_nobody_claims_a_contact_before_the_time(desk: Desk) -> None:
    campaign = desk.add(A, B)
    ask(desk, campaign)
    assert list(desk.library.contacts(campaign.id).decided) == [WAITS, READY]
    assert desk.claim(campaign) == WAITS.reason
    desk.library.begin_run(campaign.id, {}, desk.now())
    assert desk.library.contacts(campaign.id).decided[0] == WAITS, "it is asked for in every run"
    assert desk.claim(campaign) == WAITS.reason
    early = Terms(clock_offset_s=-60.0)
    desk.now = lambda: LATER + timedelta(seconds=1)  # type: ignore[method-assign]
    assert desk.claim(campaign, terms=early) == WAITS.reason, "by the service's clock"
    desk.claimed(campaign)
    assert desk.library.contacts(campaign.id).decided[0] is READY
    assert desk.library.call_backs(campaign.id) == {}


def test_one_who_was_called_is_called_once_more(desk: Desk) -> None:
    campaign = desk.add(A)
    first = called(desk, campaign)
    assert state(desk, campaign) is CampaignState.FINISHED
    ask(desk, campaign)
    assert state(desk, campaign) is CampaignState.UNFINISHED
    assert desk.library.call_backs(campaign.id) == {2: CallBack(LATER, 1)}
    desk.now = lambda: LATER  # type: ignore[method-assign]
    again = desk.claimed(campaign, terms=Terms(follows=first.id))
    not_placed = NotPlaced(Reason("cartesia.no_network"))
    desk.library.record_answer(again.id, not_placed, LATER, None)
    assert desk.library.call_backs(campaign.id) == {2: CallBack(LATER, 1)}, "it was not called"
    again = desk.claimed(campaign, terms=Terms(follows=first.id))
    desk.library.record_answer(again.id, Placed("ac_9"), LATER, None)
    assert desk.library.call_backs(campaign.id) == {}


def test_it_is_taken_back(desk: Desk) -> None:
    campaign = desk.add(A)
    called(desk, campaign)
    ask(desk, campaign)
    told = desk.library.call_back(campaign.id, 2, None, desk.now())
    assert (told.call_back, told.decided, len(told.attempts)) == (None, READY, 1)
    assert desk.library.call_backs(campaign.id) == {}
    assert list(desk.library.contacts(campaign.id).decided) == [READY]
    assert state(desk, campaign) is CampaignState.FINISHED
    entries = [each for each in desk.library.events(campaign.id) if each.kind == "call_back"]
    assert [(each.row, each.detail["at"]) for each in entries] == [
        (2, "2026-03-01T14:00:00.000000+00:00"),
        (2, None),
    ]


def test_a_contact_whose_call_lives_waits_for_its_end_and_for_the_time(desk: Desk) -> None:
    campaign = desk.add(A)
    attempt = desk.claimed(campaign)
    told = desk.library.call_back(campaign.id, 2, LATER, desk.now())
    assert told.call_back == CallBack(LATER, 1)
    desk.library.record_answer(attempt.id, NotPlaced(Reason("cartesia.key")), desk.now(), None)
    assert desk.library.call_backs(campaign.id) == {2: CallBack(LATER, 1)}
    assert desk.claim(campaign) == WAITS.reason


def test_who_said_no_is_not_called_again(desk: Desk) -> None:
    rules = Rules(calling=CallingRules(opt_out_value="stop"))
    campaign = replace(desk.campaign(), rules=rules)
    desk.library.create_campaign(campaign, desk.contacts(A, B))
    called(desk, campaign, stop="yes")
    with pytest.raises(BadInput) as refused:
        ask(desk, campaign)
    assert refused.value.reason == Reason("store.said_no", {"row": 2})
    assert desk.library.call_backs(campaign.id) == {}


def test_who_is_on_the_list_is_not_called_either(desk: Desk) -> None:
    campaign = desk.add(A)
    ask(desk, campaign)
    desk.library.suppress({A: ""}, "by phone", desk.now())
    desk.now = lambda: LATER  # type: ignore[method-assign]
    assert desk.claim(campaign) == Reason("store.suppressed")
    desk.library.hold(campaign.id, {2: Reason("store.suppressed")}, LATER)
    held = Decided(Decision.HELD, Reason("store.suppressed"))
    assert list(desk.library.contacts(campaign.id).decided) == [held]


@pytest.mark.parametrize(
    ("row", "code"), [(3, "store.not_called_here"), (4, "store.no_such_row"), (2, "")]
)
def test_a_time_is_set_for_those_only_who_are_called(desk: Desk, row: int, code: str) -> None:
    campaign = desk.add(A, "12", decided=[READY, HELD])
    at = LATER if code else NOON
    with pytest.raises(BadInput) as refused:
        desk.library.call_back(campaign.id, row, at, desk.now())
    assert refused.value.reason.code == (code or "store.call_back_past")
    assert "call_back" not in desk.kinds(campaign)


def test_one_who_was_called_and_held_then_may_be_asked_for(desk: Desk) -> None:
    campaign = desk.add(A)
    called(desk, campaign)
    desk.library.hold(campaign.id, {2: Reason("campaign.callback_past", {"text": "1"})}, desk.now())
    ask(desk, campaign)
    assert list(desk.library.contacts(campaign.id).decided) == [WAITS]
    desk.library.exclude(campaign.id, [2], desk.now())
    with pytest.raises(BadInput):
        ask(desk, campaign)
