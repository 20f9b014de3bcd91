"""What an answer, or the sight of a call, makes of an attempt: pure functions.

    intended ──answer──► withdrawn | refused | not placed | unknown | placed
    refused ──it was about the request──► not placed
    unknown ──a person──► placed | not placed
    any ──the service shows its call──► placed ──► ended
    placed | ended ──its call is shown to be another's──► unknown

What the service shows outweighs whatever was believed before. What is known is never unlearned: a
later reading that leaves something out, or lags behind, takes nothing away. What came with the call
of another is not known.
"""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from dialsheet.campaign import (
    Answer,
    Attempt,
    AttemptState,
    Call,
    NotPlaced,
    Phase,
    Placed,
    Refusal,
    Refused,
    Unknown,
    Withdrawn,
    variables_given_back,
)
from dialsheet.errors import Bug, Reason

T = TypeVar("T")

_NEXT: dict[type[Answer], AttemptState] = {
    Placed: AttemptState.PLACED,
    Refused: AttemptState.REFUSED,
    NotPlaced: AttemptState.NOT_PLACED,
    Withdrawn: AttemptState.WITHDRAWN,
    Unknown: AttemptState.UNKNOWN,
}
_MAY_ANSWER: dict[AttemptState, frozenset[type[Answer]]] = {
    AttemptState.INTENDED: frozenset(_NEXT),
    AttemptState.UNKNOWN: frozenset({Placed, NotPlaced}),
}
_PROGRESS = (Phase.RINGING, Phase.IN_CALL, Phase.ENDED)


def after_answer(attempt: Attempt, answer: Answer, sent_at: datetime | None) -> Attempt:
    """The attempt, once its create was answered or a person settled it.

    Raises `Bug` for an answer that the attempt's state does not allow.
    """
    error = None if isinstance(answer, Withdrawn) else answer.error
    attempt = replace(attempt, sent_at=attempt.sent_at or sent_at, error=error or attempt.error)
    if attempt.call is not None:
        return attempt  # a list of calls was faster than the answer, and knows better
    if type(answer) not in _MAY_ANSWER.get(attempt.state, ()):
        raise Bug(f"{type(answer).__name__} answers an attempt that is {attempt.state.value}")
    state = _NEXT[type(answer)]
    if isinstance(answer, Placed):
        return replace(attempt, state=state, reason=None, call=Call(answer.call_id, "created"))
    if isinstance(answer, Refused):
        said = Refusal.of(answer.title, answer.error, answer.request_id, attempt.body)
        attempt = replace(attempt, refusal=said)
    return replace(attempt, state=state, reason=answer.reason)


def after_giving_back(attempt: Attempt, reason: Reason) -> Attempt:
    """A refused attempt, once it is known that the service would have refused any other; one whose
    call was seen meanwhile stays as it is."""
    if attempt.state is not AttemptState.REFUSED:
        return attempt
    return replace(attempt, state=AttemptState.NOT_PLACED, reason=reason)


def after_sight(attempt: Attempt, call: Call) -> Attempt:
    """The attempt, once the service showed its call."""
    saved = variables_given_back(attempt.body, call.sent)
    call = replace(call, returned={**saved, **call.returned})
    if attempt.call is not None:
        call = merged(attempt.call, call)
    ended = attempt.state is AttemptState.ENDED or call.phase is Phase.ENDED
    state = AttemptState.ENDED if ended else AttemptState.PLACED
    return replace(attempt, state=state, reason=None, call=call)


def without_call(attempt: Attempt, reason: Reason) -> Attempt:
    """The attempt, once what was taken for its call may be another's."""
    return replace(attempt, state=AttemptState.UNKNOWN, reason=reason, error=None, call=None)


def found_late(before: Attempt, after: Attempt) -> bool:
    """Whether the call of an attempt that was held to have none has turned up; or one that was held
    to be over may live."""
    if before.state is AttemptState.ENDED:
        return after.state.is_open
    return after.state.may_have_rung and not before.state.may_have_rung


def merged(known: Call, shown: Call) -> Call:
    """What is known of a call, after it was shown once more."""
    behind = _PROGRESS.index(shown.phase) < _PROGRESS.index(known.phase)
    first, second = (known, shown) if behind else (shown, known)
    return replace(
        first,
        id=known.id,
        end_reason=_either(first.end_reason, second.end_reason),
        agent_id=_either(first.agent_id, second.agent_id),
        to_number=_either(first.to_number, second.to_number),
        start_time=_either(first.start_time, second.start_time),
        end_time=_either(first.end_time, second.end_time),
        summary=_either(first.summary, second.summary),
        transcript=_either(first.transcript, second.transcript),
        error=_either(first.error, second.error),
        sent={**second.sent, **first.sent},
        returned={**second.returned, **first.returned},
    )


def _either(first: T, second: T) -> T:
    """The first that says something; one that is empty says more than none."""
    return first or (first if second is None else second)
