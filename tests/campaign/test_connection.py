"""The connection and the pace: what can be chosen, and what stays on this machine."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet import assets
from dialsheet.campaign import (
    Agent,
    Connection,
    Dialect,
    KeyHeader,
    Pace,
    PhoneNumber,
    cannot_call,
)
from dialsheet.errors import BadInput, Reason
from dialsheet.numbers import check_column


def refusal(kind: type, **choice: object) -> str | None:
    """The code of what is wrong with a choice; None when nothing is."""
    try:
        kind(**choice)
    except BadInput as bad:
        return bad.reason.code
    return None


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({}, None),
        ({"ringing_timeout_s": 5, "max_minutes": 1}, None),
        ({"ringing_timeout_s": 80, "max_minutes": 480}, None),
        ({"ringing_timeout_s": 4}, "campaign.ringing_timeout_range"),
        ({"ringing_timeout_s": 81}, "campaign.ringing_timeout_range"),
        ({"max_minutes": 0}, "campaign.max_minutes_range"),
        ({"max_minutes": 481}, "campaign.max_minutes_range"),
    ],
)
def test_a_connection_keeps_to_what_the_service_takes(
    choice: dict[str, int], code: str | None
) -> None:
    assert refusal(Connection, name="Work", practice=False, **choice) == code


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({}, None),
        ({"per_second": 0, "max_live": 1}, None),
        ({"per_second": 100, "max_live": 1000}, None),
        ({"per_second": -0.1}, "campaign.pace_range"),
        ({"per_second": 100.1}, "campaign.pace_range"),
        ({"per_second": math.nan}, "campaign.pace_range"),
        ({"max_live": 0}, "campaign.max_live_range"),
        ({"max_live": 1001}, "campaign.max_live_range"),
    ],
)
def test_a_pace_has_limits(choice: dict[str, float], code: str | None) -> None:
    assert refusal(Pace, **choice) == code


@pytest.mark.parametrize(
    ("url", "stays"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://LOCALHOST:1", True),
        ("http://[::1]:9", True),
        ("https://api.cartesia.ai", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost@example.com", False),
        ("http://example.com/localhost", False),
        ("http://[::1", False),  # not an address at all: refused where it is opened
        ("localhost", False),
        ("", False),
    ],
)
def test_what_stays_on_this_machine(url: str, stays: bool) -> None:
    assert Connection("Work", practice=False, base_url=url).on_loopback is stays
    assert Connection("Practice", practice=True, base_url=url).on_loopback is True


@pytest.mark.parametrize("choice", [{"ringing_timeout_s": 81}, {"max_minutes": 0}])
def test_a_refused_choice_is_explained(choice: dict[str, int]) -> None:
    with pytest.raises(BadInput) as refused:
        Connection("Work", practice=False, **choice)
    told = assets.explain(refused.value)
    assert str(*choice.values()) in told.sentence
    assert refused.value.reason.code not in (told.title, told.next_step)


TEXT = st.text(max_size=8)


@given(
    st.builds(
        Connection,
        name=TEXT,
        practice=st.booleans(),
        base_url=TEXT,
        dialect=st.sampled_from(Dialect),
        agent=st.none() | st.builds(Agent, TEXT, TEXT),
        from_number=st.none() | st.builds(PhoneNumber, TEXT, TEXT, TEXT, TEXT),
        ringing_timeout_s=st.integers(5, 80),
        max_minutes=st.integers(1, 480),
    )
)
def test_a_connection_survives_the_library(connection: Connection) -> None:
    kept = json.loads(json.dumps(connection.to_json()))
    assert Connection.from_json(kept) == connection


def test_a_connection_of_an_older_library_has_what_came_later() -> None:
    connection = Connection("Work", False, key_header=KeyHeader.X_API_KEY, proxy="http://p:8080")
    data = connection.to_json()
    assert Connection.from_json(json.loads(json.dumps(data))) == connection
    del data["key_header"], data["proxy"]
    assert Connection.from_json(data) == Connection("Work", False)


@pytest.mark.parametrize(
    ("provider", "number", "reaches"),
    [
        ("cartesia", "+12125550100", True),
        ("cartesia", "+13105550178", True),
        ("cartesia", "+14165550100", False),  # Canada: only the United States are documented
        ("cartesia", "+442079460123", False),
        ("cartesia", "", True),  # there is nothing to call
        ("twilio", "+442079460123", True),
        ("sip_trunk", "+442079460123", True),
        ("of tomorrow", "+442079460123", True),
    ],
)
def test_a_cartesia_number_calls_the_united_states_only(
    provider: str, number: str, reaches: bool
) -> None:
    ours = PhoneNumber("pn_1", "+12125550142", provider)
    (verdict,) = check_column([number], "US")
    reason = Reason("campaign.us_only", {"number": "+12125550142"})
    limits = Connection("Work", False, from_number=ours).limits
    assert cannot_call(limits, verdict) == (None if reaches else reason)
