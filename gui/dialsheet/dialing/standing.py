"""Where a run stands, told from what its parts know."""

from collections.abc import Sequence
from datetime import datetime

from dialsheet.campaign import Attempt, AttemptState, Pace, Phase
from dialsheet.dialing.agenda import Agenda
from dialsheet.dialing.course import Course
from dialsheet.dialing.follower import Follower
from dialsheet.dialing.policy import time_left_s, with_rows
from dialsheet.dialing.run import PILOT_OVER, Progress, RunState
from dialsheet.dialing.silence import unanswered
from dialsheet.errors import Reason


def progress(
    entered: RunState,
    course: Course,
    agenda: Agenda,
    follower: Follower,
    pace: Pace,
    next_at: datetime | None,
    now: datetime,
    waited_s: Sequence[float] = (),
) -> Progress:
    """How things are at `now`; `next_at` is when the next contact's time comes, if all wait."""
    left, alive = agenda.waiting, follower.open
    waits = put_off_until(next_at, left) if next_at else None
    rest_s = max(0.0, (next_at - now).total_seconds()) if next_at else 0.0
    calls_s = time_left_s(left, len(alive), pace.per_second, pace.max_live, follower.lives.mean_s)
    why = (course.stopped_for, course.paused_for, course.slowed_for, course.deaf_for, waits)
    return Progress(
        state=_state(entered, course, next_at),
        total=agenda.total,
        waiting=left,
        placed=follower.placed,
        alive=len(alive),
        unknown=sum(each.state is AttemptState.UNKNOWN for each in alive),
        time_left_s=rest_s + calls_s,
        reason=next(filter(None, why), None),
        talking=sum(each.call is not None and each.call.phase is Phase.IN_CALL for each in alive),
        next_at=next_at,
        beyond_pilot=agenda.beyond_pilot,
        unanswered=unanswered(waited_s),
    )


def came_to(agenda: Agenda, left: Sequence[Attempt]) -> Reason:
    """What a run came to that nothing stopped; of the attempts that are `left`, nobody waits for
    an end any more."""
    if agenda.line.goes_on:  # a call ended late, and another is to follow
        return Reason("dialing.more_to_call", {"count": agenda.waiting})
    if agenda.waiting:
        return Reason("dialing.asked_again", {"count": agenda.waiting})
    if agenda.beyond_pilot:
        return Reason(PILOT_OVER, {"count": agenda.beyond_pilot})
    if endless := [each for each in left if each.state is AttemptState.PLACED]:
        return with_rows("dialing.no_end", endless)
    return Reason("dialing.finished")


def put_off_until(next_at: datetime, count: int) -> Reason:
    """Nobody can be called before; the time as it is where this machine is."""
    at = f"{next_at.astimezone():%Y-%m-%d %H:%M}"
    return Reason("dialing.put_off", {"count": count, "at": at})


def _state(entered: RunState, course: Course, next_at: datetime | None) -> RunState:
    if entered is not RunState.DIALING:
        return entered
    if course.stopped_for:
        return RunState.FINISHING
    if course.paused:
        return RunState.PAUSED
    return RunState.WAITING if next_at else entered
