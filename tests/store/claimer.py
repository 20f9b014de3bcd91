"""A process of its own that claims what it is told: `CAMPAIGN ROW NUMBER` a line on its input.

Says `ready`, then for each line `won ATTEMPT-ID`, or the code of what stood in the way.
"""

import sys
from datetime import UTC, datetime

from dialsheet.campaign import Attempt, ContactNumber, Hold, new_id
from dialsheet.errors import Trouble
from dialsheet.store import open_library


def say(word: str) -> None:
    """A line on standard output, at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


library = open_library()
say("ready")
for line in sys.stdin:
    campaign, row, number = line.split()
    named = ContactNumber(0, "Phone", number)
    try:
        claimed = library.claim(campaign, int(row), named, new_id(), "{}", datetime.now(UTC))
    except Trouble as trouble:
        claimed = trouble.reason
    if isinstance(claimed, Hold):
        claimed = claimed.reason
    say(f"won {claimed.id}" if isinstance(claimed, Attempt) else claimed.code)
library.close()
