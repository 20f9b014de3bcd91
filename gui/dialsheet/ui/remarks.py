"""What the connection holds contacts back for, counted for the panels. Plain data, free of Qt."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from dialsheet import assets
from dialsheet.campaign import Contacts
from dialsheet.errors import Reason

OF_THE_NUMBER = frozenset({"campaign.us_only"})
OF_THE_FIELDS = frozenset({"campaign.unsendable_value", "campaign.row_too_large"})


@dataclass(frozen=True, slots=True)
class Remark:
    """Contacts that are held for one reason."""

    reason: Reason  # the first one's
    count: int
    row: int  # the first one's

    @property
    def sentence(self) -> str:
        """As one line."""
        why = assets.sentence(self.reason)
        return assets.text("ui.held_rows", count=self.count, row=self.row, why=why)


def remark(contacts: Contacts, codes: Collection[str]) -> Remark | None:
    """The contacts that are held for a reason with one of the codes; None: there are none."""
    decided, rows = contacts.decided, contacts.table.rows
    wanted = {
        place
        for place, each in enumerate(decided.distinct)
        if each.reason is not None and each.reason.code in codes
    }
    counts = Counter(decided.codes) if wanted else Counter()
    if not (count := sum(counts[place] for place in wanted)):
        return None
    first = next(index for index, place in enumerate(decided.codes) if place in wanted)
    reason = decided[first].reason
    return Remark(reason, count, rows[first]) if reason else None
