"""A library that lost something, or is damaged, says so before anybody is dialed."""

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dialsheet.campaign import Answer, Placed
from dialsheet.errors import OutsideFault, Reason
from dialsheet.ports import Library
from dialsheet.store import open_library
from dialsheet.store.soundness import SEAL
from store.desk import Desk
from store.migrations.older import older_library

DATABASE, WAL = "library.sqlite3", "library.sqlite3-wal"
A, B = "+14155550101", "+14155550102"


def lively(desk: Desk) -> None:
    """A campaign with attempts, one of which has a call, and a run that ended."""
    campaign = desk.add(A, B)
    desk.library.begin_run(campaign.id, {}, desk.now())
    first = desk.claimed(campaign)
    answer: Answer = Placed("call_1")
    desk.library.record_answer(first.id, answer, desk.now(), desk.now())
    desk.claimed(campaign, 3, B)
    desk.library.end_run(campaign.id, Reason("dialing.stopped"), desk.now())


def all_of(library: Library) -> list[Any]:
    """What a library tells of its campaigns."""
    told: list[Any] = []
    for each in library.campaigns():
        id_ = each.campaign.id
        told.append((each, library.attempts(id_), list(library.events(id_))))
    return told


def killed(home: Path, deed: str) -> None:
    """A process that writes to the library and never closes it."""
    script = (
        "import os; from dialsheet.store import open_library\n"
        f"library = open_library(); library.set_setting('a', 1)\n{deed}\nos._exit(9)\n"
    )
    environment = {"PATH": "", "DIALSHEET_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, check=False)
    assert done.returncode == 9


def refusal(library: Library) -> str | None:
    """Why nobody may be dialed."""
    try:
        with library.dialing_lock():
            return None
    except OutsideFault as fault:
        return fault.reason.code


def test_a_campaign_is_in_the_file_itself_once_it_is_made(desk: Desk) -> None:
    desk.add(A)
    assert (desk.home / WAL).stat().st_size == 0
    (desk.home / WAL).unlink()
    copy = shutil.copytree(desk.home, desk.home.parent / "copy")
    with closing(open_library(copy)) as library:
        assert len(library.campaigns()) == 1


def test_a_run_that_ended_is_in_the_file_itself(desk: Desk) -> None:
    lively(desk)
    assert (desk.home / WAL).stat().st_size == 0


def test_one_of_two_that_closes_leaves_all_in_the_file(
    desk: Desk, open_desk: Callable[[], Desk]
) -> None:
    open_desk().library.campaigns()
    desk.library.suppress({A: ""}, "window", desk.now())
    assert (desk.home / WAL).stat().st_size > 0
    desk.library.close()
    assert (desk.home / WAL).stat().st_size == 0


def test_a_reader_hinders_nobody(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    desk.add(A)
    reader = open_desk()
    events = reader.library.events(desk.add(B).id)
    assert next(events).kind == "created"
    with reader.library.together():  # neither does a writer, to one that only closes
        desk.library.close()
    assert len(reader.library.campaigns()) == 2


def test_a_log_that_went_with_its_file_is_missed(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    desk.library.close()
    before = (desk.home / DATABASE).read_bytes()
    lost = open_desk()
    campaign = lost.add(A)
    lost.library.close()
    (desk.home / DATABASE).write_bytes(before)
    library = open_desk().library
    assert refusal(library) == "store.lost"
    with pytest.raises(OutsideFault) as told:
        library.campaign(campaign.id)
    assert told.value.reason.code == "store.lost"
    assert told.value.reason.params["campaign"] == campaign.id
    assert library.examine()["heads"] is not None
    library.close()
    again = open_desk()
    with pytest.raises(OutsideFault):
        again.add(B)
    assert again.library.campaigns() == ()
    (desk.home / "log-heads.json").unlink()  # a person goes on with what is left
    (desk.home / "library.sha256").unlink(missing_ok=True)
    again.add(B)


def test_what_a_killed_process_wrote_last_is_missed_with_its_log_file(
    desk: Desk, open_desk: Callable[[], Desk]
) -> None:
    campaign = desk.add(A, B)
    desk.library.close()
    when = "from datetime import UTC, datetime; now = datetime.now(UTC)"
    killed(desk.home, f"{when}; library.exclude('{campaign.id}', [2], now)")
    (desk.home / WAL).unlink()
    library = open_desk().library
    assert [refusal(library) for _ in range(2)] == ["store.lost"] * 2
    (desk.home / "log-heads.json").unlink()  # a person goes on with what is left
    assert refusal(library) is None


def test_a_log_that_is_longer_than_is_known_is_no_fault(
    desk: Desk, open_desk: Callable[[], Desk]
) -> None:
    desk.add(A)
    known = (desk.home / "log-heads.json").read_bytes()
    lively(desk)
    (desk.home / "log-heads.json").write_bytes(known)
    assert refusal(desk.library) is None
    (desk.home / "log-heads.json").write_bytes(b"{torn")
    assert refusal(desk.library) is None
    desk.library.close()
    assert not any(open_desk().library.examine().values())


def test_an_unclean_end_is_checked_once(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    lively(desk)
    desk.library.close()
    killed(desk.home, "")
    assert list(desk.home.glob("writing-*"))
    library = open_desk().library
    assert refusal(library) is None
    assert not list(desk.home.glob("writing-*"))


def test_one_who_is_still_writing_is_no_unclean_end(
    desk: Desk, open_desk: Callable[[], Desk]
) -> None:
    lively(desk)
    (mark,) = desk.home.glob("writing-*")
    other = open_desk().library
    assert refusal(other) is None
    assert mark.exists()
    other.set_setting("a", 1)
    other.close()
    assert list(desk.home.glob("writing-*")) == [mark]
    assert not (desk.home / "library.sha256").exists()  # for it may be written to yet
    desk.library.close()
    assert (desk.home / "library.sha256").exists()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE event SET at = '2026-03-01T11:00:00.000000Z' WHERE seq = 2", "store.log_altered"),
        ("DELETE FROM attempt WHERE seq = 1", "store.log_altered"),
        ("UPDATE campaign SET rules = '{'", "store.damaged"),
    ],
)
def test_damage_after_an_unclean_end_is_told_before_anybody_is_dialed(
    desk: Desk, open_desk: Callable[[], Desk], statement: str, code: str
) -> None:
    lively(desk)
    desk.sql("DROP TRIGGER event_no_update")
    desk.sql(statement)
    desk.library.close()
    killed(desk.home, "")
    for _ in range(2):  # it does not go away by being told
        damaged = open_desk()
        assert refusal(damaged.library) == code
        with pytest.raises(OutsideFault):
            damaged.add(B)
        damaged.library.close()


def test_what_is_found_on_a_look_is_told_before_anybody_is_dialed(
    desk: Desk, open_desk: Callable[[], Desk]
) -> None:
    lively(desk)
    desk.library.close()
    desk.sql("UPDATE attempt SET error = 'somebody wrote this' WHERE seq = 1")
    library = open_desk().library
    assert refusal(library) is None  # a start pays nothing after a clean end
    found = library.examine()
    assert found["file"] == Reason("store.altered")
    library.set_setting("a", 1)
    assert refusal(library) == "store.altered"


def test_single_bytes_that_flip_are_told_or_do_no_harm(
    desk: Desk, open_desk: Callable[[], Desk]
) -> None:
    lively(desk)
    desk.library.close()
    sound = (desk.home / DATABASE).read_bytes()
    library = open_desk().library
    before = all_of(library)
    assert not any(library.examine().values())
    library.close()
    rng = random.Random(13)
    for place in rng.sample(range(len(sound)), 150):
        flipped = bytearray(sound)
        flipped[place] ^= 1 << rng.randrange(8)
        (desk.home / DATABASE).write_bytes(flipped)
        (desk.home / WAL).unlink(missing_ok=True)
        try:
            with closing(open_library(desk.home)) as library:
                told = any(library.examine().values())
                assert told or all_of(library) == before, place
        except OutsideFault:
            continue  # told as it is opened


def test_a_library_that_was_migrated_is_not_taken_for_an_altered_one(
    desk: Desk, tmp_path: Path
) -> None:
    desk.add(A)
    home = older_library(desk, tmp_path, "0015")
    with closing(sqlite3.connect(home / "library.sqlite3")) as raw:
        (home / SEAL).write_text(sha256(raw.serialize()).hexdigest())
    with closing(open_library(home)) as library:
        assert not any(library.examine().values())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attempt SET body = replace(body, '0101', '0109') WHERE seq = 1",
        "UPDATE attempt SET e164 = '+14155550109' WHERE seq = 1",
    ],
)
def test_a_request_that_is_not_what_the_log_commits_to_is_told_after_an_unclean_end(
    desk: Desk, open_desk: Callable[[], Desk], statement: str
) -> None:
    lively(desk)
    desk.sql(statement)
    desk.library.close()
    killed(desk.home, "")
    assert refusal(open_desk().library) == "store.log_altered"
