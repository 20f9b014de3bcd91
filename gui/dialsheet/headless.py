"""The composition root without a window: campaigns dialed and written from the command line."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dialsheet import assets, outside
from dialsheet.account import choose, open_calls, reached
from dialsheet.before_start import refuse_second, skip_called_before
from dialsheet.campaign import (
    Campaign,
    CampaignState,
    CampaignSummary,
    Connection,
    Contacts,
    Mapping,
    Pace,
    Repeated,
    Rules,
)
from dialsheet.dialing import PATIENT, AfterGap, Attendance, Dialer, RunReport
from dialsheet.errors import BadInput, OutsideFault, Trouble
from dialsheet.ports import Library, OpenLibrary
from dialsheet.run_messages import Teller, tell_lists, tell_numbers_elsewhere, tell_unanswered
from dialsheet.sheets import Sheet, free_name, refuse_foreign
from dialsheet.workflow import (
    Exported,
    ListFile,
    OwnFiles,
    TextChoice,
    adopted_by,
    copy_ending,
    copy_losses,
    country_findings,
    export_campaign,
    export_copy,
    large_rows,
    mapping_findings,
    new_campaign,
    new_test_call,
    plan,
    read_list_again,
    read_number_lists,
    refusals_report,
    refuse_copy,
    refuse_ignored,
    refuse_nameless,
    refuse_problems,
    refuse_rules,
    refuse_target,
    renewed,
    target_of,
)

PRACTICE_NAME = "Practice"
_NOBODY_RESUMES = Attendance(AfterGap.STOP, waits_s=3600.0)
# What was found of a sheet that decides whom a run calls.
_TOLD = (
    *("workflow.result_sheet", "sheets.rows_of_nobody", "sheets.formats_unsure"),
    *("sheets.merged_cells", "sheets.other_worksheets"),
    "workflow.list_beside",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `dialsheet run` was asked for, beside the sheet."""

    mapping: Mapping
    rules: Rules
    connection: Connection  # agent and number not chosen yet
    agent_id: str | None
    from_id: str | None
    pace: Pace
    suppression: tuple[ListFile, ...] = ()  # files of numbers that are never called
    unattended: bool = False
    test: tuple[str, int | None] | None = None  # a person's own number, and the row that it gets
    skip_unreadable: bool = False  # cells of the lists that may be numbers, and are not understood


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run or a resumed run came to."""

    campaign: Campaign
    report: RunReport
    exported: Exported
    interrupted: bool
    unanswered: bool  # whether somebody is held for what a person can answer of the sheet
    state: CampaignState
    refusals: list[dict[str, Any]]  # what the service said of the calls that it refused


@dataclass(frozen=True, slots=True)
class Target:
    """Where the result of a run is to be written."""

    path: Path
    into_copy: bool = False  # a copy of the workbook
    force: bool = False  # whatever stands there is replaced


Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A campaign that is in the library, and what it takes to dial it."""

    opener: OpenLibrary
    library: Library
    campaign: Campaign
    contacts: Contacts
    test: tuple[Campaign, Contacts] | None  # not in the library yet
    connection: Connection  # where it is served now


def run(
    sheet: Sheet,
    wanted: Wanted,
    out: Path,
    say: Say,
    *,
    into_copy: bool = False,
    force: bool = False,
) -> Finished:
    """Check, dial, follow to the end, export. `say` gets lines for people."""
    with made(sheet, wanted, out, say, into_copy=into_copy, force=force) as it:
        if not it.connection.on_loopback:
            say(assets.text("cli.test_waived"))
        where = (it.opener, it.library, it.campaign, it.connection)
        target = Target(out, into_copy, force)
        return _dial_and_export(*where, target, say, wanted.unattended)


