"""The process of the practice service: its socket, its first line and its end."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from dialsheet.cartesia.practice.book import Book
from dialsheet.cartesia.practice.faults import LIST_LAG, Faults, read_faults
from dialsheet.cartesia.practice.request_log import RequestLog
from dialsheet.cartesia.practice.service import CONCURRENCY, HOST, Service
from dialsheet.cartesia.practice_child import ANNOUNCEMENT, KEY, LIFELINE
from dialsheet.errors import BadInput

KEEP_ALIVE_S = 75


def serve(
    port: int = 0,
    *,
    seed: int = 0,
    speed: float = 1.0,
    state: Path | None = None,
    log: Path | None = None,
    faults: Sequence[str] = (),
    concurrency: int = CONCURRENCY,
    key: str | None = None,
    tell_unanswered: Callable[[int], None] = lambda _count: None,
) -> int:
    """Serve on the loopback until told to stop; returns the exit status.

    `port` 0 takes a free one. `faults` are `NAME=RATE` each. `concurrency` is how many calls the
    plan allows at a time; what is ordered beyond is refused. With a `key`, here or in the
    environment, no other is taken. The first line on standard output is
    `listening on http://127.0.0.1:PORT`. Ends on SIGINT and SIGTERM, and with its standard input
    where the environment says so; `tell_unanswered` gets how many requests had no answer then. To
    be called on the main thread. Raises `BadInput`.
    """
    if not 0.001 <= speed <= 1_000_000:
        raise BadInput("cartesia.practice_speed", speed=speed)
    rates = read_faults(faults)
    with ExitStack() as files:
        book = files.enter_context(closing(Book(state, seed=seed, speed=speed, now=time.time)))
        service = Service(
            book,
            concurrency=concurrency,
            list_lag_s=rates.get(LIST_LAG, 0.0),
            key=key or os.environ.pop(KEY, None),
        )
        app: ASGIApp = Faults(service.app(), rates, seed)
        if log:
            app = files.enter_context(closing(RequestLog(app, log)))
        listener = files.enter_context(_listening_socket(port))
        unanswered = _run(app, listener)
    if unanswered:
        tell_unanswered(unanswered)
    return 0


def _run(app: ASGIApp, listener: socket.socket) -> int:
    server = _Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=1,
        )
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, server.handle_exit)
    if os.environ.get(LIFELINE):
        threading.Thread(target=_watch_lifeline, args=[server], daemon=True).start()
    server.run(sockets=[listener])
    return server.unanswered


class _Server(uvicorn.Server):
    unanswered = 0  # requests at the end

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is being answered, without a word for each."""
        logging.getLogger("uvicorn.error").disabled = True
        await super().shutdown(sockets)
        self.unanswered = len(self.server_state.tasks)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so once requests are taken."""
        await super().startup(sockets)
        for listener in sockets or ():
            line = f"{ANNOUNCEMENT}http://{HOST}:{listener.getsockname()[1]}\n"
            os.write(1, line.encode())  # a frozen app without a console has no sys.stdout


def _listening_socket(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two services share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(1024)
    except (OSError, OverflowError):
        listener.close()
        raise BadInput("cartesia.practice_port", port=port) from None
    return listener


def _watch_lifeline(server: uvicorn.Server) -> None:
    """End with the process that holds the other end of our standard input."""
    while os.read(0, 1024):
        pass
    server.should_exit = True
