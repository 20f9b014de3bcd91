"""Attempts: one try to place one call to one contact, and what the service answered.

    intended ──► withdrawn | refused | not placed | unknown | placed ──► ended
    refused ──► not placed, where the service refuses every request

Nothing is ever sent again for an attempt: a retry is a new attempt.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from dialsheet.campaign.calls import Call, is_number
from dialsheet.campaign.mapping import REF_FIELD
from dialsheet.campaign.refusal import Refusal
from dialsheet.campaign.values import Json
from dialsheet.errors import Reason


class AttemptState(StrEnum):
    """Where an attempt stands."""

    INTENDED = "intended"  # committed, and perhaps on its way
    WITHDRAWN = "withdrawn"  # taken back before the first byte left
    REFUSED = "refused"  # the service refused this contact: nobody rang; not tried again by itself
    NOT_PLACED = "not_placed"  # certainly not placed; the contact goes back
    UNKNOWN = "unknown"  # may have been placed; never dialed again by itself
    PLACED = "placed"  # the service has a call for it
    ENDED = "ended"  # that call is over

    @property
    def is_open(self) -> bool:
        """Whether a telephone may ring, or be talked into, because of it."""
        return self in OPEN_STATES

    @property
    def went_back(self) -> bool:
        """Whether the contact is still to be called, as if it had never been tried."""
        return self in GIVEN_BACK

    @property
    def may_have_rung(self) -> bool:
        """Whether a telephone rang, or may have rung or ring, because of it."""
        return self not in NEVER_RANG

    @property
    def weight(self) -> int:
        """Of a contact's attempts the last of the greatest weight tells what became of it."""
        return self.may_have_rung + (not self.went_back)


OPEN_STATES = frozenset({AttemptState.INTENDED, AttemptState.UNKNOWN, AttemptState.PLACED})
GIVEN_BACK = frozenset({AttemptState.WITHDRAWN, AttemptState.NOT_PLACED})
NEVER_RANG = GIVEN_BACK | {AttemptState.REFUSED}


@dataclass(frozen=True, slots=True)
class ContactNumber:
    """One of a contact's numbers, as an attempt names it."""

    position: int  # 0-based, in the user's order of number columns
    column: str  # the header
    e164: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt as the library has it. Times are aware, in UTC."""

    id: str
    campaign_id: str
    row: int
    ordinal: int  # 1: this contact's first attempt in the campaign
    number: ContactNumber
    practice: bool
    body: str  # the exact JSON sent
    state: AttemptState
    intended_at: datetime
    reason: Reason | None = None  # why refused, not placed, withdrawn or unknown
    error: str | None = None  # the service's own words
    sent_at: datetime | None = None  # when the first byte left
    call: Call | None = None  # as last seen
    clock_offset_s: float | None = None  # the service's clock less ours, as then known
    refusal: Refusal | None = None  # kept when it went back; None also of one of an older library

    @property
    def ref(self) -> str:
        """The `dialsheet_ref` that went out with the call."""
        return make_ref(self.campaign_id, self.row, self.id)


@dataclass(frozen=True, slots=True)
class LongOver:
    """Attempts whose calls are over, of which no more is to be learnt. Column by column."""

    ids: Sequence[str] = ()
    rows: Sequence[int] = ()
    call_ids: Sequence[str] = ()


NONE_OVER = LongOver()


@dataclass(frozen=True, slots=True)
class Ref:
    """A `dialsheet_ref`, taken apart."""

    campaign_id: str
    row: int
    attempt_id: str


def new_id() -> str:
    """A fresh UUID, for a campaign or an attempt."""
    return str(uuid4())


def make_ref(campaign_id: str, row: int, attempt_id: str) -> str:
    """`CAMPAIGN-UUID.ROW.ATTEMPT-UUID`."""
    return f"{campaign_id}.{row}.{attempt_id}"


def variables_given_back(body: str, told: Mapping[str, Json]) -> dict[str, Json]:
    """Of the row data that a call tells, what was not sent with it: the agent saved it there."""
    (order,) = json.loads(body).get("outbound_calls", [{}])
    sent = {**(order.get("metadata") or {}), **(order.get("dynamic_variables") or {})}
    return {
        name: value
        for name, value in told.items()
        if name != REF_FIELD and sent.get(name, ...) != value
    }


def parse_ref(text: object) -> Ref | None:
    """The parts of a reference, or None when it is not one of ours."""
    parts = text.split(".") if isinstance(text, str) else []
    if len(parts) == 3 and re.fullmatch("[0-9]{1,18}", parts[1]):
        return Ref(parts[0], int(parts[1]), parts[2])
    return None


def is_named(call: Call, attempt: Attempt) -> bool:
    """Whether a call says by its reference that it is an attempt's."""
    ref = parse_ref(call.ref)
    return ref is not None and ref.attempt_id == attempt.id


def can_be(call: Call, attempt: Attempt) -> bool:
    """Whether a call may be an attempt's, by what it tells; its reference is the best evidence."""
    if parse_ref(call.ref) is not None:
        return is_named(call, attempt)
    return not call.inbound and is_number(call.to_number, attempt.number.e164) is not False


# What a create was answered: the only question is whether the attempt may have been placed.


@dataclass(frozen=True, slots=True)
class Placed:
    """The service has a call for it; `error` may stand beside the ID."""

    call_id: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The service refused this contact, and no call was made."""

    reason: Reason
    error: str | None = None
    title: str | None = None  # that the service gives its error
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """Certainly not placed, through no fault of the contact, which goes back into the queue."""

    reason: Reason
    error: str | None = None
    stops_run: bool = True  # False: slow down and go on
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Taken back before the first byte left."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell from here whether it was placed."""

    reason: Reason
    error: str | None = None


Answer = Placed | Refused | NotPlaced | Withdrawn | Unknown
