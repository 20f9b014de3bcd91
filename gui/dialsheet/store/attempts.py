"""Attempts in the database: claimed, answered, seen. Each change stands in the decision log."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    insert,
    select,
    update,
)

from dialsheet.campaign import (
    Answer,
    Attempt,
    AttemptState,
    Call,
    ContactNumber,
    NotPlaced,
    Placed,
    Ref,
    Unknown,
    can_be,
    is_named,
    is_number,
)
from dialsheet.errors import BadInput, Bug, Reason
from dialsheet.store import log, schema
from dialsheet.store.attempt_rows import pack, unpack
from dialsheet.store.column_types import dump
from dialsheet.store.transitions import (
    after_answer,
    after_giving_back,
    after_sight,
    found_late,
    without_call,
)

_campaign, _attempt, _redecided = schema.campaign, schema.attempt, schema.redecided
NOT_ITS_OWN = Reason("store.call_not_its_own")  # why an attempt is unknown
_IDS_AT_ONCE = 500

# Statements are built once: building one costs several times what SQLite takes to answer it.
_FIND = (
    select(_attempt, _campaign.c.id.label("campaign_id"))
    .join_from(_attempt, _campaign)
    .where(_attempt.c.id.in_(bindparam("ids", expanding=True)))
)
_OF_CAMPAIGN = (
    select(_attempt, _campaign.c.id.label("campaign_id"))
    .join_from(_attempt, _campaign)
    .where(_attempt.c.campaign == bindparam("of"))
    .order_by(_attempt.c.seq)
)
_WITH_CALL = (
    select(_attempt, _campaign.c.id.label("campaign_id"))
    .join_from(_attempt, _campaign)
    .where(_attempt.c.call_id == bindparam("call_id"), _attempt.c.id != bindparam("attempt_id"))
)
INSERT = insert(_attempt)
_UPDATE = update(_attempt).where(_attempt.c.id == bindparam("attempt_id"))


def of_campaign(connection: Connection, key: int, row: int | None = None) -> tuple[Attempt, ...]:
    """Every attempt of the campaign with that key, or of one contact, in the order in which they
    were intended."""
    wanted = (
        select(_attempt, _campaign.c.id.label("campaign_id"))
        .join_from(_attempt, _campaign)
        .where(_attempt.c.campaign == key)
        .order_by(_attempt.c.seq)
    )
    if row is not None:
        wanted = wanted.where(_attempt.c.row == row)
    return tuple(map(unpack, connection.execute(wanted)))


def record_answer(
    connection: Connection,
    attempt_id: str,
    answer: Answer,
    at: datetime,
    sent_at: datetime | None,
    clock_offset_s: float | None,
) -> Attempt:
    """Write what the create was answered."""
    key, before = _find(connection, [attempt_id])[attempt_id]
    after = before
    if isinstance(answer, Placed) and before.call is None and _is_taken(connection, answer, before):
        answer = Unknown(NOT_ITS_OWN, answer.error)
        if before.state is not AttemptState.UNKNOWN:
            after = after_answer(before, answer, sent_at)
    else:
        after = after_answer(before, answer, sent_at)
    if clock_offset_s is not None:
        after = replace(after, clock_offset_s=clock_offset_s)
    _update(connection, before, after, answered_at=at)
    told = {"answer": type(answer).__name__.lower(), "was": before.state, "state": after.state}
    if isinstance(answer, Placed):
        told["call_id"] = after.call.id if after.call else answer.call_id
        if told["call_id"] != answer.call_id:  # the call was seen before, and is another
            told["answered_call_id"] = answer.call_id
    else:
        told["reason"] = answer.reason.code
    log.append(connection, key, at, "answered", told, after.row, attempt_id)
    return after


def give_back(
    connection: Connection, attempt_ids: Collection[str], reason: Reason, at: datetime
) -> tuple[Attempt, ...]:
    """Write that refusals were not about their contacts; the attempts, as they stand then."""
    found = _find(connection, attempt_ids)
    given_back: list[Attempt] = []
    for attempt_id in attempt_ids:
        key, before = found[attempt_id]
        after = after_giving_back(before, reason)
        if _update(connection, before, after):
            told = {"was": before.state, "state": after.state, "reason": reason.code}
            log.append(connection, key, at, "given_back", told, after.row, attempt_id)
        given_back.append(after)
    return tuple(given_back)


def record_calls(
    connection: Connection, calls: Mapping[str, Call], at: datetime
) -> tuple[Attempt, ...]:
    """Write what the service says of calls, by attempt ID; the attempts that changed.

    One whose call is shown to be another's becomes unknown: its reference, else its number, tells.
    """
    changed: list[Attempt] = []
    found = _find(connection, calls)
    for attempt_id, call in calls.items():
        key, before = found[attempt_id]
        if before.call is not None and before.call.id != call.id and can_be(call, before):
            if is_named(before.call, before) or not is_named(call, before):
                _log_second_call(connection, key, before, call, at)
                continue
            before = _disown(connection, key, before, at)
        if not can_be(call, before):
            if before.call is not None and before.call.id == call.id:
                changed.append(_disown(connection, key, before, at))
            continue
        if before.reason == NOT_ITS_OWN and not is_named(call, before):
            changed.append(before)  # it takes more than an ID that was wrong once
            continue
        after = after_sight(before, call)
        if not _update(connection, before, after):
            continue
        told = {
            "call_id": call.id,
            "was": before.state,
            "state": after.state,
            "status": call.status,
            "end_reason": call.end_reason,
        }
        log.append(connection, key, at, "call", told, after.row, attempt_id)
        changed.append(after)
    return tuple(changed)


def settle(
    connection: Connection, answers: Mapping[str, Placed | NotPlaced], at: datetime
) -> tuple[Attempt, ...]:
    """Write what a person found of unknown attempts."""
    settled: list[Attempt] = []
    found = _find(connection, answers)
    for attempt_id, answer in answers.items():
        key, before = found[attempt_id]
        if before.state is not AttemptState.UNKNOWN:
            raise BadInput("store.not_unknown", row=before.row)
        told: dict[str, Any] = {"was": before.state}
        if isinstance(answer, Placed):
            if taken_by := _row_of_call(connection, answer.call_id):
                raise BadInput("store.call_taken", call=answer.call_id, row=taken_by)
            told["call_id"] = answer.call_id
        after = after_answer(before, answer, None)
        _update(connection, before, after)
        log.append(
            connection, key, at, "settled", told | {"state": after.state}, after.row, after.id
        )
        settled.append(after)
    return tuple(settled)


def adopt(
    connection: Connection, ref: Ref, number: ContactNumber, call: Call, at: datetime
) -> Attempt:
    """Insert the attempt of a call that this library did not place."""
    campaign = connection.execute(
        select(_campaign.c.key, _campaign.c.practice, _campaign.c.history).where(
            _campaign.c.id == ref.campaign_id
        )
    ).one()
    ordinal = connection.scalar(
        select(func.max(_attempt.c.ordinal)).where(
            _attempt.c.campaign == campaign.key, _attempt.c.row == ref.row
        )
    )
    order = {"to_number": number.e164, "metadata": dict(call.sent)}
    intent = Attempt(
        id=ref.attempt_id,
        campaign_id=ref.campaign_id,
        row=ref.row,
        ordinal=(ordinal or 0) + 1,
        number=number,
        practice=bool(campaign.practice),
        body=dump({"outbound_calls": [order]}),  # as far as the service tells it
        state=AttemptState.INTENDED,
        intended_at=call.start_time or at,
    )
    attempt = after_sight(intent, call)
    # It is a fact, whatever else is open: see `found_late`.
    more = {"campaign": campaign.key, "history": campaign.history, "found_late": 1}
    connection.execute(INSERT, more | pack(attempt))
    told = {"ordinal": attempt.ordinal, "call_id": call.id, "state": attempt.state}
    log.append(connection, campaign.key, at, "adopted", told, attempt.row, attempt.id)
    return attempt


def knows(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Those of the IDs, of attempts and of calls, that an attempt of the library has, be it one
    that came with a sheet."""
    wanted, known = sorted(ids), set[str]()
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        some = wanted[start : start + _IDS_AT_ONCE]
        for column in (_attempt.c.id, _attempt.c.call_id, schema.adopted.c.attempt_id):
            known.update(connection.scalars(select(column).where(column.in_(some))))
    return frozenset(known)


