"""Strangers: calls of this campaign that the library knows nothing of. Another copy dialed them."""

from datetime import datetime

from dialsheet.campaign import Attempt, Call, Ref
from dialsheet.dialing.findings import Findings


class Strangers:
    """Takes them into the library, so that nobody is called again over them."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._met: dict[str, tuple[Ref, Call]] = {}  # attempt ID -> a call not adopted yet
        self._adopted = 0

    @property
    def count(self) -> int:
        """How many were met."""
        return len(self._met) + self._adopted

    def meet(self, ref: Ref, call: Call) -> None:
        """Take note of one."""
        self._met[ref.attempt_id] = (ref, call)

    def adopt(self, now: datetime) -> tuple[Attempt, ...]:
        """Take in those whose contact the campaign has, in the order of their calls: the last one
        of a contact says whether another follows."""
        adopted = []
        for ref, call in sorted(self._met.values(), key=lambda met: met[1].start_time or now):
            if number := self._findings.number_called(ref, call):
                adopted.append(self._findings.adopt_call(ref, number, call, now))
                del self._met[ref.attempt_id]
        self._adopted += len(adopted)
        return tuple(adopted)
