"""What the service says of a call, in both of its vocabularies, and what that comes to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet import assets
from dialsheet.campaign import Call, Outcome, Phase, Turn

THEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LATER = THEN + timedelta(seconds=75)

ALIVE = {  # status: phase; 2026-03-01 and 2025-04-16 have different words for it
    "created": Phase.RINGING,
    "started": Phase.IN_CALL,
    "active": Phase.IN_CALL,
}
END_REASONS = [
    "agent_hangup",
    "client_hangup",
    "api_cancelled",
    "max_duration",
    "inactivity",
    "client_disconnected",
    "dial_busy",
    "dial_failed",
    "dial_no_answer",
    "error",
    "agent_ended",
    "voicemail_detected",
    "carrier_pigeon_lost",  # a word of tomorrow
    None,
]
C, V, B, N, F, X, E, U = (
    Outcome.COMPLETED,
    Outcome.VOICEMAIL,
    Outcome.BUSY,
    Outcome.NO_ANSWER,
    Outcome.NOT_CONNECTED,
    Outcome.CANCELLED,
    Outcome.ERROR,
    Outcome.UNKNOWN,
)
#                a_h c_h api max ina dis bus fai no_ err a_e voi new none
ENDED = {
    "completed": (C, C, X, C, C, C, B, F, N, E, C, V, C, C),
    "failed": (C, C, X, C, C, U, B, F, N, E, C, V, U, U),
    "cancelled": (C, C, X, C, C, X, B, F, N, E, C, V, X, X),
}


@pytest.mark.parametrize("status", ALIVE)
@pytest.mark.parametrize("end_reason", END_REASONS)
def test_a_call_that_lives_has_no_outcome_yet(status: str, end_reason: str | None) -> None:
    call = Call("ac_1", status, end_reason)
    assert (call.phase, call.outcome) == (ALIVE[status], None)


@pytest.mark.parametrize("status", ENDED)
def test_a_call_that_ended_has_the_outcome_of_its_end_reason(status: str) -> None:
    calls = [Call("ac_1", status, end_reason) for end_reason in END_REASONS]
    assert {call.phase for call in calls} == {Phase.ENDED}
    assert tuple(call.outcome for call in calls) == ENDED[status]


@pytest.mark.parametrize(
    ("end_reason", "end_time", "phase", "outcome"),
    [
        (None, None, Phase.IN_CALL, None),
        (None, LATER, Phase.ENDED, Outcome.UNKNOWN),
        ("dial_busy", None, Phase.ENDED, Outcome.BUSY),
        ("carrier_pigeon_lost", LATER, Phase.ENDED, Outcome.UNKNOWN),
    ],
)
@pytest.mark.parametrize("status", ["transferring", ""])
def test_a_status_of_tomorrow_is_over_only_when_an_end_is_told(
    status: str,
    end_reason: str | None,
    end_time: datetime | None,
    phase: Phase,
    outcome: Outcome | None,
) -> None:
    call = Call("ac_1", status, end_reason, start_time=THEN, end_time=end_time)
    assert (call.phase, call.outcome) == (phase, outcome)


@pytest.mark.parametrize("status", ["completed", "failed"])
def test_an_agent_that_used_its_voicemail_tool_met_a_voicemail(status: str) -> None:
    turns = (Turn("assistant", "Hello?"), Turn("assistant", "", 3.5, ("end_call", "voicemail")))
    assert Call("ac_1", status, "agent_hangup", transcript=turns).outcome is Outcome.VOICEMAIL
    assert Call("ac_1", "started", None, transcript=turns).outcome is None


DURATIONS = {
    (None, None): None,
    (THEN, None): None,
    (None, LATER): None,
    (THEN, LATER): 75.0,
    (LATER, THEN): 0.0,  # clocks that disagree never make a call of less than nothing
}


@pytest.mark.parametrize(("start", "end"), DURATIONS)
def test_how_long_a_call_took(start: datetime | None, end: datetime | None) -> None:
    call = Call("ac_1", "completed", start_time=start, end_time=end)
    assert call.duration_s == DURATIONS[start, end]


@pytest.mark.parametrize(
    ("sent", "ref"),
    [({}, None), ({"dialsheet_ref": "c.2.a"}, "c.2.a"), ({"dialsheet_ref": ["c.2.a"]}, None)],
)
def test_the_reference_is_read_where_it_is_told(sent: dict[str, object], ref: str | None) -> None:
    assert Call("ac_1", "created", sent=sent).ref == ref


@given(st.text(max_size=12), st.none() | st.text(max_size=12), st.none() | st.just(LATER))
def test_any_words_have_a_meaning(
    status: str, end_reason: str | None, end_time: datetime | None
) -> None:
    call = Call("ac_1", status, end_reason, end_time=end_time)
    assert (call.outcome is None) is (call.phase is not Phase.ENDED)


@pytest.mark.parametrize(
    ("end_reason", "words"),
    [
        ("agent_hangup", "The agent ended the call."),
        ("agent_ended", "The agent ended the call."),
        ("voicemail_detected", "The agent ended the call."),
        ("client_hangup", "The person hung up."),
        ("max_duration", "The call reached its time limit."),
        ("inactivity", "Nobody spoke, so the call was ended."),
        ("client_disconnected", "The line was lost."),
        ("api_cancelled", "The call was ended from here."),
        ("dial_busy", None),
        ("carrier_pigeon_lost", None),
        (None, None),
    ],
)
def test_who_ended_a_call_in_plain_words(end_reason: str | None, words: str | None) -> None:
    reason = Call("ac_1", "completed", end_reason).ended_by
    assert (assets.sentence(reason) if reason else None) == words
