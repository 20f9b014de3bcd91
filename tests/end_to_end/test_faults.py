"""Campaigns of the real program under a fault: every outcome is what became of the call.

`tests/benchmarks/campaigns_under_faults.py` plays all faults with 300 contacts.
"""

from pathlib import Path

import pytest

from faulty_campaigns import play


@pytest.mark.parametrize(
    ("dialect", "fault"),
    [
        ("2026-03-01", "reset-after-acceptance"),
        ("2026-08-14", "cut-json"),
        ("2026-08-14", "401"),
    ],
)
def test_every_outcome_is_right(dialect: str, fault: str, tmp_path: Path) -> None:
    played = play(dialect, fault, 40, tmp_path)
    assert played.wrongs == []
    assert played.faults, "it hit"
    assert sum(played.outcomes.values()) == 40
