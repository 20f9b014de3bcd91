"""The result columns in a copy of the workbook that was imported, all else in it as it was."""

from contextlib import closing
from pathlib import Path

from dialsheet.campaign import Campaign, Contacts, count, last_attempts
from dialsheet.columns import Source
from dialsheet.errors import BadInput, Reason
from dialsheet.ports import Library, OpenLibrary
from dialsheet.sheets import Original, Page, copy_with_columns, workbook_ending
from dialsheet.sheets import copy_losses as losses_of
from dialsheet.workflow.exporting import Exported, refuse_target, target_of
from dialsheet.workflow.result_columns import RESULT_HEADERS
from dialsheet.workflow.result_pages import results_page
from dialsheet.workflow.telling import Say, tell, up_to_date

_WORKBOOKS = ("xlsx", "xlsm")


def export_copy(
    open_library: OpenLibrary, campaign_id: str, target: Path, say: Say, knowing: bool = True
) -> Exported:
    """Write a copy of a campaign's workbook with its result columns; practice says so in the name.

    Made from the bytes that the library keeps, whatever became of the file. Opens the library
    itself, so that it can run in the work process. Raises `BadInput`; the target then is as it was:
    so it is for what `copy_losses` tells, unless it is written `knowing` that.
    """
    losses = () if knowing else copy_losses(open_library, campaign_id, say)
    if losses:
        raise BadInput("workflow.copy_losses", losses=" ".join(map(say, losses)))
    with closing(open_library()) as library:
        campaign = library.campaign(campaign_id)
        _refuse_added(library, campaign)
        path = target_of(campaign, target)
        refuse_copy(path, campaign.source, library.source_path(campaign.id))
        contacts, page = _results(library, campaign, say)
        own = len(contacts.table.headers)
        notes = copy_with_columns(
            _original(library, campaign, contacts),
            path,
            page.headers[own:],
            zip(contacts.table.rows, (row[own:] for row in page.rows), strict=True),
            RESULT_HEADERS,
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
        contacts, page = _results(library, campaign, say)
        own = len(contacts.table.headers)
        original = _original(library, campaign, contacts)
        return losses_of(original, page.headers[own:], RESULT_HEADERS)


def refuse_copy(target: Path, source: Source, data: Path) -> None:
    """Raise `BadInput` for a target that cannot become a copy; to be asked early.

    `data` has the workbook's bytes: the source itself, or what the library keeps of it.
    """
    ending = copy_ending(source, data)
    if target.suffix.lower() != ending:
        raise BadInput("workflow.copy_ending", file=source.file, ending=ending, path=str(target))
    refuse_target(target, source, (ending,))


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


def _results(library: Library, campaign: Campaign, say: Say) -> tuple[Contacts, Page]:
    contacts = library.contacts(campaign.id)
    adopted = up_to_date(library, library.adopted(campaign.id), say)
    told = [tell(attempt, say) for attempt in library.attempts(campaign.id)]
    return contacts, results_page(campaign, contacts, adopted, told, say)


def _original(library: Library, campaign: Campaign, contacts: Contacts) -> Original:
    """Without a header, the names go into the row above the first contact, if there is one."""
    source, rows = campaign.source, contacts.table.rows
    header_row = source.header_row or (rows[0] - 1 if rows else 0)
    path = library.source_path(campaign.id)
    return Original(path, source.file, source.sheet or "", header_row or None)
