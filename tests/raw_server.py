"""A raw server on the loopback that behaves, and misbehaves, exactly as a test tells it to."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from patience import PATIENCE_S

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Seen:
    """What arrived at a raw server."""

    url: str = ""
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)


async def take_request(reader: asyncio.StreamReader) -> bytes:
    """One whole request: head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)


def http(status: int, body: bytes | str = b"", **headers: str) -> bytes:
    """An answer on the wire; `content_length` may lie."""
    content = body.encode() if isinstance(body, str) else body
    headers.setdefault("content_length", str(len(content)))
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Status\r\n{lines}\r\n".encode() + content


def answering(answer: bytes) -> Behaviour:
    """Take one request, send `answer`, hang up."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return behave


async def hang(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Never answer; ends when the client hangs up."""
    await reader.read()


async def reset(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Break the connection off the hard way."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


@asynccontextmanager
async def raw_server(
    *behaviours: Behaviour, take: bool = True, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Seen]:
    """A server whose n-th connection behaves as told, the last one for all that follow.

    With `take`, a request is read first and kept.
    """
    seen = Seen()
    served: set[asyncio.Future[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        behave = behaviours[min(seen.connections, len(behaviours)) - 1]
        try:
            if take:
                seen.requests.append(await take_request(reader))
            await behave(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client hung up: not all of them send anything
        finally:
            writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.add(asyncio.ensure_future(serve(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    seen.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield seen
    finally:
        server.close()
        await asyncio.wait_for(asyncio.gather(*served), PATIENCE_S)  # they have hung up
