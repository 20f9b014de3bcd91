"""0008: an older library knows which of its adopted attempts were open when they were told of."""

from contextlib import closing
from pathlib import Path

from dialsheet.campaign import AttemptState, ToldAttempt
from dialsheet.errors import Reason
from dialsheet.store import open_library
from store.desk import Desk
from store.migrations.older import older_library

A, B, C = "+14155550101", "+14155550102", "+14155550103"


def test_open_attempts_of_an_older_library_stand_in_the_way(desk: Desk, tmp_path: Path) -> None:
    then, state = desk.now(), AttemptState
    adopted = (
        ToldAttempt(2, state.UNKNOWN, e164=A, requested_at=then),
        ToldAttempt(3, state.PLACED, practice=True, e164=B, requested_at=then),
        ToldAttempt(4, state.ENDED, e164=C, requested_at=then),
    )
    desk.library.create_campaign(desk.campaign(), desk.contacts(A, B, C), adopted)
    with closing(open_library(older_library(desk, tmp_path, "0007"))) as library:
        desk.library, newer = library, desk.library
        campaign = desk.add(A, B, C)
        assert desk.claim(campaign, 2, A) == Reason("store.told_open")
        desk.claimed(campaign, 3, B)
        desk.claimed(campaign, 4, C)
        desk.library = newer
