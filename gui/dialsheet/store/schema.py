"""The tables of the library, as of `REVISION`. Every change needs a migration beside this file."""

from sqlalchemy import (
    REAL,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    exists,
)

from dialsheet.campaign import GIVEN_BACK, OPEN_STATES, REAL_HISTORY
from dialsheet.store.column_types import JsonText, Moment, ReasonText

REVISION = "0016"  # the newest migration; revisions are ordered as text

metadata = MetaData()

# Versions of the schema, kept by Alembic. Declared here so that it can be read without Alembic.
version = Table("alembic_version", MetaData(), Column("version_num", Text))

campaign = Table(
    "campaign",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),  # the UUID, which the world knows
    Column("created_at", Moment, nullable=False),
    Column("practice", Integer, nullable=False),
    Column("base_url", Text, nullable=False),  # another service never answers for its attempts
    Column("account", Text, nullable=False),
    Column("source_sha256", Text, nullable=False),  # the name of the kept file
    Column("source", JsonText, nullable=False),
    Column("headers", JsonText, nullable=False),
    Column("mapping", JsonText, nullable=False),
    Column("rules", JsonText, nullable=False),
    Column("connection", JsonText, nullable=False),
    Column("pace", JsonText, nullable=False),
    Column("decisions", JsonText, nullable=False),  # how many contacts, by first decision
    Column("handed_over_at", Moment),  # since then another desktop dials it
    Column("history", Text, nullable=False, server_default=REAL_HISTORY),  # `Connection.history`
    Column("test", Integer, nullable=False, server_default="0"),  # a call that counts for nothing
    sqlite_strict=True,
)

