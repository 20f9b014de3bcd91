"""The columns that a result sheet adds, its other pages, and the words that are read back."""

from dialsheet import sheets
from dialsheet.campaign import Campaign

RESULT_HEADERS, REJECT_HEADERS = sheets.RESULT_HEADERS, sheets.REJECT_HEADERS

PRACTICE = "PRACTICE"
TEST = "TEST"
LIVE = "live"
ADOPTED = "adopted"


def marks_of(campaign: Campaign) -> tuple[str, ...]:
    """What its file name and every row say of a campaign that counts for nothing; () of others."""
    return (PRACTICE,) * campaign.practice + (TEST,) * campaign.test


ATTEMPTS_PAGE = "Attempts"
CAMPAIGN_PAGE = "Campaign"
FORMAT_SETTING = "Format"  # the setting that has the version
COLUMNS = "Result columns"  # the setting that has the headers of what was added, as JSON
MODE = "Mode"
MAPPING = "Mapping"  # the setting that has the whole mapping, as JSON

REFUSED = "refused"  # the decision that says: by the service, and no telephone rang
CALLED = ("called", "unknown")  # decisions that say: a telephone rang, or may have rung
CALLED_BEFORE = " (called before)"  # ends a decision of a practice run: somebody was called live

# What ends a decision's reason, in every language, where a person has to look at the row.
SHIFTED = " [cells may be shifted]"
HIDDEN = " [hidden row]"

DUPLICATE = " [duplicate]"  # ends the reason of a rejected row that was one, in every language
