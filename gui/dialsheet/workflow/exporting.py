"""The result sheet: every original column, what was decided, and what became of each contact."""

import getpass
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dialsheet.campaign import (
    Attempt,
    AttemptState,
    Campaign,
    Contacts,
    Counts,
    Decision,
    NumberColumn,
    Turn,
    attempt_outcome,
    count,
)
from dialsheet.columns import Source
from dialsheet.errors import BadInput, Reason
from dialsheet.ports import Library, OpenLibrary
from dialsheet.sheets import Cell, Page, ResultBook, write_result
from dialsheet.workflow.result_columns import PRACTICE, REJECT_HEADERS, RESULT_HEADERS

Say = Callable[[Reason], str]

_FROM_OUTSIDE = ("Status", "End reason", "Summary", "Transcript", "Error")
_ATTEMPT_HEADERS = (
    "Dialsheet row",
    "Attempt",
    "Reference",
    "Number column",
    "Number dialed",
    "State",
    "Reason",
    "Call ID",
    "Status",
    "End reason",
    "Outcome",
    "Requested at (UTC)",
    "Started at (UTC)",
    "Ended at (UTC)",
    "Duration (s)",
    "Summary",
    "Transcript",
    "Error",
    "Sent",
)
_NEVER_LEFT = frozenset({AttemptState.WITHDRAWN, AttemptState.NOT_PLACED})


@dataclass(frozen=True, slots=True)
class Exported:
    """A result sheet that was written."""

    path: Path
    counts: Counts
    notes: tuple[Reason, ...] = ()  # what did not fit whole


def export_campaign(
    open_library: OpenLibrary, campaign_id: str, target: Path, say: Say
) -> Exported:
    """Write a campaign's result sheet; a practice campaign's file name says so.

    Opens the library itself, for reading, so that it can run in the work process.
    """
    with closing(open_library()) as library:
        campaign = library.campaign(campaign_id)
        contacts = library.contacts(campaign.id)
        attempts = library.attempts(campaign.id)
        counts = count(contacts, {attempt.row: attempt for attempt in attempts})
        book = ResultBook(
            (
                results_page(campaign, contacts, attempts, say),
                _attempts(attempts, say),
                _campaign(campaign, counts, library),
            )
        )
        path = target_of(campaign, target)
        refuse_target(path, campaign.source)
        notes = write_result(path, book)
    return Exported(path, counts, notes)


def refuse_target(target: Path, source: Source, endings: Sequence[str] = (".xlsx", ".csv")) -> None:
    """Raise `BadInput` for a target that cannot become a result sheet; to be asked early."""
    folder = target.absolute().parent
    if target.suffix.lower() not in endings:
        raise BadInput("workflow.target_ending", path=str(target))
    if not folder.is_dir():
        raise BadInput("workflow.no_such_folder", folder=str(folder))
    if target.is_dir() or not os.access(folder, os.W_OK):
        raise BadInput("workflow.target_not_writable", path=str(target))
    if target.exists() and Path(source.path).exists() and target.samefile(source.path):
        raise BadInput("workflow.target_is_source", path=str(target))


def export_rejects(
    target: Path, contacts: Contacts, numbers: Sequence[NumberColumn], say: Say
) -> int:
    """Write the contacts that cannot be called as a sheet of their own; how many there are.

    Their own columns come first, so that the sheet can be corrected and imported again.
    """
    table = contacts.table

    def rows() -> Iterator[Sequence[Cell]]:
        for index, original in enumerate(zip(*table.columns, strict=True)):
            decided = contacts.decided[index]
            if decided.decision is not Decision.READY:
                cell = table.column(numbers[0].column)[index]
                reason = say(decided.reason) if decided.reason else None
                yield (*original, table.rows[index], cell, reason)

    rejected = list(rows())
    write_result(
        target, ResultBook((Page("Rejected", (*table.headers, *REJECT_HEADERS), rejected),))
    )
    return len(rejected)


