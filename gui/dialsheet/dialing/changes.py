"""Changes that a person makes to contacts while a run lives: the agenda goes by them. No I/O."""

from collections.abc import Mapping

from dialsheet.campaign import (
    Addition,
    CalledBack,
    Contacts,
    Corrected,
    Decided,
    index_of,
    joined,
)
from dialsheet.dialing.agenda import Agenda
from dialsheet.errors import Bug

Change = Corrected | Addition | CalledBack | Mapping[int, Decided]  # the last by row: out, or back


def take(agenda: Agenda, change: Change) -> None:
    """A person changed contacts, or added some."""
    match change:
        case Corrected():
            _take_correction(agenda, change)
        case Addition():
            _take_added(agenda, change)
        case CalledBack():
            _take_call_back(agenda, change)
        case _:
            _take_decided(agenda, change)


def index_in(contacts: Contacts, row: int) -> int:
    """The index of a contact that is there."""
    index = index_of(contacts.table, row)
    if index is None:
        raise Bug("a row that the campaign does not have")
    return index


def _take_correction(agenda: Agenda, corrected: Corrected) -> None:
    """Queue a contact whose number was corrected, where it may be called now; else drop it."""
    contacts = agenda.contacts
    index = index_in(contacts, corrected.row)
    contacts.verdicts[corrected.position][index] = corrected.verdict
    contacts.decided[index] = corrected.decided
    agenda.decide(index)


def _take_decided(agenda: Agenda, decided: Mapping[int, Decided]) -> None:
    """Drop contacts that were taken out, and queue those that were put back."""
    for row, each in decided.items():
        index = index_in(agenda.contacts, row)
        agenda.contacts.decided[index] = each
        agenda.decide(index)


def _take_added(agenda: Agenda, addition: Addition) -> None:
    """Queue those who may be called, of the contacts that were added."""
    if agenda.contacts.table.rows[-1] != addition.offset:
        raise Bug("contacts that this run has already, or others before them")
    agenda.add(joined(agenda.contacts, addition.contacts, addition.origin))


def _take_call_back(agenda: Agenda, asked: CalledBack) -> None:
    """Have a contact wait for the time that a person named, or no more."""
    index = index_in(agenda.contacts, asked.row)
    agenda.contacts.decided[index] = asked.decided
    agenda.call_back(index, asked)
