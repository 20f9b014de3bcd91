"""Step 3 of the draft: the ways to dial, and what each of them offers. Plain data, free of Qt."""

from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from dialsheet.campaign import CARTESIA_URL, Agent, Connection, Dialect, PhoneNumber
from dialsheet.errors import Reason

PRACTICE_NAME = "Practice"
ACCOUNT_NAME = "Cartesia"

Choice = TypeVar("Choice", Agent, PhoneNumber)


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to dial (practice, or an account) and, once it was read, what it offers."""

    connection: Connection
    agents: tuple[Agent, ...] = ()
    numbers: tuple[PhoneNumber, ...] = ()
    read: bool = False
    variables: tuple[str, ...] = ()  # that the chosen agent reads, as far as it shows


@dataclass(slots=True)
class Offers:
    """Practice and an account, and which of them was chosen."""

    account_url: str = CARTESIA_URL
    practice: bool | None = None  # None: neither practice nor an account was chosen yet
    offers: dict[bool, Offer] = field(default_factory=dict)  # by: is it practice?

    def __post_init__(self) -> None:
        account = Connection(ACCOUNT_NAME, False, self.account_url)
        self.offers = {True: Offer(Connection(PRACTICE_NAME, True)), False: Offer(account)}

    @property
    def offer(self) -> Offer | None:
        """The way to dial that was chosen; None until one is."""
        return None if self.practice is None else self.offers[self.practice]

    def change_connection(self, **changes: Any) -> None:
        """Change the chosen way to dial; another account's name forgets what was read."""
        if self.practice is None:
            return
        offer = self.offers[self.practice]
        if changes.keys() & {"agent", "dialect"}:
            offer = replace(offer, variables=())  # what was known may not be so any more
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
        variables = offer.variables if agent == offer.connection.agent else ()
        self.offers[read.practice] = Offer(connection, agents, numbers, True, variables)
        return True

    def take_variables(self, agent: Agent, dialect: Dialect, variables: tuple[str, ...]) -> None:
        """What an agent reads, as asked in a dialect, where both are still the chosen ones."""
        offer = self.offer
        if offer and (offer.connection.agent, offer.connection.dialect) == (agent, dialect):
            self.offers[offer.connection.practice] = replace(offer, variables=variables)

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

    def connection_blocked(self) -> Reason | None:
        """What is still to be chosen; None: nothing."""
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


def _kept(chosen: Choice | None, offered: tuple[Choice, ...], take_first: bool) -> Choice | None:
    """The choice as the account has it now; the first where there is no choice to make."""
    if chosen is not None:
        for each in offered:
            if each.id == chosen.id:
                return each
        if isinstance(chosen, Agent) and chosen.name == chosen.id:
            return chosen  # pasted, for it is not listed
    return offered[0] if offered and (take_first or len(offered) == 1) else None
