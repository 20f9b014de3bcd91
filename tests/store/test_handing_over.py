"""Hand-over: one campaign, in one file, from one desktop to another; one of them dials it."""

import contextlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from dialsheet.campaign import (
    Addition,
    Attempt,
    Call,
    CampaignState,
    Correction,
    Placed,
    Unknown,
)
from dialsheet.errors import BadInput, OutsideFault, Reason
from dialsheet.store import open_library
from store.desk import Desk

A, B, C = "+14155550101", "+14155550102", "+14155550103"


@pytest.fixture
def other(new_library: Path, desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """Another desktop."""
    home = shutil.copytree(new_library, tmp_path / "other")
    with closing(open_library(home)) as library:
        yield Desk(home, library, desk.sheet, _seconds=1000)


def handed_over(desk: Desk, folder: Path) -> tuple[str, Path]:
    """A campaign with some history, and the file that it was handed over in."""
    campaign, file = desk.add(A, B, C), folder / "campaign.dialsheet"
    ended = desk.claimed(campaign, 2, A)
    desk.library.record_calls({ended.id: Call("ac_1", "completed", "client_hangup")}, desk.now())
    lost = desk.claimed(campaign, 3, B)
    desk.library.record_answer(lost.id, Unknown(Reason("cartesia.timed_out")), desk.now(), None)
    desk.library.hold(campaign.id, {4: Reason("campaign.no_number")}, desk.now())
    desk.library.begin_run(campaign.id, {"pace": 1}, desk.now())
    desk.library.end_run(campaign.id, Reason("dialing.stopped"), desk.now())
    desk.add("+14155550109")  # another campaign, which stays
    desk.library.hand_over(campaign.id, file, desk.now())
    return campaign.id, file


def test_a_campaign_goes_whole(desk: Desk, other: Desk, tmp_path: Path) -> None:
    campaign_id, file = handed_over(desk, tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    assert other.library.bring_in(file) == campaign_id
    here, there = desk.library, other.library
    assert there.campaign(campaign_id) == here.campaign(campaign_id)
    assert there.attempts(campaign_id) == here.attempts(campaign_id)
    assert list(there.events(campaign_id)) == list(here.events(campaign_id))
    assert list(there.contacts(campaign_id).decided) == list(here.contacts(campaign_id).decided)
    assert there.source_path(campaign_id).read_bytes() == desk.sheet.read_bytes()
    assert len(there.campaigns()) == 1
    assert other.sql("SELECT ordinal FROM run") == [(1,)]
    assert other.sql("PRAGMA foreign_key_check") == []
    assert not list(other.home.glob("tmp*"))


def test_only_one_desktop_dials_it(desk: Desk, other: Desk, tmp_path: Path) -> None:
    campaign_id, file = handed_over(desk, tmp_path)
    campaign = desk.library.campaign(campaign_id)
    other.library.bring_in(file)
    for each in (desk, other):
        assert each.claim(campaign, 4, C) == Reason("store.handed_over")
        with pytest.raises(BadInput, match="handed_over"):
            each.library.require_here(campaign_id)
        states = {line.campaign.id: line.state for line in each.library.campaigns()}
        assert states[campaign_id] is CampaignState.HANDED_OVER
    other.library.take_over(campaign_id, other.now())
    other.library.require_here(campaign_id)
    assert other.claim(campaign, 3, B) == Reason("store.contact_open")
    assert desk.claim(campaign, 3, B) == Reason("store.handed_over")
    with pytest.raises(BadInput, match="lives_here"):
        other.library.bring_in(file)


def test_who_is_never_called_is_called_by_no_desktop(
    desk: Desk, other: Desk, tmp_path: Path
) -> None:
    """Also of a list that was read for the campaign here, and of a person who said no here."""
    campaign, file = desk.add(A, B, C), tmp_path / "campaign.dialsheet"
    listed_at = desk.now()
    desk.library.suppress({A: "asked", "+14155550199": ""}, "never.csv", listed_at)
    other.library.suppress({"+14155550199": "", B: ""}, "never.csv", other.now())
    desk.library.hand_over(campaign.id, file, desk.now())
    other.library.bring_in(file)
    other.library.bring_in(file)
    other.library.take_over(campaign.id, other.now())
    assert other.claim(campaign, 2, A) == Reason("store.suppressed")
    assert other.claim(campaign, 3, B) == Reason("store.suppressed")
    assert isinstance(other.claim(campaign, 4, C), Attempt)
    assert other.library.suppressions() == {"never.csv": 3}


# What a person may change in a campaign.
CHANGES: dict[str, Callable[[Desk, str], object]] = {
    "exclude": lambda desk, its: desk.library.exclude(its, [2], desk.now()),
    "include": lambda desk, its: desk.library.include(its, [2], desk.now()),
    "correct": lambda desk, its: desk.library.correct(
        its, Correction(4, "Phone", C, "+14155550104"), desk.now()
    ),
    "call back": lambda desk, its: desk.library.call_back(
        its, 2, desk.now() + timedelta(hours=1), desk.now()
    ),
    "end pilot": lambda desk, its: desk.library.end_pilot(its, desk.now()),
    "add": lambda desk, its: desk.library.add(its, addition(desk), desk.now()),
}


def addition(desk: Desk) -> Addition:
    """One contact more."""
    return Addition(desk.campaign().source, 4, desk.contacts("+14155550105"), "")


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_dialed_elsewhere_is_changed_there(
    desk: Desk, other: Desk, tmp_path: Path, change: str
) -> None:
    campaign_id, file = handed_over(desk, tmp_path)
    head = desk.library.log_head(campaign_id)
    with pytest.raises(BadInput, match="handed_over"):
        CHANGES[change](desk, campaign_id)
    assert desk.library.log_head(campaign_id) == head
    other.library.bring_in(file)
    other.library.take_over(campaign_id, other.now())
    other.library.hand_over(campaign_id, tmp_path / "back", other.now())
    assert desk.library.bring_in(tmp_path / "back") == campaign_id


def test_it_comes_back_with_what_was_done_elsewhere(
    desk: Desk, other: Desk, tmp_path: Path
) -> None:
    campaign_id, file = handed_over(desk, tmp_path)
    other.library.bring_in(file)
    other.library.take_over(campaign_id, other.now())
    lost = other.library.attempts(campaign_id)[1]
    other.library.settle({lost.id: Placed("ac_2")}, other.now())
    back = tmp_path / "back"
    other.library.hand_over(campaign_id, back, other.now())
    assert desk.library.bring_in(back) == campaign_id
    assert desk.library.attempts(campaign_id) == other.library.attempts(campaign_id)
    assert list(desk.library.events(campaign_id)) == list(other.library.events(campaign_id))
    desk.library.take_over(campaign_id, desk.now())
    assert desk.library.attempts(campaign_id)[1].call == Call("ac_2", "created")
    assert desk.kinds(desk.library.campaign(campaign_id))[-1] == "taken_over"


def test_a_number_that_is_open_here_takes_nothing_from_the_facts(
    desk: Desk, other: Desk, tmp_path: Path
) -> None:
    mine = other.add(B)
    assert isinstance(other.claim(mine, 2, B), Attempt)
    campaign_id, file = handed_over(desk, tmp_path)
    other.library.bring_in(file)
    assert other.library.attempts(campaign_id) == desk.library.attempts(campaign_id)
    assert other.claim(other.add(B), 2, B) == Reason("store.number_open")


def test_a_call_that_another_desktop_follows_is_over_after_a_day(
    desk: Desk, tmp_path: Path
) -> None:
    """Nobody here will learn of its end."""
    handed_over(desk, tmp_path)
    campaign = desk.add(B)
    assert desk.claim(campaign, 2, B) == Reason("store.number_open")
    desk._seconds += 24 * 3600
    desk.claimed(campaign, 2, B)


def test_taking_in_twice_changes_nothing(desk: Desk, other: Desk, tmp_path: Path) -> None:
    """The second desktop was interrupted, and has found something out before."""
    campaign_id, file = handed_over(desk, tmp_path)
    other.library.bring_in(file)
    lost = other.library.attempts(campaign_id)[1]
    other.library.record_calls({lost.id: Call("ac_2", "started")}, other.now())
    before = list(other.library.events(campaign_id))
    other.library.bring_in(file)
    assert list(other.library.events(campaign_id)) == before
    assert other.library.attempts(campaign_id)[1].call == Call("ac_2", "started")


def test_two_courses_are_not_made_one(desk: Desk, other: Desk, tmp_path: Path) -> None:
    campaign_id, file = handed_over(desk, tmp_path)
    lost = desk.library.attempts(campaign_id)[1]
    other.library.bring_in(file)
    for each, call in ((desk, "ac_2"), (other, "ac_3")):
        each.library.record_calls({lost.id: Call(call, "started")}, each.now())
    other.library.hand_over(campaign_id, tmp_path / "second", other.now())
    with pytest.raises(BadInput, match="another_course"):
        desk.library.bring_in(tmp_path / "second")


def _in_log(change: str) -> Callable[[sqlite3.Connection], None]:
    """A change of the log by somebody who leaves no trace of it in the schema."""

    def alter(raw: sqlite3.Connection) -> None:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = triggers.fetchall()
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(change)
        for _, guard in guards:
            raw.execute(guard)

    return alter


def _sql(statement: str) -> Callable[[sqlite3.Connection], object]:
    return lambda raw: raw.executescript(statement)


DEEP = "[" * 100_000 + "]" * 100_000


def _alter_source(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE packed SET data = x'00' WHERE name = 'source'")


def _of_tomorrow(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE alembic_version SET version_num = '0999'")


def _empty(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("DELETE FROM campaign")


@pytest.mark.parametrize(
    ("alter", "code"),
    [
        (_in_log("UPDATE event SET detail = '{}' WHERE seq = 2"), "store.log_altered"),
        (_in_log("DELETE FROM event WHERE kind = 'handed_over'"), "store.log_altered"),
        (_in_log("DELETE FROM event WHERE seq > 3"), "store.log_altered"),
        (_in_log("DELETE FROM event"), "store.log_altered"),
        (_in_log(f"UPDATE event SET detail = '{DEEP}' WHERE seq = 1"), "store.log_altered"),
        (_sql("DELETE FROM attempt WHERE row = 2"), "store.log_altered"),
        (_sql("CREATE TRIGGER t AFTER INSERT ON run BEGIN SELECT 1; END"), "store.no_archive"),
        (_sql("CREATE VIEW v AS SELECT 1"), "store.no_archive"),
        (_sql("ALTER TABLE run ADD COLUMN x TEXT"), "store.no_archive"),
        (
            _sql(
                "ALTER TABLE run RENAME TO old; CREATE VIEW run AS WITH RECURSIVE"
                " n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
            ),
            "store.no_archive",
        ),
        (_sql("UPDATE campaign SET connection = '{}'"), "store.no_archive"),
        (_sql("UPDATE campaign SET mapping = '[1]'"), "store.no_archive"),
        (_sql("UPDATE campaign SET rules = 'no JSON'"), "store.no_archive"),
        (_sql(f"UPDATE campaign SET source = '{DEEP}'"), "store.no_archive"),
        (_sql("UPDATE campaign SET id = '../../escape'"), "store.no_archive"),
        (_sql("UPDATE campaign SET base_url = 'https://elsewhere.example'"), "store.no_archive"),
        (_sql("UPDATE campaign SET practice = 1"), "store.no_archive"),
        (_sql("UPDATE campaign SET created_at = 'yesterday'"), "store.no_archive"),
        (_sql("DELETE FROM packed WHERE name = 'rows'"), "store.no_archive"),
        (_sql("UPDATE packed SET data = x'01' WHERE name = 'rows'"), "store.no_archive"),
        (_sql("UPDATE packed SET data = x'' WHERE name = 'decided.codes'"), "store.no_archive"),
        (_sql("UPDATE campaign SET source_sha256 = '../../../escape'"), "store.another_course"),
        (_sql("DELETE FROM alembic_version"), "store.no_archive"),
        (_sql("UPDATE alembic_version SET version_num = 'x'"), "store.newer_archive"),
        (_sql("UPDATE alembic_version SET version_num = '0000'"), "store.no_archive"),
        (_alter_source, "store.another_course"),
        (_of_tomorrow, "store.newer_archive"),
        (_empty, "store.no_archive"),
    ],
)
def test_a_file_that_was_altered_is_refused(
    desk: Desk,
    other: Desk,
    tmp_path: Path,
    alter: Callable[[sqlite3.Connection], None],
    code: str,
) -> None:
    _, file = handed_over(desk, tmp_path)
    with closing(sqlite3.connect(file)) as raw, raw:
        alter(raw)
    with pytest.raises((BadInput, OutsideFault)) as refused:
        other.library.bring_in(file)
    assert refused.value.reason.code == code
    assert other.library.campaigns() == ()


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"SQLite format 3\0" * 99])
def test_another_file_is_refused(other: Desk, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "any"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadInput, match="no_archive"):
        other.library.bring_in(file)


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_not_waited_for(
    other: Desk, tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "any")
    with pytest.raises(BadInput, match="no_archive"):
        other.library.bring_in(tmp_path / "any")


def test_single_bytes_that_were_changed_are_met_with_a_sentence(
    desk: Desk, other: Desk, tmp_path: Path
) -> None:
    _, file = handed_over(desk, tmp_path)
    whole, chance = file.read_bytes(), random.Random(11)
    for _ in range(40):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        with contextlib.suppress(BadInput, OutsideFault):
            other.library.bring_in(file)


def test_what_cannot_be_written_is_not_dialed_either(desk: Desk, tmp_path: Path) -> None:
    campaign = desk.add(A)
    with pytest.raises(OutsideFault):
        desk.library.hand_over(campaign.id, tmp_path / "absent" / "file", desk.now())
    assert desk.claim(campaign) == Reason("store.handed_over")
    desk.library.hand_over(campaign.id, tmp_path / "file", desk.now())
    assert desk.kinds(campaign) == ["created", "handed_over"]


def test_a_pilot_that_ended_elsewhere_has_ended(desk: Desk, other: Desk, tmp_path: Path) -> None:
    campaign = desk.add(A, B, limit=1)
    there, back = tmp_path / "there.dialsheet", tmp_path / "back.dialsheet"
    desk.library.hand_over(campaign.id, there, desk.now())
    other.library.bring_in(there)
    other.library.take_over(campaign.id, other.now())
    other.library.end_pilot(campaign.id, other.now())
    other.library.hand_over(campaign.id, back, other.now())
    assert desk.library.campaign(campaign.id).rules.limit == 1
    desk.library.bring_in(back)
    assert desk.library.campaign(campaign.id).rules.limit is None
