"""What the dialer decides, as tables: who waits, which number, when to stop, how long."""

from array import array
from datetime import UTC, datetime

import pytest

from dialsheet.campaign import (
    READY,
    Answer,
    Attempt,
    AttemptState,
    ContactNumber,
    Contacts,
    Decided,
    Decision,
    Limits,
    Mapping,
    NotPlaced,
    NumberColumn,
    Placed,
    Refused,
    Rules,
    Unknown,
    Withdrawn,
)
from dialsheet.columns import CodedColumn, Table
from dialsheet.dialing import Timing
from dialsheet.dialing.policy import Breaker, numbers_to_dial, time_left_s, tried_rows, waiting
from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict, VerdictColumn

WHY = Reason("campaign.no_number")
DECISIONS = {"ready": READY, "held": Decided(Decision.HELD, WHY)}
ANSWERS: dict[str, Answer] = {
    "P": Placed("ac_1"),
    "R": Refused(WHY),
    "U": Unknown(WHY),
    "W": Withdrawn(WHY),
    "n": NotPlaced(WHY, stops_run=False),
    "9": NotPlaced(WHY, stops_run=False, retry_after_s=9.0),
    "N": NotPlaced(WHY),
}


def contacts(*decisions: str) -> Contacts:
    """Contacts in the rows from 2 on."""
    rows = array("Q", range(2, 2 + len(decisions)))
    return Contacts(Table((), rows, ()), (), CodedColumn(DECISIONS[each] for each in decisions))


def attempt(row: int, state: str) -> Attempt:
    """An attempt for the contact in `row`."""
    number = ContactNumber(0, "Phone", "+14155550001")
    then = datetime(2026, 3, 1, tzinfo=UTC)
    return Attempt(f"{row} {state}", "c", row, 1, number, False, "{}", AttemptState(state), then)


def attempts(*pairs: str) -> list[Attempt]:
    """`"2 ended"`: row 2 has an attempt that ended."""
    return [attempt(int(row), state) for row, state in (pair.split() for pair in pairs)]


@pytest.mark.parametrize(
    ("tried", "limit", "rows"),
    [
        ([], None, [2, 4, 5, 6]),
        (["2 ended"], None, [4, 5, 6]),
        (["2 placed", "4 unknown", "5 intended", "6 ended"], None, []),
        (["2 not_placed", "4 withdrawn"], None, [2, 4, 5, 6]),
        (["2 not_placed", "2 ended", "4 withdrawn", "4 unknown"], None, [5, 6]),
        ([], 2, [2, 4]),
        (["2 ended"], 2, [4]),
        (["2 not_placed"], 2, [2, 4]),
        (["2 ended", "4 unknown", "5 ended"], 2, []),
        ([], 0, []),
        ([], 9, [2, 4, 5, 6]),
    ],
)
def test_who_waits(tried: list[str], limit: int | None, rows: list[int]) -> None:
    sheet = contacts("ready", "held", "ready", "ready", "ready")
    found, beyond = waiting(sheet, tried_rows(attempts(*tried)), Rules(limit=limit))
    assert not beyond or limit is not None
    assert [sheet.table.rows[index] for index in found] == rows


def test_who_was_refused_does_not_wait_and_makes_room_in_a_pilot() -> None:
    sheet = contacts("ready", "held", "ready", "ready", "ready")
    found, beyond = waiting(sheet, [4], Rules(limit=2), refused=[2], times_back={5: 1})
    assert [[sheet.table.rows[index] for index in each] for each in (found, beyond)] == [[6], [5]]


def test_only_what_may_have_rung_counts_as_tried() -> None:
    states = [f"{row} {state}" for row, state in enumerate(AttemptState)]
    never_rang = {AttemptState.NOT_PLACED, AttemptState.WITHDRAWN, AttemptState.REFUSED}
    assert tried_rows(attempts(*states)) == {
        row for row, state in enumerate(AttemptState) if state not in never_rang
    }


MARKS = {
    "valid": Verdict(Check.VALID, "+14155550001"),
    "repaired": Verdict(Check.REPAIRED, "+14155550002", WHY, "country"),
    "proposed": Verdict(Check.PROPOSED, "+14155550003", WHY, "label"),
    "unlisted": Verdict(Check.UNLISTED, "+14155550004", WHY),
    "invalid": Verdict(Check.INVALID, None, WHY),
    "empty": Verdict(Check.EMPTY),
}


