"""Campaigns and their runs in the database, and how far each campaign has come."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from dialsheet.campaign import (
    AttemptState,
    Campaign,
    Contacts,
    Decision,
    Mapping,
    Pace,
    Rules,
    ToldAttempt,
)
from dialsheet.campaign import Connection as CallConnection
from dialsheet.columns import Source
from dialsheet.errors import BadInput, Bug, Reason
from dialsheet.store import contacts as stored_contacts
from dialsheet.store import log, rehearsing, same_sheets, schema
from dialsheet.store.column_types import legible, logged_reason

_ALIVE = frozenset({AttemptState.INTENDED, AttemptState.PLACED})
_KEY = select(schema.campaign.c.key).where(schema.campaign.c.id == bindparam("id"))


def create(
    connection: Connection,
    campaign: Campaign,
    contacts: Contacts,
    adopted: Sequence[ToldAttempt],
) -> int:
    """Write a new campaign, its cells, contacts and adopted attempts, and open its log; its key."""
    choices = {
        "mapping": campaign.mapping.to_json(),
        "rules": campaign.rules.to_json(),
        "connection": campaign.connection.to_json(),
        "pace": asdict(campaign.pace),
    }
    key: int = connection.execute(
        insert(schema.campaign)
        .values(
            id=campaign.id,
            created_at=campaign.created_at,
            practice=int(campaign.practice),
            history=campaign.connection.history,
            test=int(campaign.test),
            base_url=campaign.connection.base_url,
            account=legible(campaign.connection.name),
            source_sha256=campaign.source.sha256,
            source=asdict(campaign.source),
            headers=contacts.table.headers,
            decisions=Counter(decided.decision.value for decided in contacts.decided),
            **choices,
        )
        .returning(schema.campaign.c.key)
    ).scalar_one()
    stored_contacts.store(connection, key, contacts)
    adopt(connection, key, adopted)
    marks = same_sheets.marks_of(connection, campaign.source, adopted)
    same_sheets.mark(connection, key, {f"campaign:{campaign.id}", *marks})
    told = {
        "contacts": len(contacts),
        "adopted": len(adopted),
        "source_sha256": campaign.source.sha256,
        **choices,
    }
    log.append(connection, key, campaign.created_at, "created", told)
    if ignored := campaign.rules.ignore_do_not_call:
        ready = sum(each.decision is Decision.READY for each in contacts.decided)
        told = {"columns": list(ignored), "ready": ready}
        log.append(connection, key, campaign.created_at, "do_not_call_ignored", told)
    return key


def adopt(connection: Connection, key: int, adopted: Sequence[ToldAttempt]) -> None:
    """Write attempts that came with a sheet, after those that came with one before."""
    table = schema.adopted
    last = connection.scalar(select(func.max(table.c.seq)).where(table.c.campaign == key)) or 0
    calls = [each.call_id for each in adopted if each.call_id and not each.ref]
    known = same_sheets.attempts_of(connection, calls)
    history = [
        {"campaign": key, "seq": seq, "told": each.to_json(), **counted(each, known)}
        for seq, each in enumerate(adopted, last + 1)
    ]
    if history:
        connection.execute(insert(table), history)


def counted(told: ToldAttempt, known: MappingABC[str, tuple[str, str]]) -> dict[str, Any]:
    """What a claim has to know of an adopted attempt; `known` are attempts of the library, by the
    IDs of their calls."""
    counts = told.may_have_rung and not told.practice
    attempt_id, _ = known.get(told.call_id or "", (None, None))
    return {
        "e164": told.e164 if counts else None,
        "called_at": told.requested_at,
        "attempt_id": told.attempt_id or attempt_id,
        "outcome": told.outcome,
        "is_open": int(counts and told.state.is_open),
    }


def key_of(connection: Connection, campaign_id: str) -> int:
    """The key of the campaign of exactly that ID; `BadInput` when there is none."""
    key: int | None = connection.scalar(_KEY, {"id": campaign_id})
    if key is None:
        raise BadInput("store.no_campaign", campaign=campaign_id)
    return key


def key_here(connection: Connection, campaign_id: str) -> int:
    """The same, of one that is dialed here; `BadInput` when another desktop dials it, whose log
    goes on from ours."""
    key = key_of(connection, campaign_id)
    if is_handed_over(connection, key):
        raise BadInput("store.handed_over")
    return key


def is_handed_over(connection: Connection, key: int) -> bool:
    """Whether another desktop dials the campaign with that key."""
    table = schema.campaign.c
    return connection.scalar(select(table.handed_over_at).where(table.key == key)) is not None


def load(connection: Connection, beginning: str) -> Campaign:
    """The one campaign whose ID begins so; `BadInput` when there is none, or several."""
    table = schema.campaign
    rows = connection.execute(
        select(table).where(table.c.id.startswith(beginning, autoescape=True)).limit(2)
    ).all()
    if not rows or not beginning:
        raise BadInput("store.no_campaign", campaign=beginning)
    if len(rows) > 1:
        raise BadInput("store.ambiguous_campaign", campaign=beginning)
    return campaign_of(rows[0])


def load_contacts(connection: Connection, campaign_id: str) -> Contacts:
    """The contacts of a campaign with their cells."""
    key, table = key_of(connection, campaign_id), schema.campaign.c
    row = connection.execute(select(table.headers, table.mapping).where(table.key == key)).one()
    return stored_contacts.load(connection, key, row.headers, len(row.mapping["numbers"]))


def load_adopted(connection: Connection, campaign_id: str) -> tuple[ToldAttempt, ...]:
    """What the imported sheet told of earlier attempts, in its order."""
    key, table = key_of(connection, campaign_id), schema.adopted.c
    told = connection.scalars(select(table.told).where(table.campaign == key).order_by(table.seq))
    return tuple(map(ToldAttempt.from_json, told))


def exclude(connection: Connection, campaign_id: str, rows: Iterable[int], at: datetime) -> int:
    """A person takes contacts out of a campaign; how many were not out yet."""
    key, wanted = key_here(connection, campaign_id), set(rows)
    stored = load_contacts(connection, campaign_id)
    standing = zip(stored.table.rows, stored.decided, strict=True)
    decided = {row: each.decision for row, each in standing if row in wanted}
    return stored_contacts.exclude(connection, key, decided, at)


def source_sha256(connection: Connection, campaign_id: str) -> str:
    """The SHA-256 of a campaign's source file."""
    key, table = key_of(connection, campaign_id), schema.campaign.c
    found: str = connection.execute(
        select(table.source_sha256).where(table.key == key)
    ).scalar_one()
    return found


