"""A line for each documented field of a call: what is read of it, and what when it is not there."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from dialsheet.campaign import Call, Turn
from dialsheet.cartesia import reading
from dialsheet.cartesia.practice.lives import PracticeCall
from dialsheet.cartesia.practice.records import VERSIONS, record

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
MOMENT = "2026-03-04T12:00:00Z"
BARE = {"id": "ac_1", "status": "completed"}

# path of the field, what it says, the attribute that tells it, and what that is; no attribute: the
# field says nothing that a campaign can use
FIELDS: list[tuple[str, object, str | None, object]] = [
    ("id", "ac_2", "id", "ac_2"),
    ("agent_id", "agent_1", "agent_id", "agent_1"),
    ("status", "failed", "status", "failed"),
    ("start_time", MOMENT, "start_time", NOON),
    ("end_time", MOMENT, "end_time", NOON),
    ("summary", "Fine.", "summary", "Fine."),
    ("error_message", "It broke.", "error", "It broke."),
    ("end_reason", "dial_busy", "end_reason", "dial_busy"),
    ("metadata", {"a": {"b": [1]}}, "sent", {"a": {"b": [1]}}),
    ("dynamic_variables", {"a": 1}, "sent", {"a": 1}),
    ("transcript", [{"role": "user"}], "transcript", (Turn("user", ""),)),
    ("telephony_params.to", "+12125550100", "to_number", "+12125550100"),
    ("telephony_params.direction", "inbound", "inbound", True),
    ("agent_name", "Survey", None, None),
    ("redacted_at", MOMENT, None, None),
    ("zdr_enabled", True, None, None),
    ("telephony_account_type", "twilio", None, None),
    ("deployment_id", "ad_1", None, None),
    ("deployment_version_id", "av_1", None, None),
    ("deployment_region", "US", None, None),
    ("telephony_params.from", "+12125550142", None, None),
    ("telephony_params.call_sid", "CA1", None, None),
    ("telephony_params.parameters", {"a": "b"}, None, None),
    ("telephony_params.headers", {"a": "b"}, None, None),
    ("telephony_params.connection_type", "phone", None, None),
]
TURN = {"role": "assistant", "text": "Hello"}
# the same of a turn of the transcript: what the turn is then, and what the agent gave back with it
TURN_FIELDS: list[tuple[str, object, Turn, dict[str, object]]] = [
    ("role", "system", Turn("system", "Hello"), {}),
    ("text", "Bye", Turn("assistant", "Bye"), {}),
    ("start_timestamp", 2, Turn("assistant", "Hello", 2.0), {}),
    ("end_timestamp", 2, Turn("assistant", "Hello"), {}),
    ("stt_ttfb", 0.1, Turn("assistant", "Hello"), {}),
    ("tts_ttfb", 0.1, Turn("assistant", "Hello"), {}),
    ("text_chunks", ["Hel", "lo"], Turn("assistant", "Hello"), {}),
    ("end_reason", "interrupted", Turn("assistant", "Hello"), {}),
    ("vad_buffer_ms", 20, Turn("assistant", "Hello"), {}),
    ("tool_calls", [{"id": "t", "name": "end_call", "result": "ok"}],
     Turn("assistant", "Hello", None, ("end_call",)), {}),
    ("tool_calls", [{"name": "book", "arguments": {"day": "Monday"}}],
     Turn("assistant", "Hello", None, ("book",)), {"book.day": "Monday"}),
    ("tool_calls", [{"name": "save", "dynamic_variable_updates": [
        {"variable_name": "day", "old_value": "Sunday", "new_value": "Monday", "updated_at": 1.0,
         "tool_id": "t", "tool_call_id": "c"}]}],
     Turn("assistant", "Hello", None, ("save",)), {"day": "Monday"}),
    ("log_event", {"event": "sold", "metadata": {"sku": 7}, "timestamp": 1.0},
     Turn("assistant", "Hello"), {"sold.sku": 7}),
    ("log_event", {"event": "greeted", "timestamp": 1.0}, Turn("assistant", "Hello"),
     {"greeted": True}),
    ("log_metric", {"name": "mood", "value": 0.5, "timestamp": 1.0}, Turn("assistant", "Hello"),
     {"mood": 0.5}),
]  # fmt: skip
OTHERS = (None, 7, True, "other words", [], {}, [7], {"a": []})  # what nothing should be


def with_field(path: str, value: object) -> dict[str, Any]:
    whole: dict[str, Any] = copy.deepcopy(BARE)
    *above, name = path.split(".")
    place = whole
    for each in above:
        place = place.setdefault(each, {})
    place[name] = value
    return whole


@pytest.mark.parametrize(("path", "value", "attribute", "expected"), FIELDS)
def test_fields_of_a_call(path: str, value: object, attribute: str | None, expected: Any) -> None:
    bare = reading.call(BARE)
    assert bare == Call("ac_1", "completed")
    read = reading.call(with_field(path, value))
    told = {
        name for name in Call.__dataclass_fields__ if getattr(read, name) != getattr(bare, name)
    }
    assert told == ({attribute} if attribute else set()), "and nothing else"
    if attribute:
        assert getattr(read, attribute) == expected
    for other in OTHERS:
        assert reading.call(with_field(path, other), "ac_1").id, "any other kind is passed by"


@pytest.mark.parametrize(("name", "value", "turn", "returned"), TURN_FIELDS)
def test_fields_of_a_turn(
    name: str, value: object, turn: Turn, returned: dict[str, object]
) -> None:
    read = reading.call({**BARE, "transcript": [{**TURN, name: value}]})
    assert (read.transcript, read.returned) == ((turn,), returned)
    for other in OTHERS:
        read = reading.call({**BARE, "transcript": [{**TURN, name: other}]})
        assert len(read.transcript or ()) == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_the_practice_service_tells_documented_fields_and_one_of_tomorrow(version: str) -> None:
    documented = {path.partition(".")[0] for path, *_ in FIELDS} | {"field_of_tomorrow"}
    telephony = {path.partition(".")[2] for path, *_ in FIELDS}
    of_turns = {name for name, *_ in TURN_FIELDS}
    told: set[str] = set()
    for nth in range(60):
        call = PracticeCall(
            f"ac_{nth:x}", 1, 1.0, nth, 0.0, 0.0, "agent_practice_survey", "ap_practice_world",
            "+12125550100", "metadata", {"a": 1}, 60, 10,
        )  # fmt: skip
        shown = record(call, version, 1e9, transcript=True)
        told |= shown.keys()
        assert shown["telephony_params"].keys() <= telephony
        for turn in shown["transcript"] or ():
            assert turn.keys() <= of_turns
    assert told <= documented
    assert "field_of_tomorrow" in told
