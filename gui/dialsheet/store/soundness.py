"""Whether a library still is what was last written to it.

Beside the database stand small files, written when something ends well: the heads of the logs, by
which a loss is noticed, and the digest of the whole, by which an altered byte is. A mark stands
there while a process writes, and tells how far the logs came that it wrote to; one whose process
is gone tells of an end that was none.
"""

import json
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import InvalidRequestError

from dialsheet.errors import BadInput, Bug, OutsideFault, Reason
from dialsheet.store import attempts, campaigns, log, schema, summaries
from dialsheet.store.commitments import commitment
from dialsheet.store.database import Database, Head, translated
from dialsheet.store.locks import exclusive

HEADS = "log-heads.json"  # {campaign's ID: [number, hash]}
SEAL = "library.sha256"  # of the database; none while somebody writes
_MARK = "writing-"
_TOLD = 1  # what a mark tells begins behind its first byte: Windows lets nobody read a locked one
_LARGEST = 512 << 20  # bytes; no digest is taken of a larger library: it would delay each close
MALFORMED = (  # what reading values of another kind than ours raises
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
    *(BadInput, Bug, InvalidRequestError),
)

# A library has many campaigns: each asks for all of them at once.
_LAST = text(
    "SELECT campaign.id, event.seq, event.hash FROM campaign JOIN event"
    " ON event.campaign = campaign.key AND event.seq ="
    " (SELECT max(seq) FROM event WHERE event.campaign = campaign.key)"
)
_ENTRIES = text(
    "SELECT campaign.id, event.hash FROM json_each(:known) AS known"
    " JOIN campaign ON campaign.id = known.key"
    " JOIN event ON event.campaign = campaign.key"
    " AND event.seq = json_extract(known.value, '$[0]')"
)


class Soundness:
    """What is known of the library in `folder`, beside its database."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._held = ExitStack()
        self._mark: Path | None = None
        self._ids: dict[int, str] = {}  # of campaigns, by their keys
        self._written: dict[str, Head] = {}  # how far logs came that were written to here

    def begin_writing(self) -> None:
        """To be called before each write: from the first on, an end without `end` is noticed."""
        if self._mark is not None:
            return
        with translated(), self._alone():
            suspicious = any(self._dead_marks())
            mark = self._folder / f"{_MARK}{uuid4().hex}"
            self._held.enter_context(exclusive(mark, "store.busy"))
            self._mark = mark
            _sync(mark)
            if not suspicious:
                (self._folder / SEAL).unlink(missing_ok=True)

    def note(self, logged: dict[int, Head]) -> None:
        """To be called after each write: these logs have come so far. Not brought to the disk: it
        is for a process that is killed."""
        if self._mark is None or not logged:
            return
        self._written |= {self._id_of(key): head for key, head in logged.items()}
        told = json.dumps(self._written).encode()
        with suppress(OSError), self._mark.open("r+b") as file:
            file.seek(_TOLD)
            file.write(told)

    def _id_of(self, key: int) -> str:
        if key not in self._ids:
            with self._database.reading() as connection:
                id_ = select(schema.campaign.c.id).where(schema.campaign.c.key == key)
                self._ids[key] = connection.execute(id_).scalar_one()
        return self._ids[key]

    def keep_heads(self) -> None:
        """Note how far each log has come; one that cannot be noted is noted the next time."""
        with suppress(OSError, OutsideFault), self._alone():
            self._note_heads()

    def end(self) -> None:
        """The library is closed, and whole: the mark goes. It stays where that cannot be told."""
        if self._mark is None:
            return
        with suppress(OSError, OutsideFault), self._alone():
            self._note_heads()
            if self._marks() == [self._mark] and (digest := self._digest()):
                _write(self._folder / SEAL, digest)
            self._held.close()
            self._mark.unlink()
        self._held.close()
        self._mark = None

    def require(self) -> None:
        """Raise `OutsideFault` when something was lost, or, after an unclean end, is damaged."""
        self.require_nothing_lost()
        with self._alone():
            dead = list(self._dead_marks())
        if not dead:
            return
        for fault in self._examined().values():
            if fault is not None:
                raise _raised(fault)
        with translated():
            for mark in dead:
                mark.unlink(missing_ok=True)

    def require_nothing_lost(self) -> None:
        """Raise `OutsideFault` when a log has not the entry that is known of it."""
        with suppress(OSError), self._alone():
            self._believe_dead_marks()
        if lost := self._lost():
            raise _raised(lost)

    def examine(self) -> dict[str, Reason | None]:
        """Each check by its name, and what is wrong. What is found is looked for again before
        anybody is dialed."""
        found = self._examined()
        if any(found.values()):
            with suppress(OSError):
                (self._folder / f"{_MARK}{uuid4().hex}").touch(mode=0o600)
        return found

    # The checks

    def _examined(self) -> dict[str, Reason | None]:
        checks: dict[str, Callable[[], Reason | None]] = {
            "database": self._torn,
            "campaigns": self._altered,
            "heads": self._lost,
            "file": self._unsealed,
        }
        return {name: _fault_of(check) for name, check in checks.items()}

    def _torn(self) -> Reason | None:
        with self._database.reading() as connection:
            sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"
            loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        return None if sound and loose is None else Reason("store.damaged")

    def _altered(self) -> Reason | None:
        """Each log's chain, and all else of each campaign as it will be read."""
        table = schema.campaign.c
        with self._database.reading() as connection:
            for key, id_ in connection.execute(select(table.key, table.id)).all():
                known = read_campaign(connection, key, id_)
                (after, told, _) = read_log(connection, key)
                if known != set(told) or not _are_proven(connection, key, told):
                    return Reason("store.log_altered", {"entry": after[0] + 1})
        return None

    def _lost(self) -> Reason | None:
        with self._database.reading() as connection:
            lost = self._missing(connection, self._known())
        if not lost:
            return None
        return Reason("store.lost", {"count": len(lost), "campaign": min(lost), "file": HEADS})

    def _unsealed(self) -> Reason | None:
        with translated(), self._alone():
            try:
                told = (self._folder / SEAL).read_text("ascii", "replace")
            except FileNotFoundError:
                return None  # it is in use, or its last end was none
            return None if self._digest() in (told, None) else Reason("store.altered")

    # What stands beside the database

    def _alone(self) -> AbstractContextManager[None]:
        return exclusive(self._folder / "soundness.lock", "store.busy", wait=True)

    def _marks(self) -> list[Path]:
        return list(self._folder.glob(f"{_MARK}*"))

    def _dead_marks(self) -> Iterator[Path]:
        """The marks of processes that are gone. To be asked alone."""
        for mark in self._marks():
            if mark == self._mark:
                continue
            try:
                with exclusive(mark, "store.busy"):
                    pass
            except OutsideFault as fault:
                if fault.reason.code != "store.busy":
                    raise
            else:
                yield mark

    def _believe_dead_marks(self) -> None:
        """What they tell of the logs is known from now on; and they tell it once, so that a person
        can let a loss be."""
        known = self._known()
        for mark in self._dead_marks():
            with mark.open("r+b") as file:
                file.seek(_TOLD)
                told = _heads_in(file.read())
                newer = {
                    id_: head for id_, head in told.items() if head > known.get(id_, log.START)
                }
                if newer:
                    known |= newer
                    _write(self._folder / HEADS, json.dumps(known))
                file.truncate(_TOLD)

    def _known(self) -> dict[str, Head]:
        try:
            return _heads_in((self._folder / HEADS).read_bytes())
        except OSError:
            return {}

    def _note_heads(self) -> None:
        known = self._known()
        with self._database.reading() as connection:
            lost = self._missing(connection, known)
            now = {id_: (entry, head) for id_, entry, head in connection.execute(_LAST)}
        heads = {**now, **{id_: known[id_] for id_ in lost}}
        if heads != known:
            _write(self._folder / HEADS, json.dumps(heads))

    @staticmethod
    def _missing(connection: Connection, known: dict[str, Head]) -> set[str]:
        """The campaigns whose log has not the entry that is known of it."""
        there = connection.execute(_ENTRIES, {"known": json.dumps(known)})
        return set(known) - {id_ for id_, head in there if known[id_][1] == head}

    def _digest(self) -> str | None:
        """The digest of the database as it is committed; None for one that is too large."""
        driver = self._database.driver
        with translated():
            ((pages,),) = driver.execute("PRAGMA page_count")
            ((size,),) = driver.execute("PRAGMA page_size")
            if pages * size > _LARGEST:
                return None
            # Through SQLite: to close the file would drop the locks that SQLite holds on it.
            return sha256(driver.serialize()).hexdigest()


