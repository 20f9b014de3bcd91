"""A proxy before the real practice service, which gives two creates each other's answers."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

Entry = dict[str, Any]
Swap = Callable[[Entry, Entry], tuple[Entry, Entry]]


def whole_entries(one: Entry, other: Entry) -> tuple[Entry, Entry]:
    """Each gets what was answered to the other."""
    return other, one


def ids_alone(one: Entry, other: Entry) -> tuple[Entry, Entry]:
    """Each is answered with its number, and with the ID of the other."""
    one_id, other_id = one["agent_call_id"], other["agent_call_id"]
    return {**one, "agent_call_id": other_id}, {**other, "agent_call_id": one_id}


class _Pairs:
    """Answers wait for each other, two by two."""

    def __init__(self, swap: Swap) -> None:
        self._swap = swap
        self._changed = threading.Condition()
        self._waiting: list[Entry] = []  # at most one, which the next one answers
        self._answers: dict[str, Entry] = {}  # by the ID that was answered

    def exchange(self, mine: Entry) -> Entry:
        """The answer to give in place of this one, once there is another to swap it with."""
        with self._changed:
            if self._waiting:
                theirs = self._waiting.pop()
                self._answers[theirs["agent_call_id"]], swapped = self._swap(theirs, mine)
                self._changed.notify_all()
                return swapped
            self._waiting.append(mine)
            self._changed.wait_for(lambda: mine["agent_call_id"] in self._answers)
            return self._answers[mine["agent_call_id"]]


@contextmanager
def swapping_proxy(service: str, swap: Swap, *, hides: bool = False) -> Iterator[str]:
    """The address of a proxy before the service at that address; `hides`: nothing that it passes on
    tells row data. Creates come in pairs, or wait for ever."""
    pairs = _Pairs(swap)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on(b"")

        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _pass_on(self, body: bytes) -> None:
            names = ("Authorization", "Cartesia-Version", "Content-Type")
            headers = {name: self.headers[name] for name in names if name in self.headers}
            to = service + self.path
            answer = httpx.request(self.command, to, content=body, headers=headers, trust_env=False)
            told = answer.json()
            if self.command == "POST" and answer.status_code == 200 and "calls" in told:
                told = {"calls": [pairs.exchange(told["calls"][0])]}
            elif hides:
                for each in told.get("data", [told]):
                    each.update(metadata=None, dynamic_variables={})
            content = json.dumps(told).encode()
            self.send_response(answer.status_code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Date", answer.headers["Date"])
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
