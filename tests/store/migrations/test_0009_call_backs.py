"""0009: a person may name the time of one more call; nobody has in an older library."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from dialsheet.campaign import CallBack
from dialsheet.errors import Reason
from dialsheet.store import open_library
from store.desk import Desk
from store.migrations.older import older_library


def test_contacts_of_an_older_library_wait_for_a_time_that_is_named(
    desk: Desk, tmp_path: Path
) -> None:
    campaign = desk.add("+14155550101", "+14155550102")
    attempt = desk.claimed(campaign)
    desk.library.hold(campaign.id, {3: Reason("store.number_open")}, desk.now(), passing=True)
    with closing(open_library(older_library(desk, tmp_path, "0008"))) as library:
        assert library.attempts(campaign.id) == (attempt,)
        assert library.call_backs(campaign.id) == {}
        later = desk.now() + timedelta(hours=1)
        library.call_back(campaign.id, 2, later, desk.now())
        assert library.call_backs(campaign.id) == {2: CallBack(later, 1)}
        library.begin_run(campaign.id, {}, desk.now())
        assert [each.passing for each in library.contacts(campaign.id).decided] == [True, False]
