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
    """Nobody is answered before all have asked: a run stops over the first odd answers."""

    def __init__(self, swap: Swap, count: int) -> None:
        self._swap = swap
        self._all_here = threading.Barrier(count, action=self._exchange_all)
        self._entries: list[Entry] = []
        self._answers: dict[str, Entry] = {}  # by the ID that was answered

    def exchange(self, mine: Entry) -> Entry:
        """The answer to give in place of this one, once all are there."""
        self._entries.append(mine)
        self._all_here.wait()
        return self._answers[mine["agent_call_id"]]

    def _exchange_all(self) -> None:
        for one, other in zip(self._entries[::2], self._entries[1::2], strict=True):
            swapped = self._swap(one, other)
            self._answers[one["agent_call_id"]], self._answers[other["agent_call_id"]] = swapped


@contextmanager
def swapping_proxy(service: str, swap: Swap, count: int, *, hides: bool = False) -> Iterator[str]:
    """The address of a proxy before the service at that address, where `count` creates come;
    `hides`: nothing that it passes on tells row data."""
    pairs = _Pairs(swap, count)

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
