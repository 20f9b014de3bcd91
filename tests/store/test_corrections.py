"""Corrections in the library: kept for the file, made in a campaign, in the decision log."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dialsheet.campaign import (
    READY,
    Attempt,
    Correction,
    Decided,
    Decision,
    NotPlaced,
    Placed,
    Unknown,
)
from dialsheet.columns import Source
from dialsheet.errors import BadInput, Reason
from store.desk import Desk

SOURCE = Source("/sheets/a.xlsx", "a" * 64, "xlsx", sheet="May")
TYPED = Correction(3, "Phone", "12 \ud800", "+14155550102")
HELD = Decided(Decision.HELD, Reason("numbers.label"))
CELL = "+14155550109"


def test_corrections_are_kept_by_the_file_and_come_back(open_desk: Callable[[], Desk]) -> None:
    desk = open_desk()
    other = replace(TYPED, row=4, accepted=True)
    desk.library.keep_corrections(SOURCE, [TYPED, other], [], desk.now())
    desk.library.close()
    desk = open_desk()
    assert desk.library.corrections(SOURCE) == (TYPED, other)
    assert desk.library.corrections(replace(SOURCE, sheet="June")) == ()
    assert desk.library.corrections(replace(SOURCE, sha256="b" * 64)) == ()
    again = replace(TYPED, text="+14155550103")
    desk.library.keep_corrections(SOURCE, [again], [other.place], desk.now())
    assert desk.library.corrections(SOURCE) == (again,)
    ((at, account),) = desk.sql("SELECT at, account FROM correction")
    assert at
    assert account


def test_rows_of_stacked_worksheets_are_found_however_they_are_stacked(desk: Desk) -> None:
    stacked = replace(SOURCE, stacked=(("April", 0), ("May", 10)))
    desk.library.keep_corrections(stacked, [replace(TYPED, row=13)], [], desk.now())
    assert desk.library.corrections(SOURCE) == (TYPED,)
    assert desk.library.corrections(stacked) == (replace(TYPED, row=13),)


def test_a_new_campaign_logs_each_correction_and_whose_it_was(desk: Desk) -> None:
    first = desk.add("+14155550101", "+14155550102")
    campaign = desk.campaign()
    made = replace(TYPED, row=2)
    desk.library.keep_corrections(campaign.source, [made], [], desk.now())
    desk.library.create_campaign(campaign, desk.library.contacts(first.id), (), (made,))
    event = list(desk.library.events(campaign.id))[-1]
    assert (event.kind, event.row) == ("corrected", 2)
    assert event.detail["account"] == event.account != ""
    assert event.detail["number_column"] == "Phone"
    assert "4155550102" not in str(event.detail), "the log is never shortened"


def correct(desk: Desk, campaign_id: str, text: str, row: int = 2) -> Decided:
    cell = desk.library.contacts(campaign_id).table.columns[0][row - 2]
    said = Correction(row, "Phone", cell, text)
    return desk.library.correct(campaign_id, said, desk.now()).decided


def test_a_held_contact_is_corrected_and_called(open_desk: Callable[[], Desk]) -> None:
    desk = open_desk()
    campaign = desk.add(CELL, "+14155550103", decided=[HELD, READY])
    assert correct(desk, campaign.id, "+14155550102") is READY
    assert desk.kinds(campaign) == ["created", "corrected"]
    desk.library.close()
    desk = open_desk()
    contacts = desk.library.contacts(campaign.id)
    assert contacts.decided[0] is READY
    verdict = contacts.verdicts[0][0]
    assert (verdict.e164, verdict.check, verdict.rule) == ("+14155550102", "repaired", "person")
    assert contacts.table.columns[0][0] == CELL
    desk.claimed(campaign, number="+14155550102")
    assert desk.library.campaigns()[0].counts.held == 0


def test_a_corrected_contact_can_be_held_again_and_corrected_again(desk: Desk) -> None:
    campaign = desk.add(CELL, decided=[HELD])
    assert correct(desk, campaign.id, "+14155550102") is READY
    suppressed = Reason("store.suppressed")
    desk.library.hold(campaign.id, {2: suppressed}, desk.now())
    assert desk.library.contacts(campaign.id).decided[0] == Decided(Decision.HELD, suppressed)
    assert desk.library.campaigns()[0].counts.held == 1
    assert correct(desk, campaign.id, "12").decision is Decision.SKIPPED
    counts = desk.library.campaigns()[0].counts
    assert (counts.held, counts.skipped) == (0, 1)


@pytest.mark.parametrize("answer", [None, Unknown(Reason("dialing.interrupted")), Placed("ac_1")])
def test_an_open_attempt_stands_in_the_way(desk: Desk, answer: Placed | Unknown | None) -> None:
    campaign = desk.add("+14155550101")
    attempt = desk.claimed(campaign)
    if answer is not None:
        desk.library.record_answer(attempt.id, answer, desk.now(), None)
    before = desk.kinds(campaign)
    with pytest.raises(BadInput, match="number_in_use"):
        correct(desk, campaign.id, "+14155550102")
    assert desk.kinds(campaign) == before
    assert desk.library.contacts(campaign.id).verdicts[0][0].e164 == "+14155550101"


def test_a_called_contact_is_not_called_again_for_a_correction(desk: Desk) -> None:
    campaign = desk.add("+14155550101")
    attempt = desk.claimed(campaign)
    desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None)
    desk.sql("UPDATE attempt SET state = 'ended'")
    said = Correction(2, "Phone", "+14155550101", "+14155550102")
    desk.library.correct(campaign.id, said, desk.now())
    refused = desk.claim(campaign, number="+14155550102")
    assert refused == Reason("store.already_called")


def test_a_number_that_was_corrected_away_is_not_called(desk: Desk) -> None:
    """By a run that another process began before it was."""
    campaign = desk.add("+14155550101")
    correct(desk, campaign.id, "+14155550102")
    refused = desk.claim(campaign, number="+14155550101")
    assert refused == Reason("store.number_corrected")
    desk.claimed(campaign, number="+14155550102")


def test_one_whose_request_never_left_may_be_corrected_and_called(desk: Desk) -> None:
    campaign = desk.add("+14155550101")
    attempt = desk.claimed(campaign)
    never = NotPlaced(Reason("cartesia.unreachable"))
    desk.library.record_answer(attempt.id, never, desk.now(), None)
    assert correct(desk, campaign.id, "+14155550102") is READY
    assert isinstance(desk.claim(campaign, number="+14155550102"), Attempt)


def test_nobody_is_corrected_into_a_number_that_the_campaign_calls(desk: Desk) -> None:
    campaign = desk.add(CELL, "+14155550103", decided=[HELD, READY])
    decided = correct(desk, campaign.id, "+14155550103")
    assert decided.decision is Decision.SKIPPED
    assert decided.reason == Reason("campaign.duplicate_of", {"row": 3})


@pytest.mark.parametrize("said", [TYPED, Correction(2, "Mobile", CELL, "+14155550102")])
def test_a_number_that_is_not_there_is_refused(desk: Desk, said: Correction) -> None:
    campaign = desk.add(CELL, decided=[HELD])
    with pytest.raises(BadInput, match="no_such_number"):
        desk.library.correct(campaign.id, said, desk.now())


WINDOW = Reason("campaign.window_never", {"count": 1})


def test_whoever_was_corrected_and_waits_for_a_time_is_not_forgotten(desk: Desk) -> None:
    campaign = desk.add(CELL, decided=[HELD])
    assert correct(desk, campaign.id, "+14155550102") is READY
    desk.library.hold(campaign.id, {2: WINDOW}, desk.now(), passing=True)
    desk.library.begin_run(campaign.id, {}, desk.now())
    assert list(desk.library.contacts(campaign.id).decided) == [READY]
    desk.claimed(campaign, number="+14155550102")


def test_whoever_waits_for_a_time_and_has_no_number_any_more_is_skipped(desk: Desk) -> None:
    campaign = desk.add(CELL, CELL)
    desk.library.hold(campaign.id, {2: WINDOW, 3: WINDOW}, desk.now(), passing=True)
    assert correct(desk, campaign.id, "12").decision is Decision.SKIPPED
    waits = Decided(Decision.HELD, WINDOW, passing=True)
    assert correct(desk, campaign.id, "+14155550102", row=3) == waits
    desk.library.begin_run(campaign.id, {}, desk.now())
    decided = desk.library.contacts(campaign.id).decided
    assert [each.decision for each in decided] == [Decision.SKIPPED, Decision.READY]
