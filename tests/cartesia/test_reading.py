"""Lenient reading: every shape that an answer may take, and some that it should not."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialsheet.campaign import Agent, Call, MetricResult, Outcome, Phase, PhoneNumber, Turn
from dialsheet.cartesia import reading
from dialsheet.cartesia.reading import Unreadable

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    re.findall(
        r"\w+",
        """
        id agent_id status end_reason telephony_params to start_time end_time summary transcript
        error_message metadata dynamic_variables role text start_timestamp tool_calls name arguments
        log_event event log_metric value dynamic_variable_updates variable_name new_value
        data summaries has_more next_page provider type number label
        metricId metricName metricDisplayName callId result jsonResult createdAt
        """,
    )
)
ANSWERS = st.recursive(
    JSON | st.sampled_from(["started", "2026-03-04T12:00:00Z", "9999-12-31T23:59:59-14:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=8),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        ('{"a": "名"}'.encode("utf-16"), {"a": "名"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": NaN, "b": -Infinity}', {"a": None, "b": None}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "\N{GRINNING FACE}"}),
        (b'{"a": [1e999, -1E+400, 1e3, 1e-400]}', {"a": ["1e999", "-1E+400", 1000.0, 0.0]}),
        ('{"a": "\\ud83d"}'.encode("utf-16"), {"a": "?"}),
        (b'{"a\\ud83d": ["x\\ud83d", {"b": "\\ude00y"}]}', {"a?": ["x?", {"b": "?y"}]}),
    ],
)
def test_what_can_be_parsed(content: bytes, value: object) -> None:
    assert reading.parse(content) == value


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"<html>", b'{"a"', b"[" * 100_000, b'"\xff"', b'"\xed\xa0\x80"'),
        b"[" * 900 + b'"\\ud83d"' + b"]" * 900,
    ],
)
def test_what_cannot(content: bytes) -> None:
    with pytest.raises(Unreadable):
        reading.parse(content)


@given(st.binary(max_size=200) | JSON.map(json.dumps).map(str.encode))
def test_any_content_is_read_or_unreadable(content: bytes) -> None:
    try:
        value = reading.parse(content)
    except Unreadable:
        return
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # can be stored


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ("Busy.", "Busy."),
        ({"message": "Long.", "title": "Short"}, "Long."),
        ({"message": " ", "title": "Short"}, "Short"),
        ({"message": None, "error_code": "x"}, "x"),
        ({"code": "c", "detail": "d"}, "c"),
        ({"why": [1]}, '{"why": [1]}'),
        (["a"], '["a"]'),
        ({"message": "two\n lines"}, "two lines"),
        ({"message": 400 * "x"}, 300 * "x"),
    ],
)
def test_error_texts(error: object, text: str) -> None:
    assert reading.error_text(error) == text


@pytest.mark.parametrize(
    ("answer", "after", "cursor"),
    [
        ({"data": [{"id": "a"}], "has_more": True, "next_page": "n"}, None, "n"),
        ({"data": [{"id": "a"}], "has_more": True, "next_page": None}, None, "a"),
        ({"data": [{"id": "a"}], "has_more": True}, None, "a"),
        ({"data": [{"id": "a"}], "has_more": False, "next_page": "n"}, None, None),
        ({"data": [], "has_more": True, "next_page": "n"}, None, None),
        ({"data": [{"id": "a"}], "has_more": True, "next_page": "n"}, "n", None),  # goes in circles
        ({"data": [{"id": "a"}]}, None, "a"),  # older copies say nothing: until an empty page
        ({"data": [{"id": "a"}], "next_page": None}, None, None),
        ({"data": [{"id": "a"}], "next_page": "n"}, None, "n"),
        ({"summaries": [{"id": "a"}]}, None, None),
    ],
)
def test_cursors(answer: dict[str, Any], after: str | None, cursor: str | None) -> None:
    assert reading.next_cursor(answer, after) == cursor


@pytest.mark.parametrize(
    ("read", "item", "expected"),
    [
        (reading.agent, {"id": "a", "name": "Ann"}, Agent("a", "Ann")),
        (reading.agent, {"id": "a", "name": None}, Agent("a", "a")),
        (
            reading.phone_number,
            {"id": "p", "number": "+1", "provider": {"type": "twilio"}, "label": "L"},
            PhoneNumber("p", "+1", "twilio", "L"),
        ),
        (reading.phone_number, {"id": "p", "provider": "new"}, PhoneNumber("p", "", "new")),
        (reading.phone_number, {"id": "p"}, PhoneNumber("p", "", "")),
    ],
)
def test_agents_and_numbers(
    read: Callable[[dict[str, Any]], object], item: dict[str, Any], expected: object
) -> None:
    assert read(item) == expected


def test_items_without_an_id_are_passed_by() -> None:
    assert reading.items({"data": [{"id": "a"}, {"id": ""}, {"id": 7}, {}, "x", None]}) == [
        {"id": "a"}
    ]
    for answer in ({}, {"data": None}, {"data": {"id": "a"}}):
        with pytest.raises(Unreadable):
            reading.items(answer)


FULL: dict[str, Any] = {
    "id": "ac_1",
    "agent_id": "agent_1",
    "status": "completed",
    "start_time": "2026-03-04T12:00:00Z",
    "end_time": "2026-03-04T21:00:30.5+09:00",
    "end_reason": "agent_hangup",
    "telephony_params": {"to": "+12125550100", "from": "+12125550142", "new": {}},
    "summary": "Fine.",
    "error_message": None,
    "metadata": {"dialsheet_ref": "c.7.a", "name": "山田"},
    "transcript": [
        {
            "role": "assistant",
            "text": "Hello",
            "start_timestamp": 0,
            "tool_calls": [{"name": "end", "arguments": {}}],
        },
        {"role": "user", "text": None, "start_timestamp": 2.5},
    ],
    "field_of_tomorrow": [1],
}


def test_a_full_call() -> None:
    call = reading.call(FULL)
    assert call == Call(
        id="ac_1",
        status="completed",
        end_reason="agent_hangup",
        agent_id="agent_1",
        to_number="+12125550100",
        start_time=NOON,
        end_time=datetime(2026, 3, 4, 12, 0, 30, 500_000, tzinfo=UTC),
        summary="Fine.",
        transcript=(Turn("assistant", "Hello", 0.0, ("end",)), Turn("user", "", 2.5)),
        sent={"dialsheet_ref": "c.7.a", "name": "山田"},
    )
    assert (call.ref, call.duration_s, call.outcome) == ("c.7.a", 30.5, Outcome.COMPLETED)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": "active"}, {"phase": Phase.IN_CALL}),
        ({"status": "cancelled", "end_reason": None}, {"outcome": Outcome.CANCELLED}),
        ({"status": "paused", "end_reason": None, "end_time": None}, {"outcome": None}),
        ({"end_reason": "teleported"}, {"outcome": Outcome.COMPLETED, "end_reason": "teleported"}),
        ({"status": None, "end_reason": 7, "end_time": 7}, {"status": "", "end_reason": None}),
        ({"start_time": "yesterday"}, {"start_time": None}),
        ({"start_time": 1.5}, {"start_time": None}),
        ({"start_time": "2026-03-04T12:00:00"}, {"start_time": NOON}),
        ({"start_time": "0001-01-01T00:00:00+14:00"}, {"start_time": None}),
        ({"transcript": None}, {"transcript": None}),
        ({"transcript": []}, {"transcript": ()}),
        ({"transcript": "none"}, {"transcript": None}),
        ({"transcript": [7, {}]}, {"transcript": (Turn("", ""),)}),
        ({"transcript": [{"start_timestamp": 10**400}]}, {"transcript": (Turn("", ""),)}),
        ({"telephony_params": "phone"}, {"to_number": None}),
        ({"metadata": None, "dynamic_variables": {"dialsheet_ref": "d.1.b"}}, {"ref": "d.1.b"}),
        ({"metadata": {"dialsheet_ref": 7}}, {"ref": None}),
        ({"id": None}, {"id": "asked"}),
    ],
)
def test_other_calls(changes: dict[str, Any], expected: dict[str, object]) -> None:
    call = reading.call({**FULL, **changes}, "asked")
    assert {name: getattr(call, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("turn", "returned"),
    [
        (
            {"tool_calls": [{"name": "book", "arguments": {"day": "Monday", "seats": 2}}]},
            {"book.day": "Monday", "book.seats": 2},
        ),
        (
            {"tool_calls": [{"name": "save", "dynamic_variable_updates": [
                {"variable_name": "answer", "old_value": None, "new_value": "yes"}]}]},
            {"answer": "yes"},
        ),
        ({"log_event": {"event": "sold", "metadata": {"sku": "A1"}}}, {"sold.sku": "A1"}),
        ({"log_metric": {"name": "score", "value": 4.5}}, {"score": 4.5}),
        ({"log_metric": {"name": "score", "value": '{"a": 1}'}}, {"score": '{"a": 1}'}),
        ({"tool_calls": None, "log_event": [], "log_metric": {"value": 1}}, {}),
        ({"tool_calls": [{"name": "end_call"}, 7]}, {}),
    ],
)  # fmt: skip
def test_values_that_the_agent_gives_back(turn: object, returned: dict[str, object]) -> None:
    assert reading.call({**FULL, "transcript": [{"role": "assistant"}, turn]}).returned == returned


JUDGED = {"id": "mr_1", "metricName": "mood", "callId": "ac_1", "status": "completed"}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"value": 4.5, "result": "4.5"}, ("mood", 4.5, None)),
        ({"value": False, "result": "no"}, ("mood", False, None)),
        ({"value": None, "jsonResult": {"a": 1}, "result": "{}"}, ("mood", {"a": 1}, None)),
        ({"jsonResult": {}, "result": "good"}, ("mood", "good", None)),
        ({"result": "", "createdAt": "2026-03-04T12:00:00Z"}, ("mood", None, NOON)),
        ({"status": "failed", "value": 1, "result": "x"}, ("mood", None, None)),
        ({"status": "of tomorrow", "value": 1}, ("mood", 1, None)),
        ({"metricName": None, "metricDisplayName": "Mood"}, ("Mood", None, None)),
        ({"metricName": 7, "metricId": "m_1"}, ("m_1", None, None)),
        ({"metricName": ""}, None),
        ({"callId": None}, None),
    ],
)
def test_results_of_metrics(
    item: dict[str, Any], expected: tuple[str, object, datetime | None] | None
) -> None:
    read = reading.metric_result({**JUDGED, **item})
    assert read == (MetricResult("ac_1", *expected) if expected else None)  # type: ignore[arg-type]


WHOLE: dict[str, Any] = {
    **FULL,
    **JUDGED,
    "dynamic_variables": {"a": 1},
    "value": 1,
    "jsonResult": {"a": 1},
    "createdAt": "2026-03-04T12:00:00Z",
    "number": "+12125550142",
    "label": "Office",
    "provider": {"type": "twilio"},
    "name": "Survey",
    "deleted_at": None,
    "transcript": [
        {
            "role": "assistant",
            "text": "Hello",
            "start_timestamp": 0.5,
            "tool_calls": [
                {
                    "name": "save",
                    "arguments": {"a": 1},
                    "dynamic_variable_updates": [{"variable_name": "a", "new_value": 2}],
                }
            ],
            "log_event": {"event": "sold", "metadata": {"a": 1}},
            "log_metric": {"name": "mood", "value": 1},
        }
    ],
}
PAGE: dict[str, Any] = {"data": [WHOLE], "has_more": True, "next_page": "ac_1"}


def places(value: object, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each thing in an answer."""
    if here:
        yield here
    inner = value.items() if isinstance(value, dict) else ()
    for name, each in enumerate(value) if isinstance(value, list) else inner:
        yield from places(each, (*here, name))


