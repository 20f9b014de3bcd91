"""The test call: one call to a person's own number, with the fields of a contact of a campaign.

It is a tiny campaign of its own, so that it has the life of every attempt, and its record; it is
marked as a test, and counts for nothing.
"""

from array import array
from dataclasses import replace

from dialsheet.campaign import READY, Campaign, Contacts, Rules, cannot_call, index_of, new_id
from dialsheet.columns import CodedColumn, Table, TextColumn
from dialsheet.errors import BadInput
from dialsheet.numbers import VerdictColumn, check_number
from dialsheet.ports import Clock


def new_test_call(
    campaign: Campaign, contacts: Contacts, number: str, row: int | None, clock: Clock
) -> tuple[Campaign, Contacts]:
    """The test call of a campaign, which need not be in the library yet: a campaign of a fresh ID
    with one contact, ready. None: the first row that is to be called, else the first one.

    The contact has the row's cells, which the agent reads as they are, and no number but `number`,
    in international form. Raises `BadInput` for another, for one that the connection does not
    reach, and for a row that is not there.

    A window: `library.create_campaign(*new_test_call(...))`, a `Dialer` for it as for any other,
    and `library.record_test_call` once the campaign that it was made for is in the library.
    """
    verdict = check_number(number, None)
    if not verdict.callable:
        raise BadInput("workflow.test_number")
    if reason := cannot_call(campaign.connection.limits, verdict):
        raise BadInput(reason.code, **reason.params)
    index = _first_ready(contacts) if row is None else index_of(contacts.table, row)
    if index is None:
        raise BadInput("workflow.test_row", row=row or 0)
    table = contacts.table
    cells = tuple(TextColumn.of([column[index]]) for column in table.columns)
    one = Table(table.headers, array("Q", [table.rows[index]]), cells)
    verdicts = VerdictColumn([verdict.by_person(accepted=False)])
    test = replace(
        campaign,
        id=new_id(),
        created_at=clock.now(),
        mapping=replace(campaign.mapping, numbers=campaign.mapping.numbers[:1]),
        rules=Rules(test=True),
    )
    return test, Contacts(one, (verdicts,), CodedColumn([READY]))


def _first_ready(contacts: Contacts) -> int | None:
    ready = (index for index, decided in enumerate(contacts.decided) if decided.may_go)
    return next(ready, 0 if len(contacts) else None)
