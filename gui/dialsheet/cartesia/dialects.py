"""The two dialects of the API: how row data travels, and where the lists are.

`2026-03-01` takes any JSON object as `metadata`; `2026-08-14` takes flat `dynamic_variables`.
"""

import json

from dialsheet.campaign import Connection, Dialect, dialect_problem
from dialsheet.errors import BadInput, Bug
from dialsheet.ports import Order

ROW_DATA = {
    Dialect.METADATA: "metadata",
    Dialect.DYNAMIC_VARIABLES: "dynamic_variables",
}
AGENTS_PATH = {
    Dialect.METADATA: "/agents",
    Dialect.DYNAMIC_VARIABLES: "/v1/agents",
}


def order_body(connection: Connection, order: Order) -> str:
    """The exact JSON of a create with one destination; `BadInput` when it cannot be sent."""
    if connection.agent is None or connection.from_number is None:
        raise Bug("a call needs an agent and a number to call from")
    if problem := dialect_problem(order.values, connection.dialect):
        raise BadInput(problem.code, **problem.params)
    content = {
        "from_number_id": connection.from_number.id,
        "agent_id": connection.agent.id,
        "outbound_calls": [
            {"to_number": order.to_number, ROW_DATA[connection.dialect]: order.values}
        ],
        "ringing_timeout_seconds": connection.ringing_timeout_s,
        "max_call_duration_minutes": connection.max_minutes,
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def number_in(body: str) -> str:
    """The number that such a create is to call; "" where it names none."""
    calls = json.loads(body).get("outbound_calls") or [{}]
    return str(calls[0].get("to_number", ""))
