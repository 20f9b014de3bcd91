"""0006: what the rules of calling ask for, out of what an older library tells."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from dialsheet.campaign import AttemptState, Call, Placed, ToldAttempt, make_ref, new_id
from dialsheet.errors import Reason
from dialsheet.ports import Terms
from dialsheet.store import open_library
from store.desk import Desk
from store.migrations.older import older_library

A, B, C = "+14155550101", "+14155550102", "+14155550103"


def test_calls_of_an_older_library_count_for_the_cap(desk: Desk, tmp_path: Path) -> None:
    earlier = desk.add(A)
    attempt = desk.claimed(earlier)
    desk.library.record_answer(attempt.id, Placed("ac_1"), desk.now(), None)
    desk.library.record_calls({attempt.id: Call("ac_1", "completed")}, desk.now())
    desk.library.hold(earlier.id, {2: Reason("store.number_open")}, desk.now())
    then = desk.now() - timedelta(hours=2)
    elsewhere = make_ref(new_id(), 2, new_id())

    def told(number: str, ref: str | None, **more: object) -> ToldAttempt:
        return ToldAttempt(
            **{
                "row": 2,
                "state": AttemptState.ENDED,
                "ref": ref,
                "e164": number,
                "requested_at": then,
                **more,
            }  # type: ignore[arg-type]
        )

    adopted = (
        told(A, attempt.ref),  # the same call once more, as a result sheet tells it
        told(B, elsewhere),
        told(B, elsewhere),
        told(C, None, state=AttemptState.NOT_PLACED),
        told(C, None, practice=True),
        told(C, None, requested_at=then - timedelta(days=1)),
    )
    campaign = desk.campaign()
    desk.library.create_campaign(campaign, desk.contacts(A, B, C), adopted)
    with closing(open_library(older_library(desk, tmp_path, "0005"))) as library:
        assert library.adopted(campaign.id) == adopted
        assert not library.contacts(earlier.id).decided[0].passing
        assert library.attempts(earlier.id) == desk.library.attempts(earlier.id)
        desk.library, newer = library, desk.library
        for row, number in ((2, A), (3, B)):
            held = desk.claim(campaign, row, number, Terms(cap=1))
            assert held == Reason("campaign.cap_reached", {"count": 1})
        desk.claimed(campaign, 2, A, Terms(cap=2))
        desk.claimed(campaign, 3, B, Terms(cap=2))
        desk.claimed(campaign, 4, C, Terms(cap=1))
        desk.library = newer
