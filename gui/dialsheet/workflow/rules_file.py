"""Rules of calling out of a file, TOML or (by its name) JSON:

format = 2                             # of this file; one that does not say it is of format 1
window = "08:00-21:00"                 # in the contact's own time
cap = 3                                # calls to one number in any 24 hours
suppression = [                        # sheets of numbers that are never called
    "never-call.csv",                  # national numbers are of the run's country
    { file = "never-call-japan.csv", region = "JP", name = "Japan" },
]
next_number = ["busy", "no_answer"]    # outcomes on which a contact's next number follows
callback_column = "Call after"         # not before the time in this column
callback_value = "callback_at"         # given back by the agent: when to call again
opt_out_value = "do_not_call"          # given back by the agent: no more calls
order = ["Priority", "-Amount"]        # who is called first; "-": the largest
called_before_hours = 24               # since another sheet's call to the number; 0: at once
hold_where = [{column = "VIP", says = ["yes", "1"]}]  # rows that wait for a person
broken_agent = 8                       # answered calls in a row that go wrong: pause; 0: never

[retry]
busy = { minutes = 15, calls = 3 }     # to one number, the first call included
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any

from dialsheet.campaign import (
    CALLED_BEFORE_HOURS,
    CallingRules,
    HoldWhere,
    Outcome,
    Retry,
    SortKey,
    Window,
)
from dialsheet.errors import BadInput
from dialsheet.numbers import country_of
from dialsheet.workflow.number_list import ListFile

_WINDOW = re.compile(r"\s*(\d\d?):(\d\d)\s*[-–]\s*(\d\d?):(\d\d)\s*")
_OUTCOMES = {**{outcome.value: outcome for outcome in Outcome}, "failed": Outcome.NOT_CONNECTED}
_TEXTS = ("callback_column", "callback_value", "opt_out_value")
_LOOK_BACK = "called_before_hours"
_FORMATS = (1, 2)
_MOST_CHARS = 2**20
_LARGEST = 10**9  # of a number; minutes, say
# TOML takes time by the square of a key's parts
_DEEP_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]+[ \t]*\.[ \t]*){20}")
_KNOWN = {
    *(*_TEXTS, _LOOK_BACK, "format", "window", "cap", "suppression", "next_number", "order"),
    *("retry", "hold_where", "broken_agent"),
}


@dataclass(frozen=True, slots=True)
class RulesFile:
    """What a file of rules says."""

    calling: CallingRules
    suppression: tuple[ListFile, ...]


def read_rules(path: Path) -> RulesFile:
    """Read a file of rules. Raises `BadInput` for what is not understood: none is passed over."""
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > _MOST_CHARS or _DEEP_KEY.search(text):
            raise ValueError("too large, or nested too deeply")
        told = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except RecursionError:
        why = "nested too deeply"
        raise BadInput("workflow.rules_unreadable", file=path.name, why=why) from None
    except (OSError, ValueError) as error:  # both kinds of syntax errors are
        raise BadInput("workflow.rules_unreadable", file=path.name, why=str(error)) from None
    if not isinstance(told, dict):
        raise BadInput("workflow.rules_unreadable", file=path.name, why=type(told).__name__)
    for name in told:
        if name not in _KNOWN:
            raise BadInput("workflow.no_such_rule", rule=name, rules=", ".join(sorted(_KNOWN)))
    if told.get("format", 1) not in _FORMATS:
        raise BadInput("workflow.rules_of_later", file=path.name, format=str(told["format"]))
    calling = CallingRules(
        window=_window(told["window"]) if "window" in told else None,
        cap=_of(int, "cap", told["cap"]) if "cap" in told else None,
        broken_agent=_of(int, "broken_agent", told["broken_agent"])
        if "broken_agent" in told
        else None,
        retries=tuple(_retry(*each) for each in _of(dict, "retry", told.get("retry", {})).items()),
        next_number=tuple(map(_outcome, _list("next_number", told))),
        order=tuple(SortKey(name.lstrip("-"), name[:1] == "-") for name in _list("order", told)),
        called_before_hours=float(
            _of(int | float, _LOOK_BACK, told.get(_LOOK_BACK, CALLED_BEFORE_HOURS))
        ),
        hold_where=tuple(map(_hold_where, _of(list, "hold_where", told.get("hold_where", [])))),
        **{name: _of(str, name, told[name]) for name in _TEXTS if name in told},
    )
    return RulesFile(calling, tuple(_list_files(path.parent, told.get("suppression", []))))


def refuse_rules(calling: CallingRules, headers: Sequence[str]) -> None:
    """Raise `BadInput` when the rules name a column that the sheet lacks."""
    for column in calling.columns:
        if column not in headers:
            raise BadInput("campaign.no_such_column", column=column)


def _list_files(folder: Path, told: object) -> Iterator[ListFile]:
    for each in told if isinstance(told, list) else [told]:
        if isinstance(each, str):
            yield ListFile(folder / each)
            continue
        named = _of(dict, "suppression", each)
        values = {name: _of(str, f"suppression.{name}", value) for name, value in named.items()}
        if "file" not in values or values.keys() - {"file", "region", "name"}:
            raise BadInput("workflow.bad_rule", rule="suppression", value=str(each))
        region = country_of(values["region"]) if "region" in values else None
        if "region" in values and region is None:
            raise BadInput("workflow.no_such_country", value=values["region"])
        yield ListFile(folder / values["file"], region, values.get("name", "").strip())


def _window(told: object) -> Window:
    match = _WINDOW.fullmatch(told) if isinstance(told, str) else None
    if match is None:
        raise BadInput("workflow.bad_rule", rule="window", value=str(told))
    opens, opens_min, closes, closes_min = map(int, match.groups())
    return Window(opens * 60 + opens_min, closes * 60 + closes_min)


def _retry(name: str, told: object) -> Retry:
    values: Mapping[str, Any] = told if isinstance(told, dict) else {}
    minutes, calls = values.get("minutes", -1), values.get("calls", 0)
    if (
        isinstance(minutes, int | float)
        and isinstance(calls, int)
        and 0 <= minutes <= _LARGEST
        and 1 <= calls <= _LARGEST
        and values.keys() == {"minutes", "calls"}
    ):
        return Retry(_outcome(name), minutes * 60.0, calls)
    raise BadInput("workflow.bad_rule", rule=f"retry.{name}", value=str(told))


def _hold_where(told: object) -> HoldWhere:
    rule: Mapping[str, Any] = told if isinstance(told, dict) else {}
    column, says = rule.get("column"), rule.get("says")
    says = says if isinstance(says, list) else [says]
    plain = all(isinstance(each, str | int) for each in says)  # yes, 1, true
    if isinstance(column, str) and says and plain and rule.keys() == {"column", "says"}:
        return HoldWhere(column, tuple(map(str, says)))
    raise BadInput("workflow.bad_rule", rule="hold_where", value=str(told))


def _outcome(name: str) -> Outcome:
    if name not in _OUTCOMES:
        raise BadInput("workflow.no_such_outcome", value=name, outcomes=", ".join(_OUTCOMES))
    return _OUTCOMES[name]


def _list(name: str, told: Mapping[str, Any]) -> list[str]:
    values = told.get(name, [])
    values = [values] if isinstance(values, str) else _of(list, name, values)
    return [_of(str, name, value) for value in values]


def _of(kind: type | UnionType, name: str, value: Any) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool) or not _is_bounded(value):
        raise BadInput("workflow.bad_rule", rule=name, value=str(value))
    return value


def _is_bounded(value: object) -> bool:
    """Whether it is no number, or one that the library and the clock can take."""
    return not isinstance(value, int | float) or abs(value) <= _LARGEST