# What tells the sheets of a campaign, so that the same one is known again; see `same_sheets.py`.
sheet_mark = Table(
    "sheet_mark",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("campaign", ForeignKey("campaign.key"), primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

Index("sheet_mark_campaign", sheet_mark.c.campaign)

# The contacts as they were imported and decided, in packed columns: see `contacts.py`. A value is
# cut into parts because a database limits its size; joined in order they are whole.
packed = Table(
    "packed",
    metadata,
    Column("campaign", ForeignKey("campaign.key"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)

# Sheets whose contacts were added to a campaign after it was made; they stand in `packed`, too.
added = Table(
    "added",
    metadata,
    Column("campaign", ForeignKey("campaign.key"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("source_sha256", Text, nullable=False),  # the name of the kept file
    Column("source", JsonText, nullable=False),
    Column("offset", Integer, nullable=False),  # was added to the rows of the sheet
    Column("contacts", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# Contacts of which something else was decided later.
redecided = Table(
    "redecided",
    metadata,
    Column("campaign", ForeignKey("campaign.key"), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("first", Text, nullable=False),  # the decision in `packed`
    Column("decision", Text, nullable=False),  # the decision now
    Column("reason", ReasonText),
    Column("passing", Integer, nullable=False, server_default="0"),  # until the next run
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# What a person says of numbers of a file, before a campaign is made of it; see `corrections.py`.
correction = Table(
    "correction",
    metadata,
    Column("source_sha256", Text, primary_key=True),
    Column("worksheet", JsonText, primary_key=True),
    Column("row", Integer, primary_key=True),  # of the worksheet
    Column("number_column", JsonText, primary_key=True),
    Column("cell", JsonText, nullable=False),  # what it said
    Column("text", JsonText, nullable=False),  # what is read in its place
    Column("accepted", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("account", Text, nullable=False),  # of the operating system
    Column("salt", Text),  # of what logs have of the text: see `commitments`
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# Verdicts on numbers that a person corrected after the campaign was made.
corrected = Table(
    "corrected",
    metadata,
    Column("campaign", ForeignKey("campaign.key"), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),  # of the number column
    Column("e164", Text),
    Column("verdict", JsonText, nullable=False),  # its check, reason, rule and region
    Column("salt", Text),  # of what the log has of the text: see `commitments`
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

attempt = Table(
    "attempt",
    metadata,
    Column("seq", Integer, primary_key=True),  # the order in which they were intended
    Column("id", Text, nullable=False, unique=True),
    Column("campaign", ForeignKey("campaign.key"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("number_column", Text, nullable=False),
    Column("e164", Text, nullable=False),
    Column("practice", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text),  # as told when last written; only counted with
    Column("found_late", Integer, nullable=False, server_default="0"),
    Column("reason", ReasonText),
    Column("error", Text),
    Column("intended_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("answered_at", Moment),
    Column("call_id", Text),
    Column("status", Text),
    Column("end_reason", Text),
    Column("agent_id", Text),
    Column("to_number", Text),
    Column("start_time", Moment),
    Column("end_time", Moment),
    Column("summary", Text),
    Column("transcript", JsonText),
    Column("call_error", Text),
    Column("sent", JsonText),
    Column("returned", JsonText),
    Column("clock_offset_s", REAL),  # the service's clock less ours, as last heard
    Column("history", Text, nullable=False, server_default=REAL_HISTORY),  # its campaign's
    Column("row_digest", Text),  # of the contact's cells: the same row of the same sheet
    Column("refusal", JsonText),  # the service's words, where it refused the call
    Column("salt", Text),  # of what the log has of the body: see `commitments`
    UniqueConstraint("campaign", "row", "ordinal"),
    sqlite_strict=True,
)

# For the cap, which asks for a number's latest calls.
Index("attempt_number", attempt.c.e164, attempt.c.intended_at)
Index("attempt_row_digest", attempt.c.row_digest)

# Whose a call is, which is asked of each answer. Not unique: the service may give an ID twice, and
# which of the attempts it is right for shows later.
Index("attempt_call", attempt.c.call_id)

is_open = attempt.c.state.in_(sorted(OPEN_STATES))

# The last line of defence against a second call. One that was taken for closed and then turned up
# at the service is a fact that no index may refuse to record: hence `found_late`.
_counts_as_open = and_(is_open, attempt.c.found_late == 0)
Index(
    "attempt_open_number",
    attempt.c.history,
    attempt.c.e164,
    unique=True,
    sqlite_where=and_(_counts_as_open, attempt.c.practice == 0),
    postgresql_where=and_(_counts_as_open, attempt.c.practice == 0),
)
Index(
    "attempt_open_contact",
    attempt.c.campaign,
    attempt.c.row,
    unique=True,
    sqlite_where=_counts_as_open,
    postgresql_where=_counts_as_open,
)

# What an imported result sheet tells of earlier attempts: history, which no run follows or
# settles, and which stands in a call's way for a day at the most. Hence apart from `attempt`.
adopted = Table(
    "adopted",
    metadata,
    Column("campaign", ForeignKey("campaign.key"), primary_key=True),
    Column("seq", Integer, primary_key=True),  # the order in which they are told
    Column("told", JsonText, nullable=False),
    Column("e164", Text),  # where a telephone may have rung, outside of practice
    Column("called_at", Moment),
    Column("attempt_id", Text),
    Column("is_open", Integer, nullable=False, server_default="0"),  # when it was told, and there
    Column("outcome", Text),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

Index("adopted_number", adopted.c.e164, adopted.c.called_at)

# Who is to be called once more, when a person said so: while no later attempt of theirs counts.
call_back = Table(
    "call_back",
    metadata,
    Column("campaign", ForeignKey("campaign.key"), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("after", Integer, nullable=False),  # the ordinal of the last attempt, then; 0: none
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

_later = attempt.alias()
still_to_call_back = ~exists().where(
    _later.c.campaign == call_back.c.campaign,
    _later.c.row == call_back.c.row,
    _later.c.ordinal > call_back.c.after,
    _later.c.state.not_in(sorted(GIVEN_BACK)),
)

run = Table(
    "run",
    metadata,
    Column("campaign", ForeignKey("campaign.key"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("detail", JsonText, nullable=False),
    Column("ended_at", Moment),  # NULL: still running, or a crash ended it
    Column("reason", ReasonText),
    Column("needs_person", Integer, nullable=False, server_default="0"),  # before the next one
    sqlite_strict=True,
)

# The decision log: only ever added to, which triggers enforce, and chained by hashes over the
# texts as they stand here.
event = Table(
    "event",
    metadata,
    Column("campaign", ForeignKey("campaign.key"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("row", Integer),
    Column("attempt_id", Text),
    Column("detail", Text, nullable=False),
    Column("account", Text, nullable=False),  # of the operating system
    Column("hash", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

suppression = Table(
    "suppression",
    metadata,
    Column("e164", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("added_at", Moment, nullable=False),
    Column("reason", Text),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# What was taken off that list, and by whom.
unsuppressed = Table(
    "unsuppressed",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("e164", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("reason", Text),
    Column("removed_at", Moment, nullable=False),
    Column("account", Text, nullable=False),  # of the operating system
    sqlite_strict=True,
)

Index("unsuppressed_number", unsuppressed.c.e164)

setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", JsonText, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
