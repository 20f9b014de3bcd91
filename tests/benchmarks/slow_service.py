"""A service that takes its time over each create, and tells when requests came."""

import asyncio
import json
import time
from multiprocessing.connection import Connection as Pipe
from typing import Any

SLOW_S = 1.5


def serve_slowly(pipe: Pipe) -> None:
    """A service that takes its time; sends the address, and at the end when requests came."""
    arrivals: list[float] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            came = time.perf_counter()
            length = [line for line in head.lower().split(b"\r\n") if b"content-length" in line]
            if length:
                await reader.readexactly(int(length[0].partition(b":")[2]))
            content: dict[str, Any] = {"data": [], "has_more": False}
            if head.startswith(b"POST"):
                arrivals.append(came)
                await asyncio.sleep(SLOW_S)
                content = {"calls": [{"number": "", "agent_call_id": f"ac_{len(arrivals)}_{came}"}]}
            body = json.dumps(content).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def quietly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(quietly, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        pipe.send(f"http://{host}:{port}")
        await asyncio.to_thread(pipe.recv)
        pipe.send(arrivals)
        server.close()

    asyncio.run(serve())
