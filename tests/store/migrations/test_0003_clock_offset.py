"""0003: the clock's offset beside each attempt; older attempts stay as they were, without one."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from dialsheet.campaign import Placed
from dialsheet.store import open_library
from dialsheet.store.schema import REVISION
from store.desk import Desk
from store.migrations.older import older_library


def test_older_attempts_have_none_and_new_ones_do(desk: Desk, tmp_path: Path) -> None:
    campaign = desk.add("+14155550101", "+14155550102")
    attempt = desk.claimed(campaign)
    answered = desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None, 1.5)
    assert answered.clock_offset_s == 1.5
    home = older_library(desk, tmp_path, "0002")
    with closing(open_library(home)) as library:
        assert library.attempts(campaign.id) == (replace(answered, clock_offset_s=None),)
        assert library.log_head(campaign.id) == desk.library.log_head(campaign.id)
        library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None, -3.25)
        assert library.attempts(campaign.id) == (replace(answered, clock_offset_s=-3.25),)
    with closing(sqlite3.connect(home / "library.sqlite3")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
