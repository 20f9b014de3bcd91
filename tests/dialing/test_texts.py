"""Every reason that the dialer gives has its sentence."""

import pytest

from dialsheet import assets
from dialsheet.errors import Reason

REASONS = [
    *map(
        Reason,
        (
            "dialing.finished",
            "dialing.stopped",
            "dialing.paused",
            "dialing.failed",
            "dialing.interrupted",
            "dialing.decision_too_old",
            "dialing.ceiling_lost",
            "dialing.judged_not_placed",
        ),
    ),
    *(Reason("dialing.foreign_calls", {"count": count}) for count in (1, 3)),
    *(Reason("dialing.pilot_over", {"count": count}) for count in (1, 3)),
    *(Reason("dialing.late_hit", {"count": count, "rows": "3"}) for count in (1, 3)),
    Reason("dialing.clocks_apart", {"minutes": 3}),
    *(Reason("dialing.unknowns_in_a_row", {"count": count}) for count in (1, 3)),
]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_reasons_are_explained(reason: Reason) -> None:
    sentence = assets.sentence(reason)
    assert sentence != reason.code
    assert sentence.endswith(".")
    assert all(str(value) in sentence for value in reason.params.values())
