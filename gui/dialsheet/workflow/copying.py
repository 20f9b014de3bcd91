"""The result columns in a copy of the workbook that was imported, all else in it as it was."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from dialsheet.campaign import Campaign, Contacts, count, last_attempts
from dialsheet.columns import Source
from dialsheet.errors import BadInput, Reason
from dialsheet.ports import Library, OpenLibrary
from dialsheet.sheets import (
    Choices,
    Original,
    Page,
    Written,
    copy_with_columns,
    read_sheet,
    workbook_ending,
)
from dialsheet.sheets import copy_losses as losses_of
from dialsheet.workflow.called_before import ResultSheet, recognise
from dialsheet.workflow.exporting import Exported, refuse_target, target_of
from dialsheet.workflow.own_files import OwnFiles
from dialsheet.workflow.result_columns import RESULT_HEADERS, marks_of
from dialsheet.workflow.result_pages import results_page
from dialsheet.workflow.telling import Say, tell, up_to_date

_WORKBOOKS = ("xlsx", "xlsm")


def export_copy(
    open_library: OpenLibrary,
    campaign_id: str,
    target: Path,
    say: Say,
    knowing: bool = True,
    force: bool = False,
) -> Exported:
    """Write a copy of a campaign's workbook with its result columns; practice says so in the name.

    Made from the bytes that the library keeps, whatever became of the file. Opens the library
    itself, so that it can run in the work process. Raises `BadInput`; the target then is as it was:
    so it is for what `copy_losses` tells, unless it is written `knowing` that; `force` replaces any
    file.
    """
    losses = () if knowing else copy_losses(open_library, campaign_id, say)
    if losses:
        raise BadInput("workflow.copy_losses", losses=" ".join(map(say, losses)))
    with closing(open_library()) as library:
        campaign = library.campaign(campaign_id)
        _refuse_added(library, campaign)
        path = target_of(campaign, target)
        written = OwnFiles(library, campaign.id, force)
        refuse_copy(path, campaign.source, library.source_path(campaign.id), written)
        contacts, page, called = _results(library, campaign, say)
        own = len(contacts.table.headers)
        original = _original(library, campaign, contacts)

        def accept(copy: Path) -> None:
            _refuse_unknown(copy, original, contacts.table.rows, called)

        notes = copy_with_columns(
            original,
            path,
            page.headers[own:],
            zip(contacts.table.rows, (row[own:] for row in page.rows), strict=True),
            RESULT_HEADERS,
            accept,
            written,
        )
        last = last_attempts(library.attempts(campaign.id))
        return Exported(path, count(contacts, last), notes)


def copy_losses(open_library: OpenLibrary, campaign_id: str, say: Say) -> tuple[Reason, ...]:
    """What such a copy would lose, or a person should know before it is made.

    Raises `BadInput` when there can be none.
    """
    with closing(open_library()) as library:
        campaign = library.campaign(campaign_id)
        _refuse_kind(campaign.source)
        _refuse_added(library, campaign)
        contacts, page, _ = _results(library, campaign, say)
        own = len(contacts.table.headers)
        original = _original(library, campaign, contacts)
        return losses_of(original, page.headers[own:], RESULT_HEADERS)


def refuse_copy(target: Path, source: Source, data: Path, written: Written | None = None) -> None:
    """Raise `BadInput` for a target that cannot become a copy; to be asked early.

    `data` has the workbook's bytes: the source itself, or what the library keeps of it.
    """
    ending = copy_ending(source, data)
    if target.suffix.lower() != ending:
        raise BadInput("workflow.copy_ending", file=source.file, ending=ending, path=str(target))
    refuse_target(target, (source,), written, (ending,))


def copy_ending(source: Source, data: Path) -> str:
    """What the name of a copy must end in. Raises `BadInput` when there can be no copy."""
    _refuse_kind(source)
    return workbook_ending(data, source.file)


def _refuse_kind(source: Source) -> None:
    if source.format not in _WORKBOOKS:
        raise BadInput("workflow.copy_needs_workbook", file=source.file)
    if source.stacked:
        raise BadInput("workflow.copy_of_stacked", file=source.file)


def _refuse_added(library: Library, campaign: Campaign) -> None:
    """A copy has no place for rows of another file, and every row has to tell its result."""
    if added := library.added(campaign.id):
        file = campaign.source.file
        raise BadInput("workflow.copy_of_added", file=file, added=added[0].source.file)


def refuse_nameless(source: Source, rows: Sequence[int]) -> None:
    """Raise `BadInput` where a copy has no row for the names of result columns: it would come back
    as a sheet of people who were never called. `rows` are the contacts'."""
    if not _header_row(source, rows):
        raise BadInput("workflow.copy_without_header", file=source.file, sheet=source.sheet or "")


def _header_row(source: Source, rows: Sequence[int]) -> int:
    """Without a header, the names go into the row above the first contact, if there is one."""
    return source.header_row or (rows[0] - 1 if rows else 0)


def _results(
    library: Library, campaign: Campaign, say: Say
) -> tuple[Contacts, Page, frozenset[int]]:
    """The contacts, the page of their results, and the rows of those that were called live."""
    contacts = library.contacts(campaign.id)
    adopted = up_to_date(library, library.adopted(campaign.id), say)
    told = [tell(attempt, say) for attempt in library.attempts(campaign.id)]
    live = adopted if marks_of(campaign) else (*adopted, *told)
    called = frozenset(each.row for each in live if each.may_have_rung)
    return contacts, results_page(campaign, contacts, adopted, told, say), called


def _original(library: Library, campaign: Campaign, contacts: Contacts) -> Original:
    source, rows = campaign.source, contacts.table.rows
    refuse_nameless(source, rows)
    path = library.source_path(campaign.id)
    return Original(path, source.file, source.sheet or "", _header_row(source, rows))


def _refuse_unknown(
    copy: Path, original: Original, rows: Sequence[int], called: frozenset[int]
) -> None:
    """Raise `BadInput` for a copy that would not come back with these contacts, and these called.

    Whoever imports it would call them again, or call somebody who was no contact.
    """
    try:
        again = recognise(read_sheet(copy, Choices(sheet=original.sheet)))
    except BadInput:
        again = None
    if isinstance(again, ResultSheet):
        known = again.table.rows
        if [*known] == [*rows] and called <= {known[index] for index in again.called}:
            return
    raise BadInput("workflow.copy_not_known", file=original.file)
