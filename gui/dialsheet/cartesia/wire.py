"""The wire: one request out, one whole answer in, and whether a byte of it ever left."""

import asyncio
import contextlib
import logging
import math
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import httpcore
import httpx
import truststore

from dialsheet import __version__
from dialsheet.campaign import LOOPBACK, Connection, KeyHeader
from dialsheet.campaign.bounds import bounded_time
from dialsheet.errors import BadInput, OutsideFault
from dialsheet.ports import MayLeave

MAX_ANSWER = 32 * 2**20  # bytes; a page of long calls with their transcripts is some MB
KEEPALIVE_S = 4.0  # shorter than any server's: an idle connection is dropped by us, not by them
PERMISSION_S = 2.0  # how long a given permission holds while a dead connection is replaced
PROBE_S = 0.01  # TLS session tickets are there to be read at once; a lost connection, too
MAX_RETRY_AFTER_S = 3600.0
_SHORTEST_SECRET = 12  # characters

for _name in ("httpx", "httpcore"):  # at INFO and DEBUG they tell of every URL
    logging.getLogger(_name).setLevel(logging.WARNING)


class Failure(StrEnum):
    """Why there is no answer; the value is the message code."""

    NO_NETWORK = "cartesia.no_network"  # no connection could be made
    SECURE_CONNECTION = "cartesia.secure_connection"  # no TLS, or a certificate not trusted
    PROXY_REFUSED = "cartesia.proxy_refused"
    TIMED_OUT = "cartesia.timed_out"
    CONNECTION_LOST = "cartesia.connection_lost"
    UNREADABLE = "cartesia.unreadable_answer"


class NoReply(Exception):
    """No whole answer came; `left` says whether a byte of the request may have left."""

    def __init__(self, failure: Failure, *, left: bool) -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.left = left


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    content: bytes
    retry_after_s: float | None = None
    clock_offset_s: float | None = None  # the server's clock less ours


class Wire:
    """The connections to one service, with one key. Used on one event loop.

    Reads share connections. A create has a connection of its own, made for it and never used
    before: so its request is never written into a socket that the server has closed since its
    last answer, which could not be told from a call placed.
    """

    def __init__(
        self,
        connection: Connection,
        key: str,
        transport: httpx.AsyncBaseTransport | None,
        connect_s: float,
        read_s: float,
    ) -> None:
        url = _checked_url(connection.base_url, key)
        on_loopback = url.host in LOOPBACK
        proxy = None if on_loopback else _checked_proxy(connection.proxy)
        bearer = connection.key_header is KeyHeader.BEARER
        self.clock_offset_s: float | None = None  # as last heard
        self._on_their_way: set[_Departure] = set()
        self._read_s = read_s
        # A server that repeats the key in what it says would bring it into sheets and files. One as
        # short as a word is of a trial, and would be found in what people say.
        self._secret = key.encode() if len(key) >= _SHORTEST_SECRET else None
        tls = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

        def client(limits: httpx.Limits) -> httpx.AsyncClient:
            try:
                return httpx.AsyncClient(
                    base_url=url,
                    headers={
                        connection.key_header.value: f"Bearer {key}" if bearer else key,
                        "Cartesia-Version": connection.dialect.value,
                        "User-Agent": f"dialsheet/{__version__}",
                    },
                    timeout=httpx.Timeout(read_s, connect=connect_s),
                    limits=limits,
                    follow_redirects=False,
                    trust_env=not on_loopback and proxy is None,  # the environment's proxies
                    proxy=proxy,
                    transport=transport,
                    verify=tls,
                )
            except (ImportError, ValueError, httpx.InvalidURL):  # a proxy of a kind httpx lacks
                raise OutsideFault("cartesia.proxy_unusable") from None

        self._reads = client(httpx.Limits(keepalive_expiry=KEEPALIVE_S))
        self._creates = client(httpx.Limits(max_keepalive_connections=0))

    async def read(
        self, path: str, params: Mapping[str, str] | None = None, method: str = "GET"
    ) -> Reply:
        """Ask something that may be asked again; raises `NoReply`."""
        request = self._reads.build_request(method, path, params=params)
        departure = _Departure(None, self._read_s)
        with self._on_its_way(departure):
            return self._heard(await _exchange(self._reads, request, departure, _whole))

    async def download(self, path: str, take: Callable[[bytes], object]) -> Reply:
        """Ask for something large: the content of a 200 is given to `take` piece by piece.

        Takes as long as it takes, while pieces keep coming. Raises `NoReply`, or what `take` does.
        """

        async def taken(response: httpx.Response) -> Reply:
            if response.status_code != 200:
                return await _whole(response)
            async for chunk in response.aiter_bytes():
                take(chunk)
            return _reply(response, b"")

        request = self._reads.build_request("GET", path)
        return await _exchange(self._reads, request, _Departure(None, None), taken)

    async def create(self, path: str, body: str, may_leave: MayLeave) -> Reply:
        """Send a request that must leave once at the most; raises `NoReply`, or what
        `may_leave` raises: then nothing left."""
        departure = _Departure(may_leave, self._read_s)
        headers = {"Content-Type": "application/json"}
        while True:
            request = self._creates.build_request(
                "POST",
                path,
                content=body.encode(),
                headers=headers,
                extensions={"trace": departure.trace},
            )
            try:
                with self._on_its_way(departure):
                    reply = await _exchange(self._creates, request, departure, _whole)
            except _DeadConnection:
                departure.replaced = True
            else:
                return self._heard(reply)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._reads.aclose()
        await self._creates.aclose()

    @property
    def unanswered_s(self) -> tuple[float, ...]:
        """How long each request has waited for a connection or an answer so far, in seconds; one
        that rests before it leaves waits for neither."""
        now_s = asyncio.get_running_loop().time()
        began = (departure.since_s for departure in self._on_their_way)
        return tuple(now_s - since_s for since_s in began if since_s is not None)

    @contextlib.contextmanager
    def _on_its_way(self, departure: "_Departure") -> Iterator[None]:
        departure.since_s = asyncio.get_running_loop().time()
        self._on_their_way.add(departure)
        try:
            yield
        finally:
            self._on_their_way.discard(departure)

    def _heard(self, reply: Reply) -> Reply:
        if reply.clock_offset_s is not None:
            self.clock_offset_s = reply.clock_offset_s
        if self._secret is None or self._secret not in reply.content:
            return reply
        return replace(reply, content=reply.content.replace(self._secret, b"(API key)"))