def end_pilot(connection: Connection, campaign_id: str, at: datetime) -> None:
    """All contacts of a campaign may be called from now on."""
    key, rules = key_here(connection, campaign_id), load(connection, campaign_id).rules
    if rules.limit is None:
        return
    whole = replace(rules, limit=None).to_json()
    connection.execute(
        update(schema.campaign).where(schema.campaign.c.key == key).values(rules=whole)
    )
    log.append(connection, key, at, "pilot_ended", {"limit": rules.limit})


def begin_run(connection: Connection, key: int, detail: dict[str, Any], at: datetime) -> None:
    """A run of the campaign with that key starts."""
    run = schema.run
    earlier = connection.scalar(select(func.max(run.c.ordinal)).where(run.c.campaign == key))
    started = {"campaign": key, "ordinal": (earlier or 0) + 1, "started_at": at, "detail": detail}
    connection.execute(insert(run), started)
    if earlier is None:
        rehearsing.waive(connection, key, at)
    log.append(connection, key, at, "run_started", detail)
    stored_contacts.release(connection, key, at)


def end_run(
    connection: Connection, key: int, reason: Reason, at: datetime, *, needs_person: bool = False
) -> None:
    """The last run of the campaign ends; raises `Bug` when it has ended already."""
    run = schema.run
    last = select(func.max(run.c.ordinal)).where(run.c.campaign == key).scalar_subquery()
    ended = connection.execute(
        update(run)
        .where(run.c.campaign == key, run.c.ordinal == last, run.c.ended_at.is_(None))
        .values(ended_at=at, reason=reason, needs_person=int(needs_person))
    )
    if ended.rowcount != 1:
        raise Bug("no run to end")
    told = {"reason": logged_reason(reason), **({"needs_person": True} if needs_person else {})}
    log.append(connection, key, at, "run_ended", told)


def dialed_since(connection: Connection, calling: CallConnection, since: datetime) -> bool:
    """Whether the last run of a campaign that calls from the same number ended since then, or
    never did."""
    run, later = schema.run.c, schema.run.alias()
    found = connection.scalars(
        select(schema.campaign.c.connection)
        .join_from(schema.run, schema.campaign)
        .where(
            or_(run.ended_at.is_(None), run.ended_at > since),
            ~exists().where(later.c.campaign == run.campaign, later.c.ordinal > run.ordinal),
        )
    )
    number = _calling_number(calling)
    return any(_calling_number(CallConnection.from_json(each)) == number for each in found)


def _calling_number(calling: CallConnection) -> str | None:
    return calling.from_number.number if calling.from_number else None


def campaign_of(row: Row[Any]) -> Campaign:
    """A campaign, out of its row."""
    return Campaign(
        row.id,
        row.created_at,
        Source.from_json(row.source),
        Mapping.from_json(row.mapping),
        Rules.from_json(row.rules),
        CallConnection.from_json(row.connection),
        Pace(**row.pace),
    )
