"""Standings: groups, counts, and what attempts change."""

from array import array

import pytest

from dialsheet.campaign import (
    READY,
    AttemptState,
    Contacts,
    Decided,
    Decision,
    Outcome,
    ToldAttempt,
)
from dialsheet.columns import CodedColumn, Table, TextColumn
from dialsheet.dialing import ContactHeld
from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict, VerdictColumn
from dialsheet.ui.contacts_cells import Column, cell
from dialsheet.ui.standings import Group, Standings
from ui.pictures import NOON, attempt, contacts


def sorted_standings() -> Standings:
    standings = Standings(contacts())
    standings.sort_more()
    assert standings.is_sorted
    return standings


def test_each_contact_stands_in_one_group() -> None:
    standings = sorted_standings()
    groups = {group.name: list(standings.chosen(group)) for group in Group}
    assert groups == {
        "CALLABLE": [0],
        "REPAIRED": [1],
        "WAITING": [],
        "NOT_CALLABLE": [2, 4],
        "DUPLICATE": [3],
    }
    assert standings.counts == [1, 1, 0, 2, 1]
    assert standings.ready == 2
    assert list(standings.chosen(None)) == [0, 1, 2, 3, 4]


def test_a_held_contact_waits_whatever_its_number() -> None:
    plain = contacts()
    decided = CodedColumn(plain.decided)
    decided[0] = Decided(Decision.HELD, Reason("campaign.empty_cell"))
    standings = Standings(Contacts(plain.table, plain.verdicts, decided))
    standings.sort_more()
    assert list(standings.chosen(Group.WAITING)) == [0]
    assert standings.ready == 1


def test_an_accepted_proposal_counts_as_repaired() -> None:
    proposal = Verdict(Check.PROPOSED, "+12025550143", Reason("numbers.plus"), "plus")
    other = Verdict(Check.VALID, "+12025550199")
    plain = Table(("A", "B"), array("Q", [2, 3]), (TextColumn.of("xy"), TextColumn.of("xy")))
    verdicts = (VerdictColumn([proposal, proposal]), VerdictColumn([other, Verdict(Check.EMPTY)]))
    both = Contacts(plain, verdicts, CodedColumn([READY, READY]))
    for accepted, groups in (((), [1, 0, 0, 1, 0]), (("plus",), [0, 2, 0, 0, 0])):
        standings = Standings(both, accepted_rules=accepted)
        standings.sort_more()
        assert standings.counts == groups
    assert standings.verdict(0) == proposal
    assert Standings(both).verdict(0) == other, "the number that would be dialed"


