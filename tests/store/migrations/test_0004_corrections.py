"""0004: corrections by a person, beside what an older library holds."""

import sqlite3
from contextlib import closing
from pathlib import Path

from dialsheet.campaign import READY, Correction, Decided, Decision
from dialsheet.errors import Reason
from dialsheet.store import open_library
from dialsheet.store.schema import REVISION
from store.desk import Desk
from store.migrations.older import older_library

HELD = Decided(Decision.HELD, Reason("numbers.label"))


def test_what_was_there_stays_and_can_be_corrected(desk: Desk, tmp_path: Path) -> None:
    campaign = desk.add("+14155550101", "+14155550102", decided=[HELD, HELD])
    desk.library.hold(campaign.id, {3: Reason("store.suppressed")}, desk.now())
    before = desk.library.contacts(campaign.id)
    with closing(open_library(older_library(desk, tmp_path, "0003"))) as library:
        assert library.campaign(campaign.id) == campaign
        assert list(library.contacts(campaign.id).decided) == list(before.decided)
        assert library.corrections(campaign.source) == ()
        assert library.log_head(campaign.id) == desk.library.log_head(campaign.id)
        said = Correction(2, "Phone", "+14155550101", "+14155550109")
        assert library.correct(campaign.id, said, desk.now()).decided is READY
        library.keep_corrections(campaign.source, [said], [], desk.now())
        assert library.corrections(campaign.source) == (said,)
    with closing(sqlite3.connect(tmp_path / "older" / "library.sqlite3")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
