"""Sheets whose contacts were added to a campaign that lives."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from dialsheet.campaign import Added, Addition, joined, skip_twins
from dialsheet.columns import Source
from dialsheet.errors import BadInput
from dialsheet.store import campaigns, contacts, log, refusing, same_sheets, schema

_added, _adopted, _campaign = schema.added, schema.adopted, schema.campaign


def add(connection: Connection, campaign_id: str, addition: Addition, at: datetime) -> Addition:
    """Put the contacts of one more sheet below those that a campaign has."""
    key = campaigns.key_here(connection, campaign_id)
    campaign = campaigns.load(connection, campaign_id)
    known, more = campaigns.load_contacts(connection, campaign_id), addition.contacts
    if known.table.rows[-1] != addition.offset:
        raise BadInput("store.campaign_grew")
    refusing.hold_twins(connection, key, campaign, known, more, at)
    skip_twins(known, more, campaign.rules.duplicates)
    as_made = contacts.as_made(connection, key, known.table.headers, len(known.verdicts))
    contacts.replace(connection, key, joined(as_made, more, addition.origin))
    decisions = Counter(each.decision.value for each in more.decided)
    row = connection.execute(select(_campaign.c.decisions).where(_campaign.c.key == key)).one()
    values = {"decisions": Counter(row.decisions) + decisions, "headers": more.table.headers}
    connection.execute(update(_campaign).where(_campaign.c.key == key).values(values))
    campaigns.adopt(connection, key, addition.adopted)
    marks = same_sheets.marks_of(connection, addition.source, addition.adopted)
    same_sheets.mark(connection, key, marks)
    told = {
        "offset": addition.offset,
        "contacts": len(more),
        "adopted": len(addition.adopted),
        "source_sha256": addition.source.sha256,
    }
    seq = connection.scalar(select(func.count()).where(_added.c.campaign == key)) or 0
    sheet = {"campaign": key, "seq": seq + 1, "source": asdict(addition.source)}
    sheet |= {name: told[name] for name in ("offset", "contacts", "source_sha256")}
    connection.execute(insert(_added), sheet)
    log.append(connection, key, at, "added", told | {"decisions": decisions})
    return addition


def added(connection: Connection, key: int) -> tuple[Added, ...]:
    """The sheets that were added to the campaign of that key, in their order."""
    rows = connection.execute(select(_added).where(_added.c.campaign == key).order_by(_added.c.seq))
    return tuple(Added(Source.from_json(row.source), row.offset, row.contacts) for row in rows)
