"""The service's own OpenAPI document. Tests hold the service to it."""

from typing import Any

from dialsheet.cartesia.practice.orders import MAX_VARIABLE_COUNT, VARIABLE_NAME

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_FLAG: Schema = {"type": "boolean"}
_SECONDS: Schema = {"type": "number", "minimum": 0}
_FREE: Schema = {"type": "object", "additionalProperties": True}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _object(required: Schema, **optional: Schema) -> Schema:
    """An object; fields that are not named may come, too."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **optional},
    }


def _page(name: str) -> Schema:
    return _object({"data": _list(_ref(name)), "has_more": _FLAG, "next_page": _nullable(_TEXT)})


_SCHEMAS: dict[str, Schema] = {
    "Error": _object(
        {"error_code": _nullable(_TEXT), "title": _TEXT, "message": _TEXT, "request_id": _TEXT}
    ),
    "Service": _object({"ok": _FLAG, "version": _TEXT}),
    "Agent": _object(
        {"id": _TEXT, "name": _TEXT, "created_at": _MOMENT, "updated_at": _MOMENT},
        description=_TEXT,
        deleted_at=_nullable(_MOMENT),
        tts_voice=_TEXT,
        tts_language=_TEXT,
        deployment_count={"type": "integer"},
        has_text_to_agent_run=_FLAG,
        phone_numbers=_list(_object({"id": _TEXT, "number": _TEXT})),
    ),
    "Agents": _object({"summaries": _list(_ref("Agent"))}),
    "AgentConfiguration": _object(
        {"id": _TEXT, "name": _TEXT, "version_id": _TEXT},
        instructions=_TEXT,
        welcome_message=_TEXT,
        tools=_list(_FREE),
    ),
    "AgentPage": _page("Agent"),
    "BoundNumbers": _list(
        _object({"agent_id": _TEXT, "number": _TEXT, "is_cartesia_managed": _FLAG})
    ),
    "PhoneNumber": _object(
        {
            "id": _TEXT,
            "number": _TEXT,
            "agent": _nullable(_object({"id": _TEXT, "name": _TEXT})),
            "created_at": _MOMENT,
            "updated_at": _MOMENT,
            "provider": _object({"type": {"enum": ["twilio", "cartesia", "sip_trunk"]}}),
        },
        label=_TEXT,
    ),
    "PhoneNumberPage": _page("PhoneNumber"),
    "Order": {
        "type": "object",
        "required": ["agent_id", "from_number_id", "outbound_calls"],
        "properties": {
            "agent_id": {"type": "string", "minLength": 1},
            "from_number_id": {"type": "string", "minLength": 1},
            "outbound_calls": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["to_number"],
                    "properties": {
                        "to_number": {"type": "string"},
                        "metadata": _nullable(_FREE),
                        "dynamic_variables": {
                            "type": "object",
                            "maxProperties": MAX_VARIABLE_COUNT,
                            "propertyNames": {"pattern": f"^{VARIABLE_NAME.pattern}$"},
                            "additionalProperties": {"type": ["string", "number", "boolean"]},
                        },
                    },
                },
            },
            "ringing_timeout_seconds": _nullable({"type": "integer", "minimum": 5, "maximum": 80}),
            "max_call_duration_minutes": _nullable(
                {"type": "integer", "minimum": 1, "maximum": 480}
            ),
        },
    },
    "Placed": _object(
        {"calls": _list(_object({"number": _TEXT}, agent_call_id=_TEXT, error=_FREE))}
    ),
    "Turn": _object(
        {"role": {"enum": ["user", "assistant", "system"]}},
        start_timestamp=_SECONDS,
        end_timestamp=_SECONDS,
        text=_nullable(_TEXT),
        tool_calls=_nullable(_list(_object({"name": _TEXT, "arguments": _FREE}))),
        log_metric=_object({"name": _TEXT, "value": {}, "timestamp": _SECONDS}),
    ),
    "Call": _object(
        {
            "id": _TEXT,
            "agent_id": _TEXT,
            "status": {"enum": ["created", "started", "completed", "failed"]},
        },
        agent_name=_TEXT,
        start_time=_nullable(_MOMENT),
        end_time=_nullable(_MOMENT),
        redacted_at=_nullable(_MOMENT),
        telephony_account_type=_nullable({"enum": ["cartesia", "twilio", "sip_trunk"]}),
        telephony_params=_nullable(_FREE),
        summary=_nullable(_TEXT),
        error_message=_nullable(_TEXT),
        end_reason=_nullable(_TEXT),
        metadata=_nullable(_FREE),
        dynamic_variables=_FREE,
        transcript=_nullable(_list(_ref("Turn"))),
    ),
    "CallPage": _page("Call"),
    "Cancelled": _object({"cancelled": _FLAG}),
    "MetricResult": _object(
        {
            **dict.fromkeys(("id", "metricId", "metricName", "agentId", "callId"), _TEXT),
            "deploymentId": _TEXT,
            "status": {"enum": ["completed", "failed"]},
            "result": _TEXT,
            "summary": _TEXT,
            "createdAt": _MOMENT,
        },
        metricDisplayName=_TEXT,
        runId=_nullable(_TEXT),
        jsonResult=_nullable(_FREE),
        value={},
        transcript=_nullable(_list(_ref("Turn"))),
    ),
    "MetricResultPage": _page("MetricResult"),
}

_VERSION: Schema = {
    "name": "Cartesia-Version",
    "in": "header",
    "required": True,
    "schema": {"enum": ["2026-03-01", "2026-08-14"]},
}


def _answer(schema: Schema, kind: str = "application/json") -> Schema:
    return {"description": "Done.", "content": {kind: {"schema": schema}}}


def _operation(
    answer: Schema, *parameters: Schema, refusals: tuple[int, ...] = (), **more: Any
) -> Schema:
    refused = {
        "description": "Refused.",
        "content": {"application/json": {"schema": _ref("Error")}},
    }
    return {
        "parameters": [_VERSION, *parameters],
        "responses": {"200": answer} | {str(status): refused for status in (400, 401, *refusals)},
        **more,
    }


def _query(name: str, **schema: Any) -> Schema:
    return {"name": name, "in": "query", "schema": {"type": "string", **schema}}


def _id(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {**_TEXT, "minLength": 1}}


_PAGING = (
    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
    _query("starting_after"),
    _query("ending_before"),
)
_CALL, _AGENT = _id("call_id"), _id("agent_id")

DOCUMENT: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "The practice service of Dialsheet",
        "description": "Behaves as Cartesia's calls API is documented to. No telephone rings.",
        "version": "2026-08-14",
    },
    "components": {
        "schemas": _SCHEMAS,
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        },
    },
    "security": [{"bearer": []}, {"key": []}],
    "paths": {
        "/": {"get": {"responses": {"200": _answer(_ref("Service"))}, "security": []}},
        "/agents": {"get": _operation(_answer(_ref("Agents")))},
        "/agents/{agent_id}": {"get": _operation(_answer(_ref("Agent")), _AGENT, refusals=(404,))},
        "/agents/{agent_id}/phone-numbers": {
            "get": _operation(
                _answer(_ref("BoundNumbers")), _AGENT, refusals=(404,), deprecated=True
            )
        },
        "/v1/agents": {"get": _operation(_answer(_ref("AgentPage")), _query("q"), *_PAGING)},
        "/v1/agents/{agent_id}": {
            "get": _operation(_answer(_ref("AgentConfiguration")), _AGENT, refusals=(404,))
        },
        "/agents/phone-numbers": {
            "get": _operation(
                _answer(_ref("PhoneNumberPage")),
                *(_query(name) for name in ("agent_id", "provider_id", "q")),
                _query("type", enum=["twilio", "cartesia", "sip_trunk"]),
                *_PAGING,
            )
        },
        "/agents/metrics/results": {
            "get": _operation(
                _answer(_ref("MetricResultPage")),
                *(_query(name) for name in ("agent_id", "call_id", "metric_id", "deployment_id")),
                *(_query(name, format="date-time") for name in ("start_date", "end_date")),
                *_PAGING,
            )
        },
        "/agents/calls": {
            "get": _operation(
                _answer(_ref("CallPage")),
                {**_query("agent_id", minLength=1), "required": True},
                _query("batch_id"),
                *(
                    _query(name, format="date-time")
                    for name in ("start_time_gte", "start_time_lte")
                ),
                _query("expand", enum=["transcript"]),
                *_PAGING,
                refusals=(404,),
            ),
            "post": _operation(
                _answer(_ref("Placed")),
                refusals=(402, 403, 404, 429, 500),
                requestBody={
                    "required": True,
                    "content": {"application/json": {"schema": _ref("Order")}},
                },
            ),
        },
        "/agents/calls/{call_id}": {
            "get": _operation(_answer(_ref("Call")), _CALL, refusals=(404,)),
            "delete": _operation(_answer(_ref("Call")), _CALL, refusals=(404,)),
        },
        "/agents/calls/{call_id}/cancel": {
            "post": _operation(_answer(_ref("Cancelled")), _CALL, refusals=(404,))
        },
        "/agents/calls/{call_id}/audio": {
            "get": _operation(
                _answer({"type": "string", "format": "binary"}, "audio/wav"),
                _CALL,
                refusals=(404,),
            )
        },
    },
}
