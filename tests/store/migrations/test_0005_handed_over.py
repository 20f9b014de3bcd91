"""0005: campaigns may be handed over; those that are there are dialed here."""

import sqlite3
from contextlib import closing
from pathlib import Path

from dialsheet.campaign import CampaignState, Placed
from dialsheet.store import open_library
from dialsheet.store.schema import REVISION
from store.desk import Desk
from store.migrations.older import older_library


def test_what_was_there_is_dialed_here(desk: Desk, tmp_path: Path) -> None:
    campaign = desk.add("+14155550101", "+14155550102")
    attempt = desk.claimed(campaign)
    answered = desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None)
    home = older_library(desk, tmp_path, "0004")
    with closing(open_library(home)) as library:
        assert library.campaign(campaign.id) == campaign
        assert library.attempts(campaign.id) == (answered,)
        assert library.campaigns()[0].state is CampaignState.UNFINISHED
        library.require_here(campaign.id)
    with closing(sqlite3.connect(home / "library.sqlite3")) as raw:
        assert raw.execute("SELECT handed_over_at FROM campaign").fetchall() == [(None,)]
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
