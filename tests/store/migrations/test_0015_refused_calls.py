"""0015: who was refused was not called, in a library that booked it as a call, too."""

import sqlite3
from contextlib import closing
from pathlib import Path

from dialsheet.campaign import AttemptState, Outcome, Refused, ToldAttempt
from dialsheet.errors import Reason
from dialsheet.store import open_library
from store.desk import Desk
from store.migrations.older import older_library

A, B = "+14155550101", "+14155550102"


def test_refused_calls_of_an_older_library_have_an_outcome_of_their_own(
    desk: Desk, tmp_path: Path
) -> None:
    campaign = desk.campaign()
    told = ToldAttempt(2, AttemptState.REFUSED, e164=A, requested_at=desk.now())
    rang = ToldAttempt(3, AttemptState.ENDED, e164=B, requested_at=desk.now())
    desk.library.create_campaign(campaign, desk.contacts(A, B), (told, rang))
    attempt = desk.claimed(campaign, 2, A)
    desk.library.record_answer(attempt.id, Refused(Reason("cartesia.x"), "no"), desk.now(), None)
    desk.library.begin_run(campaign.id, {}, desk.now())
    home = older_library(desk, tmp_path, "0010")
    with closing(sqlite3.connect(home / "library.sqlite3")) as raw, raw:
        raw.execute("UPDATE attempt SET outcome = 'not_connected'")
        raw.execute("UPDATE adopted SET e164 = ?, is_open = 0 WHERE e164 IS NULL", (A,))
    with closing(open_library(home)) as library:
        (summary,) = library.campaigns()
        assert (summary.counts.refused, summary.counts.not_connected) == (1, 0)
        first, second = library.adopted(campaign.id)
        assert (first.outcome, second.outcome) == (Outcome.REFUSED, None)
        (known,) = library.attempts(campaign.id)
        assert (known.state, known.refusal) == (AttemptState.REFUSED, None)
        library.end_run(campaign.id, Reason("dialing.stopped"), desk.now(), needs_person=True)
        assert library.campaigns()[0].state == "needs_person"
    with closing(sqlite3.connect(home / "library.sqlite3")) as raw:
        counted = raw.execute("SELECT e164 FROM adopted ORDER BY seq").fetchall()
    assert counted == [(None,), (B,)], "the cap counts those who were called"