def disown(connection: Connection, call_id: str, at: datetime) -> tuple[Attempt, ...]:
    """An ID was given twice: it is right for one attempt at the most. Where nothing proves for
    which, it is for none: these become unknown."""
    found = connection.execute(_WITH_CALL, {"call_id": call_id, "attempt_id": ""}).all()
    others = [(row.campaign, unpack(row)) for row in found]
    return tuple(
        _disown(connection, key, other, at) for key, other in others if not _is_proven(other)
    )


def _is_taken(connection: Connection, answer: Placed, attempt: Attempt) -> bool:
    """Whether another attempt has the call that is said to be this one's."""
    asked = {"call_id": answer.call_id, "attempt_id": attempt.id}
    return connection.execute(_WITH_CALL, asked).first() is not None


def _is_proven(attempt: Attempt) -> bool:
    """Whether the service showed that an attempt's call is its own."""
    call = attempt.call
    if call is None or not can_be(call, attempt):
        return False
    return is_named(call, attempt) or bool(is_number(call.to_number, attempt.number.e164))


def _disown(connection: Connection, key: int, before: Attempt, at: datetime) -> Attempt:
    """What was taken for an attempt's call may be another's: nobody knows what became of it."""
    after = without_call(before, NOT_ITS_OWN)
    _update(connection, before, after)
    told = {
        "was": before.state,
        "state": after.state,
        "call_id": None,
        "disowned": before.call and before.call.id,
    }
    log.append(connection, key, at, "contradicted", told, after.row, after.id)
    return after


