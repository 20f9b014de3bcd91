"""Facts: what the engine tells the window, as signals with frozen payloads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from dialsheet.campaign import (
    Agent,
    Attempt,
    Campaign,
    CampaignSummary,
    Connection,
    Contacts,
    Correction,
    Decided,
    Mapping,
    Pace,
    PhoneNumber,
    Rules,
    Suppressed,
    ToldAttempt,
)
from dialsheet.dialing import Evidence
from dialsheet.errors import Reason, Trouble
from dialsheet.workflow import Choices, LookBack, Preview, Sheet


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an earlier day left: shown when the window opens."""

    settings: dict[str, Any]
    kept_by: str | None  # the keyring's name; None: keys are kept for this session only
    campaigns: tuple[CampaignSummary, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What came of a look at a file."""

    path: Path
    choices: Choices
    seen: Preview | Trouble


@dataclass(frozen=True, slots=True)
class Account:
    """What an account offers: the choices of the connection page."""

    connection: Connection
    agents: tuple[Agent, ...]
    numbers: tuple[PhoneNumber, ...]


@dataclass(frozen=True, slots=True)
class NewRun:
    """What Start hands over; agent and number of the connection are chosen."""

    sheet: Sheet
    contacts: Contacts
    mapping: Mapping
    rules: Rules
    connection: Connection
    pace: Pace
    corrections: tuple[Correction, ...] = ()  # that the contacts were decided with
    unattended: bool = False  # whether it goes on by itself after a gap
    test_id: str | None = None  # the test call that was made before; None: waived


@dataclass(frozen=True, slots=True)
class LookedBack:
    """What other campaigns made of the contacts that Start would call."""

    new: NewRun
    unfinished: tuple[
        CampaignSummary, ...
    ]  # campaigns of the same sheet that are to be gone on with
    known: LookBack
    makers: dict[str, Campaign]  # by ID, those that called them last


@dataclass(frozen=True, slots=True)
class Reopened:
    """A campaign of the library, as it stands."""

    campaign: Campaign
    contacts: Contacts
    attempts: tuple[Attempt, ...]
    adopted: tuple[ToldAttempt, ...] = ()  # that came with its sheet
    handed_over: bool = False  # another desktop dials it


@dataclass(frozen=True, slots=True)
class NeverCalled:
    """How the list of numbers that are never called stands, and what was just done to it."""

    by_source: dict[str, int]
    added: int | None = None
    removed: int | None = None
    unreadable: int = 0  # cells of a file that hold something else
    entries: tuple[Suppressed, ...] = ()  # those that are sought, as many as are shown
    found: int = 0  # those that are sought
    named: tuple[str, ...] = ()  # numbers that a person just put on the list one by one
    new: tuple[str, ...] = ()  # those of them that were not on it yet


@dataclass(frozen=True, slots=True)
class RowsNeverCalled:
    """What putting the numbers of contacts on the list, or taking that back, came to."""

    new: tuple[str, ...]  # numbers that were not on the list yet
    known: int = 0  # numbers that were
    without: int = 0  # contacts that have no number
    undone: bool = False


@dataclass(frozen=True, slots=True)
class NeverCallUnread:
    """A file was not put on the list, for cells of it may be numbers and cannot be read."""

    path: Path
    region: str | None
    why: Trouble


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test call came to."""

    test_id: str
    new: NewRun  # what was tried
    attempt: Attempt | None
    reason: Reason  # why it ended; where nothing was placed, why not


@dataclass(frozen=True, slots=True)
class Redecided:
    """What became of contacts that a person took out of a campaign, or put back."""

    campaign_id: str
    decided: dict[int, Decided]  # by row, those that were named
    count: int  # how many it changed
    out: bool


@dataclass(frozen=True, slots=True)
class Review:
    """What a look at the unknown attempts of a campaign, or a person's word on them, came to."""

    campaign_id: str
    unknown: tuple[Evidence, ...]  # what is left for a person
    settled: tuple[Attempt, ...] = ()  # by a person, just now


class Facts(QObject):
    """The signals. They are emitted on any thread and arrive on the window's."""

    trouble_met = Signal(object)  # Trouble: a wish failed in an expected way
    crashed = Signal(str)  # a report of a bug, to be pasted
    ready = Signal(object)  # Remembered
    work_started = Signal(str)  # the code of a text
    work_ended = Signal()
    work_told = Signal(object)  # int: so many rows are done
    sheet_seen = Signal(object)  # Look
    work_cancelled = Signal()
    sheet_opened = Signal(object)  # workflow.Opened
    planned = Signal(object)  # draft.Planned
    previewed = Signal(object)  # tuple[workflow.Sending, ...]
    account_read = Signal(object)  # Account
    variables_read = Signal(object, object, object)  # Agent, the Dialect asked in, tuple[str, ...]
    unfinished_found = Signal(object)  # tuple[CampaignSummary, ...], of the sheet that was opened
    looked_back = Signal(object)  # LookedBack
    run_started = Signal(object)  # Campaign
    run_progressed = Signal(object)  # dialing.Progress
    attempts_changed = Signal(object)  # tuple[Attempt | dialing.ContactHeld, ...]
    run_ended = Signal(object)  # dialing.RunReport
    run_broken_off = Signal()  # it failed, or could not begin
    exported = Signal(object)  # workflow.Exported
    rejects_exported = Signal(object, int)  # Path, how many rows
    results_saved = Signal(object)  # workflow.Exported | Trouble: results saved themselves
    campaigns_listed = Signal(object)  # tuple[CampaignSummary, ...]
    reopened = Signal(object)  # Reopened
    reviewed = Signal(object)  # Review
    settled_elsewhere = Signal(
        str, object
    )  # campaign ID, tuple[Attempt, ...]: not unknown any more
    redecided = Signal(object)  # Redecided
    added = Signal(str, object)  # the campaign's ID, campaign.Addition
    test_told = Signal(object)  # Attempt: how a test call stands
    tested = Signal(object)  # Tested
    called_back = Signal(str, object)  # the campaign's ID, campaign.CalledBack
    talking_ended = Signal(int)  # how many calls were ended
    never_called = Signal(object)  # NeverCalled
    rows_never_called = Signal(object)  # RowsNeverCalled
    never_call_unread = Signal(object)  # NeverCallUnread
    number_list_read = Signal(Path, object)  # the file that was put on the list, NumberList
    practice_ended = Signal(object)  # a Reason: what became of the service that ended by itself
    dialed_elsewhere = Signal(bool)  # another process dials from the library, or has ended
    corrected = Signal(str, object)  # the campaign's ID, campaign.Corrected
