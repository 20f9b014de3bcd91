"""What is to become of a contact next: the first call, a later one, none, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialsheet.campaign.attempts import Attempt, AttemptState, ContactNumber
from dialsheet.campaign.calls import Outcome
from dialsheet.campaign.decisions import Decided
from dialsheet.campaign.rules import RETRYABLE, CallingRules, Hold, read_moment, says_so, zones_of
from dialsheet.campaign.values import Json
from dialsheet.errors import Reason

CALLBACKS = 3  # that an agent may promise one contact, lest a talkative one call it for ever
_RINGING = timedelta(seconds=80)  # at most; where nobody tells when a call ended


@dataclass(frozen=True, slots=True)
class Step:
    """The next call to a contact."""

    number: ContactNumber
    follows: str | None = None  # the attempt that it follows on; None: the contact's first
    not_before: datetime | None = None
    reason: Reason | None = None  # for waiting until then


@dataclass(frozen=True, slots=True)
class CallBack:
    """A person asked for one more call to a contact, not before a time."""

    at: datetime  # aware, in UTC
    after: int  # the ordinal of the contact's last attempt when it was asked for; 0: none

    @property
    def reason(self) -> Reason:
        """Why the contact waits; the time as it is where this machine is."""
        at = f"{self.at.astimezone():%Y-%m-%d %H:%M}"
        return Reason("campaign.call_back", {"at": at})


@dataclass(frozen=True, slots=True)
class CalledBack:
    """What has come of a person's word on when a contact is called again."""

    row: int
    call_back: CallBack | None  # None: it is called as the rules have it
    decided: Decided
    attempts: tuple[Attempt, ...]  # the contact's, in their order


def counted(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The attempts whose telephone may have rung."""
    return [attempt for attempt in attempts if attempt.state.may_have_rung]


def last_attempts(attempts: Iterable[Attempt]) -> dict[int, Attempt]:
    """Each row's last attempt of those that tell most: one that rang, then one that was refused."""
    last: dict[int, Attempt] = {}
    for attempt in attempts:
        known = last.get(attempt.row)
        if known is None or attempt.state.weight >= known.state.weight:
            last[attempt.row] = attempt
    return last


def next_step(
    numbers: Sequence[ContactNumber],
    attempts: Sequence[Attempt],
    rules: CallingRules,
    not_before: str = "",
    asked: CallBack | None = None,
) -> Step | Hold | None:
    """What follows on a contact's attempts, in their order; None: nothing does.

    `numbers` are those that may be dialed, in the user's order, never empty; `not_before` is the
    cell with the time of the first call, if any; what a person `asked` for outweighs it, and what
    the last call came to. A `Hold` is for a person.
    """
    made = [attempt for attempt in attempts if not attempt.state.went_back]
    attempts = counted(made)
    if any(attempt.state.is_open or opted_out(attempt, rules) for attempt in attempts):
        return None  # its telephone may be ringing, or it is never to ring again
    if asked and not any(attempt.ordinal > asked.after for attempt in made):
        return _asked_step(numbers, attempts, asked)
    if made and is_refused(made[-1], numbers):
        return None
    if not attempts:
        return _first_step(numbers[0], not_before.strip())
    last = attempts[-1]
    if wanted := _callback(last, rules):
        promised = sum(_callback(attempt, rules) is not None for attempt in attempts)
        if promised > CALLBACKS:
            return Hold(Reason("campaign.callbacks_used_up", {"count": CALLBACKS}))
        if any(attempt.intended_at > last.intended_at for attempt in attempts):
            # A call found late has the last place: what was said since outweighs its promise.
            return Hold(Reason("campaign.callback_unclear", {"text": wanted[:40]}))
        at = read_moment(wanted, zones_of(last.number.e164))
        if at is None:
            return Hold(Reason("campaign.callback_unreadable", {"text": wanted[:40]}))
        if at <= _ended(last):
            return Hold(Reason("campaign.callback_past", {"text": wanted[:40]}))
        return Step(last.number, last.id, at, Reason("campaign.callback", {"text": wanted[:40]}))
    if any(_outcome(attempt) not in RETRYABLE for attempt in attempts):
        return None  # somebody talked, or nobody knows
    return _by_outcome(numbers, attempts, rules)


def is_refused(last: Attempt, numbers: Sequence[ContactNumber]) -> bool:
    """Whether a contact's last attempt was refused, so that only a person's word leads to another
    one: as long as its number is still one of those that may be dialed."""
    on_it = any(number.e164 == last.number.e164 for number in numbers)
    return last.state is AttemptState.REFUSED and on_it


def _first_step(number: ContactNumber, wanted: str) -> Step | Hold:
    if not wanted:
        return Step(number)
    at = read_moment(wanted, zones_of(number.e164))
    if at is None:
        return Hold(Reason("campaign.callback_unreadable", {"text": wanted[:40]}))
    return Step(number, None, at, Reason("campaign.callback", {"text": wanted[:40]}))


def _asked_step(
    numbers: Sequence[ContactNumber], attempts: Sequence[Attempt], asked: CallBack
) -> Step:
    """A call to the number that was called last, else to the first."""
    last = attempts[-1] if attempts else None
    called = (each for each in numbers if last and each.position == last.number.position)
    number = next(called, numbers[0])
    return Step(number, last.id if last else None, asked.at, asked.reason)


def opted_out(attempt: Attempt, rules: CallingRules) -> bool:
    """Whether the person said, to the agent, that there should be no more calls."""
    name = rules.opt_out_value
    return name is not None and says_so(_given_back(attempt).get(name))


def _by_outcome(
    numbers: Sequence[ContactNumber], attempts: Sequence[Attempt], rules: CallingRules
) -> Step | None:
    """The next number that was not tried yet; else the number whose time comes first."""
    last = attempts[-1]
    tried = {attempt.number.position for attempt in attempts}
    if _outcome(last) in rules.next_number:
        for number in numbers:
            if number.position not in tried:
                return Step(number, last.id)
    again: list[tuple[datetime, int, Step]] = []
    for number in numbers:
        calls = [each for each in attempts if each.number.position == number.position]
        for retry in rules.retries:
            if calls and retry.outcome is _outcome(calls[-1]) and len(calls) < retry.calls:
                at = _ended(calls[-1]) + timedelta(seconds=retry.after_s)
                params = {"outcome": retry.outcome.value, "call": len(calls) + 1}
                step = Step(number, last.id, at, Reason("campaign.retry", params))
                again.append((at, number.position, step))
    return min(again, key=lambda each: each[:2])[2] if again else None


def _outcome(attempt: Attempt) -> Outcome | None:
    return attempt.call.outcome if attempt.call else None


def _callback(attempt: Attempt, rules: CallingRules) -> str | None:
    """When the person wants to be called again, in the agent's words."""
    value = _given_back(attempt).get(rules.callback_value or "")
    return str(value) if rules.callback_value and says_so(value) else None


def _given_back(attempt: Attempt) -> Mapping[str, Json]:
    if attempt.call is None:
        return {}
    return attempt.call.returned


def _ended(attempt: Attempt) -> datetime:
    end = attempt.call.end_time if attempt.call else None
    return end or attempt.intended_at + _RINGING
