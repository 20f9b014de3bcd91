"""What contacts came to, counted; and the rules as the library keeps them."""

import json
from array import array
from datetime import UTC, datetime

import pytest

from dialsheet.campaign import (
    READY,
    Attempt,
    AttemptState,
    Call,
    ContactNumber,
    Contacts,
    Counts,
    Decided,
    Decision,
    DuplicatePolicy,
    Outcome,
    Rules,
    attempt_outcome,
    count,
)
from dialsheet.columns import CodedColumn, Table
from dialsheet.errors import Reason

NUMBER = ContactNumber(0, "Phone", "+14155550001")
DECIDED = {
    "ready": READY,
    "held": Decided(Decision.HELD, Reason("campaign.empty_cell")),
    "skipped": Decided(Decision.SKIPPED, Reason("campaign.no_number")),
}
ENDS = {
    "completed": Call("ac_1", "completed", "agent_hangup"),
    "voicemail": Call("ac_1", "completed", "voicemail_detected"),
    "busy": Call("ac_1", "failed", "dial_busy"),
    "no_answer": Call("ac_1", "failed", "dial_no_answer"),
    "not_connected": Call("ac_1", "failed", "dial_failed"),
    "cancelled": Call("ac_1", "completed", "api_cancelled"),
    "error": Call("ac_1", "failed", "error"),
    "unknown": Call("ac_1", "failed", "carrier_pigeon_lost"),
}


def attempt(state: AttemptState, call: Call | None = None) -> Attempt:
    """An attempt in some state."""
    then = datetime(2026, 3, 1, tzinfo=UTC)
    return Attempt("a", "c", 2, 1, NUMBER, False, "{}", state, then, call=call)


@pytest.mark.parametrize(
    ("tried", "outcome"),
    [
        *((attempt(AttemptState.ENDED, ENDS[name]), Outcome(name)) for name in ENDS),
        (attempt(AttemptState.ENDED), Outcome.UNKNOWN),
        (attempt(AttemptState.ENDED, Call("ac_1", "started")), Outcome.UNKNOWN),
        (attempt(AttemptState.UNKNOWN), Outcome.UNKNOWN),
        (attempt(AttemptState.REFUSED), Outcome.REFUSED),
        (attempt(AttemptState.PLACED, Call("ac_1", "started")), None),
        (attempt(AttemptState.INTENDED), None),
        (attempt(AttemptState.NOT_PLACED), None),
        (attempt(AttemptState.WITHDRAWN), None),
    ],
)
def test_what_became_of_an_attempt(tried: Attempt, outcome: Outcome | None) -> None:
    assert attempt_outcome(tried) == outcome


# decision, last attempt (an end of `ENDS`, another state, or none) -> where the contact counts
CONTACTS = [
    *(("ready", name, name) for name in ENDS),
    ("ready", "refused", "refused"),
    ("ready", "unknown_attempt", "unknown"),
    ("ready", "placed", None),  # its call lives
    ("ready", "not_placed", None),  # it waits
    ("ready", None, None),
    ("held", None, "held"),
    ("held", "withdrawn", "held"),
    ("held", "completed", "completed"),  # what happened counts, whatever was decided later
    ("skipped", None, "skipped"),
    ("skipped", "voicemail", "voicemail"),
]
STATES = {
    "refused": AttemptState.REFUSED,
    "unknown_attempt": AttemptState.UNKNOWN,
    "placed": AttemptState.PLACED,
    "not_placed": AttemptState.NOT_PLACED,
    "withdrawn": AttemptState.WITHDRAWN,
}


def test_each_contact_counts_once() -> None:
    rows = array("Q", range(2, 2 + len(CONTACTS)))
    attempts = {
        row: attempt(STATES[last]) if last in STATES else attempt(AttemptState.ENDED, ENDS[last])
        for row, (_, last, _) in zip(rows, CONTACTS, strict=True)
        if last is not None
    }
    decided = CodedColumn(DECIDED[decision] for decision, _, _ in CONTACTS)
    expected = Counts()
    for _, _, counted in CONTACTS:
        if counted is not None:
            setattr(expected, counted, getattr(expected, counted) + 1)
    assert count(Contacts(Table((), rows, ()), (), decided), attempts) == expected


def test_counts_have_the_names_of_the_command_line() -> None:
    names = "completed voicemail busy no_answer not_connected refused cancelled error unknown"
    assert " ".join(Counts().to_json()) == f"{names} held skipped"


@pytest.mark.parametrize(
    "rules", [Rules(), *(Rules(policy, ("label", "text"), 10) for policy in DuplicatePolicy)]
)
def test_rules_survive_the_library(rules: Rules) -> None:
    assert Rules.from_json(json.loads(json.dumps(rules.to_json()))) == rules
