"""What contradicts itself is not believed: whose a call is, its reference tells, else its number;
an ID alone is right for one attempt at the most."""

from dataclasses import replace

import pytest

from dialsheet.campaign import Attempt, Call, Campaign, Placed, Unknown
from dialsheet.errors import Reason
from dialsheet.store.attempts import NOT_ITS_OWN
from store.desk import Desk

ANN, BEN = "+14155550101", "+14155550102"


@pytest.fixture
def pair(desk: Desk) -> tuple[Campaign, Attempt, Attempt]:
    """Two attempts on their way."""
    campaign = desk.add(ANN, BEN)
    return campaign, desk.claimed(campaign, 2, ANN), desk.claimed(campaign, 3, BEN)


def stands(desk: Desk, campaign: Campaign) -> dict[int, tuple[str, str | None, str | None]]:
    """The state of each row, its call, and what was said of it."""
    return {
        each.row: (each.state.value, each.call and each.call.id, each.call and each.call.summary)
        for each in desk.library.attempts(campaign.id)
    }


def told(call_id: str, attempt: Attempt | None = None, number: str | None = None) -> Call:
    """A call that is over, as the service tells of it."""
    sent = {"dialsheet_ref": attempt.ref} if attempt else {}
    summary = f"About {call_id}."
    return Call(call_id, "completed", "client_hangup", "a", number, summary=summary, sent=sent)


def placed(desk: Desk, attempt: Attempt, call_id: str) -> Attempt:
    return desk.library.record_answer(attempt.id, Placed(call_id), desk.now(), None)


Pair = tuple[Campaign, Attempt, Attempt]


def test_an_id_that_is_given_twice_is_nobodys_unless_it_is_proven(desk: Desk, pair: Pair) -> None:
    campaign, ann, ben = pair
    placed(desk, ann, "ac_1")
    assert placed(desk, ben, "ac_1").reason == NOT_ITS_OWN
    (doubted,) = desk.library.disown("ac_1", desk.now())
    assert (doubted.id, doubted.state) == (ann.id, "unknown")
    assert stands(desk, campaign) == {2: ("unknown", None, None), 3: ("unknown", None, None)}
    again = {ann.id: told("ac_1"), ben.id: told("ac_1")}
    desk.library.record_calls(again, desk.now())
    assert stands(desk, campaign) == {2: ("unknown", None, None), 3: ("unknown", None, None)}
    desk.library.record_calls({ben.id: told("ac_1", ben)}, desk.now())
    assert stands(desk, campaign)[3] == ("ended", "ac_1", "About ac_1.")


@pytest.mark.parametrize("by", ["reference", "number"])
def test_a_call_that_was_proven_stays(desk: Desk, pair: Pair, by: str) -> None:
    campaign, ann, ben = pair
    placed(desk, ann, "ac_1")
    seen = told("ac_1", ann) if by == "reference" else told("ac_1", None, "+1 (415) 555-0101")
    desk.library.record_calls({ann.id: seen}, desk.now())
    assert placed(desk, ben, "ac_1").state == "unknown"
    assert desk.library.disown("ac_1", desk.now()) == ()
    assert stands(desk, campaign) == {
        2: ("ended", "ac_1", "About ac_1."),
        3: ("unknown", None, None),
    }


def test_an_id_of_another_campaign_is_taken_too(desk: Desk, pair: Pair) -> None:
    _, ann, _ = pair
    placed(desk, ann, "ac_1")
    other = desk.claimed(desk.add("+14155550103"), 2, "+14155550103")
    assert placed(desk, other, "ac_1").state == "unknown"


def test_an_answer_that_comes_after_the_attempt_was_given_up_settles_nothing_with_it(
    desk: Desk, pair: Pair
) -> None:
    campaign, ann, ben = pair
    placed(desk, ann, "ac_1")
    lost = Unknown(Reason("dialing.interrupted"))
    desk.library.record_answer(ben.id, lost, desk.now(), None)
    assert placed(desk, ben, "ac_1").reason == lost.reason
    assert stands(desk, campaign)[3] == ("unknown", None, None)


