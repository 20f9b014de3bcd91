"""Reasons and the error tree."""

import pickle

import pytest

from dialsheet.errors import (
    BadInput,
    Bug,
    DialsheetError,
    OutsideFault,
    Reason,
    Trouble,
    crash_report,
)


def test_reasons_of_the_same_words_are_the_same() -> None:
    one = Reason("numbers.too_short", {"digits": 4, "country": "US"})
    same = Reason("numbers.too_short", {"country": "US", "digits": 4})
    assert one == same
    assert {one: "found"}[same] == "found"
    assert Reason("numbers.too_short", {"digits": 5, "country": "US"}) not in {one}
    assert Reason("numbers.too_long", one.params) not in {one}


def test_a_reason_needs_no_values() -> None:
    assert Reason("campaign.no_number").params == {}


@pytest.mark.parametrize(("kind", "outside"), [(BadInput, False), (OutsideFault, True)])
def test_trouble_carries_its_reason(kind: type[Trouble], outside: bool) -> None:
    trouble = kind("store.disk_full", file="a.xlsx", free=0)
    assert trouble.reason == Reason("store.disk_full", {"file": "a.xlsx", "free": 0})
    assert isinstance(trouble, Trouble)
    assert isinstance(trouble, OutsideFault) is outside


@pytest.mark.parametrize("kind", [Trouble, BadInput, OutsideFault])
def test_trouble_reaches_another_process_whole(kind: type[Trouble]) -> None:
    arrived = pickle.loads(pickle.dumps(kind("sheets.empty", file="a.csv", rows=0)))
    assert type(arrived) is kind
    assert arrived.reason == Reason("sheets.empty", {"file": "a.csv", "rows": 0})


def test_a_bug_is_no_trouble() -> None:
    """What is ours to mend is never told as if it were the user's."""
    assert issubclass(Bug, DialsheetError)
    assert not issubclass(Bug, Trouble)


def test_a_crash_report_tells_where_but_neither_keys_nor_numbers() -> None:
    def fail() -> None:
        raise ValueError("cannot call +1 (212) 555-0142 with sk_car_0123456789 in row 12345")

    with pytest.raises(ValueError, match="cannot call") as raised:
        fail()
    report = crash_report(raised.value)
    assert "ValueError: cannot call … with … in row 12345" in report
    assert "in fail" in report
