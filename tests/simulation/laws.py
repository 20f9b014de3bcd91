"""The rules of calling, as a witness of the world sees them kept: by the true time and from
what left."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from dialsheet.campaign import Attempt, Outcome
from simulation.home import PLACES
from simulation.service import Accepted, Departure
from simulation.virtual_time import EPOCH
from simulation.world import World

_SLACK_S = 30.0  # that a clock may be wrong before the service is heard again
_DAY_S = 24 * 3600.0
_CLAIMED_S = 5.0 + 1.0  # between a claim and the first byte
_OUTCOMES = {
    "dial_busy": Outcome.BUSY,
    "dial_no_answer": Outcome.NO_ANSWER,
    "dial_failed": Outcome.NOT_CONNECTED,
    "voicemail_detected": Outcome.VOICEMAIL,
}


def rules(world: World, attempts: tuple[Attempt, ...]) -> Iterator[str]:
    """What was sent although a rule stood in its way."""
    yield from _window(world)
    yield from _asked_not_to(world)
    left = _left_for_good(world, attempts)
    yield from _cap(world, left)
    if world.campaign.calling.follow_ups:
        yield from _follow_ups(world, left)


def _window(world: World) -> Iterator[str]:
    window = world.campaign.calling.window
    if window is None or window.is_always_open:
        return
    for departure in world.service.departures:
        number = departure.to_number
        zone = next((PLACES[each] for each in PLACES if number.startswith(each)), None)
        if zone is None:
            yield f"row {departure.row} was called, and nobody knows what time it is there"
            continue
        for slack_s in (0.0, -_SLACK_S, _SLACK_S):
            at = EPOCH + timedelta(seconds=departure.true_s + slack_s)
            local = at.astimezone(ZoneInfo(zone))
            if window.opens <= local.hour * 60 + local.minute < window.closes:
                break
        else:
            yield f"row {departure.row} was called at {local:%H:%M} in {zone}, window {window}"


def _cap(world: World, left: list[Departure]) -> Iterator[str]:
    cap = world.campaign.calling.cap
    rang: defaultdict[str, list[float]] = defaultdict(list)
    for departure in left:
        rang[departure.to_number].append(departure.true_s)
    for times in rang.values():
        for first, beyond in zip(times, times[cap:], strict=False):
            if beyond - first < _DAY_S - _SLACK_S:
                yield f"a number was called more than {cap} times in {beyond - first:.0f} s"


def _asked_not_to(world: World) -> Iterator[str]:
    for departure in world.service.departures:
        asked = [world.suppressed_at.get(each, 1e99) for each in world.numbers[departure.row]]
        if departure.true_s > min(asked):
            yield f"row {departure.row} was called after it had asked not to be"
        if departure.true_s > world.excluded_at.get(departure.row, 1e99) + _CLAIMED_S:
            yield f"row {departure.row} was called after it had been taken out"


def _follow_ups(world: World, left: list[Departure]) -> Iterator[str]:
    """Never after a conversation, nor while nobody knows; not too soon, and not too often."""
    calling = world.campaign.calling
    calls = {call.attempt_id: call for call in world.service.accepted}
    retries = {retry.outcome: retry for retry in calling.retries}
    earlier: defaultdict[int, list[tuple[Departure, Accepted | None]]] = defaultdict(list)
    for departure in left:
        before = earlier[departure.row]
        for _, call in before:
            outcome = _OUTCOMES.get(call.fate.end_reason) if call else None
            if call is None or departure.true_s < call.ended_at_s:
                yield f"row {departure.row} was called while nobody knew of its last call"
            elif outcome is None:
                yield f"row {departure.row} was called after a conversation"
        same = [call for left, call in before if left.to_number == departure.to_number and call]
        if same:
            retry = retries.get(_OUTCOMES.get(same[-1].fate.end_reason, Outcome.COMPLETED))
            if retry is None or len(same) >= retry.calls:
                yield f"row {departure.row} was called too often: {len(same) + 1} times"
            elif departure.true_s - same[-1].ended_at_s < retry.after_s - _SLACK_S:
                yield f"row {departure.row} was called again too soon"
        elif before and before[-1][1]:
            outcome = _OUTCOMES.get(before[-1][1].fate.end_reason)
            if outcome not in calling.next_number:
                yield f"row {departure.row} was called on its next number for no reason"
        earlier[departure.row].append((departure, calls.get(departure.attempt_id)))


def _left_for_good(world: World, attempts: tuple[Attempt, ...]) -> list[Departure]:
    """What the library does not know to have come to nothing."""
    nothing = {attempt.id for attempt in attempts if attempt.state in ("not_placed", "withdrawn")}
    return [each for each in world.service.departures if each.attempt_id not in nothing]
