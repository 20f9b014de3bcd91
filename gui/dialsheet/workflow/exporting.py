"""The result sheet: every original column, what was decided, and what became of each contact."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dialsheet.campaign import (
    Campaign,
    Contacts,
    Counts,
    Decided,
    Decision,
    NumberColumn,
    count,
    last_attempts,
)
from dialsheet.columns import Source
from dialsheet.errors import BadInput, Reason
from dialsheet.ports import OpenLibrary
from dialsheet.sheets import (
    Cell,
    Page,
    ResultBook,
    TextForm,
    Written,
    free_name,
    refuse_foreign,
    write_result,
)
from dialsheet.workflow.called_before import CALLED_CODES
from dialsheet.workflow.own_files import OwnFiles
from dialsheet.workflow.result_columns import DUPLICATE, REJECT_HEADERS, marks_of
from dialsheet.workflow.result_pages import (
    attempts_page,
    campaign_page,
    results_page,
    value_headers,
)
from dialsheet.workflow.telling import Say, tell, tell_held, up_to_date

# What an earlier export added to a name.
_SAVED = re.compile(
    r"( PRACTICE| TEST)* results( \d{4}-\d\d-\d\d \d\d\.\d\d)?( PRACTICE| TEST)*( \(\d+\))?$"
)
TARGET_ENDINGS = (".xlsx", ".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Exported:
    """A result sheet that was written."""

    path: Path
    counts: Counts
    notes: tuple[Reason, ...] = ()  # what did not fit whole


@dataclass(frozen=True, slots=True)
class TextChoice:
    """What a person chose of a file that is to be written, the first two of a text file."""

    like_source: bool = False  # encoding and delimiter as the source had them
    replaces: bool = False  # characters that its encoding lacks become `?`
    force: bool = False  # whatever stands there is replaced

    def form(self, source: Source) -> TextForm:
        """How the file is written."""
        if not self.like_source:
            return TextForm(replaces=self.replaces)
        return TextForm(source.encoding, source.delimiter, self.replaces)


def export_campaign(
    open_library: OpenLibrary,
    campaign_id: str,
    target: Path,
    say: Say,
    text: TextChoice = TextChoice(),
) -> Exported:
    """Write a campaign's result sheet; a practice campaign's file name says so.

    Opens the library itself, for reading, so that it can run in the work process.
    """
    with closing(open_library()) as library:
        campaign = library.campaign(campaign_id)
        contacts = library.contacts(campaign.id)
        attempts = library.attempts(campaign.id)
        counts = count(contacts, last_attempts(attempts))
        adopted = up_to_date(library, library.adopted(campaign.id), say)
        told = [tell(attempt, say) for attempt in attempts]
        added, head = library.added(campaign.id), library.log_head(campaign.id)
        values = value_headers(contacts.table.headers, adopted, told)
        book = ResultBook(
            (
                results_page(campaign, contacts, adopted, told, say),
                attempts_page(campaign, adopted, told, say),
                campaign_page(campaign, counts, len(adopted), added, head, values),
            )
        )
        path = target_of(campaign, target)
        written = OwnFiles(library, campaign.id, text.force)
        refuse_target(path, (campaign.source, *(each.source for each in added)), written)
        notes = write_result(path, book, text.form(campaign.source), written)
    return Exported(path, counts, notes)


def save_results(
    open_library: OpenLibrary,
    campaign_id: str,
    at: datetime,
    fallback: Path,
    say: Say,
    ours: Path | None = None,
) -> Exported:
    """Write a campaign's result sheet beside its source, named with the time, over no other file.

    Where that cannot be (the folder is gone, or read-only) or must not (a source in `ours`, such
    as the sample), it goes to the folder `fallback`. `at` is in the time zone of the person.
    """
    with closing(open_library()) as library:
        campaign = library.campaign(campaign_id)
    source = Path(campaign.source.path)
    name = f"{_SAVED.sub('', source.stem)} results {at:%Y-%m-%d %H.%M}.xlsx"

    def write(folder: Path) -> Exported:
        while True:
            target = free_name(target_of(campaign, folder / name))
            try:
                return export_campaign(open_library, campaign_id, target, say)
            except BadInput as taken:  # somebody else took the name in between
                if taken.reason.code != "sheets.target_foreign":
                    raise

    elsewhere = ours is not None and source.is_relative_to(ours)
    if not elsewhere:
        with suppress(BadInput):
            return write(source.parent)
    with suppress(OSError):
        fallback.mkdir(mode=0o700, parents=True, exist_ok=True)
    saved = write(fallback)
    if elsewhere:
        return saved
    note = Reason("workflow.saved_elsewhere", {"folder": str(source.parent)})
    return replace(saved, notes=(note, *saved.notes))


def refuse_target(
    target: Path,
    sources: Sequence[Source],
    written: Written | None = None,
    endings: Sequence[str] = TARGET_ENDINGS,
) -> None:
    """Raise `BadInput` for a target that cannot become a result sheet; to be asked early."""
    folder = target.absolute().parent
    if target.suffix.lower() not in endings:
        raise BadInput("workflow.target_ending", path=str(target))
    if not folder.is_dir():
        raise BadInput("workflow.no_such_folder", folder=str(folder))
    try:
        is_unfit = target.is_dir() or not os.access(folder, os.W_OK)
    except (OSError, ValueError):  # no system takes such a name
        is_unfit = True
    if is_unfit:
        raise BadInput("workflow.target_not_writable", path=str(target))
    theirs = [Path(source.path) for source in sources]
    if target.exists() and any(each.exists() and target.samefile(each) for each in theirs):
        raise BadInput("workflow.target_is_source", path=str(target))
    refuse_foreign(target, written)


def export_rejects(
    target: Path,
    contacts: Contacts,
    numbers: Sequence[NumberColumn],
    source: Source,
    say: Say,
    open_library: OpenLibrary | None = None,
    force: bool = False,
) -> int:
    """Write the contacts that cannot be called as a sheet of their own; how many there are.

    Their own columns come first, so that the sheet can be corrected and imported again. Without a
    library nothing that stands there is replaced.
    """
    table = contacts.table

    def rows() -> Iterator[Sequence[Cell]]:
        for index, original in enumerate(zip(*table.columns, strict=True)):
            decided = contacts.decided[index]
            if decided.decision is not Decision.READY and not _was_called(decided):
                cell = table.column(numbers[0].column)[index]
                yield (*original, table.rows[index], cell, _reject_reason(decided, say))

    rejected = list(rows())
    book = ResultBook((Page("Rejected", (*table.headers, *REJECT_HEADERS), rejected),))
    with ExitStack() as stack:
        written = None
        if open_library is not None:
            library = stack.enter_context(closing(open_library()))
            written = OwnFiles(library, "rejects", force)
        refuse_target(target, (source,), written)
        write_result(target, book, written=written)
    return len(rejected)


def _reject_reason(decided: Decided, say: Say) -> str | None:
    reason = decided.reason
    if reason is None:
        return None
    return tell_held(reason, say) + (DUPLICATE if reason.code == "campaign.duplicate_of" else "")


def _was_called(decided: Decided) -> bool:
    """Nothing about such a contact is to be corrected, and elsewhere it would be called again."""
    return decided.reason is not None and decided.reason.code in CALLED_CODES


def target_of(campaign: Campaign, target: Path) -> Path:
    """Where the result goes: the file name says PRACTICE, or TEST, where the campaign is that."""
    if not target.name:  # `.`, or nothing
        raise BadInput("workflow.target_ending", path=str(target))
    unsaid = [mark for mark in marks_of(campaign) if mark not in target.stem]
    return target.with_name(" ".join((target.stem, *unsaid)) + target.suffix)
