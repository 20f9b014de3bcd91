"""What is told of an attempt in a result sheet, in words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dialsheet.campaign import Attempt, ToldAttempt, Turn, attempt_outcome, parse_ref
from dialsheet.errors import BadInput, Reason
from dialsheet.ports import Library
from dialsheet.workflow.result_columns import HIDDEN, SHIFTED

Say = Callable[[Reason], str]

_TO_BE_LOOKED_AT = (*("workflow.not_looked_at", "numbers.format_unsure", "numbers.value_unknown"),)
_SPEAKERS = {"user": "workflow.person_said", "assistant": "workflow.agent_said"}


def tell(attempt: Attempt, say: Say) -> ToldAttempt:
    """An attempt of the library, as a result sheet tells of it."""
    call, reason = attempt.call, say(attempt.reason) if attempt.reason else None
    errors = [reason, attempt.error]
    if call and call.error != attempt.error:
        errors.append(call.error)
    return ToldAttempt(
        attempt.row,
        attempt.state,
        attempt.practice,
        attempt.ref,
        attempt.number.column,
        attempt.number.e164,
        reason,
        status=call.status if call else attempt.state.value,
        call_id=call.id if call else None,
        end_reason=call.end_reason if call else None,
        outcome=attempt_outcome(attempt),
        requested_at=attempt.sent_at or attempt.intended_at,
        started_at=call.start_time if call else None,
        ended_at=call.end_time if call else None,
        duration_s=call.duration_s if call else None,
        summary=call.summary if call else None,
        transcript=_transcript(call.transcript or (), say) if call else None,
        error=" ".join(filter(None, errors)) or None,
        sent=attempt.body,
        returned=call.returned if call else {},
    )


def tell_held(reason: Reason, say: Say) -> str:
    """Why a contact is not called; with a mark that is read back, when a person has to look."""
    if reason.code == "workflow.hidden_row":
        return say(reason) + HIDDEN
    is_shifted = reason.code.startswith("sheets.") or reason.code in _TO_BE_LOOKED_AT
    return say(reason) + (SHIFTED if is_shifted else "")


def up_to_date(
    library: Library, adopted: Iterable[ToldAttempt], say: Say
) -> tuple[ToldAttempt, ...]:
    """Adopted attempts as the library knows them by now, where it is they were made from.

    A result sheet may be older than what became of a call.
    """
    told = tuple(adopted)
    refs = [ref for each in told if (ref := parse_ref(each.ref))]
    own: dict[str, Attempt] = {}
    for campaign_id in {ref.campaign_id for ref in refs}:
        try:
            own |= {attempt.id: attempt for attempt in library.attempts(campaign_id)}
        except BadInput:
            continue  # made from another library
    return tuple(_renewed(each, own, say) for each in told)


def _renewed(told: ToldAttempt, own: dict[str, Attempt], say: Say) -> ToldAttempt:
    attempt = own.get(told.attempt_id or "")
    if attempt is None or attempt.number.e164 != told.e164:
        return told
    return replace(tell(attempt, say), row=told.row)


def _transcript(turns: Sequence[Turn], say: Say) -> str | None:
    lines = [
        say(Reason(_SPEAKERS.get(turn.role, "workflow.system_said"), {"text": turn.text}))
        for turn in turns
        if turn.text
    ]
    return "\n".join(lines) or None
