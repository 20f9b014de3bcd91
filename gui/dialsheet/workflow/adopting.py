"""What an imported result sheet tells: its attempts and its mapping, read back out of its pages."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from dialsheet.campaign import AttemptState, Decision, Json, Mapping, Outcome, ToldAttempt
from dialsheet.campaign.bounds import read_json, read_time
from dialsheet.columns import Table
from dialsheet.errors import BadInput
from dialsheet.sheets import (
    ATTEMPT_COLUMNS,
    ATTEMPT_CORE,
    RESULT_COLUMNS,
    Choices,
    OwnColumns,
    Sheet,
    name_of,
    read_sheet,
    unguarded,
    value_of,
)
from dialsheet.workflow.result_columns import (
    ATTEMPTS_PAGE,
    CALLED,
    CALLED_BEFORE,
    CAMPAIGN_PAGE,
    COLUMNS,
    MAPPING,
    PRACTICE,
    REFUSED,
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
    guarded: bool = False  # text from outside may have an apostrophe before it

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
        headers = [self.table.headers[at] for at in places]
        names = [value_of(unguarded(each) if self.guarded else each) for each in headers]
        return {name: self.table.columns[at] for name, at in zip(names, places, strict=True)}


def result_tables(sheet: Sheet) -> list[ResultTable]:
    """The result columns of each export that a sheet has."""
    guarded = sheet.source.delimiter is not None
    return [ResultTable(sheet.table, own, guarded) for own in sheet.own if not own.are_rejects]


def with_others(sheet: Sheet, settings: MappingABC[str, str]) -> Sheet:
    """The sheet with the columns told that another version of the format has, and this has not."""
    listed = _either(read_json, settings.get(COLUMNS, ""))
    if not isinstance(listed, list):
        return sheet
    names = {name for name in listed if isinstance(name, str)}
    return replace(
        sheet,
        own=tuple(
            replace(own, others=frozenset(_others(own, sheet.table.headers, names)))
            for own in sheet.own
        ),
    )


def _others(own: OwnColumns, headers: Sequence[str], names: set[str]) -> Iterator[int]:
    ours = {*own.places.values(), *own.returned}
    for at in range(own.first, min(own.until, len(headers))):
        if at not in ours and name_of(headers[at]) in names:
            yield at


def adopt(sheet: Sheet, results: Sequence[ResultTable], mode: str = "") -> tuple[ToldAttempt, ...]:
    """The live attempts that a result sheet tells of, by the rows that its contacts have now.

    The page `Attempts` tells all of them; without it, or where it is silent, the result columns
    tell of one a row; of several exports side by side the last one first. Practice counts for
    nothing and is left out. `mode` is that of attempts that do not tell it.
    """
    rows = sheet.table.rows
    # Rows of stacked worksheets are numbered alike; a page of another's has other columns.
    page = None if sheet.source.stacked else _page(sheet, ATTEMPTS_PAGE)
    of_page = list(_from_page(page, mode)) if page is not None else []
    indexes = _contacts_of(of_page, results[0])
    told = [replace(attempt, row=rows[index]) for row, attempt in of_page for index in indexes[row]]
    known = {attempt.row for attempt in told if not attempt.state.went_back}
    for each in reversed(results):
        of_columns = list(_from_columns(each, known))
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


def settings_of(sheet: Sheet) -> dict[str, str]:
    """The settings on the page `Campaign`; {} without one."""
    page = _page(sheet, CAMPAIGN_PAGE)
    if page is None or len(page.columns) < 2:
        return {}
    return dict(zip(page.columns[0], page.columns[1], strict=True))


def adopted_mapping(settings: MappingABC[str, str], headers: Sequence[str]) -> Mapping | None:
    """The mapping among settings, as far as its columns are among `headers`."""
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


def _from_page(page: Table, mode: str) -> Iterator[tuple[str, ToldAttempt]]:
    """The live attempts of the page `Attempts`, each with the row that it names.

    It is read by name: earlier versions have columns less, later ones have others, too. Nothing is
    read of a page that tells neither rows nor states.
    """
    places = {header: at for at, header in reversed([*enumerate(page.headers)])}
    if not all(header in places for header in ATTEMPT_CORE):
        return
    columns = {
        column.value: page.columns[places[column.header]]
        for column in ATTEMPT_COLUMNS
        if column.header in places
    }
    for cells in zip(*columns.values(), strict=True):
        cell = dict(zip(columns, cells, strict=True))
        if not {PRACTICE, TEST} & set(cell.get("mode", mode).split()):
            yield cell["row"], _told(cell, cell["state"])


def _from_columns(results: ResultTable, known: set[int]) -> Iterator[ToldAttempt]:
    """One attempt for each contact that was called, or refused, of which nothing is known yet."""
    columns = {column.value: results.cells(column.header) for column in RESULT_COLUMNS}
    decisions = results.decisions()
    returned = results.returned
    for index, row in enumerate(results.table.rows):
        decision = decisions[index]
        refused = columns["status"][index] == REFUSED and decision in _PLAIN
        made = decision in CALLED or refused
        if row in known or not (made or decision.endswith(CALLED_BEFORE)):
            continue
        if not made and decision != _SKIPPED:  # they tell of practice, made after a live call
            yield ToldAttempt(row, AttemptState.UNKNOWN, status="unknown", outcome=Outcome.UNKNOWN)
            continue
        cell = {value: column[index] for value, column in columns.items()}
        values = {name: column[index] for name, column in returned.items() if column[index]}
        if results.guarded:
            foreign = [column.value for column in RESULT_COLUMNS if column.outside]
            cell |= {value: unguarded(cell[value]) for value in foreign}
            values = {name: unguarded(value) for name, value in values.items()}
        state = AttemptState.ENDED if cell["outcome"] else AttemptState.PLACED
        if not cell["call_id"]:  # its status is then a state
            state = _either(AttemptState, cell["status"]) or AttemptState.UNKNOWN
        yield replace(_told(cell, state.value), row=row, returned=values)


def _told(cell: dict[str, str], state: str) -> ToldAttempt:
    """An attempt out of the cells of a row, by what they tell; its row is yet to be told."""

    def text(name: str) -> str | None:
        return cell.get(name) or None

    def moment(name: str) -> datetime | None:
        return read_time(cell.get(f"{name}_iso") or cell.get(name, ""))

    known_state = _either(AttemptState, state) or AttemptState.UNKNOWN
    outcome = _either(Outcome, cell.get("outcome", ""))
    if known_state is AttemptState.REFUSED:  # which was once told as "not connected"
        outcome = Outcome.REFUSED
    return ToldAttempt(
        row=0,
        state=known_state,
        ref=text("ref"),
        number_column=text("number_column"),
        e164=text("e164"),
        reason=text("reason"),
        call_id=text("call_id"),
        status=text("status"),
        end_reason=text("end_reason"),
        outcome=outcome,
        requested_at=moment("requested_at"),
        started_at=moment("started_at"),
        ended_at=moment("ended_at"),
        duration_s=_either(_duration, cell.get("duration_s", "")),
        summary=text("summary"),
        transcript=text("transcript"),
        error=text("error"),
        sent=text("sent"),
        returned=_object(cell.get("returned", "")),
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
