"""The composition root of what is asked before a campaign is made or grows: whether another one is
to be gone on with instead, and whom others have called."""

from collections.abc import Sequence
from datetime import datetime

from dialsheet import assets
from dialsheet.campaign import Campaign, Contacts, Repeated, ToldAttempt
from dialsheet.columns import Source
from dialsheet.errors import BadInput
from dialsheet.ports import Library
from dialsheet.workflow import called_by_sheet, look_back

_NAMED = 3  # campaigns, in a sentence


def refuse_second(library: Library, campaign: Campaign, adopted: Sequence[ToldAttempt]) -> None:
    """Raise `BadInput` where a campaign of the same sheet is to be gone on with."""
    if campaign.repeats is None or campaign.repeats.who is not Repeated.NOBODY:
        return
    history = campaign.connection.history
    for summary in library.unfinished(history, campaign.source, adopted):
        first = summary.campaign
        whose = {"campaign": first.id, "file": first.source.file}
        raise BadInput("cli.unfinished_campaign", **whose, made=_local(first.created_at))


def skip_called_before(
    library: Library,
    campaign: Campaign,
    contacts: Contacts,
    now: datetime,
    adopted: Sequence[ToldAttempt],
    addition: Source | None = None,
) -> str | None:
    """Skip those whom another campaign called for the same sheet; a sentence on all who were called
    before, if anybody was. `addition`: the contacts are of that sheet, and are added to it."""
    known = look_back(
        library,
        addition or campaign.source,
        *(campaign.mapping, campaign.rules, campaign.connection, contacts, now, adopted),
        own=campaign.id if addition else None,
    )
    holds = known.skip(contacts, campaign.rules.repeats)
    of_sheet = called_by_sheet(contacts, known)
    if not known.calls and not of_sheet:
        return None
    held = sum(contacts.decided[index].may_go for index in holds)
    skipped = of_sheet + sum(not contacts.decided[index].may_go for index in known.calls)
    count = len(known.calls) + of_sheet
    named = [
        assets.text(
            "cli.called_in",
            campaign=each.campaign_id,
            on=_local(each.last_at),
            count=each.contacts,
        )
        for each in known.campaigns[:_NAMED]
    ]
    if more := len(known.campaigns[_NAMED:]):
        named.append(assets.text("cli.called_in_more", count=more))
    if of_sheet:
        named.append(assets.text("cli.called_as_told", count=of_sheet))
    return assets.text(
        "cli.called_before",
        count=count,
        campaigns="; ".join(named),
        skipped=skipped,
        held=held,
        again=count - skipped - held,
    )


def _local(moment: datetime) -> str:
    """As it is where this machine is."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
