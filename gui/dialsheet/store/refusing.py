"""Contacts of whom the sheet itself says that they are not to be called, in a started campaign."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, update

from dialsheet.campaign import (
    DUPLICATE,
    READY,
    SAYS_NO,
    TWIN_SAYS_NO,
    Campaign,
    Contacts,
    Decided,
    Deciding,
    Decision,
    DuplicatePolicy,
    Grounds,
    find_refusals,
    refused,
    refused_numbers,
    twin_reason,
)
from dialsheet.errors import BadInput, Reason
from dialsheet.store import attempts, campaigns, contacts, log, schema


def ignore(connection: Connection, campaign_id: str, columns: Sequence[str], at: datetime) -> int:
    """A person lets contacts be called although these columns say no; how many are ready by it.

    Raises `BadInput` for a column that is not there, or says no of nobody.
    """
    key = campaigns.key_here(connection, campaign_id)
    campaign = campaigns.load(connection, campaign_id)
    known = campaigns.load_contacts(connection, campaign_id)
    found = find_refusals(known.table)
    for column in columns:
        if column not in known.table.headers:
            raise BadInput("campaign.no_such_column", column=column)
        if column not in found:
            raise BadInput("campaign.column_says_nothing", column=column)
    before = campaign.rules
    new = [column for column in columns if column not in before.ignore_do_not_call]
    if not new:
        return 0
    rules = replace(before, ignore_do_not_call=(*before.ignore_do_not_call, *new))
    still = refused(known.table, found, rules.calling.hold_where, rules.ignore_do_not_call)
    made = attempts.of_campaign(connection, key)
    tried = {attempt.row for attempt in made if attempt.state.may_have_rung}
    freed = _freed(replace(campaign, rules=rules), known, still, tried, new)
    table = schema.campaign.c
    connection.execute(
        update(schema.campaign).where(table.key == key).values(rules=rules.to_json())
    )
    for index, decided in freed.items():
        row = known.table.rows[index]
        contacts.redecide(connection, key, row, known.decided[index], decided)
    ready = sum(decided is READY for decided in freed.values())
    log.append(connection, key, at, "do_not_call_ignored", {"columns": new, "ready": ready})
    return ready


def hold_twins(
    connection: Connection,
    key: int,
    campaign: Campaign,
    known: Contacts,
    more: Contacts,
    at: datetime,
) -> None:
    """Who says no in one of two sheets is not called through the other.

    `more` are decided anew, in place; those that are `known` already in the database.
    """
    for index, reason in _twins(campaign, known, more).items():
        if more.decided[index].decision is not Decision.SKIPPED:
            more.decided[index] = Decided(Decision.HELD, reason)
    rows = known.table.rows
    holds = {
        rows[index]: reason
        for index, reason in _twins(campaign, more, known).items()
        if known.decided[index].may_go
    }
    contacts.hold(connection, key, holds, at, passing=False, skips=False)


def _twins(campaign: Campaign, saying: Contacts, others: Contacts) -> dict[int, Reason]:
    """Those of `others` who have the number of one that says no, by index, and why."""
    theirs = (saying.table, campaign.mapping, saying.verdicts, _refused(campaign, saying))
    numbers = refused_numbers(*theirs, others.verdicts)
    if not numbers:
        return {}
    return {
        index: reason
        for index in range(len(others))
        if (reason := twin_reason(others.verdicts, index, numbers))
    }


def _refused(campaign: Campaign, known: Contacts) -> dict[int, Reason]:
    rules = campaign.rules
    said = (rules.calling.hold_where, rules.ignore_do_not_call)
    return refused(known.table, find_refusals(known.table), *said)


def _freed(
    campaign: Campaign,
    known: Contacts,
    still: dict[int, Reason],
    tried: set[int],
    columns: Sequence[str],
) -> dict[int, Decided]:
    """Those who were held for what these columns say, by index, as they are decided now."""
    rules, rows = campaign.rules, known.table.rows
    limits = campaign.connection.limits
    grounds = Grounds(accepted_rules=rules.accepted_rules, refused=still, limits=limits)
    deciding = Deciding(known.table, campaign.mapping, known.verdicts, grounds)
    numbers = refused_numbers(known.table, campaign.mapping, known.verdicts, still)
    taken: dict[int, int] = {}  # the row that has a number
    if rules.duplicates is not DuplicatePolicy.ALL:
        for column in known.verdicts:
            for index, number in enumerate(column.numbers):
                if known.decided[index].may_go or rows[index] in tried:
                    taken.setdefault(number, rows[index])
        taken.pop(0, None)
    freed: dict[int, Decided] = {}
    for index, before in enumerate(known.decided):
        reason = before.reason
        if (
            before.decision is not Decision.HELD
            or reason is None
            or reason.code not in (SAYS_NO, TWIN_SAYS_NO)
            or reason.params["column"] not in columns
        ):
            continue
        decided = deciding.alone(index)
        own = [column.numbers[index] for column in known.verdicts]
        if rows[index] in tried:
            decided = READY  # it was called, and goes on as it did
        elif decided is READY and (twin := next(filter(taken.__contains__, own), None)):
            decided = Decided(Decision.SKIPPED, Reason(DUPLICATE, {"row": taken[twin]}))
        if decided is READY and (no := twin_reason(known.verdicts, index, numbers)):
            decided = Decided(Decision.HELD, no)
        if decided is READY and rules.duplicates is not DuplicatePolicy.ALL:
            taken.update(dict.fromkeys(filter(None, own), rows[index]))
        freed[index] = decided
    return freed
