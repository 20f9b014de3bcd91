"""Test calls on the record: what one came to, or that nobody made one before real telephones rang.

The entry names the account of whoever made it, or did without it.
"""

from datetime import datetime

from sqlalchemy import Connection, exists, select

from dialsheet.campaign import Connection as CallConnection
from dialsheet.campaign import Rules, attempt_outcome, counted
from dialsheet.store import attempts, log, schema

_MADE = "test_call"
_campaign = schema.campaign.c


def record(connection: Connection, campaign: int, test: int, at: datetime) -> None:
    """A campaign's log tells of its test call, if a telephone rang; both by their keys."""
    for attempt in counted(attempts.of_campaign(connection, test))[-1:]:
        told = {
            "campaign": attempt.campaign_id,
            "state": attempt.state,
            "outcome": attempt_outcome(attempt),
        }
        log.append(connection, campaign, at, _MADE, told, attempt.row, attempt.id)


def waive(connection: Connection, campaign: int, at: datetime) -> None:
    """The log of a campaign of that key says that it does without a test, unless one was made.

    Where nothing leaves this machine, and of a test call itself, nobody asks for one.
    """
    wanted = select(_campaign.connection, _campaign.rules).where(_campaign.key == campaign)
    calls, rules = connection.execute(wanted).one()
    if CallConnection.from_json(calls).on_loopback or Rules.from_json(rules).test:
        return
    event = schema.event.c
    made = exists().where(event.campaign == campaign, event.kind == _MADE)
    if not connection.scalar(select(made)):
        log.append(connection, campaign, at, "test_call_waived", {})
