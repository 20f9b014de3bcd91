"""0016: what an older log tells of requests and corrected numbers has no salt, and stays."""

import sqlite3
from contextlib import closing
from pathlib import Path

from dialsheet.store import open_library
from store.desk import Desk
from store.migrations.older import older_library

A, B = "+14155550101", "+14155550102"


def test_an_older_log_still_verifies_and_new_entries_are_salted(desk: Desk, tmp_path: Path) -> None:
    campaign = desk.add(A, B)
    before = desk.claimed(campaign, 2, A)
    home = older_library(desk, tmp_path, "0015")
    with closing(open_library(home)) as library:
        assert library.attempts(campaign.id) == (before,)
        old = list(library.events(campaign.id))
        library.begin_run(campaign.id, {}, desk.now())
        *before, new = library.events(campaign.id)
        assert (before[: len(old)], new.kind) == (old, "run_started")
    with closing(sqlite3.connect(home / "library.sqlite3")) as raw:
        assert raw.execute("SELECT salt FROM attempt").fetchall() == [(None,)]
