"""Cells of which nobody can tell what the sheet shows: what they say is never sent, nor dialed."""

from collections.abc import Mapping

from dialsheet.errors import Reason
from dialsheet.numbers import Check, Verdict

Doubts = Mapping[str, Mapping[int, Reason]]  # header -> index of a contact -> why

# Reasons of verdicts on number cells. Such a contact waits for a person, however good another of
# its numbers is.
_OF_NUMBERS = frozenset(("numbers.error_cell", "numbers.format_unsure", "numbers.value_unknown"))


def doubtful_verdict(why: Reason) -> Verdict:
    """The verdict on a number cell that is in doubt for what the sheet says of it."""
    return Verdict(
        Check.INVALID, reason=Reason(why.code.replace("sheets.", "numbers."), why.params)
    )


def is_doubtful(verdict: Verdict) -> bool:
    """Whether nobody can tell which number the cell shows."""
    return verdict.reason is not None and verdict.reason.code in _OF_NUMBERS
