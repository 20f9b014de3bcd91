"""What each cell of the contacts says: our own columns, then the sheet's."""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from dialsheet import assets
from dialsheet.campaign import Attempt, attempt_outcome
from dialsheet.columns import Source
from dialsheet.errors import Reason
from dialsheet.numbers import Check
from dialsheet.ui.standings import Standings
from dialsheet.ui.theme import Tone
from dialsheet.ui.wording import CHECK_LOOKS, OUTCOME_LOOKS, outcome_word, status, word

_LONGEST = 300  # characters of a cell that are shown; more would only be measured and cut off


class Column(IntEnum):
    """The columns before the sheet's own."""

    ROW = 0
    CHECK = 1
    NUMBER = 2
    STATUS = 3
    OUTCOME = 4
    CALL_ID = 5


OWN = len(Column)


class Cell(NamedTuple):
    """All that is painted of a cell, asked for once."""

    text: str
    word: str = ""  # before the text, in the colour of the tone
    tone: Tone = Tone.PLAIN
    icon: str = ""
    to_right: bool = False

    @property
    def spoken(self) -> str:
        """The whole cell as one line."""
        return " – ".join(part for part in (self.word, self.text) if part)


def cell(standings: Standings, index: int, column: int) -> Cell:
    """All that is painted of a contact's cell."""
    if column >= OWN:
        return Cell(one_line(standings.contacts.table.columns[column - OWN][index]))
    return _OWN_CELLS[column](standings, index)


def one_line(text: str) -> str:
    """The beginning of a text without line breaks."""
    text = text[:_LONGEST]
    return " ".join(text.split()) if not text.isprintable() else text


def place(source: Source | None, row: int) -> str:
    """Where a contact stands in the file: its row, and of which of several worksheets."""
    if source is None or not source.stacked:
        return str(row)
    name, own = source.place(row)
    return assets.text("ui.place", sheet=one_line(name or ""), row=own)


def _row_cell(standings: Standings, index: int) -> Cell:
    where = place(standings.source, standings.contacts.table.rows[index])
    return Cell(where, tone=Tone.MUTED, to_right=True)


def _check_cell(standings: Standings, index: int) -> Cell:
    if not standings.contacts.verdicts:
        return Cell("", word("ui.not_checked"), Tone.MUTED, "empty")
    verdict = standings.verdict(index)
    if standings.is_accepted(index):
        icon, tone = CHECK_LOOKS[Check.REPAIRED]
        return Cell(_said(verdict.reason), word("ui.check_accepted"), tone, icon)
    icon, tone = CHECK_LOOKS[verdict.check]
    return Cell(_said(verdict.reason), word(f"ui.check_{verdict.check}"), tone, icon)


def _number_cell(standings: Standings, index: int) -> Cell:
    return Cell(standings.verdict(index).e164 or "")


def _status_cell(standings: Standings, index: int) -> Cell:
    name, (icon, tone), reason = status(
        standings.verdict(index), standings.decided(index), standings.attempt(index)
    )
    return Cell(_said(reason), name, tone, icon)


def _outcome_cell(standings: Standings, index: int) -> Cell:
    if told := standings.told(index):
        more, outcome = word("ui.adopted"), told.outcome
    elif attempt := standings.attempt(index):
        more, outcome = _end(attempt), attempt_outcome(attempt)
    else:
        return Cell("")
    if outcome is None:
        return Cell(word("ui.adopted") if told else "")
    icon, tone = OUTCOME_LOOKS[outcome]
    return Cell(one_line(more), outcome_word(outcome), tone, icon)


def _end(attempt: Attempt) -> str:
    """Who ended it, where that is told; else what is told, as it came."""
    call = attempt.call
    if call is None:
        return attempt.error or ""
    return _said(call.ended_by) or call.end_reason or ""


def _call_id_cell(standings: Standings, index: int) -> Cell:
    if told := standings.told(index):
        return Cell(told.call_id or "")
    attempt = standings.attempt(index)
    return Cell(attempt.call.id if attempt and attempt.call else "")


_OWN_CELLS: dict[int, Callable[[Standings, int], Cell]] = {
    Column.ROW: _row_cell,
    Column.CHECK: _check_cell,
    Column.NUMBER: _number_cell,
    Column.STATUS: _status_cell,
    Column.OUTCOME: _outcome_cell,
    Column.CALL_ID: _call_id_cell,
}


def _said(reason: Reason | None) -> str:
    return assets.sentence(reason) if reason else ""