def target_of(campaign: Campaign, target: Path) -> Path:
    """Where the result goes: a practice campaign's file name says PRACTICE."""
    if campaign.practice and PRACTICE not in target.stem:
        return target.with_name(f"{target.stem} {PRACTICE}{target.suffix}")
    return target


def results_page(
    campaign: Campaign, contacts: Contacts, attempts: Sequence[Attempt], say: Say
) -> Page:
    """Every original column, untouched and in order, then the result columns."""
    by_row: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        by_row.setdefault(attempt.row, []).append(attempt)
    returned = _returned_names(attempts)

    def rows() -> Iterator[Sequence[Cell]]:
        table = contacts.table
        for index, original in enumerate(zip(*table.columns, strict=True)):
            mine = by_row.get(table.rows[index], [])
            yield (
                *original,
                *_result_cells(campaign, contacts, index, mine, say),
                *_returned_cells(mine, returned),
            )

    own = contacts.table.headers  # may have names of ours: columns are told by their place
    return Page(
        "Results",
        (*own, *RESULT_HEADERS, *returned),
        rows(),
        outside=_outside((*RESULT_HEADERS, *returned), (*_FROM_OUTSIDE, *returned), len(own)),
    )


def _result_cells(
    campaign: Campaign, contacts: Contacts, index: int, attempts: Sequence[Attempt], say: Say
) -> tuple[Cell, ...]:
    tried = [attempt for attempt in attempts if attempt.state not in _NEVER_LEFT]
    last = tried[-1] if tried else None
    verdict = contacts.verdicts[last.number.position if last else 0][index]
    decided = contacts.decided[index]
    word, reason = _decision_word(last) or decided.decision.value, decided.reason
    if last is None and reason is None:
        reason = attempts[-1].reason if attempts else Reason("workflow.not_dialed_yet")
    if last is not None:
        reason = None
    return (
        contacts.table.rows[index],
        last.number.e164 if last else None,
        verdict.check.value,
        say(verdict.reason) if verdict.reason else None,
        f"{PRACTICE}: {word}" if campaign.practice else word,
        say(reason) if reason else None,
        *_call_cells(last),
        len(tried),
        *_time_cells(last),
        *_told_cells(last, say),
    )


def _decision_word(attempt: Attempt | None) -> str | None:
    """`called`, or `unknown` when nobody can tell; None for a contact that was not dialed."""
    if attempt is None:
        return None
    return "unknown" if attempt.state is AttemptState.UNKNOWN else "called"


def _call_cells(attempt: Attempt | None) -> tuple[Cell, Cell, Cell, Cell]:
    if attempt is None:
        return (None, None, None, None)
    outcome = attempt_outcome(attempt)
    call = attempt.call
    return (
        call.id if call else None,
        call.status if call else attempt.state.value,
        call.end_reason if call else None,
        outcome.value if outcome else None,
    )


def _time_cells(attempt: Attempt | None) -> tuple[Cell, Cell, Cell, Cell]:
    if attempt is None:
        return (None, None, None, None)
    call = attempt.call
    return (
        _plain(attempt.sent_at or attempt.intended_at),
        _plain(call.start_time) if call else None,
        _plain(call.end_time) if call else None,
        round(call.duration_s, 1) if call and call.duration_s is not None else None,
    )


def _told_cells(attempt: Attempt | None, say: Say) -> tuple[Cell, Cell, Cell]:
    if attempt is None:
        return (None, None, None)
    call = attempt.call
    told = [say(attempt.reason) if attempt.reason else "", attempt.error or ""]
    if call and call.error and call.error != attempt.error:
        told.append(call.error)
    return (
        call.summary if call else None,
        _transcript(call.transcript or (), say) if call else None,
        " ".join(filter(None, told)) or None,
    )


