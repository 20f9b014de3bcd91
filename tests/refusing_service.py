"""A service that refuses calls as it is told; all else goes on to a practice service."""

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

Refuses = Callable[[str], bytes | None]  # of the number to call: the body of a 400, or None


def words(title: str, message: str, request_id: str = "") -> bytes:
    """A documented error body."""
    said = {"error_code": None, "title": title, "message": message, "request_id": request_id}
    return json.dumps(said).encode()


@dataclass
class Refusing:
    """The service in front of a practice service."""

    url: str = ""
    refuses: Refuses = lambda _number: None
    as_entries: bool = False  # the errors stand in the entries of a 200
    tells: Callable[[dict[str, Any]], dict[str, Any]] = lambda call: call  # of each call shown
    creates: list[str] = field(default_factory=list)  # the numbers that calls were asked for to


@contextmanager
def refusing(behind: Practice) -> Iterator[Refusing]:
    """Stands in front of that service."""
    seen, turn = Refusing(), threading.Lock()
    onward = httpx.Client(base_url=behind.url, trust_env=False, timeout=PATIENCE_S)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            refusal = None
            if self.command == "POST" and self.path == "/agents/calls":
                number = json.loads(body)["outbound_calls"][0]["to_number"]
                with turn:
                    seen.creates.append(number)
                refusal = seen.refuses(number)
                if refusal is not None and seen.as_entries:
                    entry = {"number": number, "error": json.loads(refusal)}
                    self._answer(200, json.dumps({"calls": [entry]}).encode())
                    return
            if refusal is not None:
                self._answer(400, refusal)
                return
            names = ("Authorization", "Cartesia-Version", "Content-Type")
            headers = {name: self.headers[name] for name in names if name in self.headers}
            answer = onward.request(self.command, self.path, content=body, headers=headers)
            self._answer(answer.status_code, self._told(answer.content))

        def _told(self, content: bytes) -> bytes:
            if self.command == "GET" and self.path.startswith("/agents/calls"):
                told = json.loads(content)
                if "data" in told:
                    told["data"] = [seen.tells(each) for each in told["data"]]
                else:
                    told = seen.tells(told)
                return json.dumps(told).encode()
            return content

        def _answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.url = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield seen
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
        onward.close()
