"""An attempt's life: each answer and each sight of a call, from each state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.campaign import (
    Answer,
    AttemptState,
    Call,
    NotPlaced,
    Phase,
    Placed,
    Refused,
    Turn,
    Unknown,
    Withdrawn,
)
from dialsheet.errors import Bug, Reason
from dialsheet.store.transitions import merged
from store.desk import Desk

WHY = Reason("cartesia.timeout", {"seconds": 60})
PLACED = Placed("ac_1", "the line was noisy")
ANSWERS: dict[str, Answer] = {
    "placed": PLACED,
    "refused": Refused(WHY, "not a number"),
    "not placed": NotPlaced(WHY, "bad key"),
    "withdrawn": Withdrawn(WHY),
    "unknown": Unknown(WHY, "502"),
}
RINGING = Call("ac_1", "created")
OVER = Call("ac_1", "completed", "client_hangup")
# How to get an attempt into a state.
PATHS: dict[str, list[Answer | Call]] = {
    "intended": [],
    "placed": [PLACED],
    "refused": [ANSWERS["refused"]],
    "not_placed": [ANSWERS["not placed"]],
    "withdrawn": [ANSWERS["withdrawn"]],
    "unknown": [ANSWERS["unknown"]],
    "ended": [OVER],
}
NEVER = "bug"
TABLE = """
            placed      refused     not placed  withdrawn   unknown     | ringing  over
