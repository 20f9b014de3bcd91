"""The verdict on a number: what a cell says as a telephone number, and why."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import overload

from dialsheet.columns import CodedColumn
from dialsheet.errors import Reason
from dialsheet.numbers.rules import Rule

BETWEEN_RULES = "+"  # a number that takes several repairs names all that a person must accept


class Check(StrEnum):
    """The words of the verdict, as files and screens have them."""

    VALID = "valid"  # the cell itself is a callable E.164 number
    REPAIRED = "repaired"  # a rule that is certain, or a person, made it callable
    PROPOSED = "proposed"  # a repair waits for a person
    UNLISTED = "unlisted"  # right shape, but in a range that the numbering plan does not list
    INVALID = "invalid"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one cell says as a telephone number."""

    check: Check
    e164: str | None = None  # "+14155559876"; also of a proposed or unlisted number
    reason: Reason | None = None  # why not valid; None for `valid`
    rule: str | None = None  # what repaired or would repair it: `label`, `label+lost-plus`
    region: str | None = None  # ISO 3166 code of the number's country, "001" for non-geographic

    @property
    def callable(self) -> bool:
        """Whether it may be dialed without asking anybody."""
        return self.check in (Check.VALID, Check.REPAIRED)

    @property
    def rules(self) -> tuple[str, ...]:
        """The names in `rule`; of a proposed number, all that must be accepted to dial it."""
        return tuple(self.rule.split(BETWEEN_RULES)) if self.rule else ()

    def by_person(self, *, accepted: bool) -> "Verdict":
        """The verdict on what a person typed; `accepted`: proposals and unlisted ones, too.

        Nobody makes a number of what has none, of an emergency number or of a short code.
        """
        waits = self.check in (Check.PROPOSED, Check.UNLISTED)
        if not (self.callable or (waits and accepted)):
            return self
        reason = Reason("numbers.accepted" if accepted else "numbers.person")
        return replace(self, check=Check.REPAIRED, reason=reason, rule=Rule.PERSON.value)


Detail = tuple[Check, Reason | None, str | None, str | None]  # check, reason, rule, region


class VerdictColumn(Sequence[Verdict]):
    """Verdicts for a column of cells, packed: about 12 bytes a cell."""

    __slots__ = ("_details", "_numbers")

    def __init__(self, verdicts: Iterable[Verdict] = ()) -> None:
        self._numbers = array("Q")  # E.164 has 15 digits at the most; 0: none
        self._details: CodedColumn[Detail] = CodedColumn()
        for verdict in verdicts:
            self.append(verdict)

    @classmethod
    def packed(cls, numbers: "array[int]", details: CodedColumn[Detail]) -> "VerdictColumn":
        """A column from its parts, as `numbers` and `details` give them."""
        column = cls()
        column._numbers, column._details = numbers, details
        return column

    def append(self, verdict: Verdict) -> None:
        """Add one cell's verdict at the end."""
        self._numbers.append(int(verdict.e164) if verdict.e164 else 0)
        self._details.append((verdict.check, verdict.reason, verdict.rule, verdict.region))

    def append_like(self, index: int, number: int) -> None:
        """Add a verdict that differs from the one at `index` in nothing but the number."""
        self._numbers.append(number)
        self._details.append_like(index)

    @property
    def checks(self) -> Iterator[Check]:
        """The checks alone, in order."""
        return (detail[0] for detail in self._details)

    @property
    def numbers(self) -> "array[int]":
        """The E.164 numbers as integers (type code `Q`), 0 where there is none."""
        return self._numbers

    @property
    def details(self) -> CodedColumn[Detail]:
        """Check, reason, rule and region of each cell."""
        return self._details

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Verdict: ...
    @overload
    def __getitem__(self, index: slice) -> "VerdictColumn": ...
    def __getitem__(self, index: int | slice) -> "Verdict | VerdictColumn":
        if isinstance(index, slice):
            return VerdictColumn(self[i] for i in range(*index.indices(len(self))))
        number = self._numbers[index]
        check, reason, rule, region = self._details[index]
        return Verdict(check, f"+{number}" if number else None, reason, rule, region)

    def __setitem__(self, index: int, verdict: Verdict) -> None:
        self._numbers[index] = int(verdict.e164) if verdict.e164 else 0
        self._details[index] = (verdict.check, verdict.reason, verdict.rule, verdict.region)