def test_many_contacts_are_sorted_a_slice_at_a_time() -> None:
    count = 12_000
    rows = array("Q", range(2, count + 2))
    many = Contacts(
        Table(("A",), rows, (TextColumn.of([""] * count),)),
        (
            VerdictColumn(
                [Verdict(Check.VALID, "+12025550143"), Verdict(Check.EMPTY)] * (count // 2)
            ),
        ),
        CodedColumn(
            [READY, Decided(Decision.SKIPPED, Reason("campaign.no_number"))] * (count // 2)
        ),
    )
    standings = Standings(many)
    slices = 1
    while standings.sort_more():
        slices += 1
        assert standings.ready is None
    assert slices == 3
    assert standings.ready == count // 2
    assert list(standings.chosen(Group.CALLABLE)) == list(range(0, count, 2))


def test_attempts_change_status_and_outcomes() -> None:
    standings = sorted_standings()
    assert standings.waiting == 2
    standings.take(attempt(2, "intended"))
    standings.take(attempt(2, "placed", "created"))
    assert not +standings.calls.outcomes
    standings.take(attempt(2, "ended", "completed", "agent_hangup"))
    standings.take(attempt(3, "unknown"))
    assert dict(+standings.calls.outcomes) == {Outcome.COMPLETED: 1, Outcome.UNKNOWN: 1}
    standings.take(attempt(3, "ended", "failed", "dial_busy"))
    assert dict(+standings.calls.outcomes) == {Outcome.COMPLETED: 1, Outcome.BUSY: 1}
    assert (standings.calls.tried, standings.waiting) == (2, 0)


def test_an_older_attempt_never_hides_a_newer_one() -> None:
    standings = sorted_standings()
    standings.take(attempt(2, "placed", "started", ordinal=2))
    standings.take(attempt(2, "not_placed", ordinal=1))
    shown = standings.attempt(0)
    assert shown is not None
    assert shown.ordinal == 2


@pytest.mark.parametrize("state", ["not_placed", "withdrawn"])
def test_a_contact_whose_call_never_left_waits_again(state: str) -> None:
    standings = sorted_standings()
    standings.take(attempt(2, state))
    assert standings.waiting == 2


def test_a_contact_held_at_the_instant_of_sending_says_why() -> None:
    standings = sorted_standings()
    reason = Reason("store.number_busy")
    standings.take(ContactHeld(2, reason))
    assert standings.decided(0) == Decided(Decision.HELD, reason)
    assert standings.waiting == 1
    standings.take(ContactHeld(999, reason))  # of no row of this sheet: passed over
    assert standings.waiting == 1


def test_who_was_called_and_is_then_taken_out_takes_nobody_else_along() -> None:
    standings = sorted_standings()
    standings.take(attempt(2, "ended", "completed"))
    standings.contacts.decided[0] = Decided(Decision.SKIPPED, Reason("store.excluded"))
    standings.recount([0])
    assert (standings.calls.called, standings.waiting) == (1, 1)
    assert cell(standings, 0, Column.STATUS).word == "Skipped"
    assert standings.not_called == (0, 3)


def test_who_is_to_be_called_once_more_waits_whatever_came_before() -> None:
    again = Decided(Decision.HELD, Reason("campaign.call_back", {"at": "12:00"}), passing=True)
    known = contacts()
    known.decided[0] = again
    standings = Standings(
        known, [attempt(2, "ended", "busy"), attempt(2, "ended", "busy", ordinal=2)]
    )
    while standings.sort_more():
        pass
    assert (standings.calls.tried, standings.calls.called, standings.waiting) == (1, 0, 2)
    assert cell(standings, 0, Column.STATUS).word == "Held"
    standings.take(attempt(2, "intended", ordinal=3))
    assert (standings.calls.called, standings.waiting) == (1, 1)
    assert cell(standings, 0, Column.STATUS).word == "Dialing"


def test_who_is_put_off_after_a_call_says_until_when() -> None:
    standings = sorted_standings()
    standings.take(attempt(2, "ended", "failed", "dial_busy"))
    reason = Reason("campaign.call_back", {"at": "12:00"})
    standings.take(ContactHeld(2, reason, until=NOON))
    assert cell(standings, 0, Column.STATUS).spoken.startswith("Held – Waits until 12:00")
    standings.take(ContactHeld(2, reason))
    assert cell(standings, 0, Column.STATUS).word == "Ended"


def test_who_waited_for_a_time_waits_no_more_once_called() -> None:
    known = contacts()
    known.decided[0] = Decided(Decision.HELD, Reason("store.put_off"), passing=True)
    standings = Standings(known)
    while standings.sort_more():
        pass
    assert standings.waiting == 2
    standings.take(attempt(2, "intended"))
    standings.take(attempt(2, "ended", "completed"))
    assert standings.waiting == 1


def test_what_is_told_while_old_attempts_are_taken_in_is_newer() -> None:
    old = [attempt(row, "intended") for row in range(100, 1200)]
    standings = Standings(contacts(), [*old, attempt(2, "placed", "started")])
    standings.take(attempt(2, "ended", "completed"))
    while standings.sort_more():
        pass
    shown = standings.attempt(0)
    assert shown is not None
    assert (shown.state, standings.calls.open, standings.calls.tried) == ("ended", 0, 1)


def test_adopted_attempts_are_shown_until_there_is_one_of_the_campaign() -> None:
    told = [
        ToldAttempt(2, AttemptState.ENDED, call_id="old"),
        ToldAttempt(2, AttemptState.ENDED, call_id="call_1", outcome=Outcome.BUSY),
        ToldAttempt(99, AttemptState.ENDED, call_id="gone"),
    ]
    standings = Standings(contacts(), adopted=told)
    assert cell(standings, 0, Column.CALL_ID).text == "call_1"
    assert cell(standings, 0, Column.OUTCOME).spoken == "Busy – from the result sheet"
    assert (standings.calls.tried, standings.calls.outcomes.total()) == (0, 0), "they are history"
    standings.take(attempt(2, "ended", "completed", "agent_hangup"))
    assert "result sheet" not in cell(standings, 0, Column.OUTCOME).spoken
