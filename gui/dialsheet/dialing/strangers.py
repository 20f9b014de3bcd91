"""Strangers: calls of this campaign that the library knows nothing of. Another copy dialed them."""

from collections.abc import Callable
from datetime import datetime

from dialsheet.campaign import Attempt, Call, ContactNumber, Ref
from dialsheet.ports import Library

NumberOf = Callable[[Ref, Call], ContactNumber | None]


class Strangers:
    """Takes them into the library, so that nobody is called again over them."""

    def __init__(self, library: Library, number_of: NumberOf) -> None:
        """`number_of` says which number of a contact a call went to; None: no such contact."""
        self._library = library
        self._number_of = number_of
        self._met: dict[str, tuple[Ref, Call]] = {}  # attempt ID -> a call not adopted yet
        self._adopted = 0

    @property
    def count(self) -> int:
        """How many were met."""
        return len(self._met) + self._adopted

    def meet(self, ref: Ref, call: Call) -> None:
        """Take note of one."""
        self._met[ref.attempt_id] = (ref, call)

    def adopt(self, now: datetime) -> tuple[Attempt, ...]:
        """Take in those whose contact the campaign has."""
        adopted = []
        for ref, call in list(self._met.values()):
            if number := self._number_of(ref, call):
                adopted.append(self._library.adopt_call(ref, number, call, now))
                del self._met[ref.attempt_id]
        self._adopted += len(adopted)
        return tuple(adopted)
