"""A simulated service: it places calls in memory, and fails in every way that is known.

What it accepted is the truth with which the library is compared.
"""

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from dialsheet.campaign import (
    Agent,
    Answer,
    Call,
    Connection,
    Json,
    NotPlaced,
    PhoneNumber,
    Refused,
    Turn,
    Withdrawn,
    parse_ref,
)
from dialsheet.cartesia.dialects import order_body
from dialsheet.errors import OutsideFault
from dialsheet.ports import CallPage, MayLeave, MetricPage, Order, Withdraw
from simulation.virtual_time import EPOCH, VirtualClock
from simulation.weather import FATES, FAULTS, STUCK, WRONG, Fate, Fault, Weather, refused


@dataclass(frozen=True)
class Departure:
    """A create whose first byte left."""

    line: int  # of the first process, the second, ...
    campaign_id: str
    at_s: float  # on the machine's monotonic clock
    true_s: float
    attempt_id: str
    row: int
    to_number: str


@dataclass(frozen=True)
class Accepted:
    """A call that was placed: somebody's telephone rings."""

    id: str
    campaign_id: str
    attempt_id: str
    row: int
    to_number: str
    values: Mapping[str, Json]
    at_s: float  # true seconds, as all of these
    fate: Fate
    denied: bool = False  # the service told its sender that there is no such call

    @property
    def answered_at_s(self) -> float:
        return self.at_s + self.fate.rings_s

    @property
    def ended_at_s(self) -> float:
        return self.answered_at_s + (self.fate.talks_s or 0.0)


