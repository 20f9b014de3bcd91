"""Claims: the intent to call is committed, unless something in the library stands in the way."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, exists, func, or_, select

from dialsheet.campaign import (
    DAY,
    DUPLICATE,
    NEVER_RANG,
    READY,
    Attempt,
    AttemptState,
    CallBack,
    ContactNumber,
    Decided,
    Decision,
    Hold,
    cap_hold,
    earlier_calls_hold,
)
from dialsheet.errors import BadInput, Reason
from dialsheet.ports import Terms
from dialsheet.store import contacts, earlier_calls, log, schema
from dialsheet.store.attempt_rows import pack
from dialsheet.store.attempts import INSERT
from dialsheet.store.commitments import commit

_campaign, _attempt, _redecided = schema.campaign, schema.attempt, schema.redecided
_adopted, _call_back, _corrected = schema.adopted, schema.call_back, schema.corrected
_PASSING = "passing"
_NUMBER_OPEN = Hold(Reason("store.number_open"), passing=True)
_CAP_LOOKS_BACK = timedelta(days=3)  # further than the cap: clocks are set

# Statements are built once: building one costs several times what SQLite takes to answer it.
_of_contact = and_(_attempt.c.campaign == _campaign.c.key, _attempt.c.row == bindparam("row"))
_of_number = and_(_attempt.c.e164 == bindparam("e164"), _attempt.c.practice == 0)
_redecided_as = (
    select(case((_redecided.c.passing == 1, _PASSING), else_=_redecided.c.decision))
    .where(_redecided.c.campaign == _campaign.c.key, _redecided.c.row == bindparam("row"))
    .scalar_subquery()
    .label("redecided")
)
_suppressed = (
    exists()
    .where(schema.suppression.c.e164.in_(bindparam("numbers", expanding=True)))
    .label("suppressed")
)
# A sheet may tell that a call is not over which another one, or the library itself, knows more of.
_sheet, _told_later = _campaign.alias(), _adopted.alias()
_told_open_at = (
    select(func.max(func.coalesce(_adopted.c.called_at, _sheet.c.created_at)))
    .join_from(_adopted, _sheet)
    .where(
        _adopted.c.e164 == bindparam("e164"),
        _adopted.c.is_open == 1,
        ~exists().where(_attempt.c.id == _adopted.c.attempt_id),
        ~exists().where(
            _told_later.c.e164 == _adopted.c.e164,
            _told_later.c.attempt_id == _adopted.c.attempt_id,
            _told_later.c.is_open == 0,
        ),
    )
    .scalar_subquery()
    .label("told_open_at")
)
_elsewhere = select(_sheet.c.key).where(_sheet.c.handed_over_at.is_not(None))
_WHAT_STANDS = select(
    _campaign.c.key,
    _campaign.c.practice,
    _campaign.c.history,
    _campaign.c.handed_over_at,
    _redecided_as,
    select(_call_back.c.at)
    .where(
        _call_back.c.campaign == _campaign.c.key,
        _call_back.c.row == bindparam("row"),
        schema.still_to_call_back,
    )
    .scalar_subquery()
    .label("call_back_at"),
    select(func.max(_attempt.c.ordinal)).where(_of_contact).scalar_subquery().label("ordinal"),
    exists().where(_of_contact, schema.is_open).label("contact_open"),
    select(_attempt.c.id)
    .where(_of_contact, _attempt.c.state.not_in(sorted(NEVER_RANG)))
    .order_by(_attempt.c.ordinal.desc())
    .limit(1)
    .scalar_subquery()
    .label("last_id"),
    select(_attempt.c.row)
    .where(
        _attempt.c.campaign == _campaign.c.key,
        _attempt.c.e164 == bindparam("e164"),
        _attempt.c.row != bindparam("row"),
        _attempt.c.state.not_in(sorted(NEVER_RANG)),
    )
    .order_by(_attempt.c.intended_at)  # by the index of numbers: a campaign has many attempts
    .limit(1)
    .scalar_subquery()
    .label("twin"),
    exists()
    .where(
        _of_number,
        _attempt.c.history == _campaign.c.history,
        schema.is_open,
        # Nobody here learns of the end of a call that another desktop follows.
        or_(_attempt.c.campaign.not_in(_elsewhere), _attempt.c.intended_at > bindparam("since")),
    )
    .label("number_open"),
    exists()
    .where(
        _corrected.c.campaign == _campaign.c.key,
        _corrected.c.row == bindparam("row"),
        _corrected.c.position == bindparam("position"),
        _corrected.c.e164.is_distinct_from(bindparam("e164")),
    )
    .label("number_corrected"),
    _told_open_at,
    _suppressed,
).where(_campaign.c.id == bindparam("campaign_id"))
_WHAT_CAME_UP = select(_redecided_as, _suppressed).where(_campaign.c.id == bindparam("campaign_id"))
_CALLED_AT = select(_attempt.c.intended_at, _attempt.c.sent_at, _attempt.c.clock_offset_s).where(
    _of_number,
    _attempt.c.history == bindparam("history"),
    _attempt.c.state.not_in(sorted(NEVER_RANG)),
    _attempt.c.intended_at > bindparam("since"),
)
# One call may be told by several sheets, and by the library's own book.
_CALLED_BEFORE_AT = (
    select(_adopted.c.called_at)
    .where(
        _adopted.c.e164 == bindparam("e164"),
        _adopted.c.called_at > bindparam("since"),
        ~exists().where(_attempt.c.id == _adopted.c.attempt_id),
    )
    .distinct()
)


def claim(
    connection: Connection,
    campaign_id: str,
    row: int,
    number: ContactNumber,
    attempt_id: str,
    body: str,
    at: datetime,
    terms: Terms,
) -> Attempt | Hold:
    """Insert the intent to call, or say what stands in the way."""
    asked = {"campaign_id": campaign_id, "row": row, "e164": number.e164}
    asked |= {"position": number.position, "numbers": [number.e164, *terms.numbers]}
    true_now = at + timedelta(seconds=terms.clock_offset_s or 0)
    asked["since"] = true_now - DAY
    stands = connection.execute(_WHAT_STANDS, asked).one_or_none()
    if stands is None:
        raise BadInput("store.no_campaign", campaign=campaign_id)
    before = _called_before(connection, stands, number, terms, true_now)
    hold = _obstacle(stands, terms)
    if before and (hold is None or (before.skips and hold.reason == _NUMBER_OPEN.reason)):
        return before
    if hold:
        return hold
    # Nobody can settle what a sheet tells; by then, no telephone rings because of it any more.
    told_open = stands.told_open_at
    if told_open and told_open > true_now - DAY and not stands.practice:
        return Hold(Reason("store.told_open"), told_open + DAY)
    if stands.call_back_at is not None and stands.call_back_at > true_now:
        return Hold(CallBack(stands.call_back_at, 0).reason, stands.call_back_at)
    if terms.cap is not None and not stands.practice:
        called_at = _called_at(connection, number.e164, stands.history, true_now)
        if hold := cap_hold(terms.cap, called_at, true_now):
            return hold
    attempt = Attempt(
        id=attempt_id,
        campaign_id=campaign_id,
        row=row,
        ordinal=(stands.ordinal or 0) + 1,
        number=number,
        practice=bool(stands.practice),
        body=body,
        state=AttemptState.INTENDED,
        intended_at=at,
        clock_offset_s=terms.clock_offset_s,
    )
    salt, told_body = commit(body)
    beside = {"history": stands.history, "row_digest": terms.row_digest, "salt": salt}
    connection.execute(INSERT, {"campaign": stands.key, **beside, **pack(attempt)})
    if stands.redecided == _PASSING:
        waited = Decided(Decision.HELD, passing=True)
        contacts.redecide(connection, stands.key, row, waited, READY)
    told = {
        "ordinal": attempt.ordinal,
        "number_column": number.column,
        "body_commitment": told_body,
    }
    log.append(connection, stands.key, at, "intended", told, row, attempt_id)
    return attempt


def obstacle(connection: Connection, attempt: Attempt, numbers: Sequence[str]) -> Reason | None:
    """What came up since an attempt was claimed, so that it must not leave."""
    asked = {
        "campaign_id": attempt.campaign_id,
        "row": attempt.row,
        "numbers": [attempt.number.e164, *numbers],
    }
    came_up = connection.execute(_WHAT_CAME_UP, asked).one()
    if came_up.redecided not in (None, Decision.READY):
        return Reason("store.not_ready")
    return Reason("store.suppressed") if came_up.suppressed else None


def _called_before(
    connection: Connection, stands: Row[Any], number: ContactNumber, terms: Terms, now: datetime
) -> Hold | None:
    """What calls of other campaigns stand in the way of this one."""
    if not terms.repeats or stands.practice:
        return None
    earlier = earlier_calls.of_contact(
        *(connection, stands.key, stands.history, number.e164, terms.numbers),
        *(terms.row_digest, now),
    )
    if stands.call_back_at is not None:  # a person wants this very call, only not too soon
        earlier = [replace(call, same_sheet=False) for call in earlier]
    return earlier_calls_hold(earlier, terms.repeats, now)


def _called_at(connection: Connection, e164: str, history: str, now: datetime) -> list[datetime]:
    """When a number was called lately, by the service's clock where it is known."""
    since = {"e164": e164, "history": history, "since": now - _CAP_LOOKS_BACK}
    return [
        (sent_at or intended_at) + timedelta(seconds=offset_s or 0)
        for intended_at, sent_at, offset_s in connection.execute(_CALLED_AT, since)
    ] + list(connection.scalars(_CALLED_BEFORE_AT, since))


def _obstacle(stands: Row[Any], terms: Terms) -> Hold | None:
    if stands.handed_over_at is not None:
        return Hold(Reason("store.handed_over"))
    asked_for = stands.redecided == _PASSING and stands.call_back_at is not None
    if stands.redecided not in (None, Decision.READY) and not asked_for:
        return Hold(Reason("store.not_ready"))
    if stands.contact_open:
        return Hold(Reason("store.contact_open"))
    if stands.last_id != terms.follows:
        return Hold(Reason("store.already_called"))
    if stands.number_corrected:
        return Hold(Reason("store.number_corrected"), passing=True)
    if stands.twin is not None and terms.once:
        return Hold(Reason(DUPLICATE, {"row": stands.twin}))
    if stands.suppressed:  # in practice too: it shows whom the real run will call
        return Hold(Reason("store.suppressed"))
    if stands.number_open and not stands.practice:  # practice counts for nothing
        return _NUMBER_OPEN
    return None
