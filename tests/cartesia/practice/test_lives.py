"""Lives of calls: pure functions of order, seed and time, in the documented mix."""

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dialsheet.cartesia.practice.lives import MIX, Fate, PracticeCall, life
from dialsheet.cartesia.practice.records import VERSIONS, record
from practice_process import REMINDER, SURVEY, WORLD

CALL = PracticeCall(
    id="ac_1",
    seed=0,
    speed=1.0,
    nth=0,
    accepted_at=1000.0,
    dials_at=1000.0,
    agent_id=SURVEY.id,
    from_number_id=WORLD.id,
    to_number="+12125550100",
    row_data="metadata",
    values={"dialsheet_ref": "c.1.a"},
    ringing_timeout_s=60,
    max_minutes=10,
)
CALLS = st.builds(
    replace,
    st.just(CALL),
    seed=st.integers(0, 9),
    nth=st.integers(0, 99),
    speed=st.sampled_from([0.5, 1.0, 60.0, 1000.0]),
    dials_at=st.floats(1000.0, 1010.0),
    ringing_timeout_s=st.integers(5, 80),
    max_minutes=st.integers(1, 480),
    row_data=st.sampled_from(["metadata", "dynamic_variables"]),
    cancelled_at=st.none() | st.floats(1000.0, 1300.0),
)
ORDER = {"created": 0, "started": 1, "completed": 2, "failed": 2}
ENDS = {
    "completed": {
        "agent_hangup",
        "client_hangup",
        "wrapped_up",
        "voicemail_detected",
        "max_duration",
        "api_cancelled",
    },
    "failed": {"dial_busy", "dial_failed", "dial_no_answer", "error"},
}


def test_the_mix_of_outcomes() -> None:
    lives = [life(replace(CALL, nth=nth)) for nth in range(4000)]
    shares = Counter(lived.fate for lived in lives)
    for fate, percent in MIX.items():
        assert abs(shares[fate] / 40 - percent) < 4, fate
    assert 0 < sum(lived.end_reason == "wrapped_up" for lived in lives) < 200


@given(CALLS)
def test_a_life_is_the_same_whenever_it_is_told(call: PracticeCall) -> None:
    lived = life(PracticeCall.from_json(call.to_json()))
    assert lived == life(call)
    assert lived.end_reason in ENDS[lived.final_status]
    assert call.dials_at <= (lived.started_at or call.dials_at) <= lived.ended_at
    assert (lived.started_at is None) == (
        lived.fate in (Fate.NO_ANSWER, Fate.BUSY, Fate.NOT_CONNECTED)
    )
    rang = (lived.started_at or lived.ended_at) - call.dials_at
    assert rang <= call.ringing_timeout_s / call.speed + 1e-6
    if lived.started_at is not None:
        assert lived.ended_at - lived.started_at <= 60 * call.max_minutes / call.speed + 1e-6


@given(CALLS, st.lists(st.floats(0, 400), min_size=2, max_size=6).map(sorted))
def test_a_record_only_goes_forward(call: PracticeCall, moments: list[float]) -> None:
    lived = life(call)
    told = [
        record(call, version, call.accepted_at + moment / call.speed, transcript=True)
        for moment in moments
        for version in VERSIONS
    ]
    assert sorted(told, key=lambda each: ORDER[each["status"]]) == told
    lengths = [len(each["transcript"] or ()) for each in told[:: len(VERSIONS)]]
    assert lengths == sorted(lengths)
    for each in told:
        ended = each["status"] in ENDS
        assert (each["end_time"] is not None, each["end_reason"] is not None) == (ended, ended)
        assert (each["start_time"] is None) >= (each["status"] == "created")
        assert each["summary"] is None or each["status"] == "completed"
        assert (each["transcript"] is None) == (each["start_time"] is None)
        for turn in each["transcript"] or ():
            assert 0 <= turn["start_timestamp"] <= turn["end_timestamp"] + 1e-9
            assert turn["end_timestamp"] <= lived.ended_at - (lived.started_at or 0) + 1e-6


def test_the_seed_and_the_number_decide_and_the_order_of_arrival_does_not() -> None:
    def fates(**changes: Any) -> list[Fate]:
        calls = [replace(CALL, to_number=f"+1212555{n:04}", **changes) for n in range(100)]
        return [life(call).fate for call in calls]

    assert fates() == fates(id="ac_2", accepted_at=900.0, agent_id=REMINDER.id)
    assert fates() != fates(seed=1)
    assert len({life(replace(CALL, nth=nth)).fate for nth in range(30)}) > 2, "a retry may differ"
