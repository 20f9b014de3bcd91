"""What follows on a contact's calls, told in short: `A busy, B no_answer` are attempts, a minute
apart, to the numbers in the columns A and B."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dialsheet.campaign import (
    Attempt,
    AttemptState,
    Call,
    CallBack,
    CallingRules,
    ContactNumber,
    Hold,
    Outcome,
    Retry,
    Step,
    next_step,
    opted_out,
)

START = datetime(2026, 3, 2, 18, tzinfo=UTC)
NUMBERS = {
    name: ContactNumber(position, name, f"+1212555010{position}")
    for position, name in enumerate("ABC")
}
ENDS = {
    "busy": ("failed", "dial_busy"),
    "no_answer": ("failed", "dial_no_answer"),
    "failed": ("failed", "dial_failed"),
    "voicemail": ("completed", "voicemail_detected"),
    "talked": ("completed", "client_hangup"),
    "error": ("failed", "error"),
    "cancelled": ("cancelled", "api_cancelled"),
}
RETRY_BUSY = Retry(Outcome.BUSY, 900, 3)
RETRY_SILENT = Retry(Outcome.NO_ANSWER, 3600, 2)
ALL = CallingRules(
    retries=(RETRY_BUSY, RETRY_SILENT),
    next_number=(Outcome.BUSY, Outcome.NO_ANSWER, Outcome.NOT_CONNECTED),
    callback_value="callback_at",
    opt_out_value="stop",
)
RETRIES = CallingRules(retries=(RETRY_BUSY, RETRY_SILENT))


def story(told: str, **returned: str) -> list[Attempt]:
    """The attempts of a contact; the last one's agent gave something back."""
    attempts = []
    for minute, (column, what) in enumerate(each.split() for each in told.split(", ") if told):
        end = START + timedelta(minutes=minute)
        attempt = Attempt(
            f"{minute}", "c", 2, minute + 1, NUMBERS[column], False, "{}", AttemptState.ENDED, end
        )
        if what in ENDS:
            call = Call(f"ac_{minute}", *ENDS[what], end_time=end)
            attempts.append(replace(attempt, call=call))
        else:
            attempts.append(replace(attempt, state=AttemptState(what)))
    if returned:
        last = attempts[-1]
        assert last.call is not None
        attempts[-1] = replace(last, call=replace(last.call, returned=returned))
    return attempts


def told(step: Step | Hold | None) -> str:
    """`B after 1 in 900`: who is called next, on which attempt it follows, and when."""
    if step is None:
        return "nobody"
    if isinstance(step, Hold):
        return step.reason.code.removeprefix("campaign.")
    waits = int((step.not_before - START).total_seconds()) if step.not_before else 0
    after = f" after {step.follows}" if step.follows is not None else ""
    return f"{step.number.column}{after}" + (f" in {waits}" if waits else "")


@pytest.mark.parametrize(
    ("numbers", "rules", "calls", "next_call"),
    [
        ("AB", ALL, "", "A"),
        ("AB", ALL, "A withdrawn, A not_placed", "A"),
        ("AB", ALL, "A busy", "B after 0"),
        ("AB", ALL, "A busy, B withdrawn", "B after 0"),
        ("AC", ALL, "A failed", "C after 0"),
        ("AB", ALL, "A voicemail", "nobody"),  # was not chosen
        ("AB", ALL, "A busy, B no_answer", "A after 1 in 900"),
        ("AB", ALL, "A no_answer, B busy", "B after 1 in 960"),  # whose time comes first
        ("AB", ALL, "A busy, B no_answer, A busy", "A after 2 in 1020"),
        ("AB", ALL, "A busy, B no_answer, A busy, A busy", "B after 3 in 3660"),
        ("AB", ALL, "A busy, B no_answer, A busy, A busy, B no_answer", "nobody"),
        ("AB", ALL, "A talked", "nobody"),
        ("AB", ALL, "A busy, B talked", "nobody"),
        ("AB", ALL, "A talked, B busy", "nobody"),
        ("AB", ALL, "A error", "nobody"),
        ("AB", ALL, "A cancelled", "nobody"),
        ("AB", ALL, "A unknown", "nobody"),
        ("AB", ALL, "A refused", "nobody"),
        ("AB", ALL, "A busy, B refused", "nobody"),
        ("BC", ALL, "A refused", "B"),  # corrected away
        ("AB", ALL, "A refused, A busy", "B after 1"),  # a person had asked for that call
        ("AB", ALL, "A placed", "nobody"),
        ("AB", ALL, "A busy, B intended", "nobody"),
        ("AB", RETRIES, "A busy", "A after 0 in 900"),
        ("AB", RETRIES, "A failed", "nobody"),
        ("AB", RETRIES, "A busy, A busy, A busy", "nobody"),
        ("AB", RETRIES, "A no_answer, A no_answer", "nobody"),
        ("AB", RETRIES, "A no_answer, A busy", "A after 1 in 960"),
        ("AB", CallingRules(), "A busy", "nobody"),
    ],
)
def test_what_follows(numbers: str, rules: CallingRules, calls: str, next_call: str) -> None:
    given = [NUMBERS[name] for name in numbers]
    assert told(next_step(given, story(calls), rules)) == next_call