@contextlib.contextmanager
def made(
    sheet: Sheet,
    wanted: Wanted,
    out: Path,
    say: Say,
    *,
    into_copy: bool = False,
    force: bool = False,
) -> Iterator[Made]:
    """A campaign made of a sheet, and nobody called yet."""
    refuse_problems(wanted.mapping, sheet.table, wanted.connection.dialect)
    refuse_rules(wanted.rules.calling, sheet.table.headers)
    refuse_ignored(sheet, wanted.rules.ignore_do_not_call)
    skip = wanted.skip_unreadable
    lists = read_number_lists(wanted.suppression, sheet.table, wanted.mapping, skip_unreadable=skip)
    rules = replace(wanted.rules, lists=tuple(lists))
    with reached(wanted.connection) as connection:
        chosen = asyncio.run(choose(connection, wanted.agent_id, wanted.from_id, say))
        opener, now = outside.library_opener(), outside.SystemClock().now()
        with contextlib.closing(opener()) as library, library.dialing_lock():
            if wanted.rules.repeats.who is not Repeated.NOBODY:
                sheet = renewed(sheet, library, assets.sentence)
            contacts = plan(sheet, wanted.mapping, rules, limits=chosen.limits)
            campaign = new_campaign(
                sheet.source, wanted.mapping, rules, chosen, wanted.pace, outside.SystemClock()
            )
            adopted = adopted_by(sheet)
            refuse_second(library, campaign, adopted)
            # before anybody is called
            data = Path(sheet.source.path) if into_copy else None
            _refuse_target(campaign, out, data, OwnFiles(library, campaign.id, force))
            if into_copy:
                refuse_nameless(sheet.source, sheet.table.rows)
            called = skip_called_before(library, campaign, contacts, now, adopted)
            test = None
            if wanted.test is not None:
                number, row = wanted.test
                test = new_test_call(campaign, contacts, number, row, outside.SystemClock())
            with library.together():  # before there is a campaign to be resumed
                for read, listed in lists.items():
                    library.suppress(dict.fromkeys(listed.numbers, ""), read.name, now)
            library.create_campaign(campaign, contacts, adopted)
            say(f"campaign: {campaign.id}")
            if called is not None:
                say(called)
            columns = ", ".join(number.column for number in wanted.mapping.numbers)
            say(assets.text("cli.number_columns", columns=columns))
            of_sheet = (each for each in sheet.findings if each.code in _TOLD)
            for finding in (*of_sheet, *mapping_findings(sheet, wanted.mapping)):
                say(assets.sentence(finding))
            tell_numbers_elsewhere(wanted.mapping, contacts, say)
            if large := large_rows(contacts, wanted.mapping, chosen.dialect):
                say(assets.text("campaign.large_rows", count=len(large), row=large[0]))
            tell_lists(rules.lists, say)
            for told in country_findings(contacts.table, wanted.mapping, contacts.verdicts):
                say(assets.sentence(told))
            if into_copy:
                _tell_losses(opener, campaign.id, say)
            yield Made(opener, library, campaign, contacts, test, chosen)


def resume(
    campaign_id: str,
    out: Path | None,
    say: Say,
    *,
    into_copy: bool = False,
    unattended: bool = False,
    force: bool = False,
) -> Finished:
    """Take an unfinished campaign up again, after any kind of stop."""
    opener = outside.library_opener()
    with contextlib.closing(opener()) as library:
        campaign = library.campaign(campaign_id)
        say(f"campaign: {campaign.id}")
        data = library.source_path(campaign.id) if into_copy else None
        ending = copy_ending(campaign.source, data) if data else ".xlsx"
        written = OwnFiles(library, campaign.id, force)
        target = out or _own_or_free(target_of(campaign, default_result(campaign, ending)), written)
        _refuse_target(campaign, target, data, written)
        _read_lists_again(library, campaign, say)
        if into_copy:
            _tell_losses(opener, campaign.id, say)
        with reached(campaign.connection) as connection:
            return _dial_and_export(
                *(opener, library, campaign, connection),
                *(Target(target, into_copy, force), say, unattended),
            )


def _read_lists_again(library: Library, campaign: Campaign, say: Say) -> None:
    """Somebody may have been put on a list since the campaign was made."""
    for each in campaign.rules.lists:
        numbers = read_list_again(each, campaign.mapping.region)
        if numbers is None:
            say(assets.text("cli.list_gone", file=each.name, path=each.path))
            continue
        new = len(set(numbers) - library.suppressed(numbers))
        library.suppress(dict.fromkeys(numbers, ""), each.name, outside.SystemClock().now())
        if new:
            say(assets.text("cli.list_grown", file=each.name, count=new))


def campaigns() -> tuple[CampaignSummary, ...]:
    """All campaigns of the library, newest first."""
    with contextlib.closing(outside.library_opener()()) as library:
        return library.campaigns()


def export(
    campaign_id: str, out: Path, say: Say, text: TextChoice, *, into_copy: bool = False
) -> Exported:
    """Write a campaign's result sheet again, or its results into a copy of its workbook."""
    opener = outside.library_opener()
    if not into_copy:
        return export_campaign(opener, campaign_id, out, assets.sentence, text)
    _tell_losses(opener, campaign_id, say)
    return export_copy(opener, campaign_id, out, assets.sentence, force=text.force)


