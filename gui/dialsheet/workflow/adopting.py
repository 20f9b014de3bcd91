"""What an imported result sheet tells: its attempts and its mapping, read back out of its pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from dialsheet.campaign import AttemptState, Json, Mapping, Outcome, ToldAttempt
from dialsheet.campaign.bounds import read_json, read_time
from dialsheet.columns import Table
from dialsheet.errors import BadInput
from dialsheet.sheets import Choices, Sheet, read_sheet, unguarded
from dialsheet.workflow.result_columns import (
    ATTEMPT_HEADERS,
    ATTEMPTS_PAGE,
    CALLED,
    CALLED_BEFORE,
    CAMPAIGN_PAGE,
    FROM_OUTSIDE,
    MAPPING,
    PRACTICE,
    RESULT_HEADERS,
    TEST,
)

T = TypeVar("T")

_LONGEST_CALL_S = 1e9  # beyond any call; more would not be shown
_NO_END = 1 << 31  # a record below every sheet's last
_ENDS = {"sheets.footer_rows", "sheets.second_table"}
_SKIPPED = f"{PRACTICE}: skipped{CALLED_BEFORE}"  # its result columns tell of the live attempt


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table with result columns from `first` on; columns of returned values come after them."""

    table: Table
    first: int
    until: int | None = None  # where other columns begin

    def cells(self, header: str) -> Sequence[str]:
        """A result column."""
        return self.table.columns[self.first + RESULT_HEADERS.index(header)]

    @property
    def returned(self) -> dict[str, Sequence[str]]:
        """The columns of returned values, by name."""
        beyond = self.first + len(RESULT_HEADERS)
        headers = self.table.headers[beyond : self.until]
        columns = self.table.columns[beyond : self.until]
        return dict(zip(headers, columns, strict=True))


def whole(sheet: Sheet) -> Sheet:
    """The result sheet with every row of it: none is a title, a footer or another table's."""
    source = sheet.source
    if source.stacked or not any(finding.code in _ENDS for finding in sheet.findings):
        return sheet
    header, text = source.header_row, source.delimiter is not None
    choices = Choices(
        source.sheet,
        encoding=source.encoding,
        delimiter=source.delimiter,
        quote='"' if text else None,
        escape="" if text else None,
        header_row=header,
        first_row=(header or 0) + 1,
        last_row=_NO_END,
    )
    return _same(sheet, read_sheet(Path(source.path), choices))


def adopt(sheet: Sheet, results: ResultTable) -> tuple[ToldAttempt, ...]:
    """The live attempts that a result sheet tells of, by the rows that its contacts have now.

    The page `Attempts` tells all of them; without it, or where it is silent, the result columns
    tell of one a row. Practice counts for nothing and is left out.
    """
    indexes: dict[str, list[int]] = {}
    for index, row in enumerate(results.cells("Dialsheet row")):
        indexes.setdefault(row, []).append(index)
    rows = results.table.rows
    # Rows of stacked worksheets are numbered alike; a page of another's has other columns.
    page = None if sheet.source.stacked else _page(sheet, ATTEMPTS_PAGE)
    if page is not None and page.headers[: len(ATTEMPT_HEADERS)] != ATTEMPT_HEADERS:
        page = None
    told = [
        replace(attempt, row=rows[index])
        for row, attempt in (_from_page(page) if page is not None else ())
        for index in indexes.get(row, ())
    ]
    known = {attempt.row for attempt in told if attempt.may_have_rung}
    told += _from_columns(results, known, guarded=sheet.source.delimiter is not None)
    return tuple(told)


