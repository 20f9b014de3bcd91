"""A full disk, and a process that is killed in the middle: the old file stays whole."""

import subprocess
import sys
from pathlib import Path

import pytest

NAMES = ["result.xlsx", "result.csv"]
TESTS = Path(__file__).parents[1]


def writer(*arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "sheets.writer", *map(str, arguments)]
    return subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", [0, 1000, 100_000])
def test_no_room_for_the_file(name: str, limit: int, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("the old one")
    with writer(path, limit) as process:
        assert process.wait() == 3, "said as a full disk"
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path], "what was begun is gone"


@pytest.mark.parametrize("name", NAMES)
def test_killed_in_the_middle(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("the old one")
    with writer(path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        parts = [each for each in tmp_path.iterdir() if each != path]
        process.kill()
        process.wait()
    assert path.read_text() == "the old one"
    (part,) = parts
    assert part.name.startswith("."), "what was begun is out of sight"
    assert part.suffix == ".part"
    with writer(path, 100 << 20) as process:
        assert process.wait() == 0
    assert path.stat().st_size > 100_000, "the next one is written all the same"
