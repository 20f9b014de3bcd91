"""What the contacts are sorted by: a key for each contact, for every column of the table.

The keys are made at once, so that sorting a million of them need not come back to Python.
"""

from collections.abc import Sequence
from math import inf, isnan
from typing import Any

from dialsheet import assets
from dialsheet.campaign import Decided
from dialsheet.ui.contacts_cells import OWN, Column, cell
from dialsheet.ui.standings import Standings
from dialsheet.ui.wording import CHECK_LOOKS, word

_LAST = "\U0010ffff"  # empty cells come after all others


def sort_keys(standings: Standings, column: int) -> Sequence[Any]:
    """By index of the contacts."""
    contacts = standings.contacts
    if column >= OWN:
        return _natural(contacts.table.columns[column - OWN])
    match Column(column):
        case Column.ROW:
            return contacts.table.rows
        case Column.CHECK:
            return _checks(standings)
        case Column.NUMBER if len(contacts.verdicts) == 1:
            return contacts.verdicts[0].numbers
        case Column.STATUS:
            return _statuses(standings)
        case Column.OUTCOME | Column.CALL_ID:
            return [
                cell(standings, index, column).spoken or _LAST
                if standings.attempt(index) or standings.told(index)
                else _LAST
                for index in range(len(contacts))
            ]
    return [int(standings.verdict(index).e164 or 0) for index in range(len(contacts))]


def _checks(standings: Standings) -> Sequence[int]:
    ranks = {check: rank for rank, check in enumerate(CHECK_LOOKS)}
    verdicts = standings.contacts.verdicts
    if len(verdicts) == 1:
        return [ranks[check] for check in verdicts[0].checks]
    return [ranks[standings.verdict(index).check] for index in range(len(standings.contacts))]


def _statuses(standings: Standings) -> Sequence[str]:
    """The decision and its reason, of which few are distinct; an attempt says more."""
    said: dict[int, str] = {}  # by the object: the column has one for all that are equal
    keys = []
    for index, decided in enumerate(standings.contacts.decided):
        if standings.attempt(index) is not None:
            keys.append(cell(standings, index, Column.STATUS).spoken)
            continue
        key = said.get(id(decided))
        if key is None:
            key = said[id(decided)] = _decision(decided)
        keys.append(key)
    return keys


def _decision(decided: Decided) -> str:
    reason = assets.sentence(decided.reason) if decided.reason else ""
    return f"{word(f'ui.decision_{decided.decision}')} {reason}"


def _natural(cells: Sequence[str]) -> Sequence[Any]:
    """Numbers by their size where all are numbers, else words."""
    try:
        numbers = [float(text) if text else inf for text in cells]
    except ValueError:
        numbers = []
    if numbers and not any(map(isnan, numbers)):
        return numbers
    return [text.casefold() or _LAST for text in cells]
