"""The client: one account of Cartesia, or of the practice service, as the dialer sees it."""

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from dialsheet.campaign import Agent, Answer, Call, Connection, PhoneNumber, Withdrawn
from dialsheet.cartesia import answers, reading
from dialsheet.cartesia.dialects import AGENTS_PATH, number_in, order_body
from dialsheet.cartesia.patience import REST_S, Patience
from dialsheet.cartesia.wire import Failure, NoReply, Reply, Wire
from dialsheet.errors import Bug, OutsideFault
from dialsheet.ports import CallPage, MayLeave, MetricPage, Order, Withdraw

CONNECT_S = 10.0
READ_S = 60.0
CALLS = "/agents/calls"
METRIC_RESULTS = "/agents/metrics/results"
PAGE = "100"  # the most that a page can have
MOST_PAGES = 100  # of an account's agents or numbers


class CartesiaCalls:
    """Implements `ports.CallService`."""

    def __init__(
        self,
        connection: Connection,
        key: str,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        connect_s: float = CONNECT_S,
        read_s: float = READ_S,
        rest_s: float = REST_S,
    ) -> None:
        """Raises `BadInput` for an address or key that cannot be used.

        A `transport` has to report its steps as httpcore's trace extension does; httpx's own do.
        """
        self._connection = connection
        self._wire = Wire(connection, key, transport, connect_s, read_s)
        self._patience = Patience(rest_s)

    @property
    def clock_offset_s(self) -> float | None:
        """The service's clock less ours, as last heard; None: not heard yet."""
        return self._wire.clock_offset_s

    @property
    def unanswered_s(self) -> tuple[float, ...]:
        """How long each request on its way has waited so far, in seconds."""
        return self._wire.unanswered_s

    async def agents(self) -> tuple[Agent, ...]:
        """The account's agents, deleted ones left out."""
        records = await self._all(AGENTS_PATH[self._connection.dialect])
        return tuple(reading.agent(each) for each in records if not each.get("deleted_at"))

    async def agent_variables(self, agent_id: str) -> tuple[str, ...]:
        """The `{{variables}}` that an agent reads, where the API shows its texts."""
        path = f"{AGENTS_PATH[self._connection.dialect]}/{quote(agent_id, safe='')}"
        texts = await self._object(path, none_for=_is_unknown)
        return reading.variables(texts)

    async def phone_numbers(self) -> tuple[PhoneNumber, ...]:
        """The numbers that calls can be made from."""
        records = await self._all("/agents/phone-numbers")
        return tuple(reading.phone_number(each) for each in records)

    def body(self, order: Order) -> str:
        """The exact JSON that `create` would send; raises `BadInput` when it cannot be sent."""
        return order_body(self._connection, order)

    async def create(self, body: str, may_leave: MayLeave) -> Answer:
        """Place one call, once: never retried. See `ports.CallService.create`.

        When the server hangs up while the request waits to leave, and the connection cannot be
        replaced at once, `may_leave` is awaited again.
        """
        try:
            reply = await self._wire.create(CALLS, body, may_leave)
            return answers.of_create(reply, number_in(body))
        except Withdraw as withdrawal:
            return Withdrawn(withdrawal.reason)
        except NoReply as silence:
            return answers.of_silence(silence)

    async def call(self, call_id: str) -> Call | None:
        """One call, with transcript; None when the service does not know it."""
        record = await self._object(_call_path(call_id), none_for=_is_unknown)
        return None if record is None else reading.call(record, call_id)

    async def calls(
        self,
        after: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        transcripts: bool = False,
    ) -> CallPage:
        """A page of the agent's calls, newest first."""
        params = self._of_agent()
        if since is not None:
            params["start_time_gte"] = since.isoformat()
        if until is not None:
            params["start_time_lte"] = until.isoformat()
        if transcripts:
            params["expand"] = "transcript"
        answer = await self._page(CALLS, after, **params)
        return CallPage(
            tuple(reading.call(each) for each in reading.items(answer)),
            reading.next_cursor(answer, after),
        )

    async def metric_results(
        self, after: str | None = None, *, since: datetime | None = None
    ) -> MetricPage:
        """A page of what the agent's metrics say of calls."""
        params = self._of_agent()
        if since is not None:
            params["start_date"] = since.isoformat()
        answer = await self._page(METRIC_RESULTS, after, **params)
        results = map(reading.metric_result, reading.items(answer))
        return MetricPage(
            tuple(each for each in results if each is not None),
            reading.next_cursor(answer, after),
        )

    async def cancel(self, call_id: str) -> bool:
        """End a call that is talking; False when it cannot be ended (ringing, or over)."""
        path = f"{_call_path(call_id)}/cancel"
        answer = await self._object(path, method="POST", none_for=_is_refused)
        return answer is not None and answer.get("cancelled") is not False

    async def delete(self, call_id: str) -> bool:
        """Have the service forget a call that is over; False when it is not over, or unknown."""
        path = _call_path(call_id)
        return await self._object(path, method="DELETE", none_for=_is_refused) is not None

    async def audio(self, call_id: str, path: Path) -> bool:
        """Stream a call's recording (WAV) into the file `path`; False when there is none yet.

        The file appears when it is whole. One that cannot be written is an `OutsideFault`, too.
        """
        part = path.with_name(f"{path.name}.part")
        try:
            with part.open("wb") as file:

                async def ask() -> Reply:
                    file.seek(0)
                    file.truncate()
                    return await self._wire.download(f"{_call_path(call_id)}/audio", file.write)

                reply = await self._patience.read(ask)
            if reply.status == 200:
                part.replace(path)
                return True
        except NoReply as silence:
            raise OutsideFault(silence.failure.value) from None
        except OSError:
            raise OutsideFault("cartesia.audio_not_written", path=str(path)) from None
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        if _is_unknown(reply):
            return False
        raise answers.fault(reply)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    def _of_agent(self) -> dict[str, str]:
        if self._connection.agent is None:
            raise Bug("calls are listed for an agent")
        return {"agent_id": self._connection.agent.id}

    async def _all(self, path: str) -> list[dict[str, Any]]:
        """Every record of a list, page by page; a list that goes in circles has been read.

        Raises `OutsideFault` for one without an end.
        """
        records: dict[str, dict[str, Any]] = {}
        after: str | None = None
        for _ in range(MOST_PAGES):
            answer = await self._page(path, after)
            page = {each["id"]: each for each in reading.items(answer)}
            news = page.keys() - records.keys()
            records |= page
            after = reading.next_cursor(answer, after)
            if after is None or not news:
                return list(records.values())
        raise OutsideFault("cartesia.list_without_end", count=len(records))

    async def _page(self, path: str, after: str | None, **params: str) -> dict[str, Any]:
        if after is not None:
            params["starting_after"] = after
        answer = await self._object(path, {**params, "limit": PAGE}) or {}
        try:
            reading.items(answer)
        except reading.Unreadable:
            raise OutsideFault(Failure.UNREADABLE.value) from None
        return answer

    async def _object(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        method: str = "GET",
        none_for: Callable[[Reply], bool] = lambda _reply: False,
    ) -> dict[str, Any] | None:
        """The JSON object of a 200; None for a refusal that is an answer; else a fault."""
        content: dict[str, Any] = {}

        async def ask() -> Reply:
            nonlocal content
            reply = await self._wire.read(path, params, method)
            if reply.status == 200:
                try:
                    content = reading.parse_object(reply.content)
                except reading.Unreadable:  # cut or mangled on the way: it may pass
                    raise NoReply(Failure.UNREADABLE, left=True) from None
            return reply

        try:
            reply = await self._patience.read(ask)
        except NoReply as silence:
            raise OutsideFault(silence.failure.value) from None
        if none_for(reply):
            return None
        if reply.status != 200:
            raise answers.fault(reply)
        return content


def _is_unknown(reply: Reply) -> bool:
    """Whether the API itself says that there is no such thing; a gateway's 404 says nothing."""
    return reply.status == 404 and reading.error_body(reply.content) is not None


def _is_refused(reply: Reply) -> bool:
    return reply.status in (400, 404) and reading.error_body(reply.content) is not None


def _call_path(call_id: str) -> str:
    return f"{CALLS}/{quote(call_id, safe='')}"
