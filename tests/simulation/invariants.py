"""What must be true of a world, whatever happened in it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from dialsheet.campaign import READY, Attempt, AttemptState, attempt_outcome, next_step
from dialsheet.dialing import RunReport
from dialsheet.dialing.policy import numbers_to_dial
from dialsheet.errors import Reason
from simulation.laws import rules
from simulation.world import World

_NEVER_LEFT = (AttemptState.NOT_PLACED, AttemptState.WITHDRAWN)
_SLACK_S = 1e-6  # of sums of floating point numbers


Attempts = tuple[Attempt, ...]


def always(world: World) -> list[str]:
    """What is wrong, at any time between two runs."""
    attempts = world.attempts
    return [
        *world.wrongs,
        *_calls(world, attempts),
        *rules(world, attempts),
        *_pace(world),
        *_ceiling(world),
        *_books(world, attempts),
        *_log(world, attempts),
        *_progress(world, attempts),
    ]


def in_the_end(world: World, report: RunReport) -> list[str]:
    """What is wrong once the weather has been fine for a whole run."""
    attempts = world.attempts
    return [
        *always(world),
        *_recorded(world, attempts),
        *_nobody_forgotten(world, attempts, report),
    ]


def _calls(world: World, attempts: Attempts) -> Iterator[str]:
    """One call for one decision to call, and one open attempt for one number."""
    accepted = world.service.accepted
    if not world.campaign.calling.follow_ups:
        for row, times in Counter(call.row for call in accepted).items():
            if times > 1:
                yield f"row {row} was called {times} times"
    for attempt_id, times in Counter(call.attempt_id for call in accepted).items():
        if times > 1:
            yield f"attempt {attempt_id} was sent {times} times"
    tried = {attempt.row for attempt in attempts if attempt.state not in _NEVER_LEFT}
    for row in sorted(set(world.accepted)):
        if row not in tried:
            yield f"row {row} was called and counts as if it had not been"
    opened = Counter(each.number.e164 for each in attempts if each.state.is_open)
    for times in opened.values():
        if times > 1:
            yield f"{times} open attempts for one number"


def _pace(world: World) -> Iterator[str]:
    """First bytes keep their distance on the monotonic clock, also from those of the last run."""
    per_second = world.campaign.pace.per_second
    if not per_second:
        return
    departures = world.service.departures
    for before, after in pairwise(departures):
        same = before.line == after.line
        gap = after.at_s - before.at_s if same else after.true_s - before.true_s
        if gap < 1 / per_second - _SLACK_S:
            yield f"rows {before.row} and {after.row} left {gap:.6f} s apart"


def _ceiling(world: World) -> Iterator[str]:
    """Never more telephones at once than were allowed."""
    changes = sorted(
        change
        for call in world.service.accepted
        for change in ((call.at_s, 1), (call.ended_at_s, -1))
    )
    alive = most = 0
    for _, change in changes:
        alive += change
        most = max(most, alive)
    if most > world.campaign.pace.max_live:
        yield f"{most} calls were alive at once"


def _books(world: World, attempts: Attempts) -> Iterator[str]:
    """The library claims no call that the service never placed, and no end that never was."""
    placed = {call.id: call for call in world.service.accepted}
    for attempt in attempts:
        if attempt.call is None:
            if attempt.state in (AttemptState.PLACED, AttemptState.ENDED):
                yield f"row {attempt.row} is {attempt.state} without a call"
            continue
        call = placed.get(attempt.call.id)
        if call is None or call.attempt_id != attempt.id:
            yield f"row {attempt.row} has a call that is not its own"
        elif attempt.state is AttemptState.ENDED and call.ended_at_s > world.clock.true_s:
            yield f"row {attempt.row} is over while its call lives"


def _log(world: World, attempts: Attempts) -> Iterator[str]:
    """The log tells the whole story of each attempt, and where it stands now."""
    told: dict[str, list[str]] = defaultdict(list)
    standing: dict[str, str] = {}
    runs = 0
    for event in world.home.library.events(world.campaign.id):  # verifies the chain of hashes
        if event.kind == "run_started":
            runs += 1
        if event.attempt_id is not None:
            told[event.attempt_id].append(event.kind)
            if event.kind != "second_call":
                standing[event.attempt_id] = event.detail.get("state", "intended")
    for attempt in attempts:
        story = told.pop(attempt.id, [])
        if story[:1] != ["intended"] or story.count("intended") != 1:
            yield f"row {attempt.row}: the log tells {story}"
        elif standing[attempt.id] != attempt.state:
            yield f"row {attempt.row} is {attempt.state}, in the log {standing[attempt.id]}"
    if told:
        yield f"the log tells of {len(told)} attempts that the library lacks"
    if world.service.departures and not runs:
        yield "the log tells of no run"


def _progress(world: World, attempts: Attempts) -> Iterator[str]:
    """What the last run told of its progress adds up."""
    dialing = [each for each in world.progress if each.state != "settling"]
    if not dialing:
        return
    totals = [each.total for each in dialing]
    falls = totals[0] - totals[-1]
    if sorted(totals, reverse=True) != totals or (falls and falls > len(world.held)):
        yield f"the total of the run moved: {sorted(set(totals))}"
    last = dialing[-1]
    if last.state != "ended":
        return
    truth = {
        "placed": sum(each.call is not None for each in attempts),
        "alive": sum(each.state.is_open for each in attempts),
        "unknown": sum(each.state is AttemptState.UNKNOWN for each in attempts),
    }
    for name, count in truth.items():
        if getattr(last, name) != count:
            yield f"progress ends with {getattr(last, name)} {name}, but there are {count}"


def _recorded(world: World, attempts: Attempts) -> Iterator[str]:
    """Every call that the list shows is in the library, with what became of it."""
    by_id = {attempt.id: attempt for attempt in attempts}
    for call in world.service.listed():
        attempt = by_id.get(call.attempt_id)
        if attempt is None:
            yield f"row {call.row} was called, and nobody knows"
        elif attempt.call is None:
            yield f"row {call.row} was called, and is {attempt.state}"
        elif call.ended_at_s < world.clock.true_s - world.timing.unknown_s:
            shown = world.service.record(call)
            known = attempt.call
            if (known.status, known.end_reason) != (shown.status, shown.end_reason):
                yield f"row {call.row} ended as {shown.status}, recorded as {known.status}"
            elif attempt_outcome(attempt) != shown.outcome:
                yield f"row {call.row} came to {attempt_outcome(attempt)}, not {shown.outcome}"
            elif known.summary != shown.summary or known.transcript != shown.transcript:
                yield f"row {call.row}: its summary or transcript was never fetched"
        if attempt is not None and json.loads(attempt.body)["outbound_calls"][0] != {
            "to_number": call.to_number,
            "metadata": call.values,
        }:
            yield f"row {call.row} was sent something else than its body"


def _nobody_forgotten(world: World, attempts: Attempts, report: RunReport) -> Iterator[str]:
    """Each ready contact was dialed, or waits for a reason, or is held with a reason; and nothing
    that was to follow on a call is left out."""
    last = {each.row: each.state for each in attempts if each.state not in _NEVER_LEFT}
    contacts, campaign = world.contacts, world.campaign
    ready, put_off, first = [], [], 0
    for index, (row, decided) in enumerate(zip(contacts.table.rows, contacts.decided, strict=True)):
        tried = row in last
        if decided is not READY and decided.reason is None:
            yield f"row {row} is held for no reason"
        if decided.passing:
            put_off.append(row)
            first += not tried
        elif decided is READY and not tried:
            ready.append(row)
        elif decided is READY:
            numbers = numbers_to_dial(contacts, index, campaign.mapping, ())
            mine = [each for each in attempts if each.row == row]
            if next_step(numbers, mine, campaign.calling) is not None:
                yield f"row {row} was to be called again"
    limit = campaign.rules.limit
    room = len(ready) if limit is None else max(0, limit - len(last) - first)
    allowed = min(len(ready), room) + len(put_off)
    if allowed and report.reason == Reason("dialing.finished"):
        yield f"rows {ready} and {put_off} wait, and the run says it is finished"
    if report.finished and (allowed or any(state.is_open for state in last.values())):
        yield "the run says that nothing is left"
    if report.progress.waiting != allowed:
        yield f"{report.progress.waiting} are said to wait, but {allowed} do"
