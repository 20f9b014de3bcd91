"""Handing over: a campaign goes to another desktop in one file, and only one of them dials it.

The file is a library of its own with one campaign in it, the bytes of its source file, and the
list of numbers that are never called: so the migrations understand a file of an older Dialsheet.
What was handed over stays readable here.
"""

import os
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, delete, insert, null, select, update

from dialsheet.campaign import KeyHeader
from dialsheet.errors import BadInput, Bug
from dialsheet.store import archives, campaigns, log, schema, sources, suppression
from dialsheet.store.contacts import PART
from dialsheet.store.database import Database, translated
from dialsheet.store.folder import private_file

_campaign = schema.campaign
_STANDING = [  # how a campaign stands; its log is only ever added to
    table
    for table in schema.metadata.sorted_tables
    if "campaign" in table.c and table is not schema.event
]
_SOURCE = "source"  # in the archive's `packed`, and `source.SHA256` of a sheet that was added
_CHUNK = 1000


def hand_over(
    database: Database, folder: Path, campaign_id: str, target: Path, at: datetime
) -> None:
    """Mark a campaign as handed over, which ends its dialing here, and write it to `target`.

    The mark comes first: should the writing fail, nobody dials it, and it can be written again.
    """
    with database.writing() as connection:
        key = campaigns.key_of(connection, campaign_id)
        if not campaigns.is_handed_over(connection, key):
            _mark(connection, key, at)
            ours = and_(schema.attempt.c.campaign == key, schema.is_open)
            connection.execute(update(schema.attempt).where(ours).values(found_late=1))
            log.append(connection, key, at, "handed_over", {})
    with translated(), tempfile.TemporaryDirectory(dir=target.parent) as beside:
        archive = Path(beside) / "archive"
        private_file(archive)
        with closing(archives.fresh(archive)) as copy:
            with database.reading() as connection, copy.writing() as writing:
                where = _campaign.c.key == key
                for row in connection.execute(select(_campaign).where(where)):
                    writing.execute(insert(_campaign), dict(row._mapping))
                for table in (*_STANDING, schema.event):
                    _copy(connection, writing, table, key, key)
                suppression.copy(connection, writing)  # who said no says so on every desktop
                for name, sha in _sources(connection, key).items():
                    _store_source(writing, key, name, sources.kept_path(folder, sha).read_bytes())
                archives.seal(writing, key)
            copy.driver.execute("PRAGMA journal_mode = DELETE")  # one file, and no more
        with archive.open("rb") as file:
            os.fsync(file.fileno())
        _take_name(archive, target)


def _take_name(archive: Path, target: Path) -> None:
    """Rename a file, over no other one that came there in between."""
    try:
        os.link(archive, target)
    except FileExistsError:
        raise BadInput("store.archive_name_taken", path=str(target)) from None
    except OSError:  # a disk without links
        try:
            target.open("xb").close()
        except FileExistsError:
            raise BadInput("store.archive_name_taken", path=str(target)) from None
        archive.replace(target)


def bring_in(database: Database, folder: Path, file: Path) -> str:
    """Take the campaign of such a file in; its ID. It is not dialed before `take_over`.

    How this desktop reaches the account (proxy, form of the key) does not come with a file. Raises
    `BadInput` for another file, and for a campaign that lives here or had another course.
    """
    with archives.opened(file, folder) as copy, copy.reading() as reading:
        row = reading.execute(select(_campaign)).one()
        with translated():
            for name, sha in _sources(reading, row.key).items():
                sources.keep_bytes(folder, sha, _load_source(reading, row.key, name))
        try:
            with database.writing() as connection:
                suppression.copy(reading, connection)
                _take_in(connection, reading, row)
        except Bug:  # what it holds does not fit together, or with what is here
            raise BadInput("store.no_archive", file=file.name) from None
    return str(row.id)


def _take_in(connection: Connection, reading: Connection, row: Row[Any]) -> None:
    key = connection.scalar(select(_campaign.c.key).where(_campaign.c.id == row.id))
    if key is None:
        values = {name: value for name, value in row._mapping.items() if name != "key"}
        values["connection"] |= _own_way(connection, row.account, row.base_url)
        made = insert(_campaign).values(values).returning(_campaign.c.key)
        key = connection.execute(made).scalar_one()
    elif not campaigns.is_handed_over(connection, key):
        raise BadInput("store.lives_here", campaign=row.id)
    elif not _goes_on(connection, key, reading, row.key):
        return
    else:  # rows may have been added there, and a pilot may have ended
        grown = {name: row._mapping[name] for name in ("headers", "decisions", "rules")}
        where = _campaign.c.key == key
        connection.execute(update(_campaign).where(where).values(grown))
    for table in _STANDING:
        connection.execute(delete(table).where(table.c.campaign == key))
        _copy(reading, connection, table, row.key, key)
    _copy(reading, connection, schema.event, row.key, key, log.last(connection, key)[0])


