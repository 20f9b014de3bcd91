"""The columns that a result sheet adds, and the words in them that are read back."""

PRACTICE = "PRACTICE"
RESULT_HEADERS = (
    "Dialsheet row",
    "Number dialed",
    "Check",
    "Check reason",
    "Decision",
    "Decision reason",
    "Call ID",
    "Status",
    "End reason",
    "Outcome",
    "Attempts",
    "Requested at (UTC)",
    "Started at (UTC)",
    "Ended at (UTC)",
    "Duration (s)",
    "Summary",
    "Transcript",
    "Error",
)

CALLED = ("called", "unknown")  # decisions that say: a telephone rang, or may have rung

REJECT_HEADERS = ("Dialsheet row", "Rejected cell", "Reason")  # of a sheet of rejected rows
