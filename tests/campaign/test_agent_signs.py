"""What a call says of the agent, by its end: answered or not, and how it went wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from dialsheet.campaign import Call, Turn, agent_signs

START = datetime(2026, 3, 1, tzinfo=UTC)
SAID = (Turn("assistant", "Hello."),)
MACHINE = (Turn("assistant", "Hello.", tools=("voicemail",)),)
NOTHING = None

# status, end reason, seconds from start to end (None: no start is told), error, transcript -> signs
ENDS = [
    ("completed", "client_hangup", 30, None, None, ""),
    ("completed", "client_hangup", 10, None, None, "soon"),
    ("completed", "agent_hangup", 0, None, None, "soon"),
    ("completed", "agent_ended", 11, None, None, ""),
    ("completed", "client_hangup", None, None, None, NOTHING),  # nobody can tell how long it was
    ("completed", "client_hangup", None, None, SAID, ""),
    ("completed", None, 5, None, None, "soon"),
    ("completed", "max_duration", 600, None, None, ""),
    ("completed", "voicemail_detected", 5, None, None, NOTHING),
    ("completed", "agent_hangup", 5, None, MACHINE, NOTHING),
    ("completed", "api_cancelled", 5, None, None, NOTHING),
    ("cancelled", None, 5, None, None, NOTHING),
    ("failed", "dial_busy", 3, None, None, NOTHING),  # a start may be that of the dialing
    ("failed", "dial_no_answer", 60, "no answer", None, NOTHING),
    ("failed", "dial_failed", None, "carrier said no", None, NOTHING),
    ("failed", "error", None, "no agent", None, NOTHING),  # nobody had answered yet
    ("failed", "error", 20, "Model 7 is gone", None, "error model is gone"),
    ("failed", "error", 4, None, None, "error , soon"),
    ("failed", "error", None, "it broke", SAID, "error it broke"),
    ("completed", "agent_hangup", 40, "tool failed", None, "error tool failed"),
    ("failed", "client_disconnected", 40, None, None, ""),
    ("failed", "client_disconnected", None, None, None, NOTHING),
    ("evaporated", "gone_quiet", 40, None, None, "reason gone_quiet"),
    ("failed", "gone_quiet", None, None, None, NOTHING),
    ("completed", "gone_quiet", None, None, None, "reason gone_quiet"),
]


@pytest.mark.parametrize(("status", "reason", "seconds", "error", "said", "signs"), ENDS)
def test_the_signs_of_an_end(
    status: str,
    reason: str | None,
    seconds: float | None,
    error: str | None,
    said: tuple[Turn, ...] | None,
    signs: str | None,
) -> None:
    start = None if seconds is None else START
    end = START + timedelta(seconds=seconds or 0)
    call = Call("c", status, reason, start_time=start, end_time=end, error=error, transcript=said)
    found = agent_signs(call)
    assert found == (None if signs is None else frozenset(filter(None, signs.split(", "))))


def test_a_call_that_lives_says_nothing() -> None:
    assert agent_signs(Call("c", "started", start_time=START)) is None
