"""The words of the window for groups, checks, attempts, outcomes and stretches of time."""

from datetime import datetime
from functools import cache

from dialsheet import assets
from dialsheet.campaign import Attempt, AttemptState, Decided, Decision, Outcome, Phase
from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict
from dialsheet.ui.standings import Flag, Group
from dialsheet.ui.theme import Tone

Look = tuple[str, Tone]  # the name of an icon, and the tone of the word beside it

CHECK_LOOKS: dict[Check, Look] = {
    Check.VALID: ("check", Tone.GOOD),
    Check.REPAIRED: ("repaired", Tone.INFO),
    Check.PROPOSED: ("held", Tone.NOTICE),
    Check.UNLISTED: ("unknown", Tone.NOTICE),
    Check.INVALID: ("cross", Tone.BAD),
    Check.EMPTY: ("empty", Tone.MUTED),
}
GROUP_LOOKS: dict[Group, Look] = {
    Group.CALLABLE: ("check", Tone.GOOD),
    Group.REPAIRED: ("repaired", Tone.INFO),
    Group.WAITING: ("held", Tone.NOTICE),
    Group.NOT_CALLABLE: ("cross", Tone.BAD),
    Group.DUPLICATE: ("duplicate", Tone.MUTED),
}
FLAG_LOOKS: dict[Flag, Look] = {
    **{Flag(check): look for check, look in CHECK_LOOKS.items()},
    Flag.DUPLICATE: GROUP_LOOKS[Group.DUPLICATE],
    Flag.RAGGED: ("attention", Tone.NOTICE),
}
DECISION_LOOKS: dict[Decision, Look] = {
    Decision.READY: ("ready", Tone.MUTED),
    Decision.HELD: ("held", Tone.NOTICE),
    Decision.SKIPPED: ("empty", Tone.MUTED),
}
OUTCOME_LOOKS: dict[Outcome, Look] = {
    Outcome.COMPLETED: ("check", Tone.GOOD),
    Outcome.VOICEMAIL: ("info", Tone.INFO),
    Outcome.BUSY: ("held", Tone.NOTICE),
    Outcome.NO_ANSWER: ("empty", Tone.NOTICE),
    Outcome.NOT_CONNECTED: ("cross", Tone.BAD),
    Outcome.REFUSED: ("cross", Tone.BAD),
    Outcome.CANCELLED: ("cross", Tone.MUTED),
    Outcome.ERROR: ("attention", Tone.BAD),
    Outcome.UNKNOWN: ("unknown", Tone.BAD),
}
_NO_NUMBER = Reason("campaign.no_number")
_STATE_LOOKS: dict[str, Look] = {
    "intended": ("phone", Tone.INFO),
    "ringing": ("ringing", Tone.INFO),
    "in_call": ("phone", Tone.GOOD),
    "ended": ("check", Tone.MUTED),
    "refused": ("cross", Tone.BAD),
    "unknown": ("unknown", Tone.BAD),
    "not_placed": ("ready", Tone.NOTICE),
    "withdrawn": ("ready", Tone.MUTED),
}


@cache
def word(code: str) -> str:
    """A text without placeholders; asked for many times a frame."""
    return assets.text(code)


def state_word(attempt: Attempt) -> str:
    """Where an attempt stands, in one word of code."""
    if attempt.state is AttemptState.PLACED:
        in_call = attempt.call is not None and attempt.call.phase is Phase.IN_CALL
        return "in_call" if in_call else "ringing"
    return attempt.state.value


def status(
    verdict: Verdict, decided: Decided, attempt: Attempt | None
) -> tuple[str, Look, Reason | None]:
    """A contact's status: the word, its look, and a reason that the check does not say already.

    A decision that came after a call that is over (one more call, none at all) is told first.
    """
    if attempt is not None:
        state = state_word(attempt)
        anew = (
            not attempt.state.may_have_rung
            or decided.passing
            or decided.decision is Decision.SKIPPED
        )
        if attempt.state.is_open or decided.decision is Decision.READY or not anew:
            return word(f"ui.state_{state}"), _STATE_LOOKS[state], attempt.reason
    decision = decided.decision
    said_by_check = decided.reason in (verdict.reason, _NO_NUMBER)
    reason = None if said_by_check else decided.reason
    return word(f"ui.decision_{decision}"), DECISION_LOOKS[decision], reason


def outcome_word(outcome: Outcome) -> str:
    """The name of an outcome."""
    return word(f"ui.outcome_{outcome}")


def duration(seconds: float) -> str:
    """A stretch of time, as exact as a person wants it."""
    if seconds < 60:
        return assets.text("ui.seconds", count=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 60:
        return assets.text("ui.minutes", count=minutes)
    if minutes % 60 == 0:
        return assets.text("ui.full_hours", count=minutes // 60)
    return assets.text("ui.hours", count=minutes // 60, minutes=minutes % 60)


def moment(at: datetime) -> str:
    """A time, to the second, as it is where this machine is."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def clock(seconds: float) -> str:
    """A stretch of time as `4:05` or `1:02:05`, for a place where it counts down."""
    whole = max(0, round(seconds))
    hours, minutes = whole // 3600, whole // 60 % 60
    if hours:
        return f"{hours}:{minutes:02}:{whole % 60:02}"
    return f"{minutes}:{whole % 60:02}"


def file_size(size: int) -> str:
    """A number of bytes, as exact as a person wants it."""
    if size < 1_000_000:
        return assets.text("ui.kilobytes", size=max(1, round(size / 1000)))
    return assets.text(
        "ui.megabytes", size=f"{size / 1_000_000:.{0 if size >= 10_000_000 else 1}f}"
    )


def quantity(count: int) -> str:
    """A number with thousands set apart by a narrow space."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