def _export(opener: OpenLibrary, campaign_id: str, target: Target) -> Exported:
    what = (opener, campaign_id, target.path, assets.sentence)
    if target.into_copy:
        return export_copy(*what, force=target.force)
    return export_campaign(*what, TextChoice(force=target.force))


def _export_for_sure(opener: OpenLibrary, campaign_id: str, target: Target) -> Exported:
    """Write what is known after a run: under the next name, where somebody else has the name by
    now, and a result sheet of its own where no copy can be given out."""
    try:
        return _export(opener, campaign_id, target)
    except BadInput as refused:
        if refused.reason.code == "sheets.target_foreign":
            free = replace(target, path=Path(str(refused.reason.params["free"])))
        elif target.into_copy and refused.reason.code == "workflow.copy_not_known":
            free = Target(free_name(target.path.with_suffix(".xlsx")))
        else:
            raise
        plain = _export(opener, campaign_id, free)
        return replace(plain, notes=(refused.reason, *plain.notes))


def _tell_losses(opener: OpenLibrary, campaign_id: str, say: Say) -> None:
    """Say what a copy would lose, before it is made."""
    for loss in copy_losses(opener, campaign_id, assets.sentence):
        say(assets.sentence(loss))


def _refuse_target(campaign: Campaign, out: Path, data: Path | None, written: OwnFiles) -> None:
    """Raise `BadInput` for a target that cannot be written; `data` is the workbook to copy."""
    target = target_of(campaign, out)
    if data is None:
        refuse_target(target, (campaign.source,), written)
    else:
        refuse_copy(target, campaign.source, data, written)


def _own_or_free(path: Path, written: OwnFiles) -> Path:
    """A path, or the next one that is free where somebody else's file, or a changed one, stands."""
    try:
        refuse_foreign(path, written)
    except BadInput:
        return free_name(path)
    return path


def default_result(campaign: Campaign, ending: str = ".xlsx") -> Path:
    """Where a result sheet goes when nobody said: beside the source."""
    source = Path(campaign.source.path)
    folder = source.parent if source.parent.is_dir() else Path.cwd()
    return folder / f"{source.stem} results {campaign.id[:8]}{ending}"


def _dial_and_export(
    opener: OpenLibrary,
    library: Library,
    campaign: Campaign,
    connection: Connection,
    target: Target,
    say: Say,
    unattended: bool,
) -> Finished:
    """Dial to the end; what is known then is written, also when the run broke off."""
    known = library.log_head(campaign.id)
    try:
        report, interrupted = asyncio.run(dial(library, campaign, connection, say, unattended))
    except Trouble:
        if library.log_head(campaign.id) != known:  # a run that never began has nothing to add
            with contextlib.suppress(Trouble):  # the run's own trouble is the one to tell
                _export_for_sure(opener, campaign.id, target)
        raise
    try:
        exported = _export_for_sure(opener, campaign.id, target)
    except Trouble as trouble:
        why = assets.sentence(trouble.reason)
        free = trouble.reason.params.get("free", "FILE")
        raise OutsideFault(
            "cli.result_not_written", why=why, campaign=campaign.id, out=f'"{free}"'
        ) from None
    unanswered = tell_unanswered(library.contacts(campaign.id), say)
    state = next(each.state for each in library.campaigns() if each.campaign.id == campaign.id)
    refusals = refusals_report(library.attempts_in_brief(campaign.id))
    return Finished(campaign, report, exported, interrupted, unanswered, state, refusals)


async def dial(
    library: Library, campaign: Campaign, connection: Connection, say: Say, unattended: bool
) -> tuple[RunReport, bool]:
    """One run of a campaign; and whether it was interrupted."""
    calls = open_calls(connection)
    speed = outside.practice_speed() if connection.on_loopback else 1.0
    dialer = Dialer(
        library,
        calls,
        outside.SystemClock(),
        campaign,
        Teller(say).tell,
        PATIENT.scaled(speed),
        Attendance(AfterGap.GO_ON) if unattended else _NOBODY_RESUMES,
    )
    interrupted = False

    def interrupt() -> None:
        nonlocal interrupted
        interrupted = True
        say(assets.text("cli.interrupting"))
        dialer.stop(follow=False)

    with _on_interrupt(interrupt):
        try:
            return await dialer.run(), interrupted
        finally:
            await calls.aclose()


@contextlib.contextmanager
def _on_interrupt(act: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C (or a polite end by the system) acts; the second ends the process."""
    loop = asyncio.get_running_loop()

    def once(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(act)

    before = {number: signal.signal(number, once) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
