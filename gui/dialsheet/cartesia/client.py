"""The client: one account of Cartesia, or of the practice service, as the dialer sees it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from dialsheet.campaign import Agent, Answer, Call, Connection, PhoneNumber, Withdrawn
from dialsheet.cartesia import answers, reading
from dialsheet.cartesia.dialects import AGENTS_PATH, order_body
from dialsheet.cartesia.wire import Failure, NoReply, Reply, Wire
from dialsheet.errors import Bug, OutsideFault
from dialsheet.ports import CallPage, MayLeave, Order, Withdraw

CONNECT_S = 10.0
READ_S = 60.0
CALLS = "/agents/calls"
PAGE = "100"  # the most that a page can have


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
    ) -> None:
        """Raises `BadInput` for an address or key that cannot be used.

        A `transport` has to report its steps as httpcore's trace extension does; httpx's own do.
        """
        self._connection = connection
        self._wire = Wire(connection, key, transport, connect_s, read_s)

    async def agents(self) -> tuple[Agent, ...]:
        """The account's agents, deleted ones left out."""
        records = await self._all(AGENTS_PATH[self._connection.dialect])
        return tuple(reading.agent(each) for each in records if not each.get("deleted_at"))

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
            return answers.of_create(await self._wire.create(CALLS, body, may_leave))
        except Withdraw as withdrawal:
            return Withdrawn(withdrawal.reason)
        except NoReply as silence:
            return answers.of_silence(silence)

    async def call(self, call_id: str) -> Call | None:
        """One call, with transcript; None when the service does not know it."""
        reply = await self._read(_call_path(call_id))
        if reply.status == 404 and reading.error_body(reply.content) is not None:
            return None
        return reading.call(_object(reply), call_id)

    async def calls(self, after: str | None = None) -> CallPage:
        """A page of the agent's calls, newest first, without transcripts."""
        if self._connection.agent is None:
            raise Bug("calls are listed for an agent")
        answer = await self._page(CALLS, after, agent_id=self._connection.agent.id)
        return CallPage(
            tuple(reading.call(each) for each in reading.items(answer)),
            reading.next_cursor(answer, after),
        )

    async def cancel(self, call_id: str) -> bool:
        """End a call that is talking; False when it cannot be ended (ringing, or over)."""
        reply = await self._read(f"{_call_path(call_id)}/cancel", method="POST")
        if reply.status in (400, 404) and reading.error_body(reply.content) is not None:
            return False
        return _object(reply).get("cancelled") is not False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def _all(self, path: str) -> list[dict[str, Any]]:
        """Every record of a list, page by page."""
        records: dict[str, dict[str, Any]] = {}
        after: str | None = None
        while True:
            answer = await self._page(path, after)
            page = {each["id"]: each for each in reading.items(answer)}
            news = page.keys() - records.keys()
            records |= page
            after = reading.next_cursor(answer, after)
            if after is None or not news:
                return list(records.values())

    async def _page(self, path: str, after: str | None, **params: str) -> dict[str, Any]:
        if after is not None:
            params["starting_after"] = after
        answer = _object(await self._read(path, {**params, "limit": PAGE}))
        try:
            reading.items(answer)
        except reading.Unreadable:
            raise OutsideFault(Failure.UNREADABLE.value) from None
        return answer

    async def _read(
        self, path: str, params: Mapping[str, str] | None = None, method: str = "GET"
    ) -> Reply:
        try:
            return await self._wire.read(path, params, method)
        except NoReply as silence:
            raise OutsideFault(silence.failure.value) from None


def _object(reply: Reply) -> dict[str, Any]:
    """The JSON object of a 200; everything else is a fault."""
    if reply.status != 200:
        raise answers.fault(reply)
    try:
        return reading.parse_object(reply.content)
    except reading.Unreadable:
        raise OutsideFault(Failure.UNREADABLE.value) from None


def _call_path(call_id: str) -> str:
    return f"{CALLS}/{quote(call_id, safe='')}"
