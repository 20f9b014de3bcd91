"""Calls that other campaigns made, asked for by number or by row: of a contact that is claimed, and
of all contacts of a sheet before it is dialed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    exists,
    func,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from dialsheet.campaign import DAY, NEVER_RANG, OPEN_STATES, EarlierCall, Outcome, ToldAttempt
from dialsheet.columns import Source
from dialsheet.store import same_sheets, schema

_PART = 10_000  # values in one statement: databases limit its size
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_OPEN = frozenset(state.value for state in OPEN_STATES)

_attempt, _adopted, _campaign = schema.attempt.c, schema.adopted.c, schema.campaign.c
# Times stay as text until one of many is chosen: their order is that of time.
_attempts: tuple[ColumnElement[Any], ...] = (
    _attempt.campaign,
    type_coerce(_attempt.intended_at, Text).label("intended_at"),
    type_coerce(_attempt.sent_at, Text).label("sent_at"),
    _attempt.clock_offset_s,
    _attempt.outcome,
    _attempt.state,
)
_adoptions: tuple[ColumnElement[Any], ...] = (
    _adopted.campaign,
    type_coerce(func.coalesce(_adopted.called_at, _campaign.created_at), Text),
    null(),
    null(),
    _adopted.outcome,
    null(),  # what was open when a sheet was written, the claim asks for by itself
)
_counts = _attempt.state.not_in(sorted(NEVER_RANG))
_values: BindParameter[Any] = bindparam("values", expanding=True)
_own: BindParameter[Any] = bindparam("own")  # the key of the campaign that asks; 0: none
_history: BindParameter[Any] = bindparam("history")


def _made(key: ColumnElement[Any]) -> Select[Any]:
    return select(key.label("asked"), *_attempts).where(
        key.in_(_values), _attempt.history == _history, _attempt.campaign != _own, _counts
    )


def _told(key: ColumnElement[Any]) -> Select[Any]:
    """What imported result sheets tell, unless the library made the attempt and knows more."""
    known = exists().where(_attempt.id == _adopted.attempt_id)
    return (
        select(key.label("asked"), *_adoptions)
        .join_from(schema.adopted, schema.campaign)
        .where(
            key.in_(_values),
            _adopted.campaign != _own,
            # Practice may be had with the results of real calls, too.
            or_(_campaign.history == _history, _campaign.practice == 1),
            ~known,
        )
    )


# Statements are built once: building one costs several times what SQLite takes to answer it.
_BY_NUMBER = union_all(_made(_attempt.e164), _told(_adopted.e164))
_BY_ROW = _made(_attempt.row_digest)
_MADE_BY = select(_campaign.key, _campaign.id, _campaign.test, _campaign.handed_over_at)


class _Call(NamedTuple):
    """A row of these statements."""

    asked: str
    campaign: int
    intended_at: str
    sent_at: str | None
    clock_offset_s: float | None
    outcome: str | None
    state: str | None


_AT = _Call._fields.index("intended_at")


class _Maker(NamedTuple):
    """A campaign that made calls."""

    key: int
    id: str
    test: int
    handed_over_at: datetime | None


def of_contact(
    connection: Connection,
    key: int,
    history: str,
    e164: str,
    numbers: Sequence[str],
    row_digest: str | None,
    now: datetime,
) -> list[EarlierCall]:
    """The calls that other campaigns made to a contact of the campaign with that key: to the number
    that is to be dialed, and for the same sheet to `numbers`, its others, and to its row."""
    asked = {"own": key, "history": history}
    found = _rows(connection, _BY_NUMBER, {**asked, "values": list({e164, *numbers})})
    if row_digest is not None:
        found += _rows(connection, _BY_ROW, {**asked, "values": [row_digest]})
    if not found:
        return []
    siblings = same_sheets.siblings(connection, key)
    makers = _makers(connection, {call.campaign for call in found})
    return [
        _earlier(call, makers[call.campaign], now, same_sheet=call.campaign in siblings)
        for call in found
        if call.campaign in makers and (call.asked == e164 or call.campaign in siblings)
    ]


def of_sheet(
    connection: Connection,
    own: int,
    history: str,
    source: Source,
    adopted: Sequence[ToldAttempt],
    asked: Iterable[str],
    now: datetime,
    *,
    rows: bool,
) -> dict[str, list[EarlierCall]]:
    """Of the calls to each of the numbers (`rows`: the digests of rows) that are `asked` for, those
    that matter: the last one, the last one for the same sheet, and one that is not over."""
    marks = same_sheets.marks_of(connection, source, adopted)
    siblings = same_sheets.campaigns_of(connection, marks)
    makers = _makers(connection, None)
    if rows and not siblings:
        return {}
    asked = list(asked)
    last: dict[tuple[str, bool, bool], Any] = {}  # by what was asked, same sheet, and open
    for start in range(0, len(asked), _PART):
        part = {"own": own, "history": history, "values": asked[start : start + _PART]}
        for row in connection.execute(_BY_ROW if rows else _BY_NUMBER, part).all():
            number, campaign, at, _, _, _, state = row
            of_same = campaign in siblings
            if campaign not in makers or (rows and not of_same):
                continue
            place = (number, of_same, state in _OPEN)
            if (known := last.get(place)) is None or known[_AT] < at:
                last[place] = row
    calls: defaultdict[str, list[EarlierCall]] = defaultdict(list)
    for (number, of_same, _), row in last.items():
        call = _Call(*row)
        calls[number].append(_earlier(call, makers[call.campaign], now, same_sheet=of_same))
    return calls


def _rows(connection: Connection, statement: Any, values: dict[str, Any]) -> list[_Call]:
    return [_Call(*row) for row in connection.execute(statement, values)]


def _makers(connection: Connection, keys: Collection[int] | None) -> dict[int, _Maker]:
    """The campaigns with these keys (None: all) whose calls count; those of a test do not."""
    wanted = _MADE_BY.where(_campaign.test == 0)
    if keys is not None:
        wanted = wanted.where(_campaign.key.in_(keys))
    rows: Iterable[Any] = connection.execute(wanted)
    return {row.key: _Maker(*row) for row in rows}


def _earlier(call: _Call, maker: _Maker, now: datetime, *, same_sheet: bool) -> EarlierCall:
    at = datetime.fromisoformat(call.sent_at or call.intended_at)
    if call.clock_offset_s:
        at += timedelta(seconds=call.clock_offset_s)
    # Nobody here learns of the end of a call that another desktop follows.
    ends_here = maker.handed_over_at is None or at > now - DAY
    is_open = call.state in _OPEN and ends_here
    outcome = _OUTCOMES.get(call.outcome or "")
    return EarlierCall(maker.id, at, None if is_open else outcome, is_open, same_sheet)
