"""Real disks that fail under a run: it stops before the next send, says why, and loses nothing."""

import os
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kills import compare
from programs import DIALSHEET, Practice, dialsheet, practice_service, start_dialsheet

KEY = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}
STORY = "word " * 400  # the agent reads much, so that the library grows
NUMBERS = {row: f"+1212{5_550_000 + row}" for row in range(2, 102)}


@pytest.fixture
def service() -> Iterator[Practice]:
    """A service without faults."""
    with practice_service("--speed", "400") as service:
        yield service


class Campaign:
    """A campaign by the command line."""

    def __init__(self, folder: Path, service: Practice, pace: str = "50") -> None:
        self.folder, self.service, self.id = folder, service, ""
        sheet = folder / "people.csv"
        rows = "".join(f"{STORY},{number}\n" for number in NUMBERS.values())
        sheet.write_text(f"Story,Phone\n{rows}", encoding="utf-8")
        self.run = (
            *("run", sheet, "--out", folder / "result.xlsx", "--map", "story=Story"),
            *("--api-url", service.url, "--pace", pace, "--max-live", "60"),
        )

    def hear(self, told: str) -> None:
        """Learn its ID from the first line of what a run said."""
        self.id = told.partition("\n")[0].removeprefix("campaign: ")

    def resume(self) -> tuple[int, str]:
        """Take it up again: exit status, and what was said."""
        ended = dialsheet("resume", self.id, "--out", self.folder / "result.xlsx", **KEY)
        return ended.status, ended.err

    def ends_well(self) -> None:
        """The disk is well again: everybody is called, once, and every call is accounted for."""
        status, told = self.resume()
        assert status in (0, 1), told
        _, unknown, wrongs = compare(self.service, self.folder / "result.xlsx", NUMBERS)
        assert wrongs == []
        assert unknown <= 8, "a few that had left, or could not be taken back on paper"


@contextmanager
def small_drive(home: Path) -> Iterator[None]:
    """The library is on a drive that will soon be full."""
    home.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k,mode=700", "tmpfs", home], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", home], check=True)


def remount(home: Path, options: str) -> None:
    """Change the drive."""
    subprocess.run(["mount", "-o", f"remount,{options}", home], check=True)


def full_then_read_only(service: Practice, folder: Path, home: Path) -> None:
    """A drive that is full, and then may not be written to."""
    with small_drive(home):
        campaign = Campaign(folder, service)
        ended = dialsheet(*campaign.run, **KEY)
        campaign.hear(ended.err)
        assert ended.status == 3, ended.err
        assert "The disk is full." in ended.err
        called = len(service.calls())
        assert 0 < called < len(NUMBERS)
        remount(home, "ro")
        status, told = campaign.resume()
        assert (status, "cannot be written to" in told) == (3, True), told
        assert len(service.calls()) == called
        remount(home, "rw,size=100m")
        campaign.ends_well()


def limited(service: Practice, folder: Path, _home: Path) -> None:
    """A file that may grow no more, which is how a quota looks to some."""
    campaign = Campaign(folder, service)
    ended = subprocess.run(
        [*DIALSHEET, *map(str, campaign.run)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6)),
        env={**os.environ, **KEY},
        capture_output=True,
        text=True,
        check=False,
    )
    campaign.hear(ended.stderr)
    assert ended.returncode == 3, ended.stderr
    assert "did not do what it was asked" in ended.stderr
    assert 0 < len(service.calls()) < len(NUMBERS)
    campaign.ends_well()


def locked(service: Practice, folder: Path, home: Path) -> None:
    """Another program that keeps the library to itself."""
    campaign = Campaign(folder, service, "20")
    run = start_dialsheet(*campaign.run, **KEY)
    while len(service.calls()) < 5:
        assert run.poll() is None
    with closing(sqlite3.connect(home / "library.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        _, told = run.communicate()
        campaign.hear(told)
        assert (run.returncode, "locked" in told) == (3, True), told
    assert len(service.calls()) < len(NUMBERS)
    campaign.ends_well()


def damaged(service: Practice, folder: Path, home: Path) -> None:
    """A page of the library that holds something else."""
    campaign, library = Campaign(folder, service, "20"), home / "library.sqlite3"
    run = start_dialsheet(*campaign.run, **KEY)
    while len(service.calls()) < 5:
        assert run.poll() is None
    run.terminate()
    campaign.hear(run.communicate()[1])
    called = len(service.calls())
    with closing(sqlite3.connect(library)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = raw.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'attempt'"
        ).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    with library.open("r+b") as file:
        file.seek((page - 1) * size)
        whole = file.read(size)
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    status, told = campaign.resume()
    assert (status, "is damaged" in told) == (3, True), told
    assert len(service.calls()) == called
    with library.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(whole)
    campaign.ends_well()


TROUBLES = [limited, locked, damaged]
if os.geteuid() == 0:  # others may mount nothing
    TROUBLES.append(full_then_read_only)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_dialing_stops_and_nothing_that_is_known_is_lost(
    trouble: type, service: Practice, tmp_path: Path, dialsheet_home: Path
) -> None:
    trouble(service, tmp_path, dialsheet_home)