def _heads_in(told: bytes) -> dict[str, Head]:
    """What such a file tells: it only makes losses known, and a damaged one is written anew."""
    try:
        return {
            str(id_): (int(entry), str(head)) for id_, (entry, head) in json.loads(told).items()
        }
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}


def read_campaign(connection: Connection, key: int, campaign_id: str) -> set[str]:
    """Read all of a campaign as it will be read later; the IDs of its attempts.

    Raises one of `MALFORMED` where something is not what we write.
    """
    campaigns.load(connection, campaign_id)
    contacts = campaigns.load_contacts(connection, campaign_id)
    for column in contacts.table.columns:
        deque(column, maxlen=0)  # each cell is text
    lengths = {len(column) for column in (*contacts.table.columns, *contacts.verdicts)}
    if lengths | {len(contacts.decided)} != {len(contacts)}:
        raise ValueError("columns of different lengths")
    if list(contacts.table.rows) != sorted(set(contacts.table.rows)):
        raise ValueError("rows out of order")
    campaigns.load_adopted(connection, campaign_id)
    summaries.summaries(connection, [key])
    for table in schema.metadata.sorted_tables:
        if "campaign" in table.c and table is not schema.event:
            deque(connection.execute(select(table).where(table.c.campaign == key)), maxlen=0)
    return {each.id for each in attempts.of_campaign(connection, key)}


def read_log(connection: Connection, key: int) -> tuple[Head, dict[str, str | None], str]:
    """Verify a campaign's log: its last entry, the attempts that it tells of, each with what it
    commits to as their requests, if it does, and its last kind."""
    after, told, last_kind = log.START, dict[str, str | None](), ""
    while page := log.page(connection, key, after):
        after = (page[-1].seq, page[-1].hash)
        last_kind = page[-1].kind
        told |= {
            event.attempt_id: event.detail.get("body_commitment")
            for event in page
            if event.kind in ("intended", "adopted") and event.attempt_id
        }
    return after, told, last_kind


def _are_proven(connection: Connection, key: int, told: Mapping[str, str | None]) -> bool:
    """Whether each request, and the number in it, is what the log commits to."""
    of = schema.attempt.c
    wanted = select(of.id, of.salt, of.body, of.e164).where(
        of.campaign == key, of.salt.is_not(None)
    )
    return all(
        commitment(salt, body) == told.get(id_) and e164 in body
        for id_, salt, body, e164 in connection.execute(wanted)
    )


def _fault_of(check: Callable[[], Reason | None]) -> Reason | None:
    try:
        return check()
    except OutsideFault as fault:
        return fault.reason
    except MALFORMED:
        return Reason("store.damaged")


def _raised(reason: Reason) -> OutsideFault:
    return OutsideFault(reason.code, **reason.params)


def _write(path: Path, text: str) -> None:
    """Put `text` in the place of what is there, whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
