"""Attempts in brief say the same as whole ones, of all that a run goes by."""

from dataclasses import replace
from datetime import timedelta

from dialsheet.campaign import (
    NONE_OVER,
    Answer,
    Call,
    NotPlaced,
    Placed,
    Refused,
    Turn,
    Unknown,
    Withdrawn,
    attempt_outcome,
)
from dialsheet.errors import Reason
from store.desk import NOON, Desk

WHY = Reason("cartesia.timed_out", {"status": 500})
TOOL = Turn("assistant", "Goodbye.", 1.5, ("leave_voicemail",))
CAME_TO: list[Answer | Call | None] = [
    None,
    Placed("ac_placed"),
    Refused(WHY, "no such number"),
    NotPlaced(WHY),
    Withdrawn(WHY),
    Unknown(WHY),
    Call("ac_1", "started", start_time=NOON, sent={"a": 1}),
    Call("ac_2", "failed", "dial_busy", end_time=NOON + timedelta(seconds=9)),
    Call("ac_3", "completed", "agent_hangup", transcript=(TOOL,), summary="Well."),
    Call("ac_4", "completed", "agent_hangup", transcript=(), returned={"callback": "\u732b 10:00"}),
    Call("ac_5", "completed", "client_hangup", transcript=(Turn("user", "Hi."),)),
]


def test_they_agree(desk: Desk) -> None:
    numbers = [f"+141555501{each:02}" for each in range(len(CAME_TO))]
    campaign = desk.add(*numbers)
    for row, (number, came_to) in enumerate(zip(numbers, CAME_TO, strict=True), 2):
        attempt = desk.claimed(campaign, row, number)
        if isinstance(came_to, Call):
            desk.library.record_calls({attempt.id: came_to}, desk.now())
        elif came_to is not None:
            desk.library.record_answer(attempt.id, came_to, desk.now(), NOON, -2.5)
    whole = desk.library.attempts(campaign.id)
    brief = desk.library.attempts_in_brief(campaign.id)
    for one, other in zip(whole, brief, strict=True):
        assert attempt_outcome(one) == attempt_outcome(other)
        told = (call.transcript is not None for call in (one.call, other.call) if call)
        assert len({*told}) <= 1
        call = one.call and replace(
            one.call,
            agent_id="",
            to_number=None,
            start_time=None,
            error=None,
            sent={},
            transcript=other.call.transcript if other.call else None,
        )
        assert other == replace(one, body="", call=call)


def test_what_is_long_over_is_told_apart(desk: Desk) -> None:
    numbers = [f"+141555501{each:02}" for each in range(6)]
    campaign = desk.add(*numbers)
    assert desk.library.long_over(campaign.id, 2) == NONE_OVER
    for row, number in enumerate(numbers, 2):
        attempt = desk.claimed(campaign, row, number)
        if row != 3:  # of which nobody knows
            over = Call(f"ac_{row}", "completed", "client_hangup")
            desk.library.record_calls({attempt.id: over}, desk.now())
    every = desk.library.attempts_in_brief(campaign.id)
    for latest, rows in ((1, (2, 4, 5, 6)), (2, (2, 4, 5)), (6, ()), (7, ())):
        over = desk.library.long_over(campaign.id, latest)
        assert tuple(over.rows) == rows
        assert tuple(over.call_ids) == tuple(f"ac_{row}" for row in rows)
        assert set(over.ids) == {each.id for each in every if each.row in rows}
        rest = tuple(each for each in every if each.row not in rows)
        assert desk.library.attempts_in_brief(campaign.id, latest) == rest
