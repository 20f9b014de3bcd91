"""The campaign: a sheet, its mapping, its rules and its connection."""

from collections.abc import Mapping as MappingABC
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dialsheet.campaign.attempts import Attempt, AttemptState
from dialsheet.campaign.calls import Outcome
from dialsheet.campaign.connection import Connection, Pace
from dialsheet.campaign.decisions import Decided, Decision, DuplicatePolicy
from dialsheet.campaign.earlier_calls import Repeats
from dialsheet.campaign.mapping import Mapping
from dialsheet.campaign.rules import CallingRules
from dialsheet.columns import CodedColumn, Source, Table
from dialsheet.numbers import VerdictColumn


@dataclass(frozen=True, slots=True)
class ListRead:
    """A file of numbers that are never called, as it was read when the campaign was made."""

    name: str  # the source of its numbers in the library
    numbers: int
    columns: tuple[str, ...]
    regions: tuple[str, ...]  # countries that its national numbers were read with, ISO codes
    skipped: int = 0  # cells that could not be read, and that a person let pass
    path: str = ""  # absolute: it is read again whenever the campaign is gone on with

    @classmethod
    def from_json(cls, data: MappingABC[str, Any]) -> "ListRead":
        """From plain values, as `dataclasses.asdict` has them."""
        several = {name: tuple(data[name]) for name in ("columns", "regions")}
        return cls(
            data["name"],
            data["numbers"],
            **several,
            skipped=data.get("skipped", 0),
            path=data.get("path", ""),
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """What the user chose about whom to call. Frozen when the campaign is made."""

    duplicates: DuplicatePolicy = DuplicatePolicy.FIRST
    accepted_rules: tuple[str, ...] = ()  # repairs that a person let through, by name
    limit: int | None = None  # the pilot: no more contacts than this, until a person ends it
    hidden_rows: bool = False  # call rows that the sheet hides or filters out
    call_again: bool = False  # call contacts that were called before
    call_unreached: bool = False  # or those of them who were not reached by their last call
    ragged_rows: bool = False  # call rows whose cells may be shifted, all of them
    looked_at: tuple[int, ...] = ()  # or those that a person looked at and let through
    calling: CallingRules = field(default_factory=CallingRules)
    test: bool = False  # one call to a person's own number, who asks for it now
    ignore_do_not_call: tuple[str, ...] = ()  # columns that say no, and a person overrules them
    lists: tuple[ListRead, ...] = ()  # do-not-call lists that were read for it

    @property
    def repeats(self) -> Repeats:
        """Whom to call of those who were called before."""
        hours = self.calling.called_before_hours
        return Repeats.of(self.call_again, self.call_unreached, hours)

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the library."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: MappingABC[str, Any]) -> "Rules":
        """The reverse of `to_json`."""
        return cls(
            DuplicatePolicy(data["duplicates"]),
            tuple(data["accepted_rules"]),
            data["limit"],
            data.get("hidden_rows", False),
            data.get("call_again", False),
            data.get("call_unreached", False),
            data.get("ragged_rows", False),
            tuple(data.get("looked_at", ())),
            CallingRules.from_json(data.get("calling", {})),
            data.get("test", False),
            lists=tuple(map(ListRead.from_json, data.get("lists", ()))),
            ignore_do_not_call=tuple(data.get("ignore_do_not_call", ())),
        )


class CampaignState(StrEnum):
    """Where a campaign stands, told from its contacts and attempts."""

    NEW = "new"  # nothing was dialed yet
    UNFINISHED = "unfinished"  # ready contacts or living calls remain
    NEEDS_PERSON = "needs_person"  # done but for unknown attempts; or a run waits for one to look
    PILOT_OVER = "pilot_over"  # the rest waits for a person's word
    FINISHED = "finished"
    HANDED_OVER = "handed_over"  # another desktop dials it


TO_GO_ON = frozenset({CampaignState.NEW, CampaignState.UNFINISHED, CampaignState.PILOT_OVER})


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as made: what was imported and chosen. Only a pilot can end afterwards."""

    id: str
    created_at: datetime  # aware, UTC
    source: Source
    mapping: Mapping
    rules: Rules
    connection: Connection
    pace: Pace

    @property
    def practice(self) -> bool:
        """Whether no telephone rings."""
        return self.connection.practice

    @property
    def test(self) -> bool:
        """Whether it is a test call."""
        return self.rules.test

    @property
    def repeats(self) -> Repeats | None:
        """Whom it calls of those whom other campaigns called; None: nobody asks for these, for it
        counts for nothing itself."""
        return None if self.practice or self.test else self.rules.repeats

    @property
    def calling(self) -> CallingRules:
        """The rules in force at the instant of sending; nothing keeps a test call waiting."""
        if self.test:
            return self.rules.calling
        return self.rules.calling.in_force(self.connection)


@dataclass(frozen=True, slots=True)
class Contacts:
    """A campaign's contacts, column by column; index `i` is the same contact everywhere."""

    table: Table
    verdicts: tuple[VerdictColumn, ...]  # one for each number column of the mapping, in order
    decided: CodedColumn[Decided]

    def __len__(self) -> int:
        return len(self.table)


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """A line of the list of campaigns."""

    campaign: Campaign
    contacts: int
    counts: "Counts"
    state: CampaignState


@dataclass(slots=True)
class Counts:
    """How many contacts came to what; one contact counts once, by its last attempt."""

    completed: int = 0
    voicemail: int = 0
    busy: int = 0
    no_answer: int = 0
    not_connected: int = 0
    refused: int = 0
    cancelled: int = 0
    error: int = 0
    unknown: int = 0
    held: int = 0
    skipped: int = 0

    def to_json(self) -> dict[str, int]:
        """The counts of the command line's JSON."""
        return asdict(self)


def attempt_outcome(attempt: Attempt) -> Outcome | None:
    """What became of an attempt; None while it lives, and when nothing was placed."""
    match attempt.state:
        case AttemptState.ENDED:
            return (attempt.call.outcome if attempt.call else None) or Outcome.UNKNOWN
        case AttemptState.UNKNOWN:
            return Outcome.UNKNOWN
        case AttemptState.REFUSED:
            return Outcome.REFUSED
    return None


def count(contacts: Contacts, attempts: MappingABC[int, Attempt]) -> Counts:
    """Count the contacts; `attempts` has the last attempt of each row that has one.

    A ready contact that was not dialed (stopped run, pilot) and one whose call still lives count
    nowhere: they are neither held nor done.
    """
    counts = Counts()
    for row, decided in zip(contacts.table.rows, contacts.decided, strict=True):
        attempt = attempts.get(row)
        outcome = attempt_outcome(attempt) if attempt else None
        if outcome is not None:
            setattr(counts, outcome.value, getattr(counts, outcome.value) + 1)
        elif decided.decision is Decision.HELD:
            counts.held += 1
        elif decided.decision is Decision.SKIPPED:
            counts.skipped += 1
    return counts
