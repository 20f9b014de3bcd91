"""The composition root of a test call: of a campaign that is made, and not dialed yet."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from dialsheet import outside
from dialsheet.campaign import Attempt, Campaign, Counts, Outcome, attempt_outcome, count
from dialsheet.dialing import RunReport
from dialsheet.errors import Bug, Reason
from dialsheet.headless import Say, Wanted, dial, made
from dialsheet.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a test call came to."""

    campaign: Campaign  # that it was made for, and whose contacts were not called
    counts: Counts  # of these
    test: Campaign
    attempt: Attempt | None  # None: nothing was claimed
    held: Reason | None  # why
    report: RunReport
    interrupted: bool

    @property
    def outcome(self) -> Outcome | None:
        """What became of the call; None: it was not made, or goes on."""
        return attempt_outcome(self.attempt) if self.attempt else None


def rehearse(
    sheet: Sheet,
    wanted: Wanted,
    out: Path,
    say: Say,
    *,
    into_copy: bool = False,
    force: bool = False,
) -> Rehearsed:
    """Make the campaign, call the number of `wanted.test` with a row's fields, and follow that call
    to its end. The campaign's own contacts are not called: it is to be resumed."""
    with made(sheet, wanted, out, say, into_copy=into_copy, force=force) as it:
        if it.test is None:
            raise Bug("no test call is wanted")
        (test, contact), library = it.test, it.library
        library.create_campaign(test, contact)
        run = dial(library, test, it.connection, say, wanted.unattended)
        report, interrupted = asyncio.run(run)
        library.record_test_call(it.campaign.id, test.id, outside.SystemClock().now())
        return Rehearsed(
            it.campaign,
            count(it.contacts, {}),
            test,
            next(reversed(library.attempts(test.id)), None),
            library.contacts(test.id).decided[0].reason,
            report,
            interrupted,
        )
