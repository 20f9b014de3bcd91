"""Contacts in the database: packed columns, and rows for what was decided or corrected later.

A million contacts move as a few buffers, at the speed of memory. What changes later changes
contact by contact, and a claim must see it: that stands in rows of its own.

    rows                                        64-bit integers
    cells.C.data, cells.C.ends                  `TextColumn` of column C (64-bit integers)
    decided.values, decided.codes               `CodedColumn` (JSON, 32-bit integers)
    verdicts.P.numbers                          number column P: E.164 as 64-bit integers, 0: none
    verdicts.P.values, verdicts.P.codes         and its check, reason, rule and region, coded

Integers are little-endian.
"""

import json
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, case, delete, exists, insert, select, update

from dialsheet.campaign import READY, Contacts, Decided, Decision, index_of
from dialsheet.columns import CodedColumn, Table, TextColumn
from dialsheet.errors import Bug, Reason
from dialsheet.numbers import Check, Verdict, VerdictColumn
from dialsheet.store import log, schema
from dialsheet.store.column_types import dump, logged_reason, plain_reason, reason_of

PART = 64 << 20  # bytes in one value of `packed`
EXCLUDED = Reason("store.excluded")
_of_campaign = schema.redecided.c.campaign == bindparam("of")

# Statements are built once: building one costs several times what SQLite takes to answer it.
_packed, _redecided, _corrected = schema.packed.c, schema.redecided.c, schema.corrected.c
_PACKED = (
    select(_packed.name, _packed.data)
    .where(_packed.campaign == bindparam("of"))
    .order_by(_packed.name, _packed.part)
)
_REDECIDED = select(
    _redecided.row, _redecided.decision, _redecided.reason, _redecided.passing
).where(_of_campaign)
_CORRECTED = select(_corrected.row, _corrected.position, _corrected.e164, _corrected.verdict).where(
    _corrected.campaign == bindparam("of")
)


def store(connection: Connection, campaign: int, contacts: Contacts) -> None:
    """Write the contacts of a new campaign."""
    for name, data in _pack(contacts):
        for part, start in enumerate(range(0, len(data) or 1, PART)):
            connection.execute(
                insert(schema.packed),
                {
                    "campaign": campaign,
                    "name": name,
                    "part": part,
                    "data": data[start : start + PART],
                },
            )


def replace(connection: Connection, campaign: int, contacts: Contacts) -> None:
    """Write the contacts of a campaign anew, as if it had been made of these."""
    connection.execute(delete(schema.packed).where(schema.packed.c.campaign == campaign))
    store(connection, campaign, contacts)


def as_made(
    connection: Connection, campaign: int, headers: Sequence[str], numbers: int
) -> Contacts:
    """The contacts of a campaign with so many number columns, as they were decided first."""
    parts: dict[str, list[bytes]] = defaultdict(list)
    for name, data in connection.execute(_PACKED, {"of": campaign}):
        parts[name].append(data)
    return _unpack({name: b"".join(each) for name, each in parts.items()}, headers, numbers)


def load(connection: Connection, campaign: int, headers: Sequence[str], numbers: int) -> Contacts:
    """The contacts of a campaign with so many number columns, as they are now."""
    contacts = as_made(connection, campaign, headers, numbers)
    for row, decision, reason, passing in connection.execute(_REDECIDED, {"of": campaign}):
        decided = _decided(decision, reason, passing=bool(passing))
        contacts.decided[_index(contacts, row)] = decided
    corrected = connection.execute(_CORRECTED, {"of": campaign})
    for row, position, e164, (check, reason, rule, region) in corrected:
        verdict = Verdict(Check(check), e164, reason_of(reason), rule, region)
        contacts.verdicts[position][_index(contacts, row)] = verdict
    return contacts


