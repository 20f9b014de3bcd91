"""Every number that a contact may have in its number columns, for those who must not be called."""

from dialsheet.campaign import Contacts, Mapping
from dialsheet.numbers import PERSON, readings, region_of


def numbers_of(contacts: Contacts, mapping: Mapping, index: int) -> tuple[str, ...]:
    """The numbers (E.164) of a contact: of every number column, the doubtful ones in each of their
    readings. A correction stands beside what the cell says."""
    table = contacts.table
    said = table.column(mapping.region_column)[index] if mapping.region_column else None
    region = region_of(said, mapping.region)
    numbers: dict[str, None] = {}
    for number, verdicts in zip(mapping.numbers, contacts.verdicts, strict=True):
        verdict = verdicts[index]
        if verdict.e164:
            numbers[verdict.e164] = None
        if not verdict.callable or PERSON in verdict.rules:
            numbers |= dict.fromkeys(readings(table.column(number.column)[index], region))
    return tuple(numbers)
