"""Lenient reading of answers: what is there in the expected shape is taken, the rest is passed by.

Unknown fields, unknown enum values and missing optional fields never break anything. Only an
answer that is not what was asked for at all is `Unreadable`.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dialsheet.campaign import Agent, Call, Json, MetricResult, PhoneNumber, Turn
from dialsheet.campaign.bounds import read_json, read_time

MAX_ERROR_CHARS = 300

_HALF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")  # of surrogates, which no file can hold
_MOST_SECONDS = 1e9
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}", re.ASCII)
_FILLED_IN = ("system__", "secret__")
_ERROR_WORDS = ("message", "title", "error_code", "code", "detail")


class Unreadable(Exception):
    """The answer is not JSON, or not of the kind that was asked for."""


def parse(content: bytes) -> Any:
    """The JSON of an answer, all of it fit to be stored; raises `Unreadable`."""
    try:
        text = content.decode(json.detect_encoding(content))
        value = read_json(text)
        return _storable(value) if _HALF_A_PAIR.search(text) else value
    except (ValueError, RecursionError):
        raise Unreadable from None


def parse_object(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer; raises `Unreadable`."""
    value = parse(content)
    if not isinstance(value, dict):
        raise Unreadable
    return value


def error_body(content: bytes) -> str | None:
    """The words of the API's own error body; None when this is something else (a gateway's)."""
    try:
        body = parse_object(content)
    except Unreadable:
        return None
    if not any(isinstance(body.get(word), str) for word in ("message", "title", "error_code")):
        return None
    return error_text(body)


def error_text(error: object) -> str:
    """What a free-form `error` says; its JSON when no known word is found."""
    if isinstance(error, dict):
        for word in _ERROR_WORDS:
            if isinstance(said := error.get(word), str) and said.strip():
                return _shortened(said)
    return _shortened(error if isinstance(error, str) else json.dumps(error, ensure_ascii=False))


def title_and_request(error: object) -> tuple[str | None, str | None]:
    """The title that a free-form `error` has, and the ID of the request that it answers."""
    known = error if isinstance(error, dict) else {}
    title, request_id = (_text(known.get(name)) for name in ("title", "request_id"))
    return title and _shortened(title), request_id and _shortened(request_id)


def excerpt(content: bytes) -> str | None:
    """The beginning of an answer that was not understood."""
    return _shortened(content[: 4 * MAX_ERROR_CHARS].decode("utf-8", "replace")) or None


def items(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of a list (`data`, or `summaries`) that have an ID; raises `Unreadable`."""
    found = answer.get("data", answer.get("summaries"))
    if not isinstance(found, list):
        raise Unreadable
    return [item for item in found if isinstance(item, dict) and _text(item.get("id"))]


def next_cursor(answer: dict[str, Any], after: str | None) -> str | None:
    """Where the page after this one starts; None when this was the last."""
    page = items(answer)
    if not page or answer.get("has_more") is False or "summaries" in answer:
        return None
    cursor = _text(answer.get("next_page"))
    if cursor is None and "next_page" in answer and "has_more" not in answer:
        return None
    cursor = cursor or str(page[-1]["id"])
    return None if cursor == after else cursor


def agent(item: dict[str, Any]) -> Agent:
    """One agent of a list."""
    return Agent(item["id"], _text(item.get("name")) or item["id"])


def phone_number(item: dict[str, Any]) -> PhoneNumber:
    """One phone number of a list."""
    provider = item.get("provider")
    kind = provider.get("type") if isinstance(provider, dict) else provider
    return PhoneNumber(
        item["id"],
        _text(item.get("number")) or "",
        _text(kind) or "",
        _text(item.get("label")) or "",
    )


def variables(texts: object) -> tuple[str, ...]:
    """The names in `{{...}}` anywhere in an agent's texts, in their order, each once; those that
    the service fills in by itself left out."""
    found = _VARIABLE.findall(json.dumps(texts, ensure_ascii=False))
    return tuple(dict.fromkeys(name for name in found if not name.startswith(_FILLED_IN)))


def call(record: dict[str, Any], call_id: str = "") -> Call:
    """One call; `call_id` is what was asked for, should the record not say."""
    telephony = _object(record.get("telephony_params"))
    turns = record.get("transcript")
    transcript = _objects(turns)
    return Call(
        id=_text(record.get("id")) or call_id,
        status=_text(record.get("status")) or "",
        end_reason=_text(record.get("end_reason")),
        agent_id=_text(record.get("agent_id")) or "",
        to_number=_text(telephony.get("to")),
        start_time=_time(record.get("start_time")),
        end_time=_time(record.get("end_time")),
        summary=_text(record.get("summary")),
        transcript=tuple(map(_turn, transcript)) if isinstance(turns, list) else None,
        error=_text(record.get("error_message")),
        sent={**_object(record.get("metadata")), **_object(record.get("dynamic_variables"))},
        returned=dict(_given_back(transcript)),
        inbound=telephony.get("direction") == "inbound",
    )


def metric_result(item: dict[str, Any]) -> MetricResult | None:
    """What a metric says of a call; None when it tells not of which call, or which metric."""
    words = ("metricName", "metricDisplayName", "metricId")
    name = next((text for word in words if (text := _text(item.get(word)))), None)
    call_id = _text(item.get("callId"))
    if name is None or call_id is None:
        return None
    said: tuple[Json, ...] = (
        item.get("value"),
        _object(item.get("jsonResult")) or None,
        _text(item.get("result")),
    )
    value = next((each for each in said if each is not None), None)
    failed = item.get("status") == "failed"
    return MetricResult(call_id, name, None if failed else value, _time(item.get("createdAt")))


def _turn(turn: dict[str, Any]) -> Turn:
    return Turn(
        role=_text(turn.get("role")) or "",
        text=_text(turn.get("text")) or "",
        start_s=_seconds(turn.get("start_timestamp")),
        tools=tuple(
            name
            for tool in _objects(turn.get("tool_calls"))
            if (name := _text(tool.get("name"))) is not None
        ),
    )


def _given_back(transcript: list[dict[str, Any]]) -> Iterator[tuple[str, Json]]:
    """The values that the agent gave back, by name, in the order of the conversation."""
    for turn in transcript:
        for tool in _objects(turn.get("tool_calls")):
            tool_name = _text(tool.get("name")) or ""
            for argument, value in _object(tool.get("arguments")).items():
                yield f"{tool_name}.{argument}", value
            for update in _objects(tool.get("dynamic_variable_updates")):
                if variable := _text(update.get("variable_name")):
                    yield variable, update.get("new_value")
        event = _object(turn.get("log_event"))
        if event_name := _text(event.get("event")):
            told = _object(event.get("metadata"))
            for key, value in told.items():
                yield f"{event_name}.{key}", value
            if not told:
                yield event_name, True  # it happened, which is all that is said
        metric = _object(turn.get("log_metric"))
        if metric_name := _text(metric.get("name")):
            yield metric_name, metric.get("value")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= _MOST_SECONDS else None


def _time(value: object) -> datetime | None:
    """An RFC 3339 time in UTC; one without an offset is taken as UTC."""
    return read_time(value) if isinstance(value, str) else None


def _storable(value: Any) -> Any:
    """The same value without halves of surrogate pairs."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list():
            return [_storable(each) for each in value]
        case dict():
            return {_storable(name): _storable(each) for name, each in value.items()}
    return value


def _shortened(text: str) -> str:
    return " ".join(text.split())[:MAX_ERROR_CHARS]