intended    placed      refused     not_placed  withdrawn   unknown     | placed   ended
unknown     placed      bug         not_placed  bug         bug         | placed   ended
placed      placed      placed      placed      placed      placed      | placed   ended
ended       ended       ended       ended       ended       ended       | ended    ended
refused     bug         bug         bug         bug         bug         | placed   ended
not_placed  bug         bug         bug         bug         bug         | placed   ended
withdrawn   bug         bug         bug         bug         bug         | placed   ended
"""
LINES = [line.replace("|", "").split() for line in TABLE.strip().splitlines()[1:]]
CASES = [
    (line[0], what, after)
    for line in LINES
    for what, after in zip([*ANSWERS, "ringing", "over"], line[1:], strict=True)
]


def tell(desk: Desk, attempt_id: str, what: Answer | Call) -> None:
    """Record an answer or the sight of a call."""
    if isinstance(what, Call):
        desk.library.record_calls({attempt_id: what}, desk.now())
    else:
        desk.library.record_answer(attempt_id, what, desk.now(), None)


@pytest.mark.parametrize(("state", "what", "after"), CASES)
def test_each_answer_and_sight_in_each_state(desk: Desk, state: str, what: str, after: str) -> None:
    campaign = desk.add("+14155550101")
    attempt_id = desk.claimed(campaign).id
    for step in PATHS[state]:
        tell(desk, attempt_id, step)
    before = desk.attempt(campaign)
    assert before.state == state
    entries = len(desk.kinds(campaign))
    news = {**ANSWERS, "ringing": RINGING, "over": OVER}[what]
    if after == NEVER:
        with pytest.raises(Bug):
            tell(desk, attempt_id, news)
        assert desk.attempt(campaign) == before
        assert len(desk.kinds(campaign)) == entries
        return
    tell(desk, attempt_id, news)
    now = desk.attempt(campaign)
    assert now.state == after
    if now.state != before.state:
        assert len(desk.kinds(campaign)) == entries + 1, "the log tells of every change"
    assert (now.call is not None) == (after in ("placed", "ended"))
    assert (now.reason == WHY) == (after in ("refused", "not_placed", "withdrawn", "unknown"))


def test_an_answer_leaves_its_traces(desk: Desk) -> None:
    campaign, sent = desk.add("+14155550101"), desk.now()
    claimed = desk.claimed(campaign)
    answered = desk.library.record_answer(claimed.id, PLACED, desk.now(), sent)
    expected = replace(
        claimed,
        state=AttemptState.PLACED,
        sent_at=sent,
        error="the line was noisy",
        call=Call("ac_1", "created"),
    )
    assert answered == expected == desk.attempt(campaign)
    assert [event.detail for event in desk.library.events(campaign.id)][-1] == {
        "answer": "placed",
        "call_id": "ac_1",
        "was": "intended",
        "state": "placed",
    }


def test_a_person_settles_an_unknown_attempt(desk: Desk) -> None:
    campaign, sent = desk.add("+14155550101", "+14155550102"), desk.now()
    first, second = desk.claimed(campaign, 2), desk.claimed(campaign, 3, "+14155550102")
    for attempt in (first, second):
        desk.library.record_answer(attempt.id, Unknown(WHY, "502"), desk.now(), sent)
    placed = desk.library.record_answer(first.id, Placed("ac_7"), desk.now(), None)
    back = desk.library.record_answer(second.id, NotPlaced(Reason("cli.settled")), desk.now(), None)
    assert (placed.sent_at, placed.error, placed.reason) == (sent, "502", None)
    assert (back.state, back.reason) == (AttemptState.NOT_PLACED, Reason("cli.settled"))


FULL = Call(
    "ac_1",
    "completed",
    "agent_hangup",
    "agent_9",
    "+14155550101",
    datetime(2026, 3, 1, 12, 0, 1, 250_000, UTC),
    datetime(2026, 3, 1, 12, 3, tzinfo=UTC),
    "Wants a call \N{EM DASH} 明日",
    (Turn("assistant", "Hello?", 0.0), Turn("user", "はい", 1.5, ("end_call", "voicemail"))),
    "late media",
    {"dialsheet_ref": "a", "deep": {"list": [1, None, True]}},
    {"callback": "tomorrow", "score": 0.5, "deep": {"list": [1, None, True]}},  # was not sent
)


def test_a_call_comes_back_as_it_was_seen(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    campaign = desk.add("+14155550101")
    attempt = desk.claimed(campaign)
    (seen,) = desk.library.record_calls({attempt.id: FULL}, desk.now())
    assert seen.call == FULL
    assert open_desk().attempt(campaign) == seen


def test_only_what_changed_is_told_and_logged(desk: Desk) -> None:
    campaign = desk.add("+14155550101", "+14155550102")
    first, second = desk.claimed(campaign, 2), desk.claimed(campaign, 3, "+14155550102")
    page = {first.id: Call("ac_1", "created"), second.id: Call("ac_2", "created")}
    assert len(desk.library.record_calls(page, desk.now())) == 2
    page[second.id] = Call("ac_2", "started", start_time=desk.now())
    assert [each.id for each in desk.library.record_calls(page, desk.now())] == [second.id]
    told = desk.kinds(campaign)
    assert desk.library.record_calls(page, desk.now()) == ()
    assert desk.library.record_calls({}, desk.now()) == ()
    assert desk.kinds(campaign) == told


def test_text_that_no_database_takes_is_kept_legible(desk: Desk) -> None:
    campaign = desk.add("+14155550101")
    attempt = desk.claimed(campaign)
    odd = replace(FULL, status="\udfff", summary="half \ud83d, whole \ud83d\ude00, nul \0")
    assert desk.library.record_calls({attempt.id: odd}, desk.now())
    call = desk.attempt(campaign).call
    assert call is not None
    assert (call.status, call.summary) == ("\ufffd", "half \ufffd, whole 😀, nul \0")
    assert not desk.library.record_calls({attempt.id: odd}, desk.now()), "and is no news again"


LATER = [
    ("a list page without the transcript", replace(FULL, transcript=None, summary=None), FULL),
    ("a page that lags behind", Call("ac_1", "created"), FULL),
    ("bare words", Call("ac_1", "completed"), FULL),
    ("a summary at last", replace(FULL, summary="new"), replace(FULL, summary="new")),
    ("redacted", replace(FULL, sent={}, returned={}, to_number=None, transcript=()), FULL),
    (
        "one value more",
        Call("ac_1", "completed", returned={"mood": "good"}),
        replace(FULL, returned={**FULL.returned, "mood": "good"}),
    ),
]


@pytest.mark.parametrize(("shown", "known"), [x[1:] for x in LATER], ids=[x[0] for x in LATER])
def test_nothing_known_is_unlearned(desk: Desk, shown: Call, known: Call) -> None:
    campaign = desk.add("+14155550101")
    attempt = desk.claimed(campaign)
    for call in (FULL, shown):
        desk.library.record_calls({attempt.id: call}, desk.now())
    now = desk.attempt(campaign)
    assert (now.state, now.call) == (AttemptState.ENDED, known)


CALLS = st.builds(
    Call,
    st.just("ac_1"),
    st.sampled_from(["created", "started", "completed", "failed", "of tomorrow"]),
    st.none() | st.sampled_from(["dial_busy", "error"]),
    summary=st.sampled_from([None, "", "told"]),
    transcript=st.none() | st.just(()) | st.just((Turn("user", "hi"),)),
    returned=st.dictionaries(st.sampled_from("ab"), st.integers(0, 2), max_size=2),
)


@given(CALLS, CALLS)
def test_merging_never_goes_back(known: Call, shown: Call) -> None:
    order = list(Phase)
    both = merged(known, shown)
    assert order.index(both.phase) >= max(order.index(known.phase), order.index(shown.phase))
    for name in ("end_reason", "summary", "transcript"):
        assert bool(getattr(both, name)) == bool(getattr(known, name) or getattr(shown, name))
    assert both.returned.keys() == known.returned.keys() | shown.returned.keys()
    assert merged(both, shown) == both


def test_a_late_hit_is_recorded_beside_its_retry(desk: Desk) -> None:
    """The first call was made after all, while the contact was already being called again."""
    campaign = desk.add("+14155550101")
    first = desk.claimed(campaign)
    desk.library.record_answer(first.id, NotPlaced(WHY), desk.now(), None)
    retry = desk.claimed(campaign)
    assert retry.ordinal == 2
    (late,) = desk.library.record_calls({first.id: Call("ac_1", "started")}, desk.now())
    assert late.state is AttemptState.PLACED
    assert [each.state.is_open for each in desk.library.attempts(campaign.id)] == [True, True]
    desk.library.record_answer(retry.id, Withdrawn(WHY), desk.now(), None)
    assert desk.claim(campaign) == Reason("store.contact_open"), "the late one counts"


def test_a_second_call_for_one_attempt_is_logged_once(desk: Desk) -> None:
    campaign = desk.add("+14155550101")
    attempt = desk.claimed(campaign)
    desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None)
    for call_id in ("ac_2", "ac_3", "ac_2", "ac_3"):
        seen = {attempt.id: Call(call_id, "completed", "agent_hangup")}
        assert desk.library.record_calls(seen, desk.now()) == ()
    now = desk.attempt(campaign)
    assert (now.state, now.call) == (AttemptState.PLACED, Call("ac_1", "created"))
    assert desk.kinds(campaign).count("second_call") == 2


def test_an_attempt_of_another_library_is_a_bug(desk: Desk) -> None:
    with pytest.raises(Bug):
        desk.library.record_calls({"nobody": FULL}, desk.now())
    with pytest.raises(Bug):
        desk.library.record_answer("nobody", PLACED, desk.now(), None)
