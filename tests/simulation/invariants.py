"""What must be true of a world, whatever happened in it."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from dialsheet.campaign import READY, AttemptState, attempt_outcome, next_step
from dialsheet.dialing import RunReport
from dialsheet.dialing.policy import numbers_to_dial
from dialsheet.errors import Reason
from dialsheet.store.commitments import commitment
from simulation.books import NEVER_RANG, Book, books
from simulation.laws import rules
from simulation.world import World

_SLACK_S = 1e-6  # of sums of floating point numbers


def always(world: World) -> list[str]:
    """What is wrong, at any time between two runs."""
    return _always(books(world))


def in_the_end(world: World, report: RunReport) -> list[str]:
    """What is wrong once the weather has been fine for a whole run of the last dialed campaign."""
    shelf = books(world)
    (book,) = [each for each in shelf if each.campaign is world.dialed]
    return [*_always(shelf), *_recorded(book), *_nobody_forgotten(book, report)]


def _always(shelf: list[Book]) -> list[str]:
    world = shelf[0].world
    wrongs = [*world.wrongs, *_numbers(world, shelf), *_pace(world)]
    for book in shelf:
        wrongs += [
            *_calls(book),
            *rules(book),
            *_ceiling(book),
            *_pilot(book),
            *_accounts(book),
            *_log(book),
            *_progress(book),
        ]
    return wrongs


def _numbers(world: World, shelf: list[Book]) -> Iterator[str]:
    """One open attempt for one number, and one telephone that rings, in the whole library."""
    opened = Counter(
        each.number.e164
        for book in shelf
        for each in book.attempts
        if each.state.is_open and each.id not in book.late
    )
    for times in opened.values():
        if times > 1:
            yield f"{times} open attempts for one number"
    until: dict[str, float] = {}
    for call in sorted(world.service.accepted, key=lambda call: call.at_s):
        if call.denied or call.attempt_id in world.unforeseen:
            continue
        if call.at_s < until.get(call.to_number, 0.0):
            yield f"row {call.row} was called while that number was being called"
        until[call.to_number] = call.ended_at_s


def _calls(book: Book) -> Iterator[str]:
    """One call for one decision to call."""
    if not book.campaign.calling.follow_ups:
        for row, times in Counter(call.row for call in book.foreseen).items():
            if times > 1:
                yield f"row {row} was called {times} times"
    for attempt_id, times in Counter(call.attempt_id for call in book.calls).items():
        if times > 1:
            yield f"attempt {attempt_id} was sent {times} times"
    if book.world.is_restored:
        return  # it is known once it has been looked for: see `_recorded`
    tried = {attempt.row for attempt in book.attempts if attempt.state not in NEVER_RANG}
    for row in sorted({call.row for call in book.foreseen} - tried):
        yield f"row {row} was called and counts as if it had not been"


def _pace(world: World) -> Iterator[str]:
    """First bytes keep their distance on the monotonic clock, also from those of the last run, and
    of another campaign: they have one number to call from."""
    per_second = world.campaign.pace.per_second
    if not per_second:
        return
    for before, after in pairwise(world.service.departures):
        same = before.line == after.line
        if not same and world.is_restored:
            continue  # what left a moment before is not in the library that was put back
        gap = after.at_s - before.at_s if same else after.true_s - before.true_s
        if gap < 1 / per_second - _SLACK_S:
            yield f"rows {before.row} and {after.row} left {gap:.6f} s apart"


def _ceiling(book: Book) -> Iterator[str]:
    """Never more telephones at once than were allowed."""
    changes = sorted(
        change for call in book.foreseen for change in ((call.at_s, 1), (call.ended_at_s, -1))
    )
    alive = most = 0
    for _, change in changes:
        alive += change
        most = max(most, alive)
    if most > book.campaign.pace.max_live:
        yield f"{most} calls were alive at once"


def _pilot(book: Book) -> Iterator[str]:
    """A pilot calls no more contacts than it is for, of whom it could be known."""
    limit = book.campaign.rules.limit
    unknown = {each.row for each in book.left if each.attempt_id in book.late}
    called = {each.row for each in book.left} - unknown
    if limit is not None and len(called) > limit:
        yield f"a pilot of {limit} called {len(called)} contacts"


def _accounts(book: Book) -> Iterator[str]:
    """The library claims no call that the service never placed, and no end that never was."""
    placed = {call.id: call for call in book.calls}
    for attempt in book.attempts:
        if attempt.call is None:
            if attempt.state in (AttemptState.PLACED, AttemptState.ENDED):
                yield f"row {attempt.row} is {attempt.state} without a call"
            continue
        if not attempt.call.agent_id:
            continue  # nothing was shown of it: so far, it is what an answer said
        call = placed.get(attempt.call.id)
        if call and call.attempt_id in book.world.unforeseen:
            continue  # a person said that there is none, and its ID was given to the next attempt
        if call is None or call.attempt_id != attempt.id:
            yield f"row {attempt.row} has a call that is not its own"
        elif attempt.state is AttemptState.ENDED and call.ended_at_s > book.world.clock.true_s:
            yield f"row {attempt.row} is over while its call lives"


def _log(book: Book) -> Iterator[str]:
    """The log tells the whole story: each attempt, made again from it, is as it stands."""
    told: dict[str, dict[str, object]] = {}
    runs = 0
    for event in book.world.home.library.events(book.campaign.id):  # verifies the chain of hashes
        runs += event.kind == "run_started"
        if event.attempt_id is None or event.kind == "second_call":
            continue
        story, detail = told.get(event.attempt_id), event.detail
        if event.kind == "intended":
            if story is not None:
                yield f"row {event.row} is intended again in the log"
            told[event.attempt_id] = {
                "state": "intended",
                "row": event.row,
                "ordinal": detail["ordinal"],
                "body": detail["body_commitment"],
                "call": None,
            }
        elif event.kind == "adopted":
            told[event.attempt_id] = {
                "state": detail["state"],
                "row": event.row,
                "ordinal": detail["ordinal"],
                "body": "adopted",
                "call": detail["call_id"],
            }
        elif story is None:
            yield f"row {event.row}: the log begins with {event.kind}"
        else:
            if detail["was"] != story["state"]:
                yield f"row {event.row} was {story['state']}, and the log says {detail['was']}"
            story["state"] = detail["state"]
            story["call"] = detail.get("call_id", story["call"])
    salts = dict(book.world.home.driver.execute("SELECT id, salt FROM attempt").fetchall())
    stands = {
        attempt.id: {
            "state": attempt.state,
            "row": attempt.row,
            "ordinal": attempt.ordinal,
            "body": "adopted"
            if told.get(attempt.id, {}).get("body") == "adopted"
            else commitment(salts[attempt.id], attempt.body),
            "call": attempt.call and attempt.call.id,
        }
        for attempt in book.attempts
    }
    if told != stands:
        odd = [each for each in told.keys() | stands if told.get(each) != stands.get(each)]
        tales = [(told.get(each), stands.get(each)) for each in odd]
        yield f"the log tells another story: {tales}"
    if book.departures and not runs and not book.world.is_restored:
        yield "the log tells of no run"


def _progress(book: Book) -> Iterator[str]:
    """What the last run told of its progress adds up."""
    world = book.world
    dialing = [each for each in world.progress if each.state != "settling"]
    if not dialing or book.campaign is not world.dialed:
        return
    totals = [each.total for each in dialing]
    falls = totals[0] - totals[-1]
    moved = sorted(totals, reverse=True) != totals or (falls and falls > book.held)
    if book.campaign.rules.limit is not None:  # a pilot takes others in the place of the refused
        refused = sum(each.refusal is not None for each in book.attempts)
        moved = max(totals) - min(totals) > book.held + refused
    if moved and book.campaign.id not in world.redecided:
        yield f"the total of the run moved: {sorted(set(totals))}"
    last = dialing[-1]
    if last.state != "ended":
        return
    truth = {
        "placed": sum(each.call is not None for each in book.attempts),
        "alive": sum(each.state.is_open for each in book.attempts),
        "unknown": sum(each.state is AttemptState.UNKNOWN for each in book.attempts),
    }
    for name, count in truth.items():
        if getattr(last, name) != count:
            yield f"progress ends with {getattr(last, name)} {name}, but there are {count}"


def _recorded(book: Book) -> Iterator[str]:
    """Every call that the list shows is in the library, with what became of it."""
    world = book.world
    by_ref = world.service.weather.lists_row_data
    by_id = {attempt.id: attempt for attempt in book.attempts}
    for call in world.service.listed():
        if call.campaign_id != book.campaign.id:
            continue
        if call.attempt_id in book.late and not (call.id in world.service.shown and by_ref):
            continue  # nobody looks for it; whoever sees it must know it
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


def _nobody_forgotten(book: Book, report: RunReport) -> Iterator[str]:
    """Each ready contact was dialed, or waits for a reason, or is held with a reason; and nothing
    that was to follow on a call is left out."""
    last = {each.row: each.state for each in book.attempts if each.state not in NEVER_RANG}
    refused = book.refused - last.keys()
    contacts, campaign = book.contacts, book.campaign
    ready, put_off, first = [], [], 0
    for index, (row, decided) in enumerate(zip(contacts.table.rows, contacts.decided, strict=True)):
        tried = row in last
        if decided is not READY and decided.reason is None:
            yield f"row {row} is held for no reason"
        if decided.passing:
            put_off.append(row)
            first += not tried
        elif row in refused:
            continue
        elif decided is READY and not tried:
            ready.append(row)
        elif decided is READY:
            numbers = numbers_to_dial(contacts, index, campaign.mapping, ())
            mine = [each for each in book.attempts if each.row == row]
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
