"""What a result sheet is made of: the one table that its writer, its reader and the copier go by.

A change of the headers is a new version of the format: new columns are `since` it, and the tests
keep an example. A version that is not known, an older or a newer one, is read by name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# 1: the first. 2: attempts tell their mode, and what was adopted. 3: names its version; values
# that agents gave back never have the name of another column.
FORMAT = 3


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column that an export writes."""

    header: str
    value: str  # what stands in it, by the name that writer and reader have for it
    since: int = 1  # the version of the format that has it first
    outside: bool = False  # its text came from outside


RESULT_COLUMNS = (
    ResultColumn("Dialsheet row", "row"),
    ResultColumn("Number dialed", "e164"),
    ResultColumn("Check", "check"),
    ResultColumn("Check reason", "check_reason"),
    ResultColumn("Decision", "decision"),
    ResultColumn("Decision reason", "decision_reason"),
    ResultColumn("Call ID", "call_id", outside=True),
    ResultColumn("Status", "status", outside=True),
    ResultColumn("End reason", "end_reason", outside=True),
    ResultColumn("Outcome", "outcome"),
    ResultColumn("Attempts", "attempts"),
    ResultColumn("Requested at (UTC)", "requested_at"),
    ResultColumn("Started at (UTC)", "started_at"),
    ResultColumn("Ended at (UTC)", "ended_at"),
    ResultColumn("Duration (s)", "duration_s"),
    ResultColumn("Summary", "summary", outside=True),
    ResultColumn("Transcript", "transcript", outside=True),
    ResultColumn("Error", "error", outside=True),
)
RESULT_HEADERS = tuple(column.header for column in RESULT_COLUMNS)
CORE = ("Dialsheet row", "Decision", "Call ID")  # every version has these

ATTEMPT_COLUMNS = (
    ResultColumn("Dialsheet row", "row"),
    ResultColumn("Attempt", "ordinal"),
    ResultColumn("Mode", "mode", since=2),
    ResultColumn("Adopted", "origin", since=2),
    ResultColumn("Reference", "ref"),
    ResultColumn("Number column", "number_column"),
    ResultColumn("Number dialed", "e164"),
    ResultColumn("State", "state"),
    ResultColumn("Reason", "reason"),
    ResultColumn("Call ID", "call_id", outside=True),
    ResultColumn("Status", "status", outside=True),
    ResultColumn("End reason", "end_reason", outside=True),
    ResultColumn("Outcome", "outcome"),
    ResultColumn("Ended by", "ended_by", since=2),
    ResultColumn("Requested at (UTC)", "requested_at"),
    ResultColumn("Requested at (ISO 8601)", "requested_at_iso", since=2),
    ResultColumn("Started at (UTC)", "started_at"),
    ResultColumn("Started at (ISO 8601)", "started_at_iso", since=2),
    ResultColumn("Ended at (UTC)", "ended_at"),
    ResultColumn("Ended at (ISO 8601)", "ended_at_iso", since=2),
    ResultColumn("Duration (s)", "duration_s"),
    ResultColumn("Summary", "summary", outside=True),
    ResultColumn("Transcript", "transcript", outside=True),
    ResultColumn("Error", "error", outside=True),
    ResultColumn("Returned", "returned", since=2, outside=True),
    ResultColumn("Sent", "sent", outside=True),
)
ATTEMPT_CORE = ("Dialsheet row", "State")

REJECT_HEADERS = (
    "Dialsheet row",
    "Rejected cell",
    "Reason",
)  # of a sheet of rejected rows

_OF_AGENT = re.compile(r" ?\(agent(?: [0-9]+)?\)$")
_NUMBERED = re.compile(r" \([0-9]+\)$")  # what import adds to a name that the sheet has twice


def headers_of_values(names: Iterable[str], others: Iterable[str]) -> dict[str, str]:
    """The header of each value that an agent gave back, by the value's name.

    A value named like one of the `others`, or like a column of ours, gets a header of its own:
    `Phone (agent)`. `value_of` tells the name again.
    """
    own = (*RESULT_HEADERS, *REJECT_HEADERS)
    taken = {_plain(header) for header in (*others, *own)}
    headers: dict[str, str] = {}
    for name in names:
        header = next(each for each in _headers(name) if _plain(each) not in taken)
        taken.add(_plain(header))
        headers[name] = header
    return headers


def value_of(header: str) -> str:
    """The name of the value that has this header."""
    return _OF_AGENT.sub("", header)


def _headers(name: str) -> Iterator[str]:
    """What a value may be called, the best first."""
    if name and name == name.strip() and not _OF_AGENT.search(name) and not _NUMBERED.search(name):
        yield name
    yield f"{name} (agent)"
    number = 2
    while True:
        yield f"{name} (agent {number})"
        number += 1


def _plain(header: str) -> str:
    return _NUMBERED.sub("", header.strip()).casefold()