class _DeadConnection(Exception):
    """The server closed the new connection while the request was waiting to leave."""


class _Departure:
    """Watches one request's way out through the trace of httpcore, and holds it at the gate."""

    def __init__(self, may_leave: MayLeave | None, answer_s: float | None) -> None:
        self.left = may_leave is None
        self.replaced = False
        self.since_s: float | None = None  # of the loop: it waits for somebody else since then
        self._may_leave = may_leave
        self._answer_s = answer_s
        self._traced = False
        self._stream: Any = None
        self._granted_at = -math.inf
        self._limit: asyncio.Timeout | None = None

    def limit(self) -> asyncio.Timeout:
        """The time within which the whole answer has to come, running from the first byte."""
        self._limit = asyncio.timeout(self._answer_s if self.left else None)
        return self._limit

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpcore at each step; a step waits for it, and fails with it."""
        self._traced = True
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._stream = info["return_value"]
        elif event == "http11.send_request_headers.started" and not _is_for_proxy(info):
            await self._depart()

    def may_have_left(self, failure: Failure) -> bool:
        """Whether a byte may have left. A transport that traces nothing proves little."""
        return self.left or not (
            self._traced
            or failure in (Failure.NO_NETWORK, Failure.SECURE_CONNECTION, Failure.PROXY_REFUSED)
        )

    async def _depart(self) -> None:
        loop = asyncio.get_running_loop()
        if self._may_leave and loop.time() - self._granted_at > PERMISSION_S:
            self.since_s = None
            await self._may_leave()
            self.since_s = self._granted_at = loop.time()
        if await self._is_dead():
            if self.replaced:
                raise NoReply(Failure.CONNECTION_LOST, left=False)
            raise _DeadConnection
        self.left = True
        if self._limit and self._answer_s is not None:
            self._limit.reschedule(loop.time() + self._answer_s)

    async def _is_dead(self) -> bool:
        """Whether the server has hung up, or spoken out of turn, on the waiting connection."""
        if self._stream is None or not self._stream.get_extra_info("is_readable"):
            return False
        try:
            await self._stream.read(1, timeout=PROBE_S)
        except httpcore.ReadTimeout:
            return False  # nothing but TLS session tickets
        except httpcore.ReadError:
            return True
        return True


async def _exchange(
    client: httpx.AsyncClient,
    request: httpx.Request,
    departure: _Departure,
    read: Callable[[httpx.Response], Awaitable[Reply]],
) -> Reply:
    try:
        async with departure.limit():
            response = await client.send(request, stream=True)
            try:
                if "," in response.headers.get("content-encoding", ""):
                    # Packed twice, a piece of 64 KiB may unpack to gigabytes at once.
                    raise NoReply(Failure.UNREADABLE, left=True)
                return await read(response)
            finally:
                await response.aclose()
    except httpx.RequestError as error:
        failure = _failure(error)
    except TimeoutError:
        if not departure.left:
            raise  # it is the permission's own
        failure = Failure.TIMED_OUT
    raise NoReply(failure, left=departure.may_have_left(failure))


async def _whole(response: httpx.Response) -> Reply:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > MAX_ANSWER:
            raise NoReply(Failure.UNREADABLE, left=True)
    return _reply(response, bytes(content))


def _reply(response: httpx.Response, content: bytes) -> Reply:
    return Reply(
        response.status_code,
        content,
        _retry_after(response.headers),
        _clock_offset(response.headers) if response.status_code == 200 else None,
    )


def _failure(error: httpx.RequestError) -> Failure:
    match error:
        case httpx.ProxyError():
            return Failure.PROXY_REFUSED
        case httpx.ConnectError() if _is_about_trust(error):
            return Failure.SECURE_CONNECTION
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Failure.NO_NETWORK
        case httpx.TimeoutException():
            return Failure.TIMED_OUT
        case httpx.DecodingError():
            return Failure.UNREADABLE
    return Failure.CONNECTION_LOST


def _is_for_proxy(info: Mapping[str, Any]) -> bool:
    """Whether the headers about to leave ask a proxy for a tunnel, and hold nothing of ours."""
    return bool(info["request"].method == b"CONNECT")


def _is_about_trust(error: BaseException | None) -> bool:
    """Whether TLS failed over what was said, not because somebody hung up in the middle of it."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
        error = error.__cause__ or error.__context__
    return False


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds to wait, from `retry-after-ms` or `retry-after` (seconds or a date)."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "")
        try:
            seconds = float(text) * unit
        except ValueError:
            try:
                seconds = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
            except (ValueError, TypeError, OverflowError):
                continue
        if math.isfinite(seconds):
            return min(max(seconds, 0.0), MAX_RETRY_AFTER_S)
    return None


