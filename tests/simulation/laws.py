"""The rules of calling, as a witness of the world sees them kept: by the true time and from
what left."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dialsheet.campaign import AttemptState, Outcome, Repeated
from dialsheet.campaign.follow_up import CALLBACKS
from simulation.books import Book, left_for_good
from simulation.home import PLACES, place_of
from simulation.service import Accepted, Departure
from simulation.virtual_time import EPOCH
from simulation.weather import CALL_BACK, CALL_BACK_S

_SLACK_S = 30.0  # that a clock may be wrong before the service is heard again
MOST_BURNT = 4  # in one run; the next one would go back with all of them
_DAY_S = 24 * 3600.0
_OUTCOMES = {
    "dial_busy": Outcome.BUSY,
    "dial_no_answer": Outcome.NO_ANSWER,
    "dial_failed": Outcome.NOT_CONNECTED,
    "voicemail_detected": Outcome.VOICEMAIL,
}


def rules(book: Book) -> Iterator[str]:
    """What was sent although a rule stood in its way."""
    yield from _window(book)
    yield from _asked_not_to(book)
    yield from _too_early(book)
    yield from _cap(book)
    yield from _called_before(book)
    yield from _refused(book)
    if book.campaign.calling.follow_ups:
        yield from _follow_ups(book)


def _window(book: Book) -> Iterator[str]:
    window = book.campaign.calling.window
    if window is None or window.is_always_open:
        return
    for departure in book.departures:
        place = place_of(departure.to_number)
        if place is None:
            yield f"row {departure.row} was called, and nobody knows what time it is there"
            continue
        for slack_s in (0.0, -_SLACK_S, _SLACK_S):
            at = EPOCH + timedelta(seconds=departure.true_s + slack_s)
            local = at.astimezone(ZoneInfo(PLACES[place]))
            if window.opens <= local.hour * 60 + local.minute < window.closes:
                break
        else:
            yield f"row {departure.row} was called at {local:%H:%M} there, window {window}"


def _cap(book: Book) -> Iterator[str]:
    """In the whole library: campaigns that have the same numbers have the same cap."""
    cap = book.campaign.calling.cap
    rang: defaultdict[str, list[float]] = defaultdict(list)
    denied = {each for other in book.shelf for each in other.late}
    for departure in left_for_good(book.shelf):
        if departure.attempt_id not in denied:
            rang[departure.to_number].append(departure.true_s)
    for times in rang.values():
        for first, beyond in zip(times, times[cap:], strict=False):
            if beyond - first < _DAY_S - _SLACK_S:
                yield f"a number was called more than {cap} times in {beyond - first:.0f} s"


def _called_before(book: Book) -> Iterator[str]:
    """Nobody is called whom another campaign called: for the same sheet never, for another one not
    until the look-back is over; unless this one is told to."""
    repeats, world = book.campaign.repeats, book.world
    if repeats is None or repeats.who is Repeated.ALL:
        return
    calls = {call.attempt_id: call for other in book.shelf for call in other.calls}
    others = [
        (departure, other)
        for other in book.shelf
        if other is not book
        for departure in other.may_have_rung
        if departure.attempt_id not in other.late
    ]
    for departure in book.left:
        if departure.attempt_id in book.late:
            continue
        row, at_s = departure.row, departure.true_s
        corrected = any(place[:2] == (book.campaign.id, row) for place in world.replaced_at)
        numbers, of_row = {departure.to_number}, world.numbers_of(book.campaign.id, row)
        # A backup that was put back may have forgotten the correction.
        if not corrected and (departure.to_number in of_row or not world.is_restored):
            numbers.update(of_row)
        before = [
            (each, other.campaign.source.sha256 == book.campaign.source.sha256)
            for each, other in others
            if each.true_s < at_s and each.to_number in numbers
        ]
        counts = [
            (each, same) for each, same in before if same or each.to_number == departure.to_number
        ]
        if not counts:
            continue
        last, _ = max(counts, key=lambda each: each[0].true_s)
        call = calls.get(last.attempt_id)
        outcome = _OUTCOMES.get(call.fate.end_reason or "") if call else None
        if repeats.let(outcome):
            continue
        if any(same for _, same in counts):
            yield f"row {row} was called before, for the same sheet"
        elif at_s - last.true_s < repeats.look_back.total_seconds() - _SLACK_S:
            yield f"row {row} was called before, {at_s - last.true_s:.0f} s ago"


def _refused(book: Book) -> Iterator[str]:
    """Refused is not called: it fills no cap, and a service that refuses every request burns hardly
    anybody: few contacts in a run, and only one where it had not said so before."""
    gone = book.world.service.gone
    line_of = {each.attempt_id: each.line for each in book.departures}
    went_back: set[int] = set()  # rows
    burnt: Counter[tuple[int, bool]] = Counter()
    said_before: set[int] = set()  # lines, in which it had been said before
    for attempt in book.attempts:
        if attempt.id not in gone or attempt.id not in line_of:
            continue
        line = line_of[attempt.id]
        if attempt.state is AttemptState.NOT_PLACED:
            went_back.add(attempt.row)
            said_before.add(line)
        elif attempt.state is AttemptState.REFUSED and attempt.row not in went_back:
            burnt[line, any(before < line for before in said_before)] += 1
    for (_, said), count in burnt.items():
        if count > (MOST_BURNT if said else 1):
            yield f"{count} contacts were burnt by a service that refused every request"
    rang: Counter[str] = Counter()
    for each in (attempt for other in book.shelf for attempt in other.attempts):
        # One that is known by now to have come to nothing may have counted when the cap was asked.
        rang[each.number.e164] += each.state is not AttemptState.REFUSED
    contacts, cap = book.contacts, book.campaign.calling.cap or 0
    for row, decided in zip(contacts.table.rows, contacts.decided, strict=True):
        numbers = {
            *book.world.numbers_of(book.campaign.id, row),
            *book.world.replaced(book.campaign.id, row, 1e99),
        }
        capped = decided.reason is not None and decided.reason.code == "campaign.cap_reached"
        if capped and max(rang[number] for number in numbers) < cap:
            yield f"row {row} waits for the cap, and was not called so often"


def _asked_not_to(book: Book) -> Iterator[str]:
    world, campaign = book.world, book.campaign.id
    for departure in book.departures:
        row, number = departure.row, departure.to_number
        asked = [world.suppressed_at.get(each, 1e99) for each in world.numbers_of(campaign, row)]
        if departure.true_s > min(asked):
            yield f"row {row} was called after it had asked not to be"
        if departure.true_s > world.excluded_at.get((campaign, row), 1e99):
            yield f"row {row} was called after it had been taken out"
        if departure.true_s > world.replaced_at.get((campaign, row, number), 1e99):
            yield f"row {row} was called on a number that had been corrected"


def _too_early(book: Book) -> Iterator[str]:
    """Nobody is called before the time in their row."""
    if not book.campaign.calling.callback_column:
        return
    for departure in book.departures:
        cell = book.world.wanted_by(departure.row)
        if cell:
            wanted_s = (datetime.fromisoformat(cell) - EPOCH).total_seconds()
            if departure.true_s < wanted_s - _SLACK_S:
                yield f"row {departure.row} was called before its time"


def _follow_ups(book: Book) -> Iterator[str]:
    """Never after a conversation, nor while nobody knows; not too soon, and not too often."""
    calling = book.campaign.calling
    calls = {call.attempt_id: call for call in book.calls}
    retries = {retry.outcome: retry for retry in calling.retries}
    earlier: defaultdict[int, list[tuple[Departure, Accepted | None]]] = defaultdict(list)
    for departure in book.left:
        if departure.attempt_id in book.world.unforeseen:
            continue
        before = earlier[departure.row]
        asked = [call for _, call in before if call and call.fate.tells == CALL_BACK]
        is_asked = bool(calling.callback_value and asked and asked[-1] is before[-1][1])
        for _, call in before:
            outcome = _OUTCOMES.get(call.fate.end_reason) if call else None
            if call is None or departure.true_s < call.ended_at_s:
                yield f"row {departure.row} was called while nobody knew of its last call"
            elif outcome is None and not is_asked:
                yield f"row {departure.row} was called after a conversation"
        mine = {departure.to_number}
        campaign, row = departure.campaign_id, departure.row
        if departure.to_number not in book.world.numbers_of(campaign, row)[1:]:
            mine.update(book.world.replaced(campaign, row, departure.true_s))
        same = [call for left, call in before if left.to_number in mine and call]
        if is_asked:
            if departure.true_s < asked[-1].ended_at_s + CALL_BACK_S - _SLACK_S:
                yield f"row {departure.row} was called back too soon"
            if len(asked) > CALLBACKS:
                yield f"row {departure.row} was called back {len(asked)} times"
        elif same:
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
