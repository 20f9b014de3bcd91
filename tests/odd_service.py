"""A service that answers, or does not, as it is told; all else goes on to a practice service."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from patience import PATIENCE_S
from programs import Practice

Answer = dict[str, Any]


@dataclass
class Odd:
    """The service in front of a practice service."""

    url: str = ""
    answers: Callable[[str], Answer | None] = lambda _path: None  # a GET with its query, oddly
    freezes: Callable[[str], bool] = lambda _path: False  # whether a request is never answered
    creates: int = 0
    frozen: threading.Event = field(default_factory=threading.Event)  # a request is not answered


@contextmanager
def odd_service(behind: Practice) -> Iterator[Odd]:
    """Stands in front of that service."""
    odd, over = Odd(), threading.Event()
    onward = httpx.Client(base_url=behind.url, trust_env=False, timeout=PATIENCE_S)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._take()

        def do_POST(self) -> None:
            odd.creates += 1
            self._take()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if odd.freezes(f"{self.command} {self.path}"):
                odd.frozen.set()
                over.wait()
                self.close_connection = True
                return
            if self.command == "GET" and (answer := odd.answers(self.path)) is not None:
                self._answer(200, json.dumps(answer).encode())
                return
            names = ("Authorization", "Cartesia-Version", "Content-Type")
            headers = {name: self.headers[name] for name in names if name in self.headers}
            told = onward.request(self.command, self.path, content=body, headers=headers)
            self._answer(told.status_code, told.content)

        def _answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    odd.url = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield odd
    finally:
        over.set()
        server.shutdown()
        serving.join()
        server.server_close()
        onward.close()
