"""The draft: what is open and what was chosen for it, and what still stands in the way of Start.

Plain data, free of Qt. A draft becomes a campaign at Start; from then on nothing of it changes.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from dialsheet.campaign import (
    NO_LIMITS,
    CallingRules,
    Campaign,
    Connection,
    Contacts,
    Correction,
    EditableContacts,
    Limits,
    Mapping,
    NumberColumn,
    Pace,
    Place,
    Rules,
    ToldAttempt,
    fields_problem,
    fitting,
    mapping_problems,
)
from dialsheet.columns import Source
from dialsheet.errors import Reason
from dialsheet.ui.field_choices import FieldChoice, offered_fields, sent_fields, unsent
from dialsheet.ui.offers import Offers
from dialsheet.ui.remarks import OF_THE_FIELDS, OF_THE_NUMBER, Remark, remark
from dialsheet.ui.run_terms import RunTerms, in_force
from dialsheet.workflow import Choices, FurtherColumn, Opened, Sending, Sheet, adopted_by

_MOST_CAUGHT_UP = 50  # corrections; more are better decided in the work process


class Step(StrEnum):
    """The four steps from a sheet to its calls."""

    SHEET = "sheet"
    FIELDS = "fields"
    CONNECTION = "connection"
    DIAL = "dial"


@dataclass(frozen=True, slots=True)
class Planned:
    """The contacts as they were decided, and by what."""

    mapping: Mapping
    rules: Rules
    corrections: dict[Place, Correction]
    limits: Limits
    contacts: Contacts
    large: tuple[int, ...] = ()  # rows that send more than the documentation is sure of
    further: tuple[FurtherColumn, ...] = ()  # columns that may hold further numbers
    sheet: Sheet | None = None  # whose contacts they are


@dataclass(slots=True)
class Draft(Offers):
    """All that the four steps show and change."""

    contacts: Contacts | None = None  # None: nothing is open
    sheet: Sheet | None = None  # None although contacts are shown: a campaign was reopened
    source: Source | None = None
    adopted: tuple[ToldAttempt, ...] = ()  # attempts that came with the sheet
    reading: Choices = field(default_factory=Choices)  # what was overruled of how it was read
    mapping: Mapping = field(default_factory=Mapping)
    guessed: Mapping = field(default_factory=Mapping)  # the mapping that nobody chose
    is_recalled: bool = False  # whether the mapping is one of another day, and nobody said no
    choices: tuple[FieldChoice, ...] = ()
    planned: Mapping | None = None  # the mapping by which `contacts` were decided, and the rules
    planned_rules: Rules = field(default_factory=Rules)
    planned_limits: Limits = NO_LIMITS  # and the limits of the connection
    large: tuple[int, ...] = ()  # rows that send more than the documentation is sure of
    further: tuple[FurtherColumn, ...] = ()  # columns that may hold further numbers
    unreached: Remark | None = None  # contacts that the number to call from does not reach
    unsendable: Remark | None = None  # contacts whose fields cannot be sent
    corrections: dict[Place, Correction] = field(default_factory=dict)  # replaced, never changed
    planned_corrections: dict[Place, Correction] = field(default_factory=dict)
    recalled: int = 0  # corrections of another day that nobody dropped
    region_columns: tuple[str, ...] = ()  # that may say each row's country
    ready: int | None = None  # how many contacts may be called; None: not counted yet
    sendings: tuple[Sending, ...] = ()
    rules: Rules = field(default_factory=Rules)
    pace: Pace = field(default_factory=Pace)
    terms: RunTerms = field(default_factory=RunTerms)
    campaign: Campaign | None = None  # set at Start
    dialed_elsewhere: bool = False  # another process dials from the library
    handed_over: bool = False  # another desktop dials the campaign

    # What is open

    def open(self, opened: Opened, reading: Choices | None = None) -> None:
        """A sheet was read. One with the same columns as before keeps what was typed for them."""
        table = opened.contacts.table
        same = self.contacts is not None and self.contacts.table.headers == table.headers
        if not (same and self.choices):
            self.choices = offered_fields(table.headers, opened.mapping.fields)
        self.sheet, self.source = opened.sheet, opened.sheet.source
        self.reading = reading or Choices()
        self.guessed, self.is_recalled = opened.guessed, opened.is_recalled and not same
        self.contacts, self.ready = opened.contacts, None
        self.planned = opened.mapping if opened.is_checked else None
        self.mapping = replace(opened.mapping, fields=sent_fields(self.choices))
        self.sendings, self.campaign, self.handed_over = (), None, False
        self.adopted = adopted_by(opened.sheet)
        self.region_columns, self.further = opened.region_columns, opened.further
        self.corrections, self.planned_corrections = fitting(opened.corrections, table), {}
        self.recalled = len(self.corrections)
        # The rules of a campaign that was shown before are not for this sheet.
        self.rules = self.planned_rules = Rules()
        self.planned_limits, self.large = NO_LIMITS, ()
        self.remark()

    def take_plan(self, planned: Planned) -> None:
        """The contacts were checked and decided by what was chosen a moment ago."""
        self.planned_rules, self.planned_corrections = planned.rules, planned.corrections
        self.planned_limits = planned.limits
        self.large, self.further = planned.large, planned.further
        self.contacts, self.planned, self.ready = planned.contacts, planned.mapping, None
        self.remark()
        self.catch_up()

    def remark(self) -> None:
        """Count whom the connection holds back."""
        known = self.contacts
        self.unreached = remark(known, OF_THE_NUMBER) if known else None
        self.unsendable = remark(known, OF_THE_FIELDS) if known else None

    def catch_up(self) -> list[int] | None:
        """Decide anew whom corrections have changed; None: all are to be, elsewhere."""
        contacts, before, now = self.contacts, self.planned_corrections, self.corrections
        places = [place for place in {**before, **now} if before.get(place) is not now.get(place)]
        chosen = (self.mapping, self.rules, self.limits)
        by_others = (self.planned, self.planned_rules, self.planned_limits) != chosen
        if by_others or len(places) > _MOST_CAUGHT_UP or not isinstance(contacts, EditableContacts):
            return None
        changed: list[int] = []
        for place in places:
            found = contacts.read_as(place, now.get(place))
            if found is None:
                return None
            changed += found
        self.planned_corrections = now
        if changed:
            self.remark()
        return changed

    def start_as(self, campaign: Campaign) -> None:
        """The draft is a campaign now."""
        self.campaign = campaign
        self.corrections, self.planned_corrections, self.recalled = {}, {}, 0

    def reopen(
        self, campaign: Campaign, contacts: Contacts, adopted: tuple[ToldAttempt, ...] = ()
    ) -> None:
        """Show a campaign of the library in place of a sheet."""
        self.adopted = adopted
        self.campaign, self.sheet, self.source = campaign, None, campaign.source
        self.contacts, self.planned, self.ready = contacts, campaign.mapping, None
        self.mapping, self.rules, self.pace = campaign.mapping, campaign.rules, campaign.pace
        self.planned_rules, self.planned_limits = campaign.rules, self.limits
        self.large, self.sendings, self.unreached, self.unsendable = (), (), None, None
        self.corrections, self.planned_corrections, self.recalled = {}, {}, 0
        self.choices = offered_fields(contacts.table.headers, campaign.mapping.fields)

    @property
    def is_fixed(self) -> bool:
        """Whether the campaign was made, so that nothing can be chosen any more."""
        return self.campaign is not None

    # Step 1 and 2: whom to call, and what the agent reads

    def choose_numbers(self, numbers: tuple[NumberColumn, ...]) -> None:
        """The columns with the numbers to call, in the order in which they are tried."""
        self.mapping = replace(self.mapping, numbers=numbers)

    def choose_region(self, region: str | None) -> None:
        """The country of numbers that carry none, in every row."""
        self.mapping = replace(self.mapping, region=region, region_column=None)

    def choose_region_column(self, column: str) -> None:
        """The column that says each row's country; where it is empty, the chosen one stands."""
        self.mapping = replace(self.mapping, region_column=column)

    def drop_recalled(self) -> None:
        """Go back from the mapping of another day to what nobody chose."""
        self.mapping, self.is_recalled = self.guessed, False
        self.choices = offered_fields(self.headers, ())

    def choose_rules(self, **changes: Any) -> None:
        """Which rows are called that are held otherwise."""
        self.rules = replace(self.rules, **changes)

    def choose_fields(self, choices: tuple[FieldChoice, ...]) -> None:
        """What is sent with each call."""
        self.choices = choices
        self.mapping = replace(self.mapping, fields=sent_fields(choices))

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns of what is open."""
        return self.contacts.table.headers if self.contacts else ()

    @property
    def field_problem(self) -> Reason | None:
        """The first thing that is wrong with the fields."""
        for problem in mapping_problems(self.mapping, self.headers):
            if problem.code != "campaign.no_number_column":
                return problem
        return fields_problem(self.mapping.fields, self.limits.dialect)

    @property
    def unsent_variables(self) -> tuple[str, ...]:
        """What the chosen agent reads, as far as it shows, and no field is sent for."""
        if self.offer is None or self.is_fixed:
            return ()
        return unsent(self.offer.variables, self.choices)

    @property
    def is_planned(self) -> bool:
        """Whether the contacts on screen were decided by what is chosen now, and counted."""
        return self.shows_choices and self.ready is not None

    @property
    def shows_choices(self) -> bool:
        """Whether `contacts` were decided by what is chosen now."""
        return (
            self.planned == self.mapping
            and self.planned_rules == self.rules
            and self.planned_limits == self.limits
            and self.planned_corrections == self.corrections
        )

    # Step 3: the connection

    @property
    def connection(self) -> Connection | None:
        """The connection in force: the campaign's own, else the chosen one."""
        if self.campaign:
            return self.campaign.connection
        return self.offer.connection if self.offer else None

    @property
    def limits(self) -> Limits:
        """What the connection in force carries."""
        return self.connection.limits if self.connection else NO_LIMITS

    @property
    def shows_practice(self) -> bool:
        """Whether the window must say that no telephone rings."""
        connection = self.connection
        return self.contacts is not None and connection is not None and connection.practice

    @property
    def max_pace(self) -> float:
        """Calls a second that the number to call from allows."""
        return _max_pace(self.connection)

    @property
    def pace_in_force(self) -> Pace:
        """The chosen pace, as far as the number to call from allows it."""
        if self.campaign:
            return self.campaign.pace
        return replace(self.pace, per_second=min(self.pace.per_second, self.max_pace))

    @property
    def calling_in_force(self) -> CallingRules:
        """The calling rules of the campaign, or of the one that Start would make."""
        calling = self.campaign.rules.calling if self.campaign else self.terms.fitting(self.headers)
        return in_force(calling, self.connection)

    # Step 4: what stands in the way

    def blocked(self, step: Step) -> Reason | None:
        """Why a step is not settled; None when it is."""
        if step is Step.DIAL and (self.dialed_elsewhere or self.handed_over):
            return Reason(f"ui.blocked_{'elsewhere' if self.dialed_elsewhere else 'handed_over'}")
        if self.is_fixed:
            return None
        match step:
            case Step.SHEET:
                return self._sheet_blocked()
            case Step.FIELDS:
                return self.field_problem
            case Step.CONNECTION:
                return self.connection_blocked()
        for earlier in (Step.SHEET, Step.FIELDS, Step.CONNECTION):
            if reason := self.blocked(earlier):
                return reason
        return None if self.is_planned else Reason("ui.blocked_checking")

    def is_done(self, step: Step) -> bool:
        """Whether a step needs no more attention; fields are optional, so none is not done."""
        if self.blocked(step) is not None or step is Step.DIAL:
            return False
        return bool(self.mapping.fields) if step is Step.FIELDS else True

    def _sheet_blocked(self) -> Reason | None:
        if self.contacts is None:
            return Reason("ui.blocked_no_sheet")
        if not self.mapping.numbers:
            return Reason("ui.blocked_no_number_column")
        if self.is_planned and not self.ready:
            return Reason("ui.blocked_nobody")
        return None


def _max_pace(connection: Connection | None) -> float:
    if connection is None or connection.on_loopback:
        return 20.0
    number = connection.from_number
    return 1.0 if number is None or number.provider == "cartesia" else 20.0