LATER = "2026-03-02T20:00:00+00:00"


@pytest.mark.parametrize(
    ("calls", "wanted", "next_call"),
    [
        ("A talked", LATER, "A after 0 in 7200"),  # the person asked for it
        ("A busy, B voicemail", LATER, "B after 1 in 7200"),
        ("A talked", "2026-03-02 15:00", "A after 0 in 7200"),  # in New York
        ("A talked", "2026-03-02T18:00:00Z", "callback_past"),
        ("A talked", "soon", "callback_unreadable"),
        ("A talked", "no", "nobody"),
        ("A talked", "", "nobody"),
    ],
)
def test_a_callback(calls: str, wanted: str, next_call: str) -> None:
    attempts = story(calls, callback_at=wanted)
    assert told(next_step([NUMBERS["A"], NUMBERS["B"]], attempts, ALL)) == next_call


def test_a_promise_in_a_call_that_was_found_late_is_not_the_last_word() -> None:
    """It has the last place, whenever it was."""
    numbers = [NUMBERS["A"]]
    (first,), (since,) = story("A talked", callback_at=LATER), story("A busy")
    since = replace(since, id="since", intended_at=first.intended_at + timedelta(hours=1))
    assert told(next_step(numbers, [since, first], ALL)) == "callback_unclear"
    assert told(next_step(numbers, [first, since], ALL)) == "nobody"


def test_an_agent_does_not_call_back_for_ever() -> None:
    attempts: list[Attempt] = []
    for _ in range(4):
        (again,) = story("A talked", callback_at=LATER)
        attempts.append(replace(again, id=f"{len(attempts)}"))
    numbers = [NUMBERS["A"]]
    assert told(next_step(numbers, attempts[:3], ALL)) == "A after 2 in 7200"
    assert told(next_step(numbers, attempts, ALL)) == "callbacks_used_up"


@pytest.mark.parametrize("said", ["yes", "true", "True", "1", "please"])
def test_who_opted_out_is_not_called_again(said: str) -> None:
    attempts = story("A voicemail", stop=said, callback_at=LATER)
    assert next_step([NUMBERS["A"], NUMBERS["B"]], attempts, ALL) is None
    assert opted_out(attempts[-1], ALL)
    assert not opted_out(attempts[-1], CallingRules())
    assert not opted_out(story("A talked", stop="no")[-1], ALL)


@pytest.mark.parametrize(
    ("cell", "next_call"),
    [("", "A"), (" ", "A"), (LATER, "A in 7200"), ("whenever", "callback_unreadable")],
)
def test_a_time_in_the_sheet(cell: str, next_call: str) -> None:
    assert told(next_step([NUMBERS["A"]], [], ALL, cell)) == next_call


@pytest.mark.parametrize(
    ("before", "since", "then"),
    [
        ("", "", "A in 7200"),
        ("B talked", "", "B after 0 in 7200"),
        ("B busy", "", "B after 0 in 7200"),
        ("A refused", "", "A in 7200"),
        ("A talked", "A withdrawn", "A after 0 in 7200"),
        ("A talked", "A refused", "nobody"),  # it was tried, as they had asked
        ("A talked, A refused", "", "A after 0 in 7200"),
        ("A talked", "A busy", "nobody"),
        ("A placed", "", "nobody"),
        ("A talked, A unknown", "", "nobody"),
        ("", "A busy", "B after 0"),
    ],
)
def test_what_a_person_asked_for_outweighs_all_but_a_no(before: str, since: str, then: str) -> None:
    attempts = story(", ".join(filter(None, (before, since))))
    asked = CallBack(START + timedelta(seconds=7200), len(story(before)))
    numbers = tuple(NUMBERS.values())
    assert told(next_step(numbers, attempts, ALL, "tomorrow", asked)) == then


def test_nobody_asks_one_who_said_no() -> None:
    attempts = story("A talked", stop="yes")
    asked = CallBack(START + timedelta(seconds=7200), 1)
    assert next_step(tuple(NUMBERS.values()), attempts, ALL, asked=asked) is None


def test_it_is_the_number_that_is_still_callable() -> None:
    asked = CallBack(START + timedelta(seconds=7200), 1)
    step = next_step((NUMBERS["C"],), story("A talked"), ALL, asked=asked)
    assert told(step) == "C after 0 in 7200"
