"""0016: attempts are found by their calls; those of an older library, too."""

from contextlib import closing
from pathlib import Path

from dialsheet.campaign import Placed
from dialsheet.store import open_library
from store.desk import Desk
from store.migrations.older import older_library


def test_calls_of_an_older_library_are_found(desk: Desk, tmp_path: Path) -> None:
    attempt = desk.claimed(desk.add("+14155550101"))
    desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None)
    home = older_library(desk, tmp_path, "0010")
    with closing(open_library(home)) as library:
        assert library.knows(["ac_1", attempt.id, "ac_2"]) == {"ac_1", attempt.id}