def _clock_offset(headers: httpx.Headers) -> float | None:
    """How far the server's clock is ahead of ours, in seconds; `Date` is whole seconds.

    An answer out of a cache has the date of the day when it was new.
    """
    if "age" in headers:
        return None
    try:
        date = bounded_time(parsedate_to_datetime(headers.get("date", "")))
    except (ValueError, TypeError, OverflowError):
        return None
    return (date - datetime.now(UTC)).total_seconds() + 0.5 if date else None


def _checked_proxy(text: str) -> httpx.URL | None:
    """The proxy that was set by hand; raises `BadInput`. A password has no place in a library."""
    if not text:
        return None
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise BadInput("cartesia.bad_proxy") from None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise BadInput("cartesia.bad_proxy")
    if url.port is not None and not 0 < url.port < 2**16:
        raise BadInput("cartesia.bad_proxy")
    return url


def _checked_url(base_url: str, key: str) -> httpx.URL:
    """The base URL, if that key may go there; raises `BadInput`."""
    try:
        url = httpx.URL(base_url)
        url.host.encode("idna")  # what a look-up will do, which would raise it then
    except (httpx.InvalidURL, UnicodeError):
        raise BadInput("cartesia.bad_url") from None
    if url.scheme not in ("https", "http") or not url.host or url.userinfo or url.query:
        raise BadInput("cartesia.bad_url")
    if url.port is not None and not 0 < url.port < 2**16:
        raise BadInput("cartesia.bad_url")
    if url.scheme == "http" and url.host not in LOOPBACK:
        raise BadInput("cartesia.insecure_url", host=url.host)
    if url.scheme == "http" and key.startswith("sk_car_"):
        raise BadInput("cartesia.real_key_in_clear")
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise BadInput("cartesia.malformed_key")
    return url
