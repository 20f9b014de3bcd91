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
from ui.pictures import attempt, contacts


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
    assert not +standings.outcomes
    standings.take(attempt(2, "ended", "completed", "agent_hangup"))
    standings.take(attempt(3, "unknown"))
    assert dict(+standings.outcomes) == {Outcome.COMPLETED: 1, Outcome.UNKNOWN: 1}
    standings.take(attempt(3, "ended", "failed", "dial_busy"))
    assert dict(+standings.outcomes) == {Outcome.COMPLETED: 1, Outcome.BUSY: 1}
    assert (standings.tried, standings.waiting) == (2, 0)


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


def test_adopted_attempts_are_shown_until_there_is_one_of_the_campaign() -> None:
    told = [
        ToldAttempt(2, AttemptState.ENDED, call_id="old"),
        ToldAttempt(2, AttemptState.ENDED, call_id="call_1", outcome=Outcome.BUSY),
        ToldAttempt(99, AttemptState.ENDED, call_id="gone"),
    ]
    standings = Standings(contacts(), adopted=told)
    assert cell(standings, 0, Column.CALL_ID).text == "call_1"
    assert cell(standings, 0, Column.OUTCOME).spoken == "Busy – from the result sheet"
    assert (standings.tried, standings.outcomes.total()) == (0, 0), "they are history"
    standings.take(attempt(2, "ended", "completed", "agent_hangup"))
    assert "result sheet" not in cell(standings, 0, Column.OUTCOME).spoken
