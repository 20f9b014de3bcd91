"""Rules of calling, asked at the instant of sending: the window in the contact's own time, the cap,
what follows on an outcome, callbacks, and the order. Pure functions of `now`.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialsheet.campaign.bounds import bounded_time
from dialsheet.campaign.calls import Outcome
from dialsheet.campaign.connection import Connection
from dialsheet.columns import Table
from dialsheet.errors import BadInput, Reason
from dialsheet.numbers import time_zones

DAY_MIN = 24 * 60
DAY = timedelta(days=1)
CALLED_BEFORE_HOURS = 24.0
CAP = 3  # calls to one number in any 24 hours, where real telephones ring and nobody said more
BROKEN_AGENT = 8  # the same, of answered calls in a row that go wrong in one way
RETRYABLE = frozenset({Outcome.BUSY, Outcome.NO_ANSWER, Outcome.NOT_CONNECTED, Outcome.VOICEMAIL})
_LONGEST_LOOK_BACK_H = 24.0 * 366 * 10
_DAYS_AHEAD = 3  # a day without any opening may follow on a change of the clocks
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SAID_NO = frozenset({"", "0", "false", "no", "none", "null", "off"})


@dataclass(frozen=True, slots=True)
class Hold:
    """What stands in a call's way, and until when; None: until a person or a list changes."""

    reason: Reason
    until: datetime | None = None
    passing: bool = False  # until a call to the number is over, or at the latest the next run
    skips: bool = False  # the contact is not called in this campaign at all


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An entry of the list of numbers never to be called. The time is in UTC."""

    number: str  # E.164
    source: str  # who or what put it there
    reason: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Unsuppressed:
    """An entry that was taken off the list of numbers never to be called. Times are in UTC."""

    number: str  # E.164
    source: str  # who or what had put it there
    reason: str
    added_at: datetime
    removed_at: datetime
    account: str  # the user of the operating system who took it off


@dataclass(frozen=True, slots=True)
class Window:
    """When people may be called: minutes of the day in their own time, the end not included."""

    opens: int = 8 * 60
    closes: int = 21 * 60

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_MIN:
            raise BadInput(
                "campaign.window_range", opens=_clock(self.opens), closes=_clock(self.closes)
            )

    @property
    def is_always_open(self) -> bool:
        """Whether it keeps nobody waiting, wherever they are."""
        return (self.opens, self.closes) == (0, DAY_MIN)

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes)}"


@dataclass(frozen=True, slots=True)
class Retry:
    """A number is called again after an outcome: so long after the end, so often in all."""

    outcome: Outcome
    after_s: float
    calls: int  # to this number of this contact, the first one included


@dataclass(frozen=True, slots=True)
class SortKey:
    """Contacts are called in the order of a column."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class HoldWhere:
    """Contacts are held where a column says one of these, whatever its case and width."""

    column: str
    says: tuple[str, ...]

    def hits(self, cell: str) -> bool:
        """Whether a cell says one of them, all of it."""
        return _folded(cell) in map(_folded, self.says)


