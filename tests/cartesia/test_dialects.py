"""The body of a create, in each dialect, byte for byte."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.campaign import Connection, Dialect, Json
from dialsheet.cartesia.dialects import order_body
from dialsheet.errors import BadInput, Bug
from dialsheet.ports import Order
from practice_process import US, connection_to

METADATA, VARIABLES = Dialect.METADATA, Dialect.DYNAMIC_VARIABLES
NUMBER = "+12125550100"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("dialect", "values", "row"),
    [
        (METADATA, {"ref": "a.1.b"}, '{"to_number":"+12125550100","metadata":{"ref":"a.1.b"}}'),
        (
            METADATA,
            {"客": {"名": "山田 太郎"}, "n": [1, None]},
            '{"to_number":"+12125550100","metadata":{"客":{"名":"山田 太郎"},"n":[1,null]}}',
        ),
        (
            VARIABLES,
            {"name": "山田", "n": 1.5, "ok": True},
            '{"to_number":"+12125550100","dynamic_variables":{"name":"山田","n":1.5,"ok":true}}',
        ),
    ],
)
def test_the_body(dialect: Dialect, values: dict[str, Json], row: str) -> None:
    connection = connection_to(
        "http://localhost", dialect, from_number=US, ringing_timeout_s=30, max_minutes=5
    )
    assert order_body(connection, Order(NUMBER, values)) == (
        '{"from_number_id":"ap_practice_us","agent_id":"agent_practice_survey",'
        f'"outbound_calls":[{row}],'
        '"ringing_timeout_seconds":30,"max_call_duration_minutes":5}'
    )


@pytest.mark.parametrize(
    ("dialect", "value", "code"),
    [
        (VARIABLES, {"name": "x"}, "campaign.nested_value"),
        (VARIABLES, ["x"], "campaign.nested_value"),
        (VARIABLES, None, "campaign.nested_value"),
        (METADATA, float("nan"), "campaign.unsendable_value"),
        (METADATA, {"inner": float("inf")}, "campaign.unsendable_value"),
        (METADATA, "half \ud83d", "campaign.unsendable_value"),
        (VARIABLES, "half \ud83d", "campaign.unsendable_value"),
    ],
)
def test_what_cannot_be_sent(dialect: Dialect, value: Json, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        order_body(connection_to("http://localhost", dialect), Order(NUMBER, {"field": value}))
    assert refused.value.reason.code == code
    assert refused.value.reason.params == {"field": "field"}


@given(st.sampled_from(Dialect), st.dictionaries(st.text(), JSON, max_size=4))
def test_a_body_says_what_was_ordered_or_is_refused(
    dialect: Dialect, values: dict[str, Json]
) -> None:
    try:
        body = order_body(connection_to("http://localhost", dialect), Order(NUMBER, values))
    except BadInput:
        return
    (call,) = json.loads(body.encode())["outbound_calls"]
    name = {METADATA: "metadata", VARIABLES: "dynamic_variables"}[dialect]
    assert call == {"to_number": NUMBER, name: values}


def test_without_agent_and_number_there_is_no_body() -> None:
    with pytest.raises(Bug):
        order_body(Connection("practice", True), Order(NUMBER, {}))
