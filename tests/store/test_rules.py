"""The rules that only the library can know: who said no, how often a number was called, and who
was taken out of a campaign; all of it asked in the transaction that claims."""

import getpass
from dataclasses import replace
from datetime import timedelta

import pytest

from dialsheet.campaign import (
    READY,
    Attempt,
    AttemptState,
    Call,
    CampaignState,
    ContactNumber,
    Decided,
    Decision,
    Hold,
    NotPlaced,
    PhoneNumber,
    Placed,
    ToldAttempt,
    Unsuppressed,
    make_ref,
    new_id,
)
from dialsheet.errors import Reason
from dialsheet.ports import Terms
from store.desk import Desk

A, B = "+14155550101", "+14155550102"
DAY = timedelta(days=1)
WHY = Reason("campaign.window_closed", {"zone": "Asia/Tokyo", "window": "08:00-21:00"})
CAPPED = Reason("campaign.cap_reached", {"count": 1})


def called(desk: Desk, number: str = A, terms: Terms | None = None, **how: bool) -> Attempt:
    """A call to a number out of a campaign of its own, and over."""
    campaign = desk.add(number, **how)
    attempt = desk.claimed(campaign, 2, number, terms)
    desk.library.record_answer(attempt.id, Placed(f"ac_{attempt.id}"), desk.now(), desk.now())
    over = {attempt.id: Call(f"ac_{attempt.id}", "failed", "dial_busy")}
    (attempt,) = desk.library.record_calls(over, desk.now())
    return attempt


def ask(desk: Desk, cap: int, at_s: float = 0, offset_s: float | None = None) -> Attempt | Hold:
    """Ask for one more call to A, so many seconds later by this machine's clock."""
    campaign, number = desk.add(A), ContactNumber(0, "Phone", A)
    at, terms = desk.now() + timedelta(seconds=at_s), Terms(cap=cap, clock_offset_s=offset_s)
    return desk.library.claim(campaign.id, 2, number, new_id(), "{}", at, terms)


def test_the_cap_counts_every_campaign_of_the_library(desk: Desk) -> None:
    first = called(desk)
    called(desk, B)
    called(desk)
    held = ask(desk, 2)
    assert isinstance(held, Hold)
    assert held.reason == Reason("campaign.cap_reached", {"count": 2})
    assert first.sent_at is not None
    assert held.until == first.sent_at + DAY
    assert isinstance(ask(desk, 3), Attempt)


@pytest.mark.parametrize(("later_s", "free"), [(-10, False), (10, True)])
def test_the_cap_rolls(desk: Desk, later_s: float, free: bool) -> None:
    called(desk)
    assert isinstance(ask(desk, 1, DAY.total_seconds() + later_s), Attempt) is free


def test_what_rang_nowhere_does_not_count_for_the_cap(desk: Desk) -> None:
    never = desk.claimed(desk.add(A))
    desk.library.record_answer(never.id, NotPlaced(WHY), desk.now(), None)
    called(desk, practice=True)
    assert isinstance(ask(desk, 1), Attempt)


def test_the_cap_goes_by_the_clock_of_the_service(desk: Desk) -> None:
    """The machine's clock was a day slow when the call was made, and is right now."""
    day_s = DAY.total_seconds()
    called(desk, terms=Terms(clock_offset_s=day_s))
    held = ask(desk, 1, day_s + 60, 0.0)
    assert isinstance(held, Hold)
    assert held.reason == CAPPED
    assert isinstance(ask(desk, 1, 2 * day_s - 60, 120.0), Attempt)


def test_a_cap_is_not_for_practice(desk: Desk) -> None:
    called(desk)
    practice = desk.add(A, practice=True)
    assert isinstance(desk.claim(practice, 2, A, Terms(cap=1)), Attempt)


def test_who_said_no_on_one_number_is_called_on_none(desk: Desk) -> None:
    campaign = desk.add(A)
    assert desk.library.suppress({B: "asked for it", A: ""}, "my list", desk.now()) == 2
    assert desk.library.suppress({B: ""}, "my list", desk.now()) == 0
    assert desk.library.suppress({B: ""}, "another list", desk.now()) == 1
    assert desk.library.suppressed([A, B, "+1"]) == {A, B}
    assert desk.library.unsuppress([A], desk.now()) == 1
    assert desk.claim(campaign, 2, A, Terms(numbers=(A, B))) == Reason("store.suppressed")
    assert desk.library.unsuppress([B, A], desk.now()) == 1, "whatever lists it was on"
    assert desk.library.suppressed([A, B]) == set()
    assert isinstance(desk.claim(campaign, 2, A, Terms(numbers=(A, B))), Attempt)