class Service:
    """The service and its calls. They live on, whatever becomes of the machine that asked."""

    def __init__(self, clock: VirtualClock, connection: Connection, seed: int = 0) -> None:
        self.accepted: list[Accepted] = []
        self.departures: list[Departure] = []
        self.shown: set[str] = set()  # IDs on the pages that the last process read
        self.reads = 0
        self.lines = 0
        self.refuses: Callable[[int], str | None] = lambda _row: None  # in which words, by row
        self.wrong_numbers: set[str] = set()  # that it refuses, whatever the weather
        self.gone: set[str] = set()  # attempts that it refused as it would have any
        self._clock = clock
        self._connection = connection
        self._chance = random.Random(f"{seed}/service")
        self.turn(Weather())

    def turn(self, weather: Weather) -> None:
        """From now on, the weather is another."""
        self.weather = weather
        self._since_s = self._clock.true_s
        self._script = deque(weather.script)

    def line(self, reach: Callable[[str], None], departing: Callable[[str, str], None]) -> "Line":
        """A connection to it. `reach` is told of each step, and may kill who takes it;
        `departing(attempt ID, body)` is told when a first byte leaves."""
        self.lines += 1
        self.shown.clear()
        return Line(self, self.lines, self._connection, self._clock, reach, departing)

    def next_fault(self) -> str:
        """What goes wrong with the next create."""
        if self._script:
            return self._script.popleft()
        chance = self._chance.random()
        for name, rate in self.weather.rates.items():
            chance -= rate
            if chance < 0:
                return name
        return ""

    def refusal(self, body: str) -> str | None:
        """In which words a request is refused, if it is."""
        order = json.loads(body)["outbound_calls"][0]
        ref = parse_ref(order["metadata"]["dialsheet_ref"])
        assert ref is not None
        if self.weather.refuses:
            self.gone.add(ref.attempt_id)
            return self.weather.refuses
        return WRONG if order["to_number"] in self.wrong_numbers else self.refuses(ref.row)

    def between(self, low_high: tuple[float, float]) -> float:
        """A length of time, by chance."""
        return self._chance.uniform(*low_high)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether there is no network now."""
        passed_s = self._clock.true_s - self._since_s
        return any(start <= passed_s < end for start, end in self.weather.outages)

    def reading_fails(self) -> bool:
        """Whether this reading fails."""
        self.reads += 1
        return self.is_out_of_reach or self._chance.random() < self.weather.reads_fail

    def receive(self, line: int, body: str, name: str, after_s: float) -> Accepted | None:
        """A request that left on a line arrives, whatever becomes of its sender."""
        destination = json.loads(body)["outbound_calls"][0]
        values = destination["metadata"]
        ref = parse_ref(values["dialsheet_ref"])
        assert ref is not None
        clock = self._clock
        self.departures.append(
            Departure(
                *(line, ref.campaign_id, clock.monotonic(), clock.true_s),
                *(ref.attempt_id, ref.row),
                to_number=destination["to_number"],
            )
        )
        fault = FAULTS[name]
        if not fault.accepted:
            return None
        fates = self.weather.fates
        fate = FATES[fates[len(self.accepted) % len(fates)]]
        call = Accepted(
            id=f"ac_{len(self.accepted) + 1}",
            campaign_id=ref.campaign_id,
            attempt_id=ref.attempt_id,
            row=ref.row,
            to_number=destination["to_number"],
            values=values,
            at_s=clock.true_s + after_s,
            fate=STUCK if name == "stuck-created" else fate,
            denied=isinstance(fault.answer(""), NotPlaced | Refused),
        )
        self.accepted.append(call)
        return call

    def end(self, call_id: str) -> bool:
        """End a call that is talking."""
        now = self._clock.true_s
        for place, call in enumerate(self.accepted):
            if call.id == call_id and call.answered_at_s <= now < call.ended_at_s:
                fate = replace(
                    call.fate,
                    talks_s=now - call.answered_at_s,
                    end_reason="api_cancelled",
                    summary_s=None,
                )
                self.accepted[place] = replace(call, fate=fate)
                return True
        return False

    def listed(self) -> list[Accepted]:
        """The calls that the list shows now, newest first."""
        shown_until_s = self._clock.true_s - self.weather.list_lag_s
        listed = [
            call
            for call in self.accepted
            if (call.at_s if self.weather.lists_created else call.answered_at_s) <= shown_until_s
        ]
        return sorted(listed, key=lambda call: call.at_s, reverse=True)

    def record(self, accepted: Accepted) -> Call:
        """A call as it is now."""
        now, fate = self._clock.true_s, accepted.fate
        connected = fate.talks_s is not None and now >= accepted.answered_at_s
        ended = now >= accepted.ended_at_s
        summary_at_s = accepted.ended_at_s + (fate.summary_s or 0.0)
        return Call(
            id=accepted.id,
            status=fate.status if ended else fate.alive if connected else "created",
            end_reason=fate.end_reason if ended else None,
            agent_id="agent_1",
            to_number=accepted.to_number,
            start_time=_when(accepted.answered_at_s) if connected else None,
            end_time=_when(accepted.ended_at_s) if ended else None,
            summary="It went well." if fate.summary_s and now >= summary_at_s else None,
            transcript=(Turn("assistant", "Hello."),) if connected and ended else None,
            sent=accepted.values,
            returned=fate.returned(_when(accepted.ended_at_s)) if ended else {},
        )


class Line:
    """Implements `ports.CallService` for one process."""

    def __init__(
        self,
        service: Service,
        number: int,
        connection: Connection,
        clock: VirtualClock,
        reach: Callable[[str], None],
        departing: Callable[[str, str], None],
    ) -> None:
        self._service = service
        self._number = number
        self._connection = connection
        self._clock = clock
        self._reach = reach
        self._departing = departing
        self._heard_s: float | None = None

    def _hear(self) -> None:
        """Every answer tells what the service takes for the time."""
        self._heard_s = self._ahead_s

    @property
    def clock_offset_s(self) -> float | None:
        if self._heard_s is None and not self._service.weather.ahead_s:
            return self._ahead_s
        return self._heard_s

    @property
    def unanswered_s(self) -> tuple[float, ...]:
        return ()

    @property
    def _ahead_s(self) -> float:
        wrong_s = (_when(self._clock.true_s) - self._clock.now()).total_seconds()
        return round(wrong_s + self._service.weather.ahead_s, 3)

    async def agent_variables(self, agent_id: str) -> tuple[str, ...]:
        return ()

    async def agents(self) -> tuple[Agent, ...]:
        return (Agent("agent_1", "Agent"),)

    async def phone_numbers(self) -> tuple[PhoneNumber, ...]:
        return (PhoneNumber("pn_1", "+14155550000", "cartesia"),)

    def body(self, order: Order) -> str:
        return order_body(self._connection, order)

    async def create(self, body: str, may_leave: MayLeave) -> Answer:
        service = self._service
        name = service.next_fault()
        if service.is_out_of_reach:
            name = "no-network"
        fault = FAULTS[name]
        await asyncio.sleep(service.between(service.weather.connects_s))
        if name == "no-network":
            return fault.answer("")
        try:
            await may_leave()
        except Withdraw as withdraw:
            return Withdrawn(withdraw.reason)
        after_s = service.between(service.weather.answers_s)
        ref = parse_ref(json.loads(body)["outbound_calls"][0]["metadata"]["dialsheet_ref"])
        self._departing(ref.attempt_id if ref else "", body)
        if words := service.refusal(body):
            fault, name = Fault(False, lambda _id: refused(words)), "400"
        call = service.receive(self._number, body, name, after_s / 2)
        self._reach("sent")
        await asyncio.sleep(after_s if fault.after_s is None else fault.after_s)
        self._reach("answered")
        self._hear()
        return fault.answer(call.id if call else "")

    async def call(self, call_id: str) -> Call | None:
        await self._read("call")
        for accepted in self._service.accepted:
            if accepted.id == call_id:
                call = self._service.record(accepted)
                return call if self._service.weather.calls_row_data else replace(call, sent={})
        return None

    async def calls(
        self,
        after: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        transcripts: bool = False,
    ) -> CallPage:
        assert since is until is None
        await self._read("calls")
        service = self._service
        listed = service.listed()
        ids = [accepted.id for accepted in listed]
        start = ids.index(after) + 1 if after in ids else 0
        shown = listed[start : start + service.weather.page]
        service.shown.update(each.id for each in shown)
        more = len(listed) > start + service.weather.page
        entries = tuple(self._entry(each, transcripts=transcripts) for each in shown)
        return CallPage(entries, shown[-1].id if more else None)

    async def metric_results(
        self, after: str | None = None, *, since: datetime | None = None
    ) -> MetricPage:
        await self._read("metrics")
        return MetricPage((), None)

    async def cancel(self, call_id: str) -> bool:
        return self._service.end(call_id)

    async def delete(self, call_id: str) -> bool:
        raise NotImplementedError("nobody deletes a call yet")

    async def audio(self, call_id: str, path: Path) -> bool:
        raise NotImplementedError("nobody listens to a call yet")

    async def aclose(self) -> None:
        """Nothing is open."""

    def _entry(self, accepted: Accepted, *, transcripts: bool) -> Call:
        call, weather = self._service.record(accepted), self._service.weather
        if not (transcripts and weather.lists_transcripts):
            call = replace(call, transcript=None)
        return call if weather.lists_row_data else replace(call, sent={})

    async def _read(self, what: str) -> None:
        self._reach(f"read {what}")
        await asyncio.sleep(self._service.between((0.02, 0.3)))
        if self._service.reading_fails():
            raise OutsideFault("cartesia.no_network")
        self._hear()


def _when(true_s: float) -> datetime:
    return EPOCH + timedelta(seconds=true_s)
