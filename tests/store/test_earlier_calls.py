"""Calls of other campaigns: the claim asks for them, by number, by row, by sheet and by history."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dialsheet.campaign import (
    CALLED_BEFORE,
    CALLED_LATELY,
    NOT_OVER,
    Answer,
    Attempt,
    AttemptState,
    Call,
    Campaign,
    Connection,
    ContactNumber,
    Hold,
    NotPlaced,
    Outcome,
    Placed,
    Refused,
    Repeated,
    Repeats,
    Rules,
    ToldAttempt,
    Unknown,
    Withdrawn,
    make_ref,
    new_id,
)
from dialsheet.errors import Reason
from dialsheet.ports import Terms
from store.desk import Desk

A, B = "+14155550101", "+14155550102"
WHY = Reason("cartesia.timeout")
SAME, OTHER = "0" * 64, "1" * 64
LOOPBACK = "http://127.0.0.1:8000"


def made(desk: Desk, *numbers: str, content: str = "", url: str = "", **rules: Any) -> Campaign:
    """A campaign of a sheet that says `content`; of its own bytes, unless it says nothing."""
    campaign = desk.campaign()
    sheet = desk.sheet.with_name(f"{new_id()}.csv")
    sheet.write_text(sheet.name)
    desk.sheet, first = sheet, desk.sheet
    connection = Connection("sales", False, url) if url else campaign.connection
    campaign = replace(
        campaign,
        source=replace(desk.campaign().source, content=content),
        rules=Rules(**rules),
        connection=connection,
    )
    desk.library.create_campaign(campaign, desk.contacts(*numbers or (A,)))
    desk.sheet = first
    return campaign


def called(desk: Desk, campaign: Campaign, came_to: Answer | Call | None, **terms: Any) -> Attempt:
    """An attempt of a campaign, and what it came to."""
    attempt = desk.claimed(campaign, terms=Terms(**terms))
    if isinstance(came_to, Call):
        desk.library.record_calls({attempt.id: came_to}, desk.now())
    elif came_to is not None:
        desk.library.record_answer(attempt.id, came_to, desk.now(), None)
    return attempt


def asked(
    desk: Desk,
    campaign: Campaign,
    number: str = A,
    *,
    again: Repeated = Repeated.NOBODY,
    later: timedelta = timedelta(),
    hours: float = 24,
    **terms: Any,
) -> Hold | None:
    """What a claim is told."""
    repeats = Repeats(again, timedelta(hours=hours))
    claimed = desk.library.claim(
        campaign.id,
        2,
        ContactNumber(0, "Phone", number),
        new_id(),
        "{}",
        desk.now() + later,
        Terms(repeats=repeats, **terms),
    )
    return claimed if isinstance(claimed, Hold) else None


def ended(reason: str) -> Call:
    """A call that is over."""
    return Call("c", "completed" if reason == "completed" else "failed", reason)


RANG = [
    (None, True),
    (Placed("c"), True),
    (Unknown(WHY), True),
    (Call("c", "completed"), True),
    (Refused(WHY), False),
    (NotPlaced(WHY), False),
    (Withdrawn(WHY), False),
]


@pytest.mark.parametrize(("came_to", "rang"), RANG)
def test_who_was_called_for_the_same_sheet_is_skipped_at_any_time(
    desk: Desk, came_to: Answer | Call | None, rang: bool
) -> None:
    called(desk, made(desk, content="people"), came_to)
    hold = asked(desk, made(desk, content="people"), later=timedelta(days=1000), hours=0)
    assert (hold is not None) is rang
    if hold:
        assert hold.reason.code == CALLED_BEFORE
        assert hold.skips


@pytest.mark.parametrize(("came_to", "rang"), RANG)
def test_who_was_called_for_another_sheet_waits_until_the_look_back_is_over(
    desk: Desk, came_to: Answer | Call | None, rang: bool
) -> None:
    called(desk, made(desk, content="people"), came_to)
    campaign = made(desk, content="others")
    hold = asked(desk, campaign)
    assert (hold is not None) is rang
    if not hold:
        return
    assert not hold.skips
    if isinstance(came_to, Call):
        assert hold.reason.code == CALLED_LATELY
        assert hold.until is not None
        assert asked(desk, campaign, later=timedelta(hours=23, minutes=59)) is not None
        assert asked(desk, campaign, later=timedelta(hours=24)) is None
    else:
        assert (hold.reason.code, hold.passing) == ("store.number_open", True)


def test_the_look_back_can_be_off(desk: Desk) -> None:
    called(desk, made(desk, content="people"), ended("completed"))
    assert asked(desk, made(desk, content="others"), hours=0) is None


@pytest.mark.parametrize("content", ["people", "others"])
@pytest.mark.parametrize(
    ("reason", "reached"),
    [
        ("completed", True),
        ("error", True),
        ("dial_busy", False),
        ("dial_no_answer", False),
        ("dial_failed", False),
        ("voicemail_detected", False),
    ],
)
def test_whom_to_call_again(desk: Desk, reason: str, reached: bool, content: str) -> None:
    called(desk, made(desk, content="people"), ended(reason))
    unreached = asked(desk, made(desk, content=content), again=Repeated.UNREACHED)
    assert (unreached is not None) is reached
    if unreached is None:
        return
    assert asked(desk, made(desk, content=content), again=Repeated.ALL) is None


def test_the_last_call_decides(desk: Desk) -> None:
    called(desk, made(desk, content="people"), ended("dial_busy"))
    second = made(desk, content="people", call_again=True)
    called(desk, second, ended("completed"))
    assert asked(desk, made(desk, content="people"), again=Repeated.UNREACHED) is not None


@pytest.mark.parametrize("again", [Repeated.UNREACHED, Repeated.ALL])
@pytest.mark.parametrize("came_to", [None, Placed("c"), Unknown(WHY)])
def test_nothing_passes_a_call_that_may_go_on(
    desk: Desk, came_to: Answer | None, again: Repeated
) -> None:
    called(desk, made(desk, content="people"), came_to, row_digest="r")
    assert asked(desk, made(desk, content="people"), again=again, row_digest="r") is not None
    other = asked(desk, made(desk, B, content="people"), B, again=again, row_digest="r")
    assert other is not None, "the same person's other number"
    assert other.skips or (other.reason.code, other.passing) == (NOT_OVER, True)


def test_a_person_is_known_by_all_numbers_and_by_the_row_of_the_same_sheet(desk: Desk) -> None:
    called(desk, made(desk, content="people"), ended("completed"), row_digest="ann")
    for content, skips in (("people", True), ("others", False)):
        for known in ({"numbers": (A, B)}, {"row_digest": "ann"}):
            hold = asked(desk, made(desk, B, content=content), B, **known)
            assert (hold is not None) is skips, "another sheet may have another Ann"
            if hold is None:
                desk.sql("DELETE FROM attempt WHERE e164 = ?", B)


def test_a_test_and_practice_do_not_count(desk: Desk) -> None:
    called(desk, made(desk, content="people", test=True), ended("completed"))
    practice = replace(desk.campaign(practice=True))
    desk.library.create_campaign(practice, desk.contacts(A))
    called(desk, practice, ended("completed"))
    assert asked(desk, made(desk, content="people")) is None


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("", LOOPBACK, False),
        (LOOPBACK, "", False),
        (LOOPBACK, "http://localhost:8000/", True),
        (LOOPBACK, "http://127.0.0.1:8001", False),
        ("https://eu.example.com", "", True),
    ],
)
@pytest.mark.parametrize("came_to", [None, ended("completed")])
def test_a_service_on_this_machine_has_a_history_of_its_own(
    desk: Desk, first: str, second: str, same: bool, came_to: Call | None
) -> None:
    called(desk, made(desk, content="people", url=first), came_to)
    for content in ("people", "others"):
        hold = asked(desk, made(desk, content=content, url=second), cap=1)
        assert (hold is not None) is same
        desk.sql("DELETE FROM attempt WHERE campaign > 1")


def test_the_campaigns_own_calls_do_not_count(desk: Desk) -> None:
    campaign = made(desk, content="people")
    attempt = called(desk, campaign, ended("dial_busy"))
    assert asked(desk, campaign, follows=attempt.id) is None


def test_a_call_that_a_person_asked_for_waits_for_the_look_back_only(desk: Desk) -> None:
    first = made(desk, content="people")
    attempt = called(desk, first, ended("completed"))
    second = made(desk, content="people", call_again=True)
    called(desk, second, ended("completed"))
    desk.library.call_back(first.id, 2, desk.now() + timedelta(hours=1), desk.now())
    soon = asked(desk, first, follows=attempt.id, later=timedelta(hours=2))
    assert soon is not None
    assert soon.reason.code == CALLED_LATELY
    assert asked(desk, first, follows=attempt.id, later=timedelta(hours=25)) is None


def test_what_a_result_sheet_told_counts_unless_the_library_knows_more(desk: Desk) -> None:
    earlier = desk.now() - timedelta(hours=1)
    told = ToldAttempt(
        2,
        AttemptState.ENDED,
        ref=make_ref(new_id(), 2, new_id()),
        e164=A,
        outcome=Outcome.BUSY,
        requested_at=earlier,
    )
    campaign = desk.campaign()
    desk.library.create_campaign(campaign, desk.contacts(B), [told])
    hold = asked(desk, made(desk, content="others"))
    assert hold is not None
    assert hold.until == earlier + timedelta(hours=24)
    assert asked(desk, made(desk, content="others"), again=Repeated.UNREACHED) is None


# The sheet is known again


def test_campaigns_are_of_one_sheet_by_bytes_cells_or_results(desk: Desk) -> None:
    first = made(desk, content="people")
    attempt = called(desk, first, ended("completed"))
    library, now = desk.library, desk.now()
    told = ToldAttempt(2, AttemptState.ENDED, ref=attempt.ref, e164=A)
    by_call = ToldAttempt(2, AttemptState.ENDED, call_id="c", e164=A)
    other = replace(first.source, sha256=OTHER, content="edited")
    for source, adopted, same in (
        (first.source, (), True),
        (replace(first.source, content=""), (), True),
        (replace(other, content="people"), (), True),
        (other, (told,), True),
        (other, (by_call,), True),
        (other, (), False),
    ):
        (call,) = library.earlier_calls("real", source, adopted, [A], now)[A]
        assert call.same_sheet is same


def test_a_sheet_is_known_by_way_of_another_campaign(desk: Desk) -> None:
    """A result sheet was changed and dialed; the first sheet knows of its calls."""
    first = made(desk, content="people")
    attempt = called(desk, first, ended("completed"))
    second = replace(desk.campaign(), source=replace(first.source, content="changed"))
    told = ToldAttempt(3, AttemptState.ENDED, ref=attempt.ref, e164=A)
    desk.library.create_campaign(second, desk.contacts(B, A), [told])
    desk.sql("DELETE FROM sheet_mark WHERE mark LIKE 'file:%'")
    desk.claimed(second, 2, B)
    now = desk.now()
    (call,) = desk.library.earlier_calls("real", first.source, (), [B], now)[B]
    assert call.same_sheet


def test_of_many_calls_those_that_matter(desk: Desk) -> None:
    for reason in ("dial_busy", "dial_no_answer", "completed"):
        called(desk, made(desk, content="people", call_again=True), ended(reason))
    campaign = made(desk, content="people")
    calls = desk.library.earlier_calls("real", campaign.source, (), [A, B], desk.now())
    assert {number: [call.outcome for call in made] for number, made in calls.items()} == {
        A: [Outcome.COMPLETED]
    }
    assert desk.library.earlier_calls(LOOPBACK, campaign.source, (), [A], desk.now()) == {}


def test_a_campaign_of_the_sheet_that_is_to_be_gone_on_with(desk: Desk) -> None:
    def unfinished() -> list[str]:
        found = desk.library.unfinished("real", campaign.source)
        return [each.campaign.id for each in found]

    campaign = made(desk, A, content="people")
    made(desk, content="others")
    made(desk, content="people", url=LOOPBACK)
    made(desk, content="people", test=True)
    assert unfinished() == [campaign.id]
    attempt = desk.claimed(campaign)
    assert unfinished() == [campaign.id]
    desk.library.record_answer(attempt.id, Unknown(WHY), desk.now(), None)
    assert unfinished() == [], "it waits for a person"
    desk.library.record_calls({attempt.id: ended("completed")}, desk.now())
    assert unfinished() == []


# How it is asked


def test_whatever_a_claim_asks_has_an_index(desk: Desk) -> None:
    for _ in range(3):
        called(desk, made(desk, content="people"), ended("completed"), row_digest="ann")
    campaign, seen = made(desk, content="people"), list[str]()
    driver = desk.library._database.driver  # type: ignore[attr-defined]
    driver.set_trace_callback(seen.append)
    assert asked(desk, campaign, row_digest="ann", numbers=(A, B), cap=3) is not None
    driver.set_trace_callback(None)
    plans = {each: desk.sql(f"EXPLAIN QUERY PLAN {each}") for each in seen if "SELECT" in each}
    assert len(plans) > 4
    for statement, plan in plans.items():
        scanned = {step[3].removeprefix("SCAN ") for step in plan}
        assert not scanned & {"attempt", "adopted", "sheet_mark"}, statement
