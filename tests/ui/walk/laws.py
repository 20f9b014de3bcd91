"""What is true of a window that rests: table, draft and library tell the same."""

from collections.abc import Iterator
from contextlib import closing

from dialsheet import outside
from dialsheet.campaign import Contacts
from dialsheet.dialing import RunState
from dialsheet.ports import Library
from dialsheet.ui import MainWindow
from dialsheet.ui.contacts_cells import OWN, Column
from dialsheet.ui.standings import Flag, Group, Standings
from dialsheet.workflow import plan


def broken_laws(window: MainWindow) -> list[str]:
    """Each law that is broken, in words."""
    return [*_of_the_table(window), *_of_the_counts(window), *_of_the_draft(window), *_of(window)]


def _of_the_table(window: MainWindow) -> Iterator[str]:
    """The table shows the contacts of the draft."""
    draft, standings = window.session.draft, window.session.shown.standings
    model = window.workspace.contacts
    if draft.contacts is None or standings is None:
        if model.rowCount():
            yield "the table has rows and nothing is open"
        return
    if standings.contacts is not draft.contacts:
        yield "the standings are of other contacts than the draft's"
        return
    headers = draft.contacts.table.headers
    if model.columnCount() != OWN + len(headers):
        yield f"{model.columnCount()} columns for {headers}"
    for row in range(model.rowCount()):
        index = model.contact_at(row)
        cells = [model.full_text(row, OWN + column) for column in range(len(headers))]
        if cells != [column[index] for column in draft.contacts.table.columns]:
            yield f"row {row} of the table shows {cells}"
        verdict = standings.verdict(index)
        number = model.cell(row, Column.NUMBER).text
        if verdict.e164 and number != verdict.e164:
            yield f"row {row} of the table shows {number}, and {verdict} is what was found"
    if model._filter is None and model.rowCount() != len(draft.contacts):
        yield f"{model.rowCount()} rows for {len(draft.contacts)} contacts, and no filter"
    if window.workspace.filter._chosen != model._filter:
        yield f"the filter says {window.workspace.filter._chosen}, the table {model._filter}"
    missing = {number.column for number in draft.mapping.numbers} - set(headers)
    if missing:
        yield f"number columns that the sheet has not: {missing}"


def _of_the_counts(window: MainWindow) -> Iterator[str]:
    """What was counted bit by bit is what a count of all comes to."""
    draft, standings = window.session.draft, window.session.shown.standings
    if draft.contacts is None or standings is None or standings.contacts is not draft.contacts:
        return
    afresh = Standings(
        draft.contacts,
        (),
        draft.planned_rules.accepted_rules,
        draft.adopted,
        draft.source,
        draft.sheet.ragged if draft.sheet else (),
    )
    while not afresh.is_sorted:
        afresh.sort_more()
    if standings.counts != afresh.counts:
        yield f"groups counted as {standings.counts}, and they are {afresh.counts}"
    for flag in Flag:
        if standings.count(flag) != afresh.count(flag):
            yield f"{flag}: counted {standings.count(flag)}, and there are {afresh.count(flag)}"
    shown = window.workspace.filter
    for group, button in shown._buttons.items():
        count = len(draft.contacts) if group is None else standings.counts[group]
        if not button.text().endswith(f"  {count}"):
            yield f"the filter {group} says {button.text()!r}, and there are {count}"
    ready = sum(standings.counts[group] for group in Group if group.may_be_called)
    if draft.ready != ready:
        yield f"{draft.ready} are ready in the draft, and {ready} on screen"


def _of_the_draft(window: MainWindow) -> Iterator[str]:
    """What was decided step by step is what deciding all anew comes to."""
    draft = window.session.draft
    if draft.contacts is None or draft.sheet is None or draft.is_fixed:
        return
    if not draft.shows_choices:
        if draft.field_problem is None:
            yield "what is chosen is not what the contacts were decided by, and nobody is at it"
        return
    said = tuple(draft.corrections.values())
    afresh = plan(draft.sheet, draft.mapping, draft.rules, said, draft.limits)
    yield from _differences(draft.contacts, afresh, "the draft", "a new plan")


def _of(window: MainWindow) -> Iterator[str]:
    """The library has the campaign that is shown, as it is shown, once no run goes on."""
    session, draft = window.session, window.session.draft
    dialer = window.engine._room.runs._dialer
    if session.run.running != (dialer is not None):
        yield f"running is {session.run.running}, and there is {dialer or 'no run'}"
    if draft.campaign is None:
        return
    if draft.source is None or draft.source.file not in window.windowTitle():
        yield f"the window is named {window.windowTitle()!r}"
    if session.run.running:
        return
    with closing(outside.library_opener()()) as library:
        yield from _of_the_campaign(window, library)


def _of_the_campaign(window: MainWindow, library: Library) -> Iterator[str]:
    draft, standings = window.session.draft, window.session.shown.standings
    assert draft.campaign is not None
    assert draft.contacts is not None
    assert standings is not None
    kept = library.campaign(draft.campaign.id)
    for name in ("id", "source", "mapping", "connection", "pace"):
        if getattr(kept, name) != getattr(draft.campaign, name):
            yield f"{name} of the campaign is {getattr(kept, name)} in the library"
    contacts = library.contacts(draft.campaign.id)
    yield from _differences(draft.contacts, contacts, "the window", "the library", decided=False)
    latest = {attempt.row: attempt for attempt in library.attempts(draft.campaign.id)}
    for index, row in enumerate(draft.contacts.table.rows):
        if index >= len(contacts.decided):
            return
        shown, has = standings.attempt(index), latest.get(row)
        if (shown and (shown.id, shown.state)) != (has and (has.id, has.state)):
            yield f"row {row} was last {shown and shown.state}, in the library {has and has.state}"
        told, decided = standings.decided(index), contacts.decided[index]
        if has is None and told.decision != decided.decision:
            yield f"row {row} is {told}, in the library {decided}"
    progress = window.session.run.view.progress
    if progress is not None and progress.state is not RunState.ENDED:
        yield f"the run has ended, and is said to be {progress.state}"


def _differences(
    one: Contacts, other: Contacts, its: str, others: str, *, decided: bool = True
) -> Iterator[str]:
    if (one.table.headers, list(one.table.rows)) != (other.table.headers, list(other.table.rows)):
        yield f"{its} has rows or columns that {others} has not"
        return
    for index, row in enumerate(one.table.rows):
        if decided and one.decided[index] != other.decided[index]:
            yield f"row {row} is {one.decided[index]} in {its}, {other.decided[index]} in {others}"
        for column, (its_own, its_other) in enumerate(
            zip(one.verdicts, other.verdicts, strict=True)
        ):
            if its_own[index] != its_other[index]:
                yield (
                    f"number {column} of row {row} is {its_own[index]} in {its},"
                    f" {its_other[index]} in {others}"
                )
