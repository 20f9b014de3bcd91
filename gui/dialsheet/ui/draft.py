"""The draft: what is open and what was chosen for it, and what still stands in the way of Start.

Plain data, free of Qt. A draft becomes a campaign at Start; from then on nothing of it changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from dialsheet.campaign import (
    CARTESIA_URL,
    Agent,
    Campaign,
    Connection,
    Contacts,
    Field,
    Mapping,
    NumberColumn,
    Pace,
    PhoneNumber,
    Rules,
    ToldAttempt,
    mapping_problems,
)
from dialsheet.columns import Source
from dialsheet.errors import Reason
from dialsheet.workflow import Opened, Sending, Sheet, adopted_by, suggest_field

PRACTICE_NAME = "Practice"
ACCOUNT_NAME = "Cartesia"

Choice = TypeVar("Choice", Agent, PhoneNumber)


class Step(StrEnum):
    """The four steps from a sheet to its calls."""

    SHEET = "sheet"
    FIELDS = "fields"
    CONNECTION = "connection"
    DIAL = "dial"


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field as it is offered; one that is not sent keeps what was typed for it."""

    field: Field
    sent: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to dial (practice, or an account) and, once it was read, what it offers."""

    connection: Connection
    agents: tuple[Agent, ...] = ()
    numbers: tuple[PhoneNumber, ...] = ()
    read: bool = False


@dataclass(slots=True)
class Draft:
    """All that the four steps show and change."""

    account_url: str = CARTESIA_URL
    contacts: Contacts | None = None  # None: nothing is open
    sheet: Sheet | None = None  # None although contacts are shown: a campaign was reopened
    source: Source | None = None
    adopted: tuple[ToldAttempt, ...] = ()  # attempts that came with the sheet
    mapping: Mapping = field(default_factory=Mapping)
    choices: tuple[FieldChoice, ...] = ()
    planned: Mapping | None = None  # the mapping by which `contacts` were decided, and the rules
    planned_rules: Rules = field(default_factory=Rules)
    ready: int | None = None  # how many contacts may be called; None: not counted yet
    sendings: tuple[Sending, ...] = ()
    rules: Rules = field(default_factory=Rules)
    practice: bool | None = None  # None: neither practice nor an account was chosen yet
    offers: dict[bool, Offer] = field(default_factory=dict)  # by: is it practice?
    pace: Pace = field(default_factory=Pace)
    campaign: Campaign | None = None  # set at Start

    def __post_init__(self) -> None:
        account = Connection(ACCOUNT_NAME, False, self.account_url)
        self.offers = {True: Offer(Connection(PRACTICE_NAME, True)), False: Offer(account)}

    # What is open

    def open(self, opened: Opened) -> None:
        """A sheet was read. One with the same columns as before keeps what was typed for them."""
        table = opened.contacts.table
        same = self.contacts is not None and self.contacts.table.headers == table.headers
        if not (same and self.choices):
            self.choices = offered_fields(table.headers, opened.mapping.fields)
        self.sheet, self.source = opened.sheet, opened.sheet.source
        self.contacts, self.planned, self.ready = opened.contacts, opened.mapping, None
        self.mapping = replace(opened.mapping, fields=sent_fields(self.choices))
        self.sendings, self.campaign = (), None
        self.adopted = adopted_by(opened.sheet)
        # The rules of a campaign that was shown before are not for this sheet.
        self.rules = self.planned_rules = Rules()

    def take_plan(self, mapping: Mapping, rules: Rules, contacts: Contacts) -> None:
        """The contacts were checked and decided by `mapping` and `rules`."""
        self.planned_rules = rules
        self.contacts, self.planned, self.ready = contacts, mapping, None

    def start_as(self, campaign: Campaign) -> None:
        """The draft is a campaign now."""
        self.campaign = campaign

    def reopen(
        self, campaign: Campaign, contacts: Contacts, adopted: tuple[ToldAttempt, ...] = ()
    ) -> None:
        """Show a campaign of the library in place of a sheet."""
        self.adopted = adopted
        self.campaign, self.sheet, self.source = campaign, None, campaign.source
        self.contacts, self.planned, self.ready = contacts, campaign.mapping, None
        self.mapping, self.rules, self.pace = campaign.mapping, campaign.rules, campaign.pace
        self.planned_rules = campaign.rules
        self.choices = offered_fields(contacts.table.headers, campaign.mapping.fields)
        self.sendings = ()

    @property
    def is_fixed(self) -> bool:
        """Whether the campaign was made, so that nothing can be chosen any more."""
        return self.campaign is not None

    # Step 1 and 2: whom to call, and what the agent reads

    def choose_number_column(self, column: str | None) -> None:
        """The column with the numbers to call; its kind stays what the guess said."""
        known = {number.column: number for number in self.mapping.numbers}
        numbers = (known.get(column, NumberColumn(column)),) if column else ()
        self.mapping = replace(self.mapping, numbers=numbers)

    def choose_region(self, region: str | None) -> None:
        """The country of numbers that carry none."""
        self.mapping = replace(self.mapping, region=region)

    def choose_hidden_rows(self, wanted: bool) -> None:
        """Whether rows that the sheet hides are called."""
        self.rules = replace(self.rules, hidden_rows=wanted)

    def choose_call_again(self, wanted: bool) -> None:
        """Whether contacts are called that were called before, says the sheet."""
        self.rules = replace(self.rules, call_again=wanted)

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
        problems = mapping_problems(self.mapping, self.headers)
        return next((each for each in problems if each.code != "campaign.no_number_column"), None)

    @property
    def is_planned(self) -> bool:
        """Whether the contacts on screen were decided by what is chosen now, and counted."""
        return self.shows_choices and self.ready is not None

    @property
    def shows_choices(self) -> bool:
        """Whether `contacts` were decided by what is chosen now."""
        return self.planned == self.mapping and self.planned_rules == self.rules

    # Step 3: the connection

    @property
    def offer(self) -> Offer | None:
        """The way to dial that was chosen; None until one is."""
        return None if self.practice is None else self.offers[self.practice]

    @property
    def connection(self) -> Connection | None:
        """The connection in force: the campaign's own, else the chosen one."""
        if self.campaign:
            return self.campaign.connection
        return self.offer.connection if self.offer else None

    @property
    def shows_practice(self) -> bool:
        """Whether the window must say that no telephone rings."""
        connection = self.connection
        return self.contacts is not None and connection is not None and connection.practice

    def change_connection(self, **changes: Any) -> None:
        """Change the chosen way to dial; another account's name forgets what was read."""
        if self.practice is None:
            return
        offer = self.offers[self.practice]
        renamed = changes.get("name", offer.connection.name) != offer.connection.name
        if renamed:
            changes |= {"agent": None, "from_number": None}
            offer = Offer(offer.connection)
        self.offers[self.practice] = replace(offer, connection=replace(offer.connection, **changes))

    def take_account(
        self, read: Connection, agents: tuple[Agent, ...], numbers: tuple[PhoneNumber, ...]
    ) -> bool:
        """What an account offers; False when it is not the one on screen any more.

        What was chosen before stays chosen where the account still has it. Where there is only
        one there is no choice; in practice none can be wrong, so the first is taken.
        """
        offer = self.offers[read.practice]
        if offer.connection.name != read.name:
            return False
        agent = _kept(offer.connection.agent, agents, read.practice)
        number = _kept(offer.connection.from_number, numbers, read.practice)
        connection = replace(
            offer.connection, base_url=read.base_url, agent=agent, from_number=number
        )
        self.offers[read.practice] = Offer(connection, agents, numbers, read=True)
        return True

    def connection_setting(self) -> dict[str, Any]:
        """What is remembered of step 3. Holds no key."""
        offers = {"practice": self.offers[True], "account": self.offers[False]}
        kept = {name: offer.connection.to_json() for name, offer in offers.items()}
        return {"practice_chosen": self.practice, **kept}

    def recall_connection(self, setting: dict[str, Any]) -> None:
        """The reverse of `connection_setting`; an account on another address is not recalled."""
        practice = Connection.from_json(setting["practice"])
        account = Connection.from_json(setting["account"])
        self.offers[True] = Offer(practice)
        if account.base_url == self.account_url:
            self.offers[False] = Offer(account)
        self.practice = setting["practice_chosen"]

    @property
    def max_pace(self) -> float:
        """Calls a second that the number to call from allows."""
        connection = self.connection
        if connection is None or connection.on_loopback:
            return 20.0
        number = connection.from_number
        return 1.0 if number is None or number.provider == "cartesia" else 20.0

    @property
    def pace_in_force(self) -> Pace:
        """The chosen pace, as far as the number to call from allows it."""
        if self.campaign:
            return self.campaign.pace
        return replace(self.pace, per_second=min(self.pace.per_second, self.max_pace))

    # Step 4: what stands in the way

    def blocked(self, step: Step) -> Reason | None:
        """Why a step is not settled; None when it is."""
        if self.is_fixed:
            return None
        match step:
            case Step.SHEET:
                return self._sheet_blocked()
            case Step.FIELDS:
                return self.field_problem
            case Step.CONNECTION:
                return self._connection_blocked()
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

    def _connection_blocked(self) -> Reason | None:
        offer = self.offer
        if offer is None:
            return Reason("ui.blocked_no_connection")
        if not offer.read:
            return Reason("ui.blocked_not_connected")
        if offer.connection.agent is None:
            return Reason("ui.blocked_no_agent")
        if offer.connection.from_number is None:
            return Reason("ui.blocked_no_number")
        return None

    # The result sheet

    def suggested_result(self) -> Path | None:
        """A name for the result sheet beside the source; practice says so in the name."""
        if self.source is None or self.campaign is None:
            return None
        source = Path(self.source.path)
        words = [source.stem, *(["PRACTICE"] if self.campaign.practice else []), "results"]
        return source.with_name(" ".join(words) + ".xlsx")