def _own_way(connection: Connection, account: str, base_url: str) -> dict[str, str]:
    """How this desktop last reached the account at that address."""
    found = connection.scalar(
        _of_account(account, base_url).order_by(_campaign.c.key.desc()).limit(1)
    )
    way = {"proxy": "", "key_header": KeyHeader.BEARER.value}
    return {name: (found or {}).get(name, default) for name, default in way.items()}


def is_known(connection: Connection, account: str, base_url: str) -> bool:
    """Whether a campaign that is dialed here uses the account at that address."""
    return connection.scalar(_of_account(account, base_url).limit(1)) is not None


def _of_account(account: str, base_url: str) -> Select[tuple[Any]]:
    return select(_campaign.c.connection).where(
        _campaign.c.account == account,
        _campaign.c.base_url == base_url,
        _campaign.c.practice == 0,
        _campaign.c.handed_over_at.is_(None),
    )


def take_over(connection: Connection, campaign_id: str, at: datetime) -> None:
    """From now on, the campaign is dialed here."""
    key = campaigns.key_of(connection, campaign_id)
    _mark(connection, key, None)
    log.append(connection, key, at, "taken_over", {})


def _mark(connection: Connection, key: int, at: datetime | None) -> None:
    mark = null() if at is None else at
    connection.execute(update(_campaign).where(_campaign.c.key == key).values(handed_over_at=mark))


def _goes_on(connection: Connection, key: int, archive: Connection, its_key: int) -> bool:
    """Whether the archive knows more of a campaign that is here; `BadInput` when they differ."""
    event = schema.event.c
    here, there = log.last(connection, key), log.last(archive, its_key)
    shorter = min(here[0], there[0])
    hashes = {
        each.scalar(select(event.hash).where(event.campaign == its, event.seq == shorter))
        for each, its in ((connection, key), (archive, its_key))
    }
    if len(hashes) > 1:
        raise BadInput("store.another_course")
    return there[0] > here[0]


def _copy(
    source: Connection, target: Connection, table: Table, its_key: int, key: int, after: int = 0
) -> None:
    """Copy the rows of a campaign; of the log, those after that entry."""
    wanted = select(table).where(table.c.campaign == its_key)
    changed: dict[str, Any] = {"campaign": key}
    if table is schema.packed:
        wanted = wanted.where(~table.c.name.startswith(_SOURCE))
    elif table is schema.event:
        wanted = wanted.where(table.c.seq > after).order_by(table.c.seq)
    elif table is schema.attempt:
        wanted = wanted.order_by(table.c.seq)
    for rows in source.execute(wanted).mappings().partitions(_CHUNK):
        values = [{**row, **changed} for row in rows]
        if table is schema.attempt:
            for each in values:
                del each["seq"]  # they get their places in this library
                each["found_late"] = 1  # facts, whatever is open here
        target.execute(insert(table), values)


def _sources(connection: Connection, key: int) -> dict[str, str]:
    """The SHA-256 of a campaign's source files, by their names in the archive."""
    added = select(schema.added.c.source_sha256).where(schema.added.c.campaign == key)
    first = select(_campaign.c.source_sha256).where(_campaign.c.key == key)
    more = {f"{_SOURCE}.{sha}": sha for sha in connection.scalars(added)}
    return {_SOURCE: connection.execute(first).scalar_one(), **more}


def _store_source(connection: Connection, key: int, name: str, data: bytes) -> None:
    for part, start in enumerate(range(0, len(data) or 1, PART)):
        piece = data[start : start + PART]
        values = {"campaign": key, "name": name, "part": part, "data": piece}
        connection.execute(insert(schema.packed), values)


def _load_source(connection: Connection, key: int, name: str) -> bytes:
    packed = schema.packed.c
    wanted = select(packed.data).where(packed.campaign == key, packed.name == name)
    return b"".join(connection.scalars(wanted.order_by(packed.part)))
