"""What a run says to the person at the terminal: whom it calls, whom not, and how far it is."""

import sys
import time
from collections.abc import Callable, Iterable

from dialsheet import assets
from dialsheet.campaign import (
    CONTRADICTED,
    REFUSED,
    Attempt,
    Contacts,
    Decision,
    ListRead,
    Mapping,
    findings,
)
from dialsheet.dialing import (
    ContactHeld,
    Progress,
)
from dialsheet.errors import Reason
from dialsheet.workflow import (
    further_columns,
    told_numbers,
)

_UNANSWERED = REFUSED | CONTRADICTED
_REPORT_EVERY_S = 10.0  # where nobody looks on: in a file or a pipe

Say = Callable[[str], None]


def tell_lists(lists: Iterable[ListRead], say: Say) -> None:
    """Say which numbers are never called, how they were read, and what was passed over."""
    for each in lists:
        columns = ", ".join(each.columns)
        code = "cli.never_called" if columns else "cli.never_called_nobody"
        say(assets.text(code, file=each.name, count=each.numbers, columns=columns))
        if each.regions:
            regions = ", ".join(each.regions)
            say(assets.text("cli.never_called_countries", file=each.name, countries=regions))
        if each.skipped:
            say(assets.text("cli.never_called_unread", file=each.name, count=each.skipped))


def tell_numbers_elsewhere(mapping: Mapping, contacts: Contacts, say: Say) -> None:
    """Say who has a number in no column but one that is not called."""
    further = further_columns(contacts.table, mapping, contacts.verdicts)
    for said in told_numbers(further, mapping):
        say(assets.sentence(said))
        columns = (*(number.column for number in mapping.numbers), said.params["other"])
        options = " ".join(f'--phone-column "{column}"' for column in columns)
        say(assets.text("cli.further_number_column", options=options))


def tell_unanswered(contacts: Contacts, say: Say) -> bool:
    """Say which columns hold contacts until a person answers; whether there are any."""
    held = [each.reason for each in contacts.decided if each.decision is Decision.HELD]
    for finding in findings(held):
        option = f'--ignore-do-not-call "{finding.params["column"]}"'
        say(f"{assets.sentence(finding)} {assets.text('cli.to_call_them', option=option)}")
    return any(reason is not None and reason.code in _UNANSWERED for reason in held)


class SilenceTeller:
    """Says that requests wait for their answers: at once, and then now and then; and their end."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._said_at: float | None = None  # None: all is answered

    def tell(self, unanswered: Reason | None) -> None:
        """What waits at this moment."""
        if unanswered is None:
            if self._said_at is not None:
                self._say(assets.text("cli.answered"))
            self._said_at = None
        elif self._said_at is None or time.monotonic() - self._said_at >= _REPORT_EVERY_S:
            self._say(assets.sentence(unanswered))
            self._said_at = time.monotonic()


class Teller:
    """Turns what the dialer tells into a line now and then."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._last: tuple[int, int, int] = (-1, -1, -1)
        self._reason: Reason | None = None
        self._said_at = time.monotonic()
        self._silence = SilenceTeller(say)

    def tell(self, change: Attempt | ContactHeld | Progress) -> None:
        """Say how far the run is, when that changed, and why it slows down."""
        if not isinstance(change, Progress):
            return
        if change.reason != self._reason:
            self._reason = change.reason
            if change.reason is not None:
                self._say(assets.sentence(change.reason))
        self._silence.tell(change.unanswered)
        now = (change.total - change.waiting, change.alive, change.unknown)
        rests = time.monotonic() - self._said_at < (0 if sys.stderr.isatty() else _REPORT_EVERY_S)
        if now != self._last and not rests:
            self._last, self._said_at = now, time.monotonic()
            done, alive, unknown = now
            self._say(
                assets.text(
                    "cli.progress", done=done, total=change.total, alive=alive, unknown=unknown
                )
            )