OTHER_KINDS = (None, 7, -0.5, True, "", "other words", [], [7], {}, {"a": [7]})


@pytest.mark.parametrize("thing", OTHER_KINDS, ids=repr)
@pytest.mark.parametrize("way", [*places(PAGE)], ids=lambda way: ".".join(map(str, way)))
def test_no_one_thing_in_a_whole_answer_breaks_the_reading(
    way: tuple[Any, ...], thing: object
) -> None:
    page = copy.deepcopy(PAGE)
    place: Any = page
    for name in way[:-1]:
        place = place[name]
    place[way[-1]] = thing
    try:
        records = reading.items(page)
        reading.next_cursor(page, None)
    except Unreadable:
        return
    for record in records:
        assert reading.call(record).id
        assert reading.agent(record).name
        assert reading.phone_number(record).id
        assert getattr(reading.metric_result(record), "name", "none")
        reading.variables(record)


@settings(max_examples=25)
@given(st.dictionaries(FIELDS, ANSWERS, max_size=20))
def test_nothing_in_an_answer_breaks_the_reading(answer: dict[str, Any]) -> None:
    call = reading.call(answer, "asked")
    assert call.id
    assert call.phase in Phase
    assert call.outcome is None or call.outcome in Outcome
    reading.error_text(answer)
    try:
        for item in reading.items(answer):
            assert reading.agent(item).id
            assert reading.phone_number(item).id
            assert getattr(reading.metric_result(item), "call_id", "none")
        reading.next_cursor(answer, None)
    except Unreadable:
        pass
