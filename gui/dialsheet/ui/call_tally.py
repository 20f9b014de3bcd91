"""What the calls of a campaign have come to: each contact's last attempt, and how many stand where.

Plain data, free of Qt. A change costs what has changed, however many attempts there are.
"""

from collections import Counter

from dialsheet.campaign import (
    NEVER_RANG,
    Attempt,
    AttemptState,
    Contacts,
    Outcome,
    attempt_outcome,
)
from dialsheet.dialing import ContactHeld

_NOBODY_KNOWS = frozenset({AttemptState.UNKNOWN, AttemptState.INTENDED})


class CallTally:
    """The attempts of the contacts on screen, by the indexes of `Contacts`."""

    def __init__(self, contacts: Contacts) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self._contacts = contacts
        self._attempts: dict[int, Attempt] = {}  # the last of each contact
        self._over: dict[int, Attempt] = {}  # the last that was made, where a further one is
        self._held: dict[int, ContactHeld] = {}
        self._states: Counter[AttemptState] = Counter()
        self._done: set[int] = set()  # contacts that may be called, and are not any more
        self._again: set[int] = set()  # contacts that were called, and are to be once more
        self._kept: set[int] = set()  # contacts that a rule held for good, at the last moment

    # Changes

    def note(self, index: int, change: Attempt) -> None:
        """Note how an attempt stands; one that is not the contact's last changes nothing."""
        before = self._attempts.get(index)
        if before is not None and before.ordinal > change.ordinal:
            return
        if before is not None and before.id != change.id and not before.state.went_back:
            self._over[index] = before
        over = self._over.get(index)
        if over is not None and over.state.weight > change.state.weight:
            change = self._over.pop(index)  # one that was taken back, or refused, tells less
        self._held.pop(index, None)
        self._attempts[index] = change
        self._weigh(index)
        if before is not None:
            self._states[before.state] -= 1
            if old := attempt_outcome(before):
                self.outcomes[old] -= 1
        self._states[change.state] += 1
        if new := attempt_outcome(change):
            self.outcomes[new] += 1

    def hold(self, index: int, held: ContactHeld) -> None:
        """A rule held a contact at the instant of sending."""
        self._held[index] = held
        self._weigh(index)

    def decided_anew(self, index: int) -> None:
        """What the contacts say of one has changed."""
        self._held.pop(index, None)
        self._weigh(index)

    # Single contacts

    def attempt(self, index: int) -> Attempt | None:
        """A contact's last attempt."""
        return self._attempts.get(index)

    def held(self, index: int) -> ContactHeld | None:
        """Why a contact was not called when its turn had come."""
        return self._held.get(index)

    # Counts

    @property
    def tried(self) -> int:
        """How many contacts' telephones may have rung."""
        return len(self._attempts) - sum(self._states[state] for state in NEVER_RANG)

    @property
    def called(self) -> int:
        """How many of these are not to be called again."""
        return self.tried - len(self._again)

    @property
    def done(self) -> int:
        """How many contacts that may be called need no call any more."""
        return len(self._done)

    @property
    def kept(self) -> int:
        """How many contacts that may be called were held for good before their first call."""
        return len(self._kept)

    @property
    def unknown(self) -> int:
        """Of how many attempts nobody can tell whether they were placed, while nothing is dialed:
        those that a crash caught on their way count, too."""
        return sum(self._states[state] for state in _NOBODY_KNOWS)

    @property
    def unknown_attempts(self) -> tuple[Attempt, ...]:
        """The attempts of which nobody can tell."""
        return tuple(each for each in self._attempts.values() if each.state in _NOBODY_KNOWS)

    @property
    def open(self) -> int:
        """How many calls were placed whose end is not known yet."""
        return self._states[AttemptState.PLACED]

    @property
    def last(self) -> Attempt | None:
        """The last attempt that was made."""
        made = (each for each in self._attempts.values() if each.state.may_have_rung)
        return max(made, key=lambda attempt: attempt.intended_at, default=None)

    def _weigh(self, index: int) -> None:
        """Whether a contact is still to be called, and was before."""
        decided, held = self._contacts.decided[index], self._held.get(index)
        attempt = self._attempts.get(index)
        tried = attempt is not None and attempt.state.may_have_rung
        done = tried or (attempt is not None and self._is_refused(index, attempt))
        for_good = held is not None and held.until is None
        skips = held is not None and held.skips
        waits = decided.may_go and not for_good and (decided.passing or not done)
        for contacts, is_one in (
            (self._again, waits and tried),
            (self._done, decided.may_go and not waits),
            (self._kept, decided.may_go and for_good and not tried and not skips),
        ):
            (contacts.add if is_one else contacts.discard)(index)

    def _is_refused(self, index: int, attempt: Attempt) -> bool:
        """Whether the service refused a contact, whose number was not corrected since."""
        numbers = (column[index].e164 for column in self._contacts.verdicts)
        return attempt.state is AttemptState.REFUSED and attempt.number.e164 in numbers