def hold(
    connection: Connection,
    campaign: int,
    holds: Mapping[int, Reason],
    at: datetime,
    *,
    passing: bool,
    skips: bool,
) -> None:
    """Contacts that were ready are held, or skipped; those that are so stay as they are."""
    decision = Decision.SKIPPED if skips else Decision.HELD
    known = _decided_anew(connection, campaign, holds)
    new = {row: holds[row] for row in holds if known.get(row, Decision.READY) == Decision.READY}
    for row in known.keys() & new.keys():  # ready again, by a correction
        held = Decided(decision, new[row], passing)
        redecide(connection, campaign, row, READY, held)
    first = {row: (Decision.READY, new[row]) for row in new if row not in known}
    _redecide(connection, campaign, first, decision, passing=passing)
    if passing and new:
        codes = Counter(reason.code for reason in new.values())
        log.append(connection, campaign, at, "put_off", {"contacts": len(new), "reasons": codes})
        return
    for row, reason in new.items():
        log.append(connection, campaign, at, decision, {"reason": logged_reason(reason)}, row)


def release(connection: Connection, campaign: int, at: datetime) -> None:
    """Contacts that a rule held until the next run are ready again; not those that wait for a time
    that a person named: the claim asks for that."""
    redecided, call_back = schema.redecided, schema.call_back
    waits = exists().where(
        call_back.c.campaign == redecided.c.campaign,
        call_back.c.row == redecided.c.row,
        schema.still_to_call_back,
    )
    passing = and_(redecided.c.campaign == campaign, redecided.c.passing == 1, ~waits)
    as_first = redecided.c.first == Decision.READY
    released = connection.execute(delete(redecided).where(passing, as_first)).rowcount
    ready = {"decision": Decision.READY, "reason": None, "passing": 0}  # by a correction
    released += connection.execute(update(redecided).where(passing).values(ready)).rowcount
    if released:
        log.append(connection, campaign, at, "released", {"contacts": released})


def exclude(
    connection: Connection, campaign: int, decided: Mapping[int, Decision], at: datetime
) -> int:
    """A person takes contacts out, each as it is decided now; how many were not out yet."""
    rows = {row: was for row, was in decided.items() if was is not Decision.SKIPPED}
    known = _decided_anew(connection, campaign, rows)
    for row in known:
        connection.execute(
            update(schema.redecided)
            .where(_of_campaign, schema.redecided.c.row == row)
            .values(decision=Decision.SKIPPED, reason=EXCLUDED, passing=0),
            {"of": campaign},
        )
    new = {row: (was, EXCLUDED) for row, was in rows.items() if row not in known}
    _redecide(connection, campaign, new, Decision.SKIPPED)
    for row in rows:
        log.append(connection, campaign, at, "excluded", {}, row)
    return len(rows)


def include(connection: Connection, campaign: int, rows: Iterable[int], at: datetime) -> int:
    """A person puts contacts back that were taken out; how many were."""
    redecided = schema.redecided.c
    out = (redecided.reason == EXCLUDED, _of_campaign)
    back = set(connection.scalars(select(redecided.row).where(*out), {"of": campaign})) & set(rows)
    for row in sorted(back):
        connection.execute(
            delete(schema.redecided).where(*out, redecided.row == row), {"of": campaign}
        )
        log.append(connection, campaign, at, "included", {}, row)
    return len(back)


def _decided_anew(
    connection: Connection, campaign: int, rows: Collection[int]
) -> dict[int, Decision]:
    """Those of the rows that were decided anew, and how; one that a run may call is ready."""
    redecided = schema.redecided.c
    between = redecided.row.between(min(rows, default=0), max(rows, default=0))
    now = case((redecided.passing == 1, Decision.READY), else_=redecided.decision)
    found = connection.execute(
        select(redecided.row, now).where(_of_campaign, between), {"of": campaign}
    )
    return {row: Decision(decision) for row, decision in found if row in rows}


def _redecide(
    connection: Connection,
    campaign: int,
    rows: Mapping[int, tuple[Decision, Reason]],
    decision: Decision = Decision.HELD,
    *,
    passing: bool = False,
) -> None:
    """Rows, each with its first decision and the reason for the new one."""
    new = [
        {
            "campaign": campaign,
            "row": row,
            "first": first,
            "decision": decision,
            "reason": reason,
            "passing": int(passing),
        }
        for row, (first, reason) in rows.items()
    ]
    if new:
        connection.execute(insert(schema.redecided), new)


