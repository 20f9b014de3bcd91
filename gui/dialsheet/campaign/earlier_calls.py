"""Calls that other campaigns made to a contact: whether this one may call it all the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from dialsheet.campaign.calls import Outcome
from dialsheet.campaign.rules import Hold
from dialsheet.errors import Reason

CALLED_BEFORE = "campaign.called_before"
CALLED_LATELY = "campaign.called_lately"
NOT_OVER = "campaign.earlier_call_not_over"
# Of the words for an outcome, those that say that nobody was reached.
UNREACHED = frozenset({"busy", "no_answer", "voicemail", "not_connected", "refused"})


class Repeated(StrEnum):
    """Who is called although another campaign called them."""

    NOBODY = "nobody"
    UNREACHED = "unreached"  # whose last call reached nobody
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Repeats:
    """What was chosen of contacts that other campaigns called."""

    who: Repeated = Repeated.NOBODY
    look_back: timedelta = timedelta(hours=24)  # how long a call for another sheet counts

    @classmethod
    def of(cls, call_again: bool, call_unreached: bool, hours: float) -> "Repeats":
        """By the rules of a campaign."""
        some = Repeated.UNREACHED if call_unreached else Repeated.NOBODY
        return cls(Repeated.ALL if call_again else some, timedelta(hours=hours))

    def let(self, last: Outcome | None) -> bool:
        """Whether somebody is called again after a last call that came to this."""
        if self.who is Repeated.UNREACHED:
            return last is not None and last.value in UNREACHED
        return self.who is Repeated.ALL


@dataclass(frozen=True, slots=True)
class EarlierCall:
    """A call that another campaign made, or may have made."""

    campaign_id: str
    at: datetime  # aware, in UTC; by the service's clock where it is known
    outcome: Outcome | None  # None: it lives, or nobody knows
    is_open: bool  # a telephone may still ring because of it
    same_sheet: bool  # for the same sheet, by content, as the campaign at hand


def earlier_calls_hold(
    calls: Sequence[EarlierCall], repeats: Repeats, now: datetime
) -> Hold | None:
    """Why a contact with these earlier calls must not be called at `now`; None: it may be."""
    if not calls:
        return None
    last = max(calls, key=lambda call: call.at)
    told = repeats.let(last.outcome)
    of_sheet = [call for call in calls if call.same_sheet]
    if of_sheet and not told:
        return Hold(_reason(CALLED_BEFORE, max(of_sheet, key=lambda call: call.at)), skips=True)
    if any(call.is_open for call in calls):
        return Hold(Reason(NOT_OVER, {"campaign": last.campaign_id}), passing=True)
    if not told and last.at + repeats.look_back > now:
        return Hold(_reason(CALLED_LATELY, last), last.at + repeats.look_back)
    return None


def _reason(code: str, call: EarlierCall) -> Reason:
    return _reason_of(code, call.campaign_id, call.at.astimezone().date())


@lru_cache(maxsize=4096)
def _reason_of(code: str, campaign_id: str, day: date) -> Reason:
    """With the day alone: contacts share what they are told."""
    return Reason(code, {"campaign": campaign_id, "on": day.isoformat()})
