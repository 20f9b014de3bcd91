"""0007: numbers on the list of an older library stay on it, and leave a trace when taken off."""

from contextlib import closing
from pathlib import Path

from dialsheet.store import open_library
from store.desk import Desk
from store.migrations.older import older_library

A, B = "+14155550101", "+14155550102"


def test_the_list_is_kept_and_what_is_taken_off_leaves_a_trace(desk: Desk, tmp_path: Path) -> None:
    added_at = desk.now()
    desk.library.suppress({A: "said so", B: ""}, "my list", added_at)
    with closing(open_library(older_library(desk, tmp_path, "0006"))) as library:
        assert library.suppressed([A, B]) == {A, B}
        assert library.unsuppressed([A, B]) == ()
        assert library.unsuppress([A], desk.now()) == 1
        (trace,) = library.unsuppressed([A, B])
        assert (trace.number, trace.source, trace.reason) == (A, "my list", "said so")
        assert trace.added_at == added_at