@pytest.mark.parametrize("evidence", ["its reference", "another campaign's", "its number"])
@pytest.mark.parametrize("was", ["placed", "ended"])
def test_the_call_of_another_leaves_nothing_behind(
    desk: Desk, pair: Pair, evidence: str, was: str
) -> None:
    campaign, ann, ben = pair
    placed(desk, ann, "ac_1")
    if was == "ended":
        desk.library.record_calls({ann.id: told("ac_1")}, desk.now())
    elsewhere = replace(ben, campaign_id="0", id="1")
    named = {"its reference": ben, "another campaign's": elsewhere}.get(evidence)
    shown = told("ac_1", named, ANN if named else BEN)
    (changed,) = desk.library.record_calls({ann.id: shown}, desk.now())
    assert (changed.state, changed.reason, changed.call) == ("unknown", NOT_ITS_OWN, None)
    assert desk.sql(
        "SELECT summary, status, agent_id, end_reason, transcript, sent, returned, outcome"
        " FROM attempt WHERE row = 2"
    ) == [(None,) * 7 + ("unknown",)]
    assert desk.library.record_calls({ann.id: shown}, desk.now()) == ()
    entry = [each for each in desk.library.events(campaign.id) if each.kind == "contradicted"]
    assert [each.detail["disowned"] for each in entry] == ["ac_1"]


def test_two_that_were_swapped_get_their_own(desk: Desk, pair: Pair) -> None:
    campaign, ann, ben = pair
    placed(desk, ann, "ac_2")
    placed(desk, ben, "ac_1")
    one, two = told("ac_1", ann), told("ac_2", ben)
    for attempt, call in ((ann, two), (ben, two), (ann, one), (ben, one)):
        desk.library.record_calls({attempt.id: call}, desk.now())
    assert stands(desk, campaign) == {
        2: ("ended", "ac_1", "About ac_1."),
        3: ("ended", "ac_2", "About ac_2."),
    }
    assert desk.kinds(campaign).count("second_call") == 0


def test_a_second_call_is_one_although_both_name_the_attempt(desk: Desk, pair: Pair) -> None:
    campaign, ann, _ = pair
    placed(desk, ann, "ac_1")
    for call_id in ("ac_1", "ac_2", "ac_1"):
        desk.library.record_calls({ann.id: told(call_id, ann)}, desk.now())
    assert stands(desk, campaign)[2] == ("ended", "ac_1", "About ac_1.")
    assert desk.kinds(campaign).count("second_call") == 1


def test_a_number_of_a_call_that_lives_elsewhere_does_not_stand_in_the_way(desk: Desk) -> None:
    """What was over is open again, whatever else is open for that number by now."""
    campaign = desk.add(ANN, ANN)
    first = desk.claimed(campaign, 2, ANN)
    placed(desk, first, "ac_1")
    desk.library.record_calls({first.id: told("ac_1")}, desk.now())
    desk.claimed(campaign, 3, ANN)
    elsewhere = replace(first, campaign_id="0", id="1")
    desk.library.record_calls({first.id: told("ac_1", elsewhere)}, desk.now())
    assert stands(desk, campaign)[2] == ("unknown", None, None)


def test_the_log_has_the_call_that_was_seen_before_an_answer_named_another(desk: Desk) -> None:
    campaign = desk.add("+14155550101")
    attempt = desk.claimed(campaign)
    desk.library.record_calls({attempt.id: told("ac_2", attempt)}, desk.now())
    desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), desk.now())
    (known,) = desk.library.attempts(campaign.id)
    assert known.call is not None
    *_, answered = desk.library.events(campaign.id)
    ids = (answered.detail["call_id"], answered.detail["answered_call_id"])
    assert ids == (known.call.id, "ac_1") == ("ac_2", "ac_1")
