"""0010: sheets may be added to campaigns; none was in an older library."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from dialsheet.campaign import Addition
from dialsheet.store import open_library
from store.desk import Desk
from store.migrations.older import older_library


def test_campaigns_of_an_older_library_can_grow(desk: Desk, tmp_path: Path) -> None:
    campaign = desk.add("+14155550101")
    before = desk.library.contacts(campaign.id)
    home = older_library(desk, tmp_path, "0009")
    with closing(open_library(home)) as library:
        assert library.added(campaign.id) == ()
        more = desk.contacts("+14155550102")
        table = replace(more.table, rows=before.table.rows.__class__("Q", [4]))
        addition = Addition(campaign.source, 2, replace(more, table=table), "people.csv")
        library.add(campaign.id, addition, desk.now())
        assert list(library.contacts(campaign.id).table.rows) == [2, 4]
        assert len(library.added(campaign.id)) == 1
