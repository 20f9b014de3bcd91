"""What a call that is over says of the agent: somebody answered, and it went wrong, and how.

not answered, voicemail, cancelled by us            says nothing of the agent
over within 10 s of being answered                  a sign
an error, or the end reason `error`                 a sign, by its words
an end reason that nobody knows                     a sign, by that reason
anything else                                       it went well
"""

from dialsheet.campaign.calls import Call, Outcome, Phase, is_known_end
from dialsheet.campaign.refusal import words

SOON = "soon"
_SOON_S = 10.0
_NEVER_ANSWERED = frozenset({"dial_busy", "dial_no_answer", "dial_failed"})
_TALKED = frozenset({"agent_hangup", "agent_ended", "client_hangup", "max_duration", "inactivity"})
_NO_SIGN = frozenset({Outcome.VOICEMAIL, Outcome.CANCELLED})


def was_answered(call: Call) -> bool:
    """Whether somebody, or a voicemail, answered a call that is over, as far as the service tells.

    A start alone may be that of the dialing: what ended without an answer says so by its reason.
    """
    if call.end_reason in _NEVER_ANSWERED:
        return False
    return bool(
        call.end_reason in _TALKED
        or call.status == "completed"
        or call.start_time is not None
        or call.transcript
    )


def agent_signs(call: Call) -> frozenset[str] | None:
    """The signs that an agent is broken; None: the call says nothing of it."""
    if call.phase is not Phase.ENDED or call.outcome in _NO_SIGN or not was_answered(call):
        return None
    signs = set()
    if call.duration_s is not None and call.duration_s <= _SOON_S:
        signs.add(SOON)
    if call.error or call.outcome is Outcome.ERROR:
        signs.add(f"error {' '.join(words(call.error or ''))}")
    if call.end_reason and not is_known_end(call.end_reason):
        signs.add(f"reason {call.end_reason}")
    if not signs and call.duration_s is None and not call.transcript:
        return None  # nobody can tell how long it was
    return frozenset(signs)
