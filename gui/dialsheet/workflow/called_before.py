"""A result sheet that comes back: its result columns are no data, and nobody is called again."""

import re
from collections import defaultdict
from collections.abc import Mapping as MappingABC
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

from dialsheet.campaign import CALLED_BEFORE, Mapping, Repeated, Repeats, ToldAttempt
from dialsheet.columns import Table
from dialsheet.errors import Reason
from dialsheet.ports import Library
from dialsheet.sheets import Sheet
from dialsheet.workflow.adopting import (
    adopt,
    adopted_mapping,
    result_tables,
    settings_of,
    with_others,
)
from dialsheet.workflow.result_columns import DUPLICATE, HIDDEN, MODE, SHIFTED
from dialsheet.workflow.telling import Say, up_to_date

_E164 = re.compile(r"\+[0-9]{4,15}")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_CALLED, _NOT_OVER = "workflow.called_before", "workflow.not_over"

CALLED_CODES = frozenset(
    {_CALLED, _NOT_OVER, CALLED_BEFORE}
)  # reasons of contacts that were called before


@dataclass(frozen=True, slots=True)
class ResultSheet(Sheet):
    """A result sheet that was imported again: a sheet that remembers."""

    adopted: tuple[ToldAttempt, ...] = ()  # live attempts, by the rows of this sheet
    mapping: Mapping | None = None  # as it was, where its columns are still there


def recognise(sheet: Sheet) -> Sheet:
    """The sheet without the result columns of an earlier export, if it has them.

    It then is a `ResultSheet`; contacts that were called (practice does not count) are told in
    `called`.
    """
    if not sheet.own:
        return sheet
    if sheet.own[0].are_rejects:
        return _rejects(sheet)
    settings = settings_of(sheet)
    sheet = with_others(sheet, settings)
    table = _without_ours(sheet)
    results = result_tables(sheet)
    adopted = adopt(sheet, results, settings.get(MODE, ""))
    rows = {attempt.row for attempt in adopted if attempt.may_have_rung}
    called = {
        index: Reason(_CALLED, {"row": row}) for index, row in enumerate(table.rows) if row in rows
    }
    found = [Reason("workflow.result_sheet", {"count": len(called)})]
    if adopted:
        found.append(Reason("workflow.adopted", {"count": len(adopted)}))
    for each in results:
        sheet = _held_again(sheet, dict(enumerate(each.cells("Decision reason"))))
    kept = {each.name: getattr(sheet, each.name) for each in fields(Sheet)}
    kept |= {"table": table, "called": called, "findings": (*sheet.findings, *found), "own": ()}
    return ResultSheet(**kept, adopted=adopted, mapping=adopted_mapping(settings, table.headers))


def adopted_by(sheet: Sheet) -> tuple[ToldAttempt, ...]:
    """The attempts that come with a sheet."""
    return sheet.adopted if isinstance(sheet, ResultSheet) else ()


def renewed(sheet: Sheet, library: Library, say: Say) -> Sheet:
    """The sheet with its attempts as the library knows them by now, where they are its own."""
    if not isinstance(sheet, ResultSheet):
        return sheet
    return replace(sheet, adopted=up_to_date(library, sheet.adopted, say))


def offers_calls_again(sheet: Sheet) -> bool:
    """Whether a sheet has contacts that were called before."""
    return any(reason.code == _CALLED for reason in sheet.called.values())


def still_called(sheet: Sheet, repeats: Repeats) -> dict[int, Reason]:
    """Of `sheet.called`, those that are not called again by what the user chose.

    As long as an earlier call may go on, or nobody knows whether it was made, a second one would
    be one too many.
    """
    if repeats.who is Repeated.NOBODY:
        return dict(sheet.called)
    calls: defaultdict[int, list[ToldAttempt]] = defaultdict(list)
    for attempt in adopted_by(sheet):
        if attempt.may_have_rung:
            calls[attempt.row].append(attempt)
    rows, still = sheet.table.rows, {}
    for index, why in sheet.called.items():
        code = why.code if why.code != _CALLED else _still(calls[rows[index]], repeats)
        if code is not None:
            still[index] = Reason(code, {"row": rows[index]}) if why.code == _CALLED else why
    return still


def dialed(sheet: Sheet, repeats: Repeats) -> dict[int, Reason]:
    """The numbers that the adopted attempts dialed, as integers, and why not now."""
    calls: defaultdict[int, list[ToldAttempt]] = defaultdict(list)
    for attempt in adopted_by(sheet):
        if attempt.may_have_rung and attempt.e164 and _E164.fullmatch(attempt.e164):
            calls[int(attempt.e164.removeprefix("+"))].append(attempt)
    still = {number: _still(made, repeats) for number, made in calls.items()}
    return {
        number: Reason(code, {"row": calls[number][-1].row})
        for number, code in still.items()
        if code is not None
    }


def _still(calls: Sequence[ToldAttempt], repeats: Repeats) -> str | None:
    """Why whoever got these calls is not called again; None: they are."""
    if repeats.who is not Repeated.NOBODY and any(call.state.is_open for call in calls):
        return _NOT_OVER
    last = max(calls, key=lambda call: call.requested_at or _LONG_AGO, default=None)
    return None if last is None or repeats.let(last.outcome) else _CALLED


def _rejects(sheet: Sheet) -> Sheet:
    """A sheet of rejected rows; what is wrong with more than a number still is, if unchanged."""
    table, places = _without_ours(sheet), sheet.own[0].places
    cells = sheet.table.columns[places["Rejected cell"]]
    reasons = sheet.table.columns[places["Reason"]]
    unchanged = {
        index: reason
        for index, reason in enumerate(reasons)
        if any(column[index] == cells[index] for column in table.columns)
    }
    twins = _ending(DUPLICATE, unchanged, Reason("workflow.still_duplicate"))
    sheet = _held_again(sheet, unchanged)
    return replace(sheet, table=table, called=twins, own=())


def _held_again(sheet: Sheet, reasons: MappingABC[int, str]) -> Sheet:
    """The sheet with those held that waited for a person to look at them, by their `reasons`."""
    shifted = _ending(SHIFTED, reasons, Reason("workflow.not_looked_at"))
    return replace(
        sheet,
        ragged=dict(sorted({**shifted, **sheet.ragged}.items())),
        hidden=sheet.hidden.union(_ending(HIDDEN, reasons, Reason("workflow.hidden_row"))),
    )


def _ending(mark: str, reasons: MappingABC[int, str], why: Reason) -> dict[int, Reason]:
    return {index: why for index, reason in reasons.items() if reason.endswith(mark)}


def _without_ours(sheet: Sheet) -> Table:
    """The table without the columns of any export, and what agents gave back."""
    table = sheet.table
    ours = {at for own in sheet.own for at in (*own.places.values(), *own.returned, *own.others)}
    kept = [at for at in range(len(table.headers)) if at not in ours]
    return Table(
        tuple(table.headers[at] for at in kept),
        table.rows,
        tuple(table.columns[at] for at in kept),
    )
