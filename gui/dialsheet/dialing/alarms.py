"""Alarms: what is seen in the course of a run that a person has to look at before it goes on."""

from collections.abc import Callable

from dialsheet.campaign import Attempt
from dialsheet.dialing.course import Course
from dialsheet.dialing.follower import Follower
from dialsheet.dialing.policy import with_rows
from dialsheet.errors import Reason

CLOCKS_APART_S = 120.0  # a service whose clock differs more is not dialed through


class Alarms:
    """Looks at what was read, before anything more may leave."""

    def __init__(
        self, course: Course, follower: Follower, clock_offset_s: Callable[[], float | None]
    ) -> None:
        self._course = course
        self._follower = follower
        self._clock_offset_s = clock_offset_s
        self._given_back: set[str] = set()  # attempts that count as if they had not been made
        self._late: list[Attempt] = []
        self._told = 0  # of the late hits

    def note(self, attempt: Attempt) -> None:
        """Take note of an attempt as it is now.

        A late hit is one that counted as withdrawn, refused or not placed, by the service's word,
        ours or a person's, and was placed after all: its number was free to be called again, or
        was. An unknown attempt that turns up is none: nobody is called again for it.
        """
        if not attempt.state.may_have_rung:
            self._given_back.add(attempt.id)
        elif attempt.id in self._given_back:
            self._given_back.remove(attempt.id)
            self._late.append(attempt)

    def look(self) -> None:
        """Stop or pause the run for what there is to see."""
        if count := self._follower.strangers:
            self._course.stop_for(Reason("dialing.foreign_calls", {"count": count}))
        if len(self._late) > self._told:
            self._told = len(self._late)
            self._course.pause_for(with_rows("dialing.late_hit", self._late))
        # Calls that go by a wrong clock are made at wrong hours.
        offset_s = self._clock_offset_s()
        if offset_s is not None and abs(offset_s) > CLOCKS_APART_S:
            minutes = round(abs(offset_s) / 60)
            self._course.stop_for(Reason("dialing.clocks_apart", {"minutes": minutes}))

    def clear(self) -> None:
        """A person has looked."""
        self._told = 0
        self._late.clear()
