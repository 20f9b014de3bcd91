"""Campaigns and their runs in the database, and how far each campaign has come."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from dialsheet.campaign import (
    GIVEN_BACK,
    NEVER_RANG,
    TO_GO_ON,
    AttemptState,
    Campaign,
    CampaignState,
    CampaignSummary,
    Contacts,
    Counts,
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
from dialsheet.store.column_types import legible, plain_reason

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
    return _campaign(rows[0])


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
    told = {"reason": plain_reason(reason), **({"needs_person": True} if needs_person else {})}
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


def summaries(
    connection: Connection, keys: Collection[int] | None = None
) -> tuple[CampaignSummary, ...]:
    """All campaigns, or those with these keys, newest first, counted without loading a contact."""

    def among(statement: Select[Any], key: ColumnElement[int]) -> Select[Any]:
        return statement if keys is None else statement.where(key.in_(keys))

    campaign, attempt, redecided = schema.campaign, schema.attempt, schema.redecided
    other = attempt.alias()
    weight, other_weight = (_weight(each.c.state) for each in (attempt, other))
    # The contact's last attempt of those that tell most.
    last = ~exists().where(
        other.c.campaign == attempt.c.campaign,
        other.c.row == attempt.c.row,
        or_(
            other_weight > weight,
            and_(other_weight == weight, other.c.ordinal > attempt.c.ordinal),
        ),
    )
    decision = func.coalesce(redecided.c.decision, Decision.READY.value)
    what = (attempt.c.campaign, decision.label("decision"), attempt.c.state, attempt.c.outcome)
    same_contact = and_(
        redecided.c.campaign == attempt.c.campaign, redecided.c.row == attempt.c.row
    )
    tried = _by_campaign(
        connection,
        among(select(*what, func.count().label("contacts")), attempt.c.campaign)
        .join_from(attempt, redecided, same_contact, isouter=True)
        .where(last)
        .group_by(*what),
    )
    change = (
        *(redecided.c.campaign, redecided.c.first, redecided.c.decision),
        redecided.c.passing,
    )
    changed = _by_campaign(
        connection,
        among(select(*change, func.count().label("contacts")), redecided.c.campaign).group_by(
            *change
        ),
    )
    run, later = schema.run.c, schema.run.alias().c
    broken_off = set(connection.scalars(select(run.campaign).where(run.ended_at.is_(None))))
    for_person = set(
        connection.scalars(
            select(run.campaign).where(
                run.needs_person == 1,
                ~exists().where(later.campaign == run.campaign, later.ordinal > run.ordinal),
            )
        )
    )
    newest_first = among(select(campaign), campaign.c.key).order_by(
        campaign.c.created_at.desc(), campaign.c.key.desc()
    )
    return tuple(
        _summary(
            row,
            changed[row.key],
            tried[row.key],
            broken_off=row.key in broken_off,
            for_person=row.key in for_person,
        )
        for row in connection.execute(newest_first)
    )


def _weight(state: ColumnElement[str]) -> ColumnElement[int]:
    """As `AttemptState.weight`."""
    weights = {each.value: each.weight for each in AttemptState}
    return case(weights, value=state)


def unfinished(
    connection: Connection, history: str | None, source: Source, adopted: Sequence[ToldAttempt]
) -> tuple[CampaignSummary, ...]:
    """The campaigns of the same sheet and history (None: any) that are to be gone on with."""
    marks = same_sheets.marks_of(connection, source, adopted)
    table = schema.campaign.c
    keys = connection.scalars(
        select(table.key).where(
            table.key.in_(same_sheets.campaigns_of(connection, marks)),
            true() if history is None else table.history == history,
            table.practice == 0,
            table.test == 0,
        )
    ).all()
    found = summaries(connection, keys) if keys else ()
    return tuple(each for each in found if each.state in TO_GO_ON)


def _by_campaign(connection: Connection, statement: Any) -> dict[int, list[Row[Any]]]:
    rows: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(statement):
        rows[row.campaign].append(row)
    return rows


def _summary(
    stored: Row[Any],
    changed: Iterable[Row[Any]],
    tried: list[Row[Any]],
    *,
    broken_off: bool,
    for_person: bool,
) -> CampaignSummary:
    """`changed`: contacts decided anew; `tried`: contacts with attempts, as the last one stands;
    `broken_off`: a run has no end; `for_person`: the last one waits for a person to look."""
    campaign, counts = _campaign(stored), Counts()
    undone = Counter(stored.decisions)  # contacts that no outcome speaks for, by decision
    put_off = 0  # by a rule, until their time comes
    for row in changed:
        undone[row.first] -= row.contacts
        undone[row.decision] += row.contacts
        put_off += row.contacts * row.passing
    waiting = undone[Decision.READY]
    dialed = alive = 0
    for row in tried:
        if row.outcome is not None:
            setattr(counts, row.outcome, getattr(counts, row.outcome) + row.contacts)
            undone[row.decision] -= row.contacts
        if row.state not in GIVEN_BACK:
            dialed += row.contacts if row.state not in NEVER_RANG else 0
            waiting -= row.contacts if row.decision == Decision.READY else 0
            alive += row.contacts if row.state in _ALIVE else 0
    counts.held, counts.skipped = undone[Decision.HELD], undone[Decision.SKIPPED]
    beyond_pilot = 0
    if campaign.rules.limit is not None:
        beyond_pilot = max(0, waiting - max(0, campaign.rules.limit - dialed))
        waiting -= beyond_pilot
    # What was to follow on a call is not written down by a run that was broken off.
    open_ends = broken_off and dialed and campaign.rules.calling.follow_ups
    if stored.handed_over_at is not None:
        state = CampaignState.HANDED_OVER
    elif for_person:
        state = CampaignState.NEEDS_PERSON
    elif alive or waiting or put_off or open_ends:
        state = CampaignState.UNFINISHED if tried else CampaignState.NEW
    elif counts.unknown:
        state = CampaignState.NEEDS_PERSON
    else:
        state = CampaignState.PILOT_OVER if beyond_pilot else CampaignState.FINISHED
    return CampaignSummary(campaign, sum(stored.decisions.values()), counts, state)


def _campaign(row: Row[Any]) -> Campaign:
    return Campaign(
        row.id,
        row.created_at,
        Source.from_json(row.source),
        Mapping.from_json(row.mapping),
        Rules.from_json(row.rules),
        CallConnection.from_json(row.connection),
        Pace(**row.pace),
    )