def sent_fields(choices: Iterable[FieldChoice]) -> tuple[Field, ...]:
    """The fields that are sent."""
    return tuple(choice.field for choice in choices if choice.sent)


def offered_fields(headers: Sequence[str], fields: Sequence[Field]) -> tuple[FieldChoice, ...]:
    """A choice for each column and each constant; those in `fields` are sent, no name is twice."""
    by_column = {field.column: field for field in fields if field.column is not None}
    taken = {field.name for field in fields}
    offered = []
    for header in headers:
        if header in by_column:
            offered.append(FieldChoice(by_column[header], True))
            continue
        suggested = suggest_field(header)
        name = unused_name(suggested.name, taken)
        taken.add(name)
        offered.append(FieldChoice(replace(suggested, name=name), False))
    offered += [FieldChoice(field, True) for field in fields if field.column is None]
    return tuple(offered)


def unused_name(name: str, taken: set[str]) -> str:
    """`name`, or the first of `name_2`, `name_3`, ... that is not taken."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate


def _kept(chosen: Choice | None, offered: tuple[Choice, ...], take_first: bool) -> Choice | None:
    """The choice as the account has it now; the first where there is no choice to make."""
    if chosen is not None:
        for each in offered:
            if each.id == chosen.id:
                return each
    return offered[0] if offered and (take_first or len(offered) == 1) else None
