"""A process that is killed again and again calls nobody twice and loses no call."""

from pathlib import Path

from kills import play


def test_ten_kills_at_random_moments(tmp_path: Path) -> None:
    """`python -m kills` does more of it."""
    ending = play(tmp_path, 10, seed=6)
    assert ending.wrongs == []
    assert ending.kills == 10
    assert ending.calls > 10