def _row_of_call(connection: Connection, call_id: str) -> int | None:
    """The row whose attempt has that call."""
    found: int | None = connection.scalar(
        select(_attempt.c.row).where(_attempt.c.call_id == call_id).limit(1)
    )
    return found


def _log_second_call(
    connection: Connection, key: int, attempt: Attempt, call: Call, at: datetime
) -> None:
    """One attempt, two calls: never ours to cause, never ours to hide. Said once for each call."""
    event, told = schema.event.c, {"call_id": call.id}
    said = connection.scalars(
        select(event.detail).where(
            event.campaign == key, event.attempt_id == attempt.id, event.kind == "second_call"
        )
    )
    if dump(told) not in said.all():
        log.append(connection, key, at, "second_call", told, attempt.row, attempt.id)


def _find(connection: Connection, attempt_ids: Collection[str]) -> dict[str, tuple[int, Attempt]]:
    """The attempts of these IDs, each with its campaign's key."""
    rows = connection.execute(_FIND, {"ids": list(attempt_ids)})
    found = {row.id: (row.campaign, unpack(row)) for row in rows}
    if len(found) < len(attempt_ids):
        raise Bug("an attempt that the library does not have")
    return found


def _update(connection: Connection, before: Attempt, after: Attempt, **more: Any) -> bool:
    """Write the columns in which `after` differs, and `more`; whether there was anything."""
    if after == before and not more:
        return False
    old, new = pack(before), pack(after)
    changes = more | {name: new.get(name) for name in old | new if new.get(name) != old.get(name)}
    if found_late(before, after):
        changes["found_late"] = 1
    if changes:
        connection.execute(_UPDATE, {"attempt_id": before.id, **changes})
    return bool(changes)