def redecide(
    connection: Connection, campaign: int, row: int, before: Decided, after: Decided
) -> None:
    """A contact is decided anew; `before` is the decision that stood so far."""
    if after == before:
        return
    redecided = schema.redecided
    at_row = and_(redecided.c.campaign == campaign, redecided.c.row == row)
    values = {
        "decision": after.decision,
        "reason": after.reason,
        "passing": int(after.passing),
    }
    if not connection.execute(update(redecided).where(at_row).values(**values)).rowcount:
        first = {"campaign": campaign, "row": row, "first": before.decision}
        connection.execute(insert(redecided), first | values)


def correct(
    connection: Connection,
    campaign: int,
    row: int,
    position: int,
    verdict: Verdict,
    salt: str | None = None,
) -> None:
    """A verdict on a number is replaced; `salt` is of what the log tells of its text."""
    corrected = schema.corrected
    place = {"campaign": campaign, "row": row, "position": position}
    connection.execute(
        delete(corrected).where(*(corrected.c[name] == value for name, value in place.items()))
    )
    plain = (verdict.check, plain_reason(verdict.reason), verdict.rule, verdict.region)
    told = {"e164": verdict.e164, "verdict": plain, "salt": salt}
    connection.execute(insert(corrected), place | told)


def _index(contacts: Contacts, row: int) -> int:
    index = index_of(contacts.table, row)
    if index is None:
        raise Bug("a row that the campaign does not have")
    return index


def _pack(contacts: Contacts) -> Iterator[tuple[str, bytes]]:
    yield "rows", _little_endian(contacts.table.rows).tobytes()
    for position, column in enumerate(contacts.table.columns):
        yield f"cells.{position}.data", column.data
        yield f"cells.{position}.ends", _little_endian(array("Q", column.ends)).tobytes()
    decisions = [(each.decision, plain_reason(each.reason)) for each in contacts.decided.distinct]
    yield "decided.values", dump(decisions).encode()
    yield "decided.codes", _little_endian(contacts.decided.codes).tobytes()
    for position, verdicts in enumerate(contacts.verdicts):
        details = verdicts.details
        plain = [(check, plain_reason(reason), *rest) for check, reason, *rest in details.distinct]
        yield f"verdicts.{position}.numbers", _little_endian(verdicts.numbers).tobytes()
        yield f"verdicts.{position}.values", dump(plain).encode()
        yield f"verdicts.{position}.codes", _little_endian(details.codes).tobytes()


def _unpack(packed: Mapping[str, bytes], headers: Sequence[str], numbers: int) -> Contacts:
    columns = tuple(
        TextColumn(
            packed[f"cells.{position}.data"], _integers("Q", packed[f"cells.{position}.ends"])
        )
        for position in range(len(headers))
    )
    decisions = [
        _decided(decision, reason_of(reason))
        for decision, reason in json.loads(packed["decided.values"])
    ]
    decided = CodedColumn.packed(decisions, _integers("I", packed["decided.codes"]))
    verdicts = tuple(_unpack_verdicts(packed, f"verdicts.{each}") for each in range(numbers))
    return Contacts(
        Table(tuple(headers), _integers("Q", packed["rows"]), columns), verdicts, decided
    )


def _decided(decision: str, reason: Reason | None, *, passing: bool = False) -> Decided:
    return READY if decision == Decision.READY else Decided(Decision(decision), reason, passing)


def _unpack_verdicts(packed: Mapping[str, bytes], name: str) -> VerdictColumn:
    details = [
        (Check(check), reason_of(reason), rule, region)
        for check, reason, rule, region in json.loads(packed[f"{name}.values"])
    ]
    return VerdictColumn.packed(
        _integers("Q", packed[f"{name}.numbers"]),
        CodedColumn.packed(details, _integers("I", packed[f"{name}.codes"])),
    )


def _integers(type_code: str, data: bytes) -> "array[int]":
    return _little_endian(array(type_code, data))


def _little_endian(numbers: "array[int]") -> "array[int]":
    """Between this machine's order of bytes and the library's."""
    if sys.byteorder == "little":
        return numbers
    swapped = array(numbers.typecode, numbers)
    swapped.byteswap()
    return swapped
