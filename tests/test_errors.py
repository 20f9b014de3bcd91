"""Reasons and the error tree."""

import json
import pickle
from collections.abc import Callable

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


def _from_values() -> None:
    """Somebody's values, met by each kind of thing that quotes them."""
    try:
        try:
            json.loads('{"name": "Zoë Okafor" "note": "owes money"}')
        except ValueError as error:
            error.add_note("in the row of Zoë Okafor")
            raise KeyError("Zoë Okafor") from error
    except KeyError:
        b"Zo\xeb Okafor".decode()


def _several() -> None:
    raise ExceptionGroup("Zoë Okafor", [ValueError("Zoë"), LookupError("sk_car_0123456789")])


@pytest.mark.parametrize(
    ("fails", "kinds"),
    [
        (_from_values, ["JSONDecodeError", "KeyError", "UnicodeDecodeError"]),
        (_several, ["ExceptionGroup", "ValueError", "LookupError"]),
    ],
)
def test_a_crash_report_tells_where_and_of_what_kind_but_no_values(
    fails: Callable[[], None], kinds: list[str]
) -> None:
    with pytest.raises(Exception, match=r".") as raised:
        fails()
    report = crash_report(raised.value)
    assert f"in {fails.__name__}" in report
    assert [line for line in report.splitlines() if line in kinds] == kinds
    told = [line for line in report.splitlines() if not line.startswith(" ")]  # but for the code
    assert not any("Ok" in line or "Zo" in line or "sk_" in line for line in told)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (Bug("the library is not on SQLite"), "Bug: the library is not on SQLite"),
        (Bug("no +1 (212) 555-0142 here"), "Bug: no … here"),
        (OutsideFault("store.disk_full", file="Zoë.csv"), "OutsideFault: store.disk_full"),
        (FileNotFoundError(2, "No such file", "Zoë.csv"), "FileNotFoundError: ENOENT"),
        (ValueError("Zoë"), "ValueError"),
    ],
)
def test_what_is_ours_or_the_systems_is_said(error: Exception, says: str) -> None:
    assert crash_report(error) == f"{says}\n"