def test_practice_honours_the_list_and_nothing_else(desk: Desk) -> None:
    """Else it would show that people are called who are not."""
    campaign = desk.add(A, practice=True)
    attempt = desk.claimed(desk.add(A, practice=True))
    assert desk.library.obstacle(attempt, ()) is None
    desk.library.suppress({B: ""}, "my list", desk.now())
    assert desk.claim(campaign, 2, A, Terms(numbers=(A, B))) == Reason("store.suppressed")
    assert desk.library.obstacle(attempt, (A, B)) == Reason("store.suppressed")
    assert isinstance(desk.claim(campaign, 2, A), Attempt)


def test_who_is_taken_off_the_list_leaves_a_trace(desk: Desk) -> None:
    first, second, third = desk.now(), desk.now(), desk.now()
    desk.library.suppress({A: "asked for it", B: ""}, "my list", first)
    desk.library.suppress({A: ""}, "another list", second)
    desk.library.unsuppress([A], third)
    desk.library.suppress({A: ""}, "my list", desk.now())
    fourth = desk.now()
    desk.library.unsuppress([A, A, "+1"], fourth)
    me = getpass.getuser()
    assert desk.library.unsuppressed([A, B]) == (
        Unsuppressed(A, "another list", "", second, third, me),
        Unsuppressed(A, "my list", "asked for it", first, third, me),
        Unsuppressed(A, "my list", "", fourth - timedelta(seconds=1), fourth, me),
    )


def test_a_long_list_is_one_list(desk: Desk) -> None:
    numbers = [f"+1415{number:07}" for number in range(25_000)]
    assert desk.library.suppress(dict.fromkeys(numbers, ""), "registry", desk.now()) == 25_000
    assert len(desk.library.suppressed(numbers)) == 25_000
    assert desk.library.unsuppress(numbers, desk.now()) == 25_000
    assert len(desk.library.unsuppressed(numbers)) == 25_000


def test_a_further_call_follows_on_the_one_that_is_known(desk: Desk) -> None:
    campaign = desk.add(A)
    first = desk.claimed(campaign)
    again = Terms(follows=first.id)
    assert desk.claim(campaign, terms=again) == Reason("store.contact_open")
    desk.library.record_calls({first.id: Call("ac_1", "failed", "dial_busy")}, desk.now())
    assert desk.claim(campaign) == Reason("store.already_called")
    second = desk.claimed(campaign, terms=again)
    assert second.ordinal == 2
    desk.library.record_calls({second.id: Call("ac_2", "failed", "dial_busy")}, desk.now())
    assert desk.claim(campaign, terms=again) == Reason("store.already_called")
    assert desk.claimed(campaign, terms=Terms(follows=second.id)).ordinal == 3


def test_who_waits_is_held_until_the_next_run(desk: Desk) -> None:
    campaign = desk.add(A, B)
    desk.library.begin_run(campaign.id, {}, desk.now())
    desk.library.hold(campaign.id, {2: WHY, 3: WHY}, desk.now(), passing=True)
    desk.library.end_run(campaign.id, Reason("dialing.finished"), desk.now())
    waits = Decided(Decision.HELD, WHY, passing=True)
    assert list(desk.library.contacts(campaign.id).decided) == [waits, waits]
    (summary,) = desk.library.campaigns()
    assert (summary.counts.held, summary.state) == (2, CampaignState.NEW)
    assert desk.claim(campaign) == Reason("store.not_ready")
    desk.library.begin_run(campaign.id, {}, desk.now())
    assert list(desk.library.contacts(campaign.id).decided) == [READY, READY]
    desk.claimed(campaign)
    assert desk.kinds(campaign) == [
        *("created", "test_call_waived", "run_started", "put_off", "run_ended"),
        *("run_started", "released", "intended"),
    ]


