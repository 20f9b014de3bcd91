"""How far each campaign has come, counted without loading a contact."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
)

from dialsheet.campaign import (
    GIVEN_BACK,
    NEVER_RANG,
    TO_GO_ON,
    AttemptState,
    CampaignState,
    CampaignSummary,
    Counts,
    Decision,
    ToldAttempt,
)
from dialsheet.columns import Source
from dialsheet.store import same_sheets, schema
from dialsheet.store.campaigns import campaign_of

_ALIVE = frozenset({AttemptState.INTENDED, AttemptState.PLACED})


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
    campaign, counts = campaign_of(stored), Counts()
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
