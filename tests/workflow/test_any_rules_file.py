"""Whatever a rules file holds, it is read, or refused in a sentence: nothing hangs or crashes."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialsheet.errors import BadInput
from dialsheet.workflow import read_rules

NAMES = st.sampled_from(
    [
        *("window", "cap", "suppression", "next_number", "callback_column", "order"),
        *("opt_out_value", "called_before_hours", "hold_where", "broken_agent", "retry", "a.b"),
        *("retry.busy.minutes", "retry.busy.calls", "retry.voicemail.calls"),
    ]
)
EDGES = st.sampled_from(
    [
        *("1e999", "-1e999", "nan", "-0", "9" * 400, "9" * 5000, "0001-01-01", "24:00:00"),
        *("9999-12-31T23:59:59.999999-23:59", '""', '"08:00-99:99"', '"\\u0000"', "true"),
        *("1979-05-27T00:32:00", "0x7fffffffffffffff", "[]", "{}", "99999999999999999999"),
    ]
)
VALUES = st.recursive(
    EDGES,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
        | st.dictionaries(
            st.sampled_from(["busy", "minutes", "calls", "file", "column", "says"]), inner
        ).map(lambda each: "{" + ", ".join(f"{key} = {value}" for key, value in each.items()) + "}")
    ),
    max_leaves=6,
)
FILES = st.dictionaries(NAMES, VALUES, max_size=4).map(
    lambda told: "\n".join(f"{name} = {value}" for name, value in told.items()).encode()
) | st.binary(max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(FILES, st.sampled_from(["rules.toml", "rules.json"]))
def test_any_file_of_rules_is_read_or_refused(tmp_path: Path, content: bytes, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with contextlib.suppress(BadInput):
        read_rules(file)


@pytest.mark.parametrize(
    "text",
    [
        f"a = {'[' * 50_000}{']' * 50_000}",
        f"a = {'{a = ' * 20_000}1{'}' * 20_000}",
        f"a{'.a' * 50_000} = 1",
        f"[a{'.a' * 50_000}]",
        f"cap = 1 # {'x' * 2**20}",
    ],
    ids=["arrays", "tables", "dotted key", "dotted header", "long"],
)
def test_what_is_nested_too_deeply_is_refused_at_once(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="rules_unreadable"):
        read_rules(file)


@pytest.mark.parametrize("number", ["9" * 400, "1e308", "inf", "nan", "-1e300"])
@pytest.mark.parametrize(
    "rule",
    [
        *("cap = {}", "called_before_hours = {}", "broken_agent = {}"),
        *("[retry.busy]\nminutes = {}\ncalls = 2", "[retry.busy]\nminutes = 5\ncalls = {}"),
    ],
)
def test_a_number_beyond_all_bounds_is_refused(tmp_path: Path, rule: str, number: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(rule.format(number), encoding="utf-8")
    with pytest.raises(BadInput):
        read_rules(file)
