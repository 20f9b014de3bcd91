"""An attempt as a result sheet tells of it: what was written down, and nothing to be followed.

The attempts of an imported result sheet are adopted so: as history. They are never settled, never
claimed for, and are no attempts of this library, whatever becomes of them elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from dialsheet.campaign.attempts import AttemptState, parse_ref
from dialsheet.campaign.calls import Outcome
from dialsheet.campaign.values import Json

_TIMES = ("requested_at", "started_at", "ended_at")


@dataclass(frozen=True, slots=True)
class ToldAttempt:
    """What is told of an attempt. Times are aware, in UTC; texts are as a person read them."""

    row: int  # of the contact in the campaign at hand
    state: AttemptState
    practice: bool = False
    ref: str | None = None  # the `dialsheet_ref`; None where the sheet does not tell it
    number_column: str | None = None
    e164: str | None = None
    reason: str | None = None  # why refused, not placed, withdrawn or unknown
    call_id: str | None = None
    status: str | None = None  # raw; of an attempt without a call, its state
    end_reason: str | None = None  # raw
    outcome: Outcome | None = None
    requested_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_s: float | None = None
    summary: str | None = None
    transcript: str | None = None
    error: str | None = None
    sent: str | None = None  # the exact JSON
    returned: Mapping[str, Json] = field(default_factory=dict)  # values that the agent gave back

    @property
    def may_have_rung(self) -> bool:
        """Whether somebody was called, or may have been."""
        return self.state.may_have_rung

    @property
    def attempt_id(self) -> str | None:
        """The attempt's own ID, where it is told."""
        ref = parse_ref(self.ref)
        return ref.attempt_id if ref else None

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the library; what is not told is left out."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain |= {name: plain[name] and plain[name].isoformat() for name in _TIMES}
        plain["returned"] = dict(self.returned)
        return {name: value for name, value in plain.items() if value is not None}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "ToldAttempt":
        """The reverse of `to_json`."""
        times = {name: datetime.fromisoformat(plain[name]) for name in _TIMES if name in plain}
        outcome = Outcome(plain["outcome"]) if "outcome" in plain else None
        return cls(**{**plain, "state": AttemptState(plain["state"]), "outcome": outcome, **times})
