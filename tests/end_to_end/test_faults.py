"""Campaigns of the real program under a fault: every outcome is what became of the call.

`tests/benchmarks/campaigns_under_faults.py` plays all faults with 300 contacts, by the command
line and by the window.
"""

from pathlib import Path

import pytest

from dialsheet.cartesia.practice.faults import KNOWN
from faulty_campaigns import FAULTS, play

RATE = 0.1  # so that a few contacts meet with it, too


def test_every_fault_is_played() -> None:
    assert {fault for fault in FAULTS if fault} == KNOWN


@pytest.mark.parametrize(
    ("dialect", "fault"),
    [
        ("2026-03-01", "reset-after-acceptance"),
        ("2026-08-14", "cut-json"),
        ("2026-08-14", "401"),
    ],
)
def test_every_outcome_is_right(dialect: str, fault: str, tmp_path: Path) -> None:
    played = play(dialect, fault, 40, tmp_path, rate=RATE)
    assert played.wrongs == []
    assert played.faults, "it hit"
    assert sum(played.outcomes.values()) == 40


@pytest.mark.parametrize(
    ("dialect", "fault"),
    [("2026-03-01", "401"), ("2026-08-14", "reset-after-acceptance")],
)
def test_the_window_tells_every_outcome_right(dialect: str, fault: str, tmp_path: Path) -> None:
    played = play(dialect, fault, 30, tmp_path, by_window=True, rate=RATE)
    assert played.wrongs == []
    assert played.faults, "it hit"
    assert sum(played.outcomes.values()) == 30
    if played.runs > 1:
        assert "did not accept the API key" in played.stops[0]
    assert "Finished" in played.stops[-1]
