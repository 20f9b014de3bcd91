"""Refusals: is one about its contact, or would the service refuse every request? Free of I/O.

Two in a row in the same words, with nothing placed in between, are about the request: both go
back, and the run stops. Contacts that went back so are tried last. What the same words mean for
them from then on:

    a call was placed since the stop                     -> about the contact: refused
    nothing was placed, and they went back before        -> back again, and the run stops
    so often that a person has seen it time and again    -> refused, and a person looks once more
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from dialsheet.campaign import (
    Answer,
    Attempt,
    AttemptState,
    CallBack,
    Placed,
    Refusal,
    Refused,
)
from dialsheet.errors import Bug, Param, Reason

IN_A_ROW = 2
# Once a call was placed after a stop, contacts one beside the other may be wrong in the same way;
# but not any number of them.
IN_A_ROW_LATER = 5
TIMES_BACK = 2  # before a contact is refused although nothing was placed since
TIMES_BACK_UNPROVEN = 5  # the same, where the campaign has no call at all yet


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows on a refusal."""

    back: tuple[Attempt, ...] = ()  # refused attempts that were not about their contacts
    stops: bool = False  # the run
    expected: bool = False  # it went back before, and is refused for good
    in_the_end: bool = False  # the same, though no call was placed since


@dataclass(slots=True)
class _Stop:
    """The service refused every request, in these words."""

    words: Refusal
    times: Counter[int] = field(default_factory=Counter)  # that a row went back
    placed_since: bool = False


class Refusals:
    """Judges the refusals of one campaign, in the order in which they arrive."""

    def __init__(self) -> None:
        self._in_a_row: list[Attempt] = []  # in the same words, with nothing placed in between
        self._gone_back: set[str] = set()  # IDs of those among them that have
        self._stops: list[_Stop] = []
        self._ever_placed = False
        self._said = ""  # by the service, when it refused a call last
        self._in_the_end = 0

    def remember(self, attempts: Iterable[Attempt], *, ever_placed: bool = False) -> None:
        """Take in the attempts of earlier runs, in their order."""
        self._ever_placed = self._ever_placed or ever_placed
        for attempt in attempts:
            if attempt.call is not None:
                self.placed()
            elif attempt.refusal is None:
                continue
            elif attempt.state is not AttemptState.REFUSED:
                self._in_a_row.clear()
                self._send_back([attempt], attempt.refusal)
            elif not self._went_back(attempt):
                self._line_up(attempt, attempt.refusal)

    @property
    def times_back(self) -> Counter[int]:
        """How often contacts went back, by row; they are tried after all others."""
        return sum((stop.times for stop in self._stops), Counter())

    def placed(self) -> None:
        """A call was placed."""
        self._ever_placed = True
        self._in_a_row.clear()
        for stop in self._stops:
            stop.placed_since = True

    def weigh(self, attempt: Attempt, answer: Answer) -> Judgement:
        """What an answer to an attempt means for the run, and for the refusals before it."""
        if isinstance(answer, Placed):
            self.placed()
        if not isinstance(answer, Refused):
            return Judgement()
        refusal = Refusal.of(answer.title, answer.error, answer.request_id, attempt.body)
        judged = self.judge(replace(attempt, refusal=refusal))
        self._said = refusal.told
        self._in_the_end += judged.in_the_end
        return judged

    def stop_reason(self, count: int) -> Reason:
        """Why a run stops with which so many contacts went back."""
        return Reason("dialing.refused_whoever_stop", {"count": count, "said": self._said})

    @property
    def person_reason(self) -> Reason:
        """Why a person looks at who was refused in the end."""
        told: dict[str, Param] = {"count": self._in_the_end, "said": self._said}
        return Reason("dialing.refused_in_the_end", told)

    def judge(self, attempt: Attempt) -> Judgement:
        """What a refusal means for the run; `attempt` has it already."""
        if attempt.refusal is None:
            raise Bug("a refusal without words")
        stop = self._stop_for(attempt.refusal)
        times = stop.times[attempt.row] if stop else 0
        most = TIMES_BACK if self._ever_placed else TIMES_BACK_UNPROVEN
        if stop and times and (stop.placed_since or times >= most):
            return Judgement(expected=True, in_the_end=not stop.placed_since)
        self._line_up(attempt, attempt.refusal)
        stops = len(self._in_a_row) >= (IN_A_ROW_LATER if stop and stop.placed_since else IN_A_ROW)
        back = self._in_a_row if stops else [attempt] if times else []
        back = [each for each in back if each.id not in self._gone_back]
        self._send_back(back, attempt.refusal)
        return Judgement(tuple(back), stops)

    def _line_up(self, attempt: Attempt, words: Refusal) -> None:
        if not all(each.refusal and each.refusal.says_same(words) for each in self._in_a_row):
            self._in_a_row.clear()
        self._in_a_row.append(attempt)

    def _send_back(self, attempts: Sequence[Attempt], words: Refusal) -> None:
        if not attempts:
            return
        stop = self._stop_for(words)
        if stop is None:
            stop = _Stop(words)
            self._stops.append(stop)
        stop.placed_since = False
        stop.times.update(each.row for each in attempts)
        self._gone_back.update(each.id for each in attempts)

    def _went_back(self, attempt: Attempt) -> bool:
        stop = self._stop_for(attempt.refusal) if attempt.refusal else None
        return stop is not None and stop.times[attempt.row] > 0

    def _stop_for(self, words: Refusal) -> _Stop | None:
        return next((stop for stop in self._stops if stop.words.says_same(words)), None)


class RefusedRows:
    """Contacts of which the last attempt that was made was refused."""

    def __init__(self) -> None:
        self._last: dict[int, Attempt] = {}

    @property
    def rows(self) -> Collection[int]:
        """Their rows."""
        return self._last.keys()

    def note(self, attempt: Attempt) -> None:
        """Take note of an attempt as it is now."""
        known = self._last.get(attempt.row)
        if attempt.state is AttemptState.REFUSED:
            self._last[attempt.row] = attempt
        elif known is not None and (known.id == attempt.id or not attempt.state.went_back):
            del self._last[attempt.row]

    def standing(self, row: int, asked: CallBack | None) -> Attempt | None:
        """The refusal of a row, unless a person asked for one more call since."""
        attempt = self._last.get(row)
        if attempt is not None and asked is not None and asked.after >= attempt.ordinal:
            return None
        return attempt
