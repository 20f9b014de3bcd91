"""On what terms the next campaign is dialed: its calling rules and its pilot. Free of Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dialsheet.campaign import CAP, CallingRules, Connection, Mapping, Rules, Window


@dataclass(slots=True)
class RunTerms:
    """What was chosen, for whichever sheet is open."""

    calling: CallingRules = field(default_factory=CallingRules)
    pilot: int | None = None  # so many contacts first, then a stop for a review; None: all
    test: tuple[str, Mapping, Connection] | None = None  # the test call's ID, and what it tried
    unattended: bool = False  # whether a run goes on by itself after the computer slept

    def rules(self, rules: Rules, headers: Sequence[str]) -> Rules:
        """The rules of a campaign of a sheet with these columns."""
        return replace(rules, calling=self.fitting(headers), limit=self.pilot)

    def test_id(self, mapping: Mapping, connection: Connection | None) -> str | None:
        """The test call that was made with exactly this; None: none was."""
        is_same = self.test is not None and self.test[1:] == (mapping, connection)
        return self.test[0] if self.test is not None and is_same else None

    def fitting(self, headers: Sequence[str]) -> CallingRules:
        """The calling rules, as far as a sheet has their columns."""
        column = self.calling.callback_column
        return replace(
            self.calling,
            callback_column=column if column in headers else None,
            order=tuple(key for key in self.calling.order if key.column in headers),
        )

    def setting(self) -> dict[str, Any]:
        """The calling rules for another day.

        What lets more calls through than is usual is chosen anew each time: hours beyond the
        usual ones, a higher cap.
        """
        window, cap, usual = self.calling.window, self.calling.cap, Window()
        if window and (window.opens < usual.opens or window.closes > usual.closes):
            window = None
        if cap is not None and cap > CAP:
            cap = None
        return replace(self.calling, window=window, cap=cap).to_json()


def in_force(calling: CallingRules, connection: Connection | None) -> CallingRules:
    """The rules with what holds where real telephones ring; they do, unless it is known better."""
    return calling.in_force(connection or Connection("", practice=False))
