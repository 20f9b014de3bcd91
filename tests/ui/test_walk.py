"""A random walk over the real window finds nothing; and what is wrong, it finds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from patience import PATIENCE_S
from ui.hand import OpenWindow
from ui.walk.laws import broken_laws

TESTS = Path(__file__).parents[1]
SEEDS, AT_ONCE, STEPS = 20, 10, 20


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_a_walk_finds_nothing_wrong(first: int) -> None:
    """In a process of its own, which may crash or hang."""
    walks = subprocess.run(
        [
            sys.executable,
            "-m",
            "ui.walk",
            str(first),
            "--walks",
            f"{AT_ONCE}",
            "--steps",
            f"{STEPS}",
        ],
        cwd=TESTS,
        env={**os.environ, "TEST_PATIENCE_S": f"{PATIENCE_S:g}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert walks.returncode == 0, walks.stdout + walks.stderr
    assert f"{AT_ONCE * STEPS} steps, 0 wrong" in walks.stdout


def test_a_table_that_tells_otherwise_is_seen(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    window = hand.window
    assert broken_laws(window) == []
    standings = window.session.shown.standings
    assert standings is not None
    standings.counts[0] += 1
    assert "groups counted as" in "".join(broken_laws(window))
    standings.counts[0] -= 1
    window.session.draft.choose_rules(accepted_rules=("x",))
    assert "nobody is at it" in "".join(broken_laws(window))
    window.session.draft.choose_rules(accepted_rules=())
    window.session.draft.contacts = None
    assert "nothing is open" in "".join(broken_laws(window))
