"""Findings: what the service tells of calls is written down, and what people told the agent heeded.

Who says that there should be no more calls gets none from anybody here. Their numbers are on the
list with the same commit: whatever breaks, another campaign may be the next to dial.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from dialsheet.campaign import (
    Answer,
    Attempt,
    Call,
    Campaign,
    ContactNumber,
    Contacts,
    Placed,
    Ref,
    e164_of,
    index_of,
    is_number,
    opted_out,
)
from dialsheet.ports import Library


class Findings:
    """Those of one campaign."""

    def __init__(
        self, library: Library, campaign: Campaign, contacts: Callable[[], Contacts]
    ) -> None:
        """`contacts` are the campaign's, as they are by then."""
        self._library = library
        self._campaign = campaign
        self._contacts = contacts

    @property
    def began(self) -> datetime:
        """When the campaign was made."""
        return self._campaign.created_at

    def known(self, ids: Collection[str]) -> frozenset[str]:
        """Those of the IDs, of attempts and of calls, that the library knows."""
        return self._library.knows(ids)

    def record_answer(
        self, attempt_id: str, answer: Answer, at: datetime, *told: Any
    ) -> list[Attempt]:
        """As the library does it: the attempt, and with it those whose call it puts in doubt."""
        answered = self._library.record_answer(attempt_id, answer, at, *told)
        if not isinstance(answer, Placed) or answered.call is not None:
            return [answered]
        # Should the process end before this: what the other call tells shows it, too.
        others = self._library.disown(answer.call_id, at)
        mine = (each for each in others if each.campaign_id == self._campaign.id)
        return [answered, *mine]

    def record_calls(self, calls: Mapping[str, Call], at: datetime) -> tuple[Attempt, ...]:
        """As the library does it."""
        if self._campaign.calling.opt_out_value is None:
            return self._library.record_calls(calls, at)
        with self._library.together():
            changed = self._library.record_calls(calls, at)
            self.heed_opt_outs(changed, at)
        return changed

    def adopt_call(self, ref: Ref, number: ContactNumber, call: Call, at: datetime) -> Attempt:
        """As the library does it."""
        with self._library.together():
            adopted = self._library.adopt_call(ref, number, call, at)
            self.heed_opt_outs([adopted], at)
        return adopted

    def number_called(self, ref: Ref, call: Call) -> ContactNumber | None:
        """Which of a contact's numbers a call went to; None when there is no such contact."""
        contacts = self._contacts()
        index = index_of(contacts.table, ref.row)
        if index is None:
            return None
        numbers = [
            ContactNumber(position, column.column, verdicts[index].e164 or "")
            for position, (column, verdicts) in enumerate(
                zip(self._campaign.mapping.numbers, contacts.verdicts, strict=True)
            )
        ]
        called = [each for each in numbers if each.e164 and is_number(call.to_number, each.e164)]
        named = [number for number in numbers if number.e164]
        e164 = e164_of(call.to_number)
        if called or e164 is None:
            return next(iter(called or named), None)
        return ContactNumber(0, "", e164)  # corrected since, on the other computer

    def heed_opt_outs(self, attempts: Iterable[Attempt], at: datetime) -> None:
        """Put all numbers of the contacts on the list who said so in these attempts."""
        numbers: set[str] = set()
        for attempt in attempts:
            if opted_out(attempt, self._campaign.calling) and not attempt.practice:
                numbers |= {attempt.number.e164, *self._others(attempt.row)}
        if numbers:
            source = f"campaign {self._campaign.id}"
            self._library.suppress(dict.fromkeys(sorted(numbers), ""), source, at)

    def _others(self, row: int) -> Iterable[str]:
        contacts = self._contacts()
        index = index_of(contacts.table, row)
        if index is None:
            return ()
        return (e164 for column in contacts.verdicts if (e164 := column[index].e164))