def _transcript(turns: Sequence[Turn], say: Say) -> str | None:
    lines = [
        say(Reason(_SPEAKERS.get(turn.role, "workflow.system_said"), {"text": turn.text}))
        for turn in turns
        if turn.text
    ]
    return "\n".join(lines) or None


_SPEAKERS = {"user": "workflow.person_said", "assistant": "workflow.agent_said"}


def _returned_names(attempts: Sequence[Attempt]) -> tuple[str, ...]:
    """The names of the values that the agent gave back, in order of first appearance."""
    return tuple(
        dict.fromkeys(
            name for attempt in attempts if attempt.call for name in attempt.call.returned
        )
    )


def _returned_cells(attempts: Sequence[Attempt], names: Sequence[str]) -> Iterator[Cell]:
    values: dict[str, object] = {}
    for attempt in attempts:
        values.update(attempt.call.returned if attempt.call else {})
    for name in names:
        value = values.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield value
        else:
            yield None if value is None else json.dumps(value, ensure_ascii=False)


def _attempts(attempts: Sequence[Attempt], say: Say) -> Page:
    def rows() -> Iterator[Sequence[Cell]]:
        for attempt in attempts:
            yield (
                attempt.row,
                attempt.ordinal,
                attempt.ref,
                attempt.number.column,
                attempt.number.e164,
                attempt.state.value,
                say(attempt.reason) if attempt.reason else None,
                *_call_cells(attempt),
                *_time_cells(attempt),
                *_told_cells(attempt, say),
                attempt.body,
            )

    return Page(
        "Attempts", _ATTEMPT_HEADERS, rows(), _outside(_ATTEMPT_HEADERS, (*_FROM_OUTSIDE, "Sent"))
    )


def _outside(headers: Sequence[str], names: Sequence[str], first: int = 0) -> frozenset[int]:
    """The places of the columns `names` among `headers`, which begin at `first`."""
    return frozenset(first + place for place, header in enumerate(headers) if header in names)


def _campaign(campaign: Campaign, counts: Counts, library: Library) -> Page:
    connection, source = campaign.connection, campaign.source
    facts: Mapping[str, Cell] = {
        "Campaign": campaign.id,
        "Mode": PRACTICE if campaign.practice else "live",
        "Created at (UTC)": _plain(campaign.created_at),
        "Exported by": getpass.getuser(),
        "Source file": source.path,
        "Source sheet": source.sheet,
        "Source SHA-256": source.sha256,
        "Service": None if campaign.practice else connection.base_url,
        "Account": connection.name,
        "API version": connection.dialect.value,
        "Agent": connection.agent.name if connection.agent else None,
        "Agent ID": connection.agent.id if connection.agent else None,
        "Calling number": connection.from_number.number if connection.from_number else None,
        "Calling number ID": connection.from_number.id if connection.from_number else None,
        "Ringing time-out (s)": connection.ringing_timeout_s,
        "Maximum minutes": connection.max_minutes,
        "Calls per second": campaign.pace.per_second,
        "Calls alive at most": campaign.pace.max_live,
        "Number columns": ", ".join(number.column for number in campaign.mapping.numbers),
        "Country of national numbers": campaign.mapping.region,
        "Duplicates": campaign.rules.duplicates.value,
        "Accepted repairs": ", ".join(campaign.rules.accepted_rules) or None,
        "Limit": campaign.rules.limit,
        "Hidden rows": "called" if campaign.rules.hidden_rows else "held",
        **{
            f"Field {field.name}": f"{field.type.value}: "
            + (f"column {field.column}" if field.column is not None else field.constant)
            for field in campaign.mapping.fields
        },
        **{f"Count {name}": value for name, value in counts.to_json().items()},
        "Decision log": library.log_head(campaign.id),
    }
    return Page("Campaign", ("Setting", "Value"), list(facts.items()))


def _plain(moment: datetime | None) -> datetime | None:
    """Without the zone, which Excel's dates cannot carry; the header says UTC."""
    return moment.replace(tzinfo=None, microsecond=0) if moment else None
