"""The book of calls: every accepted call, in memory and in the state file.

The file has one JSON line for each accepted, cancelled and deleted call, and is only ever added
to. A line is handed to the operating system before the call is acknowledged, so that a killed
service loses none. Each entry starts a line of its own: one that was cut short harms no other.
"""

import errno
import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from dialsheet.cartesia.practice.lives import PracticeCall, life
from dialsheet.cartesia.practice.orders import Batch, Destination
from dialsheet.errors import BadInput

HEADER = {"dialsheet_practice_calls": 1}
DIAL_EVERY_S = 1.0  # a Cartesia number dials once a second; what comes faster waits


class Book:
    """Every call that was accepted."""

    def __init__(
        self, state: Path | None, *, seed: int, speed: float, now: Callable[[], float]
    ) -> None:
        """Raises `BadInput` when `state` cannot be read or written, or is another kind of file."""
        self.now = now
        self._seed = seed
        self._speed = speed
        self._calls: dict[str, PracticeCall] = {}
        self._living: dict[str, None] = {}  # IDs, in order; some may be over by now
        self._by_agent: defaultdict[str, list[str]] = defaultdict(list)
        self._times_called: Counter[str] = Counter()
        self._next_dial: dict[str, float] = {}
        self._file = self._open(state) if state else None

    def accept(
        self, batch: Batch, destination: Destination, *, stuck: bool = False
    ) -> PracticeCall:
        """Take one call on. When this returns, the call will outlive the service."""
        now = self.now()
        dials_at = now
        if batch.number.is_cartesia:
            dials_at = max(now, self._next_dial.get(batch.number.id, now))
        call = PracticeCall(
            id=f"ac_{uuid4().hex}",
            seed=self._seed,
            speed=self._speed,
            nth=self._times_called[destination.to_number],
            accepted_at=now,
            dials_at=dials_at,
            agent_id=batch.agent_id,
            from_number_id=batch.number.id,
            to_number=destination.to_number,
            row_data=batch.row_data,
            values=destination.values,
            ringing_timeout_s=batch.ringing_timeout_s,
            max_minutes=batch.max_minutes,
            stuck=stuck,
        )
        self._write({"call": call.to_json()})
        self._add(call)
        return call

    def cancel(self, call: PracticeCall) -> bool:
        """End a call that is talking; False when it is not."""
        now = self.now()
        if life(call).status(now) != "started":
            return False
        self._write({"cancel": call.id, "at": now})
        self._calls[call.id] = replace(call, cancelled_at=now)
        return True

    def delete(self, call: PracticeCall) -> PracticeCall | None:
        """Forget what was said in a call that is over, and who was called; None: it lives."""
        now = self.now()
        if now < life(call).ended_at:
            return None
        if call.deleted_at is None:
            self._write({"delete": call.id, "at": now})
            call = self._calls[call.id] = replace(call, deleted_at=now)
        return call

    def live(self) -> int:
        """How many calls ring or talk."""
        now = self.now()
        over = [each for each in self._living if life(self._calls[each]).ended_at <= now]
        for call_id in over:
            del self._living[call_id]
        return len(self._living)

    def get(self, call_id: str) -> PracticeCall | None:
        """The call of that ID."""
        return self._calls.get(call_id)

    def of_agent(self, agent_id: str) -> Sequence[PracticeCall]:
        """An agent's calls, newest first."""
        return [self._calls[call_id] for call_id in reversed(self._by_agent[agent_id])]

    def close(self) -> None:
        """Close the state file."""
        if self._file:
            self._file.close()

    def _add(self, call: PracticeCall) -> None:
        self._calls[call.id] = call
        self._living[call.id] = None
        self._by_agent[call.agent_id].append(call.id)
        self._times_called[call.to_number] += 1
        self._next_dial[call.from_number_id] = call.dials_at + DIAL_EVERY_S / call.speed

    def _open(self, state: Path) -> BinaryIO:
        try:
            state.parent.mkdir(parents=True, exist_ok=True)
            content = state.read_bytes() if state.exists() else b""
            lines = content.split(b"\n")
            if content and _line(lines[0]) != HEADER:
                raise BadInput("cartesia.practice_state_not_ours", path=str(state))
            for line in lines[1:]:
                self._remember(_line(line))
            file = state.open("ab", buffering=0)
            if not content:
                state.chmod(0o600)
                file.write(json.dumps(HEADER).encode())
        except OSError:
            raise BadInput("cartesia.practice_file", path=str(state)) from None
        except TypeError:  # a call of another make
            raise BadInput("cartesia.practice_state_not_ours", path=str(state)) from None
        return file

    def _remember(self, entry: object) -> None:
        match entry:
            case {"call": dict(data)}:
                self._add(PracticeCall.from_json(data))
            case {"cancel": str(call_id), "at": float(at)} if call_id in self._calls:
                self._calls[call_id] = replace(self._calls[call_id], cancelled_at=at)
            case {"delete": str(call_id), "at": float(at)} if call_id in self._calls:
                self._calls[call_id] = replace(self._calls[call_id], deleted_at=at)

    def _write(self, entry: dict[str, object]) -> None:
        if self._file:
            line = b"\n" + json.dumps(entry).encode()
            if self._file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _line(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