def adopted_mapping(sheet: Sheet, headers: Sequence[str]) -> Mapping | None:
    """The mapping of the page `Campaign`, as far as its columns are among `headers`."""
    page = _page(sheet, CAMPAIGN_PAGE)
    if page is None or len(page.columns) < 2:
        return None
    settings = dict(zip(page.columns[0], page.columns[1], strict=True))
    try:
        mapping = Mapping.from_json(read_json(settings[MAPPING]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # cut to Excel's length, or changed by a person
    numbers = tuple(number for number in mapping.numbers if number.column in headers)
    fields = tuple(
        field for field in mapping.fields if field.column is None or field.column in headers
    )
    said = mapping.region_column if mapping.region_column in headers else None
    mapping = replace(mapping, numbers=numbers, fields=fields, region_column=said)
    return mapping if numbers else None


def _page(sheet: Sheet, name: str) -> Table | None:
    if name not in sheet.sheets or name == sheet.source.sheet:
        return None
    choices = Choices(sheet=name, header_row=1, first_row=2, last_row=_NO_END)
    try:
        page = read_sheet(Path(sheet.source.path), choices)
    except BadInput as trouble:
        if trouble.reason.code == "sheets.no_contacts":
            return None
        raise
    return _same(sheet, page).table


def _same(sheet: Sheet, again: Sheet) -> Sheet:
    """What was read again, of a file that must not have changed in between."""
    if again.source.sha256 != sheet.source.sha256:
        raise BadInput("workflow.sheet_changed", file=sheet.source.file)
    return again


def _from_page(page: Table) -> Iterator[tuple[str, ToldAttempt]]:
    """The live attempts of the page `Attempts`, each with the row that it names."""
    for cells in zip(*page.columns[: len(ATTEMPT_HEADERS)], strict=True):
        cell = dict(zip(ATTEMPT_HEADERS, cells, strict=True))
        if not {PRACTICE, TEST} & set(cell["Mode"].split()):
            yield cell["Dialsheet row"], _told(cell, cell["State"])


def _from_columns(results: ResultTable, known: set[int], *, guarded: bool) -> Iterator[ToldAttempt]:
    """One attempt for each contact that was called, of which nothing is known yet."""
    columns = {header: results.cells(header) for header in RESULT_HEADERS}
    returned = results.returned
    for index, row in enumerate(results.table.rows):
        decision = columns["Decision"][index]
        if row in known or not (decision in CALLED or decision.endswith(CALLED_BEFORE)):
            continue
        if decision not in (*CALLED, _SKIPPED):  # they tell of practice, made after a live call
            yield ToldAttempt(row, AttemptState.UNKNOWN, status="unknown", outcome=Outcome.UNKNOWN)
            continue
        cell = {header: column[index] for header, column in columns.items()}
        values = {name: column[index] for name, column in returned.items() if column[index]}
        if guarded:
            cell |= {header: unguarded(cell[header]) for header in FROM_OUTSIDE if header in cell}
            values = {name: unguarded(value) for name, value in values.items()}
        state = AttemptState.ENDED if cell["Outcome"] else AttemptState.PLACED
        if not cell["Call ID"]:  # its status is then a state
            state = _either(AttemptState, cell["Status"]) or AttemptState.UNKNOWN
        yield replace(_told(cell, state.value), row=row, returned=values)


def _told(cell: dict[str, str], state: str) -> ToldAttempt:
    """An attempt out of the cells of a row, by header; its row is yet to be told."""

    def text(header: str) -> str | None:
        return cell.get(header) or None

    def moment(name: str) -> datetime | None:
        return read_time(cell.get(f"{name} (ISO 8601)") or cell.get(f"{name} (UTC)", ""))

    return ToldAttempt(
        row=0,
        state=_either(AttemptState, state) or AttemptState.UNKNOWN,
        ref=text("Reference"),
        number_column=text("Number column"),
        e164=text("Number dialed"),
        reason=text("Reason"),
        call_id=text("Call ID"),
        status=text("Status"),
        end_reason=text("End reason"),
        outcome=_either(Outcome, cell.get("Outcome", "")),
        requested_at=moment("Requested at"),
        started_at=moment("Started at"),
        ended_at=moment("Ended at"),
        duration_s=_either(_duration, cell.get("Duration (s)", "")),
        summary=text("Summary"),
        transcript=text("Transcript"),
        error=text("Error"),
        sent=text("Sent"),
        returned=_object(cell.get("Returned", "")),
    )


def _duration(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= _LONGEST_CALL_S:  # not a number is not, either
        raise ValueError(text)
    return seconds


def _object(text: str) -> dict[str, Json]:
    value = _either(read_json, text)
    return value if isinstance(value, dict) else {}


def _either(read: Callable[[str], T], text: str) -> T | None:
    """What a cell says; None where a person changed it into something else."""
    try:
        return read(text)
    except ValueError:
        return None