def test_a_person_takes_contacts_out_and_puts_them_back(desk: Desk) -> None:
    held = Decided(Decision.HELD, Reason("campaign.no_number"))
    skipped = Decided(Decision.SKIPPED, Reason("campaign.no_number"))
    campaign = desk.add(A, B, A, B, decided=[READY, READY, held, skipped])
    desk.library.hold(campaign.id, {3: WHY}, desk.now(), passing=True)
    out = Decided(Decision.SKIPPED, Reason("store.excluded"))
    assert desk.library.exclude(campaign.id, [2, 3, 4, 5, 99], desk.now()) == 3
    assert list(desk.library.contacts(campaign.id).decided) == [out, out, out, skipped]
    assert desk.library.exclude(campaign.id, [2], desk.now()) == 0
    assert desk.claim(campaign) == Reason("store.not_ready")
    (summary,) = desk.library.campaigns()
    assert (summary.counts.skipped, summary.state) == (4, CampaignState.FINISHED)
    assert desk.library.include(campaign.id, [2, 4, 5], desk.now()) == 2
    assert list(desk.library.contacts(campaign.id).decided) == [READY, out, held, skipped]
    desk.claimed(campaign)
    rows = [(each.kind, each.row) for each in desk.library.events(campaign.id)][2:-1]
    assert rows == [
        *(("excluded", row) for row in (2, 3, 4)),
        *(("included", row) for row in (2, 4)),
    ]


# What the sheets of a library tell of calls to A, each the hours ago and the state -> how long a
# campaign that has A, too, waits for it.
@pytest.mark.parametrize(
    ("told", "waits_h"),
    [
        ("3 unknown", 21),
        ("3 placed", 21),
        ("3 intended", 21),
        ("3 placed, 2 placed", 22),
        ("? unknown", 24),
        ("3 ended", None),
        ("3 not_placed", None),
        ("25 unknown", None),
        ("3 placed again, 3 ended again", None),
        ("3 ended again, 3 placed again", None),
        ("3 placed ours", None),
        ("3 placed practice", None),
    ],
)
def test_a_call_that_a_sheet_tells_is_not_over(
    desk: Desk, told: str, waits_h: float | None
) -> None:
    ours = called(desk)
    refs = {"ours": ours.ref, "again": make_ref(new_id(), 2, new_id())}
    now = desk.now() + DAY
    for each in told.split(", "):
        hours, state, *more = each.split()
        attempt = ToldAttempt(
            row=2,
            state=AttemptState(state),
            practice="practice" in more,
            ref=next((refs[name] for name in more if name in refs), None),
            e164=A,
            requested_at=None if hours == "?" else now - timedelta(hours=int(hours)),
        )
        sheet = replace(desk.campaign(), created_at=now)
        desk.library.create_campaign(sheet, desk.contacts(A), (attempt,))
    campaign = desk.add(A)
    asked = (campaign.id, 2, ContactNumber(0, "Phone", A), new_id(), "{}")
    hold = desk.library.claim(*asked, now)
    if waits_h is None:
        assert isinstance(hold, Attempt)
    else:
        until = now + timedelta(hours=waits_h)
        assert hold == Hold(Reason("store.told_open"), until)
        assert isinstance(desk.library.claim(*asked, until), Attempt)
    assert isinstance(desk.claim(desk.add(A, practice=True), 2, A), Attempt)


def test_the_pace_asks_who_dialed_from_the_number_lately(desk: Desk) -> None:
    connection = replace(desk.campaign().connection, from_number=PhoneNumber("pn_1", A, "twilio"))
    campaign = replace(desk.campaign(), connection=connection)
    desk.library.create_campaign(campaign, desk.contacts(B))
    elsewhere = replace(connection, name="other", from_number=PhoneNumber("pn_2", A, "sip_trunk"))
    another = replace(connection, from_number=PhoneNumber("pn_1", B, "twilio"))
    start = desk.now()

    def dialed() -> list[bool]:
        asked = (connection, elsewhere, another, desk.campaign().connection)
        return [desk.library.dialed_since(each, start) for each in asked]

    assert dialed() == [False] * 4
    desk.library.begin_run(campaign.id, {}, start - DAY)
    assert dialed() == [True, True, False, False], "it may have called up to this moment"
    desk.library.begin_run(campaign.id, {}, start - DAY)
    desk.library.end_run(campaign.id, WHY, start)
    assert dialed() == [False] * 4
    desk.library.begin_run(campaign.id, {}, start)
    desk.library.end_run(campaign.id, WHY, desk.now())
    assert dialed() == [True, True, False, False]
