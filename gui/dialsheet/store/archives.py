"""The file in which a campaign is handed over: written whole, and checked before it is used.

Whoever wrote the file may have meant harm. So nothing in it is run (its schema must be the very one
that Dialsheet makes), nothing is believed that can be checked, and nothing of it reaches the
library before all of it was read.
"""

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, select

from dialsheet.errors import BadInput, OutsideFault
from dialsheet.store import campaigns, log, schema, settings
from dialsheet.store.database import Database, translated
from dialsheet.store.migrating import MIGRATIONS, bring_up_to_date
from dialsheet.store.soundness import MALFORMED, read_campaign, read_log

VERSIONS = MIGRATIONS / "versions"
FORMAT = 1  # of what stands under `_SEAL`
_SEAL = "archive"  # the setting that names the log's length and its head
_LARGEST = 4 << 30  # bytes
_MALFORMED = (*MALFORMED, OutsideFault, sqlite3.Error)


def seal(connection: Connection, key: int) -> None:
    """Name the end of the log in a file that is being written, so that a cut one is noticed."""
    entries, head = log.last(connection, key)
    settings.write(connection, _SEAL, {"format": FORMAT, "entries": entries, "head": head})


@contextmanager
def opened(file: Path, folder: Path) -> Iterator[Database]:
    """Such a file, checked, and brought up to date in a copy of it within `folder`.

    Raises `BadInput` for another file or an altered one, and `OutsideFault` for that of a newer
    Dialsheet.
    """
    unusable = BadInput("store.no_archive", file=file.name)
    with translated(), tempfile.TemporaryDirectory(dir=folder) as beside:
        copy = Path(beside) / "archive"
        try:
            if not file.is_file() or file.stat().st_size > _LARGEST:
                raise unusable
            shutil.copyfile(file, copy)
        except OSError:
            raise unusable from None
        try:
            revision = _revision(copy)
            _require_own_schema(copy, revision, Path(beside) / "own")
        except (*_MALFORMED, OSError):
            raise unusable from None
        try:
            up_to_date = fresh(copy)
        except OutsideFault as fault:
            if fault.reason.code != "store.newer_library":
                raise
            raise OutsideFault("store.newer_archive", file=file.name) from None
        with closing(up_to_date) as database:
            try:
                with database.reading() as connection:
                    _check(connection)
            except OutsideFault as fault:
                raise fault if fault.reason.code == "store.log_altered" else unusable from None
            except _MALFORMED:
                raise unusable from None
            yield database


def fresh(file: Path) -> Database:
    """A library database in `file`, made or brought up to date."""
    database = Database(file)
    try:
        bring_up_to_date(database, file.parent)
    except BaseException:
        database.close()
        raise
    return database


def _raw(file: Path) -> sqlite3.Connection:
    """A file that nothing writes to, and whose schema is not trusted."""
    raw = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    raw.execute("PRAGMA trusted_schema = OFF")
    return raw


def _schema(raw: sqlite3.Connection) -> set[tuple[str, str, str, str | None]]:
    return set(raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def _revision(file: Path) -> str:
    with closing(_raw(file)) as raw:
        tables = {name: kind for kind, name, _, _ in _schema(raw)}
        if tables.get(schema.version.name) != "table":
            raise ValueError("no version")
        ((revision,),) = raw.execute("SELECT version_num FROM alembic_version")
    return str(revision)


def _require_own_schema(file: Path, revision: str, own: Path) -> None:
    """Raise `ValueError` unless a library of that revision, made now, has the same schema; one of
    a newer Dialsheet is left to the migration, which refuses it."""
    if revision > schema.REVISION:
        return
    if not re.fullmatch("[0-9]{4}", revision) or not any(VERSIONS.glob(f"{revision}_*.py*")):
        raise ValueError("a revision that never was")
    with closing(Database(own)) as database:
        bring_up_to_date(database, own.parent, revision=revision)
        expected = _schema(database.driver)
    with closing(_raw(file)) as raw:
        if _schema(raw) != expected:
            raise ValueError("another schema")
        if raw.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise ValueError("damaged")
        if raw.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise ValueError("torn")


def _check(connection: Connection) -> None:
    """Read all of the one campaign as it will be read later; raises one of `_MALFORMED`."""
    row = connection.execute(select(schema.campaign)).one()
    if str(UUID(row.id)) != row.id:
        raise ValueError("not an ID of ours")
    campaign = campaigns.load(connection, row.id)
    if (campaign.practice, campaign.connection.base_url, campaign.connection.name) != (
        bool(row.practice),
        row.base_url,
        row.account,
    ):
        raise ValueError("two connections")
    if row.handed_over_at is None:
        raise ValueError("not handed over")
    _check_log(connection, row.key, read_campaign(connection, row.key, row.id))


def _check_log(connection: Connection, key: int, attempts: set[str]) -> None:
    """The chain, its end, and that it tells of the very attempts that are there."""
    after, told, last_kind = read_log(connection, key)
    sealed = settings.read(connection, _SEAL)
    if sealed is None:  # by a Dialsheet that did not name the end
        is_whole = last_kind == "handed_over"
    else:
        is_whole = (sealed["entries"], sealed["head"]) == after
    if not is_whole or attempts != set(told):
        raise OutsideFault("store.log_altered", entry=after[0] + 1)