@pytest.mark.parametrize(
    ("numbers", "accepted", "dialed"),
    [
        ("valid repaired", (), "AB"),
        ("repaired valid", (), "AB"),
        ("valid valid", (), "A"),  # one number in two columns is one number
        ("empty valid", (), "B"),
        ("invalid repaired", (), "B"),
        ("proposed valid", (), "B"),
        ("proposed valid", ("label",), "AB"),
        ("unlisted proposed", ("label",), "B"),
        ("unlisted proposed", (), ""),
        ("invalid empty", ("label",), ""),
    ],
)
def test_the_numbers_that_may_be_dialed(
    numbers: str, accepted: tuple[str, ...], dialed: str
) -> None:
    names = "AB"
    verdicts = tuple(VerdictColumn([MARKS[mark]]) for mark in numbers.split())
    sheet = Contacts(Table((), array("Q", [2]), ()), verdicts, CodedColumn([READY]))
    mapping = Mapping(tuple(NumberColumn(name) for name in names))
    found = numbers_to_dial(sheet, 0, mapping, accepted)
    assert "".join(number.column for number in found) == dialed
    for number in found:
        assert number.position == names.index(number.column)
        assert number.e164 == MARKS[numbers.split()[number.position]].e164


def test_numbers_that_are_not_reached_give_way_to_those_that_are() -> None:
    us = Verdict(Check.VALID, "+12125550100", region="US")
    uk = Verdict(Check.VALID, "+442079460123", region="GB")
    limits = Limits(us_only="+12125550142")
    for found, wanted in (([uk, us], "B"), ([us, uk], "A"), ([uk, uk], "A")):
        columns = tuple(VerdictColumn([verdict]) for verdict in found)
        sheet = Contacts(Table((), array("Q", [2]), ()), columns, CodedColumn([READY]))
        mapping = Mapping((NumberColumn("A"), NumberColumn("B")))
        dialed = numbers_to_dial(sheet, 0, mapping, (), limits)
        assert "".join(number.column for number in dialed) == wanted


@pytest.mark.parametrize(
    ("answers", "stops"),
    [
        ("PPRPWnPP", None),
        ("UU", None),
        ("UUU", "unknowns"),
        ("UUPUU", None),
        ("UURUUPUUU", "unknowns"),
        ("UWUWU", "unknowns"),  # a pause between them tells nothing of the calls
        ("UnU9U", "unknowns"),  # neither does being turned away
        ("n" * 20, None),
        ("UUPUUPUPPPUPPPRPPPPP", None),  # 7 of 20
        ("PUUPUUPUPPUPPPRPPPRRR", "half"),  # 10 of the last 20
        ("R" * 20, "half"),
        ("N", "answer"),
        ("PPN", "answer"),
    ],
)
def test_when_a_run_stops(answers: str, stops: str | None) -> None:
    breaker = Breaker()
    reasons = [breaker.stops_for(ANSWERS[each]) for each in answers]
    assert reasons[:-1] == [None] * (len(answers) - 1)
    half = {"count": 10 if "P" in answers else 20, "sends": 20}
    expected = {
        "half": Reason("dialing.half_went_wrong", half),
        "unknowns": Reason("dialing.unknowns_in_a_row", {"count": 3}),
        "answer": WHY,
    }
    assert reasons[-1] == (expected[stops] if stops else None)


@pytest.mark.parametrize(
    ("answers", "pauses"),
    [
        ("PURW", [0, 0, 0, 0]),
        ("nnnnnnnnn", [1, 2, 4, 8, 16, 32, 60, 60, 60]),
        ("nnPn", [1, 2, 0, 1]),
        ("nnUn", [1, 2, 0, 1]),
        ("nnWn", [1, 2, 0, 4]),  # a pause is no recovery
        ("9n9", [9, 2, 9]),
    ],
)
def test_how_long_a_run_holds_off(answers: str, pauses: list[float]) -> None:
    breaker = Breaker()
    assert [breaker.pause_s(ANSWERS[each]) for each in answers] == pauses


@pytest.mark.parametrize(
    ("left", "alive", "pace", "live", "mean", "seconds"),
    [
        (0, 0, 1.0, 8, 60.0, 0.0),
        (0, 3, 1.0, 8, 60.0, 60.0),
        (100, 0, 1.0, 8, 8.0, 108.0),  # the pace is the slower
        (100, 0, 1.0, 2, 60.0, 3060.0),  # the ceiling is
        (100, 0, 0.0, 10, 60.0, 660.0),  # no pace
    ],
)
def test_the_forecast(
    left: int, alive: int, pace: float, live: int, mean: float, seconds: float
) -> None:
    assert time_left_s(left, alive, pace, live, mean) == pytest.approx(seconds)


def test_a_faster_service_takes_less_patience() -> None:
    fast = Timing(poll_s=2.0, unknown_s=60.0, queue_s=600.0, lead_s=0.3)
    assert fast.scaled(1) == fast
    assert fast.scaled(10) == Timing(0.2, 6.0, 60.0, 0.3)
    assert fast.scaled(1000) == Timing(0.05, 2.0, 5.0, 0.3), "but never none at all"
