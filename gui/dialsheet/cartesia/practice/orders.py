"""What an order for calls must look like: the documented rules of `POST /agents/calls`."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dialsheet.cartesia.practice.account import AGENTS, NUMBER_OF_OTHERS, NUMBERS, PracticeNumber
from dialsheet.cartesia.practice.records import METADATA_VERSION
from dialsheet.cartesia.practice.refusals import Refusal, bad_request, not_found

MAX_METADATA = 2**20  # bytes
MAX_VARIABLES = 16 * 2**10
MAX_VARIABLE_COUNT = 64

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Destination:
    """One call of an order, and what is wrong with it."""

    to_number: str
    values: dict[str, Any] | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Batch:
    """An order that was understood."""

    agent_id: str
    number: PracticeNumber
    row_data: str
    destinations: tuple[Destination, ...]
    ringing_timeout_s: int
    max_minutes: int


def read_order(content: bytes, version: str) -> Batch:
    """The order in a request's body; raises `Refusal`."""
    try:
        body = json.loads(content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise bad_request("The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    row_data = "metadata" if version == METADATA_VERSION else "dynamic_variables"
    agent_id, number_id = _text(body, "agent_id"), _text(body, "from_number_id")
    calls = body.get("outbound_calls")
    if not isinstance(calls, list) or not calls:
        raise bad_request("outbound_calls must be a list with at least one item.")
    ringing = _integer(body, "ringing_timeout_seconds", 60, 5, 80)
    minutes = _integer(body, "max_call_duration_minutes", 480, 1, 480)
    if agent_id not in AGENTS:
        raise not_found("There is no agent of that ID.")
    if number_id == NUMBER_OF_OTHERS:
        raise Refusal(403, "Forbidden", "Number and agent belong to different organisations.")
    if number_id not in NUMBERS:
        raise not_found("There is no phone number of that ID.")
    number = NUMBERS[number_id]
    destinations = tuple(
        _destination(call, f"outbound_calls[{index}]", number, row_data, AGENTS[agent_id].needs)
        for index, call in enumerate(calls)
    )
    return Batch(agent_id, number, row_data, destinations, ringing, minutes)


def _destination(
    call: object, place: str, number: PracticeNumber, row_data: str, needs: Sequence[str]
) -> Destination:
    if not isinstance(call, dict) or not isinstance(to_number := call.get("to_number"), str):
        raise bad_request(f"{place}.to_number must be a string.")
    values = call.get(row_data)
    if row_data == "metadata":
        if values is not None and not isinstance(values, dict):
            raise bad_request(f"{place}.metadata must be an object.")
        if _size(values) > MAX_METADATA:
            raise bad_request(f"{place}.metadata is larger than 1 MB.")
        problem = None
    else:
        problem = _variables_problem({} if values is None else values, needs)
        values = values if isinstance(values, dict) else None
    if not _E164.fullmatch(to_number):
        problem = "The destination is not a number in E.164 form."
    elif number.is_cartesia and not to_number.startswith("+1"):
        problem = "A Cartesia number can call the United States only."
    return Destination(to_number, values, problem)


def _variables_problem(values: object, needs: Sequence[str]) -> str | None:
    if not isinstance(values, dict):
        return "dynamic_variables must be an object."
    if len(values) > MAX_VARIABLE_COUNT:
        return f"There are more than {MAX_VARIABLE_COUNT} dynamic variables."
    for name, value in values.items():
        if not VARIABLE_NAME.fullmatch(name):
            return "A dynamic variable has a name that is not allowed."
        if name.startswith(("system__", "secret__")):
            return "A dynamic variable has a reserved prefix."
        if not isinstance(value, str | int | float | bool):
            return "A dynamic variable is not a string, a number or a boolean."
    if _size(values) > MAX_VARIABLES:
        return "The dynamic variables are larger than 16 KiB."
    missing = [name for name in needs if name not in values]
    return f"The welcome message needs the variable {missing[0]}." if missing else None


def _size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise bad_request(f"{name} is required and must be a string.")
    return value


def _integer(body: dict[str, Any], name: str, default: int, low: int, high: int) -> int:
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON has one kind of number
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise bad_request(f"{name} must be an integer from {low} to {high}.")
    return value


def _refuse_constant(name: str) -> object:
    raise ValueError(name)