@dataclass(frozen=True, slots=True)
class CallingRules:
    """When, how often and in which order people are called."""

    window: Window | None = None  # None: not chosen
    cap: int | None = None  # calls to one number in any 24 hours; None: not chosen
    retries: tuple[Retry, ...] = ()
    next_number: tuple[Outcome, ...] = ()  # outcomes on which a contact's next number follows
    callback_column: str | None = None  # a contact is not called before the time in this column
    callback_value: str | None = None  # given back by the agent: when the person wants a call
    opt_out_value: str | None = None  # given back by the agent: that the person wants no calls
    order: tuple[SortKey, ...] = ()  # none: the sheet's
    called_before_hours: float = CALLED_BEFORE_HOURS  # since a call for another sheet; 0: at once
    hold_where: tuple[HoldWhere, ...] = ()  # beside what a sheet itself says
    broken_agent: int | None = None  # answered calls in a row that fail; 0: off; None: not chosen

    def __post_init__(self) -> None:
        if self.cap is not None and self.cap < 1:
            raise BadInput("campaign.cap_range", cap=self.cap)
        if not 0 <= self.called_before_hours <= _LONGEST_LOOK_BACK_H:
            raise BadInput("campaign.called_before_range", hours=self.called_before_hours)
        if self.broken_agent is not None and self.broken_agent < 0:
            raise BadInput("campaign.broken_agent_range", count=self.broken_agent)
        for outcome in (*(retry.outcome for retry in self.retries), *self.next_number):
            if outcome not in RETRYABLE:
                raise BadInput("campaign.no_retry", outcome=outcome.value)

    @property
    def follow_ups(self) -> bool:
        """Whether a call that is over can lead to another one, or to none ever."""
        return bool(self.retries or self.next_number or self.callback_value or self.opt_out_value)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the rules read."""
        named = [key.column for key in self.order]
        named += [rule.column for rule in self.hold_where]
        return (*named, self.callback_column) if self.callback_column else tuple(named)

    def in_force(self, connection: Connection) -> "CallingRules":
        """With what holds where real telephones ring, unless something else was chosen."""
        if connection.on_loopback:
            return self
        broken = BROKEN_AGENT if self.broken_agent is None else self.broken_agent
        cap = self.cap or CAP
        return replace(self, window=self.window or Window(), cap=cap, broken_agent=broken)

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the library."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CallingRules":
        """The reverse of `to_json`."""
        window = data.get("window")
        retries = data.get("retries", ())
        return cls(
            **{
                **data,
                "window": Window(**window) if window else None,
                "retries": tuple(
                    Retry(**{**retry, "outcome": Outcome(retry["outcome"])}) for retry in retries
                ),
                "next_number": tuple(map(Outcome, data.get("next_number", ()))),
                "order": tuple(SortKey(**key) for key in data.get("order", ())),
                "hold_where": tuple(
                    HoldWhere(rule["column"], tuple(rule["says"]))
                    for rule in data.get("hold_where", ())
                ),
            }
        )


# The window


@lru_cache(maxsize=4096)
def zones_of(e164: str) -> tuple[str, ...]:
    """The time zones that a number may be in; () when that is not known."""
    return time_zones(e164)


def window_hold(window: Window | None, zones: Sequence[str], now: datetime) -> Hold | None:
    """Why a number that may be in any of `zones` must not be called at `now`; None: it may be.

    It may be while the window is open in every zone. One whose zone is unknown is held.
    """
    if window is None or window.is_always_open:
        return None
    try:
        places = tuple(map(ZoneInfo, zones))
    except (ZoneInfoNotFoundError, ValueError):
        places = ()
    if not places:
        return Hold(Reason("campaign.zone_unknown"))
    closed = [place for place in places if not _is_open(window, place, now)]
    if not closed:
        return None
    until = _next_opening(window, places, now.replace(second=0, microsecond=0))
    if until is None:
        return Hold(Reason("campaign.window_never", {"count": len(places)}))
    there = {"zone": closed[0].key, "window": str(window)}
    return Hold(Reason("campaign.window_closed", there), until)


@lru_cache(maxsize=4096)  # a hundred thousand numbers ask the same within a minute
def _next_opening(window: Window, places: tuple[ZoneInfo, ...], now: datetime) -> datetime | None:
    """When it opens next in one place while it is open in all; None: it never does."""
    opens = time(*divmod(window.opens, 60))
    openings = {
        datetime.combine(local + days * DAY, opens, place).replace(fold=fold).astimezone(UTC)
        for place in places
        for local in [now.astimezone(place).date()]
        for days in range(_DAYS_AHEAD)
        for fold in (0, 1)  # where clocks are set back, an hour comes twice
    }
    for opening in sorted(openings):
        if opening > now and all(_is_open(window, place, opening) for place in places):
            return opening
    return None


def _is_open(window: Window, place: ZoneInfo, now: datetime) -> bool:
    local = now.astimezone(place)
    return window.opens <= local.hour * 60 + local.minute < window.closes


def _clock(minutes: int) -> str:
    return "{:02}:{:02}".format(*divmod(minutes, 60))


# The cap


def cap_hold(cap: int | None, called_at: Sequence[datetime], now: datetime) -> Hold | None:
    """Why a number that was called at these times must not be called at `now`; None: it may be.

    A call that seems to lie ahead, for a clock was set, counts too.
    """
    recent = sorted(moment for moment in called_at if moment > now - DAY)
    if cap is None or len(recent) < cap:
        return None
    return Hold(Reason("campaign.cap_reached", {"count": cap}), recent[-cap] + DAY)


# Callbacks and opt-outs


def read_moment(text: str, zones: Sequence[str]) -> datetime | None:
    """The time that a cell or an agent names, aware, in UTC; None when it names none.

    ISO 8601. Without an offset it is in the contact's own time, in the latest of `zones`. A date
    alone is its first minute: from then on the window decides.
    """
    text = text.strip()
    try:
        named = datetime.fromisoformat(f"{text}T00:00" if _DATE.fullmatch(text) else text)
        if named.tzinfo is None:
            named = max(named.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for zone in zones)
        return bounded_time(named)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return None


def says_so(value: object) -> bool:
    """Whether a value that an agent gave back means anything but no."""
    return value is not None and str(value).strip().casefold() not in _SAID_NO


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


# The order


def in_order(table: Table, order: Sequence[SortKey]) -> Sequence[int]:
    """The indexes of the contacts in the order in which they are called.

    Numbers stand before texts, and empty cells last either way; equals stay in the sheet's order.
    """
    indexes: Sequence[int] = range(len(table))
    for key in reversed(order):
        cells = list(map(_sortable, table.column(key.column)))
        filled = [index for index in indexes if cells[index]]
        filled.sort(key=cells.__getitem__, reverse=key.descending)
        indexes = filled + [index for index in indexes if not cells[index]]
    return indexes


def _sortable(cell: str) -> tuple[bool, float, str] | tuple[()]:
    text = cell.strip()
    try:
        return (False, float(text), "") if text else ()
    except ValueError:
        return (True, 0.0, text.casefold())
