"""The rules of calling, as tables: what time it is where the number is, and what that means."""

from array import array
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.campaign import (
    CallingRules,
    Connection,
    Hold,
    Outcome,
    Retry,
    Rules,
    SortKey,
    Window,
    cap_hold,
    in_order,
    read_moment,
    window_hold,
    zones_of,
)
from dialsheet.columns import Table, TextColumn
from dialsheet.errors import BadInput, Reason

LA, NY, TOKYO = "America/Los_Angeles", "America/New_York", "Asia/Tokyo"
ZONES = [LA, NY, TOKYO, "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Europe/London"]


def at(text: str) -> datetime:
    """`2026-03-02 15:59`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zones", "now", "until"),
    [
        ([TOKYO], "2026-03-01 23:00", None),  # 8:00 in Tokyo
        ([TOKYO], "2026-03-01 22:59", "2026-03-01 23:00"),
        ([TOKYO], "2026-03-02 11:59", None),  # 20:59
        ([TOKYO], "2026-03-02 12:00", "2026-03-02 23:00"),
        ([LA, NY], "2026-03-02 14:00", "2026-03-02 16:00"),  # 9:00 in the east, 6:00 in the west
        ([LA, NY], "2026-03-02 16:00", None),
        ([LA, NY], "2026-03-03 02:00", "2026-03-03 16:00"),  # 21:00 in the east
        # The clocks of Los Angeles are set forward on 8 March 2026, and back on 1 November.
        ([LA], "2026-03-08 05:00", "2026-03-08 15:00"),
        ([LA], "2026-03-07 05:00", "2026-03-07 16:00"),
        ([LA], "2026-11-01 04:00", "2026-11-01 16:00"),
        ([LA], "2026-10-31 04:00", "2026-10-31 15:00"),
    ],
)
def test_when_the_window_is_open(zones: list[str], now: str, until: str | None) -> None:
    hold = window_hold(Window(), zones, at(now))
    if until is None:
        assert hold is None
    else:
        assert hold is not None
        assert (hold.reason.code, hold.until) == ("campaign.window_closed", at(until))


def test_a_window_in_an_hour_that_is_skipped_or_comes_twice() -> None:
    early = Window(opens=2 * 60 + 30, closes=3 * 60 + 15)
    assert window_hold(early, [LA], at("2026-03-08 09:59")) is not None  # 1:59, and then 3:00
    assert window_hold(early, [LA], at("2026-03-08 10:05")) is None  # 3:05
    twice = Window(opens=60, closes=90)  # 1:00 comes twice on 1 November
    assert window_hold(twice, [LA], at("2026-11-01 08:10")) is None
    between = window_hold(twice, [LA], at("2026-11-01 08:45"))
    assert between is not None
    assert between.until == at("2026-11-01 09:00")


@given(
    opens=st.integers(0, 1439),
    length=st.integers(1, 1440),
    zones=st.lists(st.sampled_from(ZONES), min_size=1, max_size=3),
    minutes=st.integers(0, 365 * 1440),
)
def test_it_never_opens_where_it_is_closed(
    opens: int, length: int, zones: list[str], minutes: int
) -> None:
    now = at("2026-01-01 00:00") + timedelta(minutes=minutes)
    window = Window(opens, min(1440, opens + length))

    def is_open(moment: datetime) -> bool:
        local = [moment.astimezone(ZoneInfo(zone)) for zone in zones]
        return all(window.opens <= each.hour * 60 + each.minute < window.closes for each in local)

    hold = window_hold(window, zones, now)
    assert (hold is None) is is_open(now)
    if hold is not None and hold.until is not None:
        assert hold.until > now
        assert is_open(hold.until)


def test_nobody_is_called_where_nobody_knows_the_time() -> None:
    now = at("2026-03-02 18:00")
    unknown = Hold(Reason("campaign.zone_unknown"))
    assert window_hold(Window(), (), now) == unknown
    assert window_hold(Window(), ["Mars/Olympus_Mons"], now) == unknown
    never = Hold(Reason("campaign.window_never", {"count": 3}))
    assert window_hold(Window(), [TOKYO, NY, "Europe/London"], now) == never
    toll_free = window_hold(Window(), zones_of("+18005550101"), now)  # the Caribbean to Guam
    assert toll_free is not None
    assert toll_free.until == at("2026-03-02 22:00")
    assert window_hold(Window(0, 24 * 60), (), now) is None
    assert window_hold(None, (), now) is None


@pytest.mark.parametrize(("opens", "closes"), [(600, 600), (600, 500), (-1, 500), (0, 1441)])
def test_a_window_is_within_a_day(opens: int, closes: int) -> None:
    with pytest.raises(BadInput, match="window_range"):
        Window(opens, closes)


@pytest.mark.parametrize(
    ("cap", "hours_ago", "free_in"),
    [
        (1, [], None),
        (1, [25], None),
        (1, [24], None),
        (1, [23], 1),
        (2, [23], None),
        (2, [23, 3, 1], 21),
        (2, [3, 23], 1),
        (1, [-2], 26),  # a clock was set
        (None, [1, 1, 1], None),
    ],
)
def test_the_cap(cap: int | None, hours_ago: list[float], free_in: float | None) -> None:
    now = at("2026-03-02 18:00")
    hold = cap_hold(cap, [now - timedelta(hours=each) for each in hours_ago], now)
    if free_in is None:
        assert hold is None
    else:
        assert hold is not None
        assert hold.until == now + timedelta(hours=free_in)


@pytest.mark.parametrize(
    ("text", "zones", "moment"),
    [
        ("2026-03-02T15:00:00+01:00", [], "2026-03-02 14:00"),
        ("2026-03-02 15:00Z", [], "2026-03-02 15:00"),
        ("2026-03-02 15:00", [TOKYO], "2026-03-02 06:00"),
        ("2026-03-02 15:00", [LA, NY], "2026-03-02 23:00"),  # the later of the two
        (" 2026-03-02 ", [TOKYO], "2026-03-01 15:00"),
        ("2026-03-02 15:00", [], None),
        ("15:00", [TOKYO], None),
        ("tomorrow", [TOKYO], None),
        ("9999-12-31T23:00", [LA], None),
        ("", [TOKYO], None),
    ],
)
def test_the_time_that_was_asked_for(text: str, zones: list[str], moment: str | None) -> None:
    assert read_moment(text, zones) == (at(moment) if moment else None)


def test_what_holds_where_nothing_was_chosen() -> None:
    real = Connection("Work", practice=False)
    loopback = Connection("Work", practice=False, base_url="http://127.0.0.1:1")
    chosen = CallingRules(window=Window(0, 1440), cap=9, broken_agent=0)
    assert CallingRules().in_force(real) == CallingRules(
        window=Window(480, 1260), cap=3, broken_agent=8
    )
    assert CallingRules().in_force(loopback) == CallingRules()
    assert CallingRules().in_force(Connection("Practice", practice=True)) == CallingRules()
    assert chosen.in_force(real) == chosen == chosen.in_force(loopback)


def test_rules_are_kept_as_plain_values() -> None:
    calling = CallingRules(
        Window(540, 1200),
        2,
        (Retry(Outcome.BUSY, 900.0, 3),),
        (Outcome.NO_ANSWER,),
        *("Call after", "callback", "do_not_call"),
        (SortKey("Amount", descending=True),),
        broken_agent=5,
    )
    assert Rules.from_json(Rules(calling=calling).to_json()).calling == calling
    older = Rules().to_json()
    del older["calling"]
    assert Rules.from_json(older).calling == CallingRules()
    assert calling.columns == ("Amount", "Call after")


def test_nobody_is_called_again_after_a_conversation() -> None:
    for outcome in (Outcome.COMPLETED, Outcome.UNKNOWN, Outcome.ERROR, Outcome.CANCELLED):
        with pytest.raises(BadInput, match="no_retry"):
            CallingRules(retries=(Retry(outcome, 60, 2),))
        with pytest.raises(BadInput, match="no_retry"):
            CallingRules(next_number=(outcome,))
    with pytest.raises(BadInput, match="cap_range"):
        CallingRules(cap=0)


@pytest.mark.parametrize(
    ("cells", "order", "rows"),
    [
        ("9 10 - x 2", "+", "2 9 10 x -"),
        ("9 10 - x 2", "-", "x 10 9 2 -"),  # who has no value comes last either way
        ("b B a", "+", "a b B"),  # equals stay as they were
        ("b B a", "-", "b B a"),
        ("1 2 3", "", "1 2 3"),
    ],
)
def test_the_order(cells: str, order: str, rows: str) -> None:
    values = cells.split()
    column = TextColumn.of(value.replace("-", "") for value in values)
    table = Table(("A",), array("Q", range(len(values))), (column,))
    keys = [SortKey("A", order == "-")] if order else []
    assert " ".join(values[index] for index in in_order(table, keys)) == rows


def test_the_order_of_two_columns() -> None:
    table = Table(("A", "B"), array("Q", range(4)), (TextColumn.of("2121"), TextColumn.of("wxyz")))
    assert list(in_order(table, [SortKey("A"), SortKey("B", descending=True)])) == [3, 1, 2, 0]
