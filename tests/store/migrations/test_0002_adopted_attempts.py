"""0002: attempts adopted from a result sheet, beside what an older library holds."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from dialsheet.campaign import AttemptState, Outcome, Placed, ToldAttempt
from dialsheet.store import open_library
from dialsheet.store.schema import REVISION
from store.desk import Desk
from store.migrations.older import older_library


def test_what_was_there_stays_and_nothing_is_adopted(desk: Desk, tmp_path: Path) -> None:
    campaign = desk.add("+14155550101", "+14155550102")
    attempt = desk.claimed(campaign)
    attempt = desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None)
    with closing(open_library(older_library(desk, tmp_path, "0001"))) as library:
        assert library.campaign(campaign.id) == campaign
        assert library.attempts(campaign.id) == (attempt,)
        assert library.adopted(campaign.id) == ()
        assert library.log_head(campaign.id) == desk.library.log_head(campaign.id)
        assert [event.kind for event in library.events(campaign.id)] == [
            *("created", "intended", "answered"),
        ]
    with closing(sqlite3.connect(tmp_path / "older" / "library.sqlite3")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


def test_it_holds_adopted_attempts_as_history(desk: Desk) -> None:
    earlier = desk.add("+14155550101")
    told = (
        ToldAttempt(2, AttemptState.UNKNOWN, e164="+14155550101", outcome=Outcome.UNKNOWN),
        ToldAttempt(
            2,
            AttemptState.ENDED,
            e164="+14155550101",
            requested_at=datetime(2026, 3, 1, tzinfo=UTC),
            duration_s=0.0,
            summary="\ud800 =1",
            returned={"a": [1, None], "b": False},
        ),
    )
    campaign = desk.campaign()
    desk.library.create_campaign(campaign, desk.library.contacts(earlier.id), told)
    assert desk.library.adopted(campaign.id) == told
    assert desk.library.adopted(earlier.id) == ()
    assert desk.library.attempts(campaign.id) == ()
    assert next(desk.library.events(campaign.id)).detail["adopted"] == 2
