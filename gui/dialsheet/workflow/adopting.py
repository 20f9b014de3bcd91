"""What an imported result sheet tells: its attempts and its mapping, read back out of its pages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from dialsheet.campaign import AttemptState, Decision, Json, Mapping, Outcome, ToldAttempt
from dialsheet.campaign.bounds import read_json, read_time
from dialsheet.columns import Table
from dialsheet.errors import BadInput
from dialsheet.sheets import Choices, OwnColumns, Sheet, read_sheet, unguarded
from dialsheet.workflow.result_columns import (
    ATTEMPT_HEADERS,
    ATTEMPTS_PAGE,
    CALLED,
    CALLED_BEFORE,
    CAMPAIGN_PAGE,
    FROM_OUTSIDE,
    MAPPING,
    PRACTICE,
    REFUSED,
    RESULT_HEADERS,
    TEST,
)

T = TypeVar("T")

_LONGEST_CALL_S = 1e9  # beyond any call; more would not be shown
_NO_END = 1 << 31  # a record below every sheet's last
_PLAIN = (REFUSED, *Decision)  # decisions without the mark of a practice run or a test
_SKIPPED = f"{PRACTICE}: skipped{CALLED_BEFORE}"  # its result columns tell of the live attempt


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table with the result columns of one export."""

    table: Table
    own: OwnColumns

    def has(self, header: str) -> bool:
        """Whether it has that result column: a person may have renamed it, or taken it out."""
        return header in self.own.places

    def cells(self, header: str) -> Sequence[str]:
        """A result column; empty cells where it is not there."""
        if not self.has(header):
            return [""] * len(self.table)
        return self.table.columns[self.own.places[header]]

    def decisions(self) -> Sequence[str]:
        """What was decided of each contact, and whether it was called."""
        if self.has("Decision"):
            return self.cells("Decision")
        told = zip(self.cells("Call ID"), self.cells("Outcome"), self.cells("Status"), strict=True)
        return [CALLED[0] if any(cells) else "" for cells in told]

    @property
    def returned(self) -> dict[str, Sequence[str]]:
        """The columns of returned values, by name."""
        places = [at for at in self.own.returned if at < len(self.table.headers)]
        return {self.table.headers[at]: self.table.columns[at] for at in places}


def adopt(sheet: Sheet, results: Sequence[ResultTable]) -> tuple[ToldAttempt, ...]:
    """The live attempts that a result sheet tells of, by the rows that its contacts have now.

    The page `Attempts` tells all of them; without it, or where it is silent, the result columns
    tell of one a row; of several exports side by side the last one first. Practice counts for
    nothing and is left out.
    """
    rows = sheet.table.rows
    # Rows of stacked worksheets are numbered alike; a page of another's has other columns.
    page = None if sheet.source.stacked else _page(sheet, ATTEMPTS_PAGE)
    if page is not None and page.headers[: len(ATTEMPT_HEADERS)] != ATTEMPT_HEADERS:
        page = None
    of_page = list(_from_page(page)) if page is not None else []
    indexes = _contacts_of(of_page, results[0])
    told = [replace(attempt, row=rows[index]) for row, attempt in of_page for index in indexes[row]]
    known = {attempt.row for attempt in told if not attempt.state.went_back}
    for each in reversed(results):
        of_columns = list(_from_columns(each, known, guarded=sheet.source.delimiter is not None))
        told += of_columns
        known |= {attempt.row for attempt in of_columns}
    return tuple(told)


def _contacts_of(
    of_page: Sequence[tuple[str, ToldAttempt]], results: ResultTable
) -> dict[str, list[int]]:
    """The contacts, by their index, that each row of the page `Attempts` means.

    In a copy of a result sheet the page is older than the columns, which have other rows since: who
    was dialed then tells whom it means.
    """
    by_row = _places(results.cells("Dialsheet row"))
    dialed = results.cells("Number dialed")
    by_number = _places(dialed) if results.has("Number dialed") else {}
    numbers: dict[str, set[str]] = {}
    for row, attempt in of_page:
        rung = numbers.setdefault(row, set())
        if attempt.may_have_rung and attempt.e164:
            rung.add(attempt.e164)
    found: dict[str, list[int]] = {}
    for row, rung in numbers.items():
        of_row = by_row.get(row, [])
        fitting = [index for index in of_row if dialed[index] in rung]
        moved = [index for number in rung for index in by_number.get(number, ())]
        found[row] = fitting or moved or of_row
    return found


def _places(cells: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        places.setdefault(cell, []).append(index)
    return places


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
    """One attempt for each contact that was called, or refused, of which nothing is known yet."""
    columns = {header: results.cells(header) for header in RESULT_HEADERS}
    decisions = results.decisions()
    returned = results.returned
    for index, row in enumerate(results.table.rows):
        decision = decisions[index]
        refused = columns["Status"][index] == REFUSED and decision in _PLAIN
        made = decision in CALLED or refused
        if row in known or not (made or decision.endswith(CALLED_BEFORE)):
            continue
        if not made and decision != _SKIPPED:  # they tell of practice, made after a live call
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

    known_state = _either(AttemptState, state) or AttemptState.UNKNOWN
    outcome = _either(Outcome, cell.get("Outcome", ""))
    if known_state is AttemptState.REFUSED:  # which was once told as "not connected"
        outcome = Outcome.REFUSED
    return ToldAttempt(
        row=0,
        state=known_state,
        ref=text("Reference"),
        number_column=text("Number column"),
        e164=text("Number dialed"),
        reason=text("Reason"),
        call_id=text("Call ID"),
        status=text("Status"),
        end_reason=text("End reason"),
        outcome=outcome,
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
