"""The books of one campaign: what the library has of it, beside what the service has."""

from functools import cached_property

from dialsheet.campaign import READY, Attempt, AttemptState, Campaign, Contacts
from simulation.service import Accepted, Departure
from simulation.world import World

NEVER_RANG = (AttemptState.NOT_PLACED, AttemptState.WITHDRAWN, AttemptState.REFUSED)


class Book:
    """One campaign, as it stands when it is first asked for."""

    def __init__(self, world: World, campaign: Campaign) -> None:
        self.world = world
        self.campaign = campaign
        self.shelf = [self]  # with those of the other campaigns of that world

    @cached_property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every attempt that the library has."""
        return self.world.home.library.attempts(self.campaign.id)

    @cached_property
    def contacts(self) -> Contacts:
        """The contacts, as they are decided now."""
        return self.world.home.library.contacts(self.campaign.id)

    @property
    def refused(self) -> set[int]:
        """The rows that the service refused, which were not called since or made callable."""
        made = {each.row: each for each in self.attempts if not each.state.went_back}
        return {
            row
            for row, last in made.items()
            if last.state is AttemptState.REFUSED
            and last.number.e164 in self.world.numbers_of(self.campaign.id, row)
        }

    @property
    def held(self) -> int:
        """How many contacts are not to be called."""
        return sum(each is not READY for each in self.contacts.decided)

    @cached_property
    def departures(self) -> list[Departure]:
        """The requests that left, in order."""
        service = self.world.service
        return [each for each in service.departures if each.campaign_id == self.campaign.id]

    @cached_property
    def left(self) -> list[Departure]:
        """Those of which the library does not know that they came to nothing."""
        left = left_for_good(self.shelf)
        return [each for each in left if each.campaign_id == self.campaign.id]

    @property
    def may_have_rung(self) -> list[Departure]:
        """Those of which the library does not know that nobody's telephone rang."""
        silent = {each.id for each in self.attempts if each.state in NEVER_RANG}
        return [each for each in self.left if each.attempt_id not in silent]

    @cached_property
    def calls(self) -> list[Accepted]:
        """The calls that were placed, in order."""
        service = self.world.service
        return [each for each in service.accepted if each.campaign_id == self.campaign.id]

    @property
    def foreseen(self) -> list[Accepted]:
        """Those that the service did not deny, nor a person: nobody could know of these."""
        unforeseen = self.world.unforeseen
        return [each for each in self.calls if not (each.denied or each.attempt_id in unforeseen)]

    @property
    def late(self) -> set[str]:
        """The attempts whose calls were denied."""
        denied = {each.attempt_id for each in self.calls if each.denied}
        return denied | self.world.unforeseen


def books(world: World) -> list[Book]:
    """The books of all campaigns of a world."""
    shelf = [Book(world, campaign) for campaign in world.campaigns]
    for book in shelf:
        book.shelf = shelf
    return shelf


def left_for_good(shelf: list[Book]) -> list[Departure]:
    """The requests that left, but those that the library knows to have come to nothing."""
    nothing = {
        attempt.id for book in shelf for attempt in book.attempts if attempt.state in NEVER_RANG
    }
    world = shelf[0].world
    nothing |= world.forgotten
    return [each for each in world.service.departures if each.attempt_id not in nothing]
