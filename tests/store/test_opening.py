"""Opening a library: where it is, who may read it, and of which age it is."""

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dialsheet.campaign import Attempt
from dialsheet.errors import BadInput, OutsideFault
from dialsheet.store import folder, home_folder, open_library
from dialsheet.store.schema import REVISION
from store.desk import Desk


def private(path: Path) -> bool:
    """Whether nobody else may do anything with it."""
    return stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_nobody_else_reads_the_library(desk: Desk) -> None:
    campaign = desk.add("+14155550101")
    with desk.library.dialing_lock():
        assert isinstance(desk.claim(campaign), Attempt)
        found = {path.relative_to(desk.home).as_posix() for path in desk.home.rglob("*")}
        assert {"library.sqlite3", "library.sqlite3-wal", "library.sqlite3-shm"} < found
        open_to_others = [path for path in [desk.home, *desk.home.rglob("*")] if not private(path)]
    assert not open_to_others


def test_a_library_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    home = tmp_path / "home"
    open_library(home).close()
    home.chmod(0o755)
    (home / "library.sqlite3").chmod(0o644)
    open_library(home).close()
    assert private(home)
    assert private(home / "library.sqlite3")


def test_a_lax_umask_changes_nothing(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(open_library(tmp_path / "home")) as library:
            library.set_setting("a", 1)
            assert all(private(path) for path in (tmp_path / "home").rglob("*"))
    finally:
        os.umask(before)


def test_the_folder_is_that_of_the_environment(dialsheet_home: Path) -> None:
    assert home_folder() == dialsheet_home
    open_library().close()
    assert (dialsheet_home / "library.sqlite3").exists()


def test_without_a_choice_it_is_where_the_system_keeps_such_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DIALSHEET_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))  # Linux
    monkeypatch.setenv("HOME", str(tmp_path))  # macOS
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(tmp_path))  # Windows
    assert home_folder().is_relative_to(tmp_path)
    assert home_folder().name == "Dialsheet"


def test_a_folder_that_many_share_is_left_alone(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(BadInput) as refused:
        open_library(shared)
    assert refused.value.reason.code == "store.shared_folder"
    assert not list(shared.iterdir())


LINUX = r"""
/dev/sda1 / ext4 rw 0 0
fileserver:/home /home nfs4 rw,vers=4.2 0 0
/dev/sda2 /home/ana/local ext4 rw 0 0
//nas/share /mnt/team\040share cifs rw 0 0
ana@host:/x /home/ana/far fuse.sshfs rw 0 0
tmpfs /home/ana/far tmpfs rw 0 0
"""
MACOS = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//ana@nas/team on /Volumes/team (on the left) (smbfs, nodev, nosuid, mounted by ana)
nas:/export on /Volumes/old (nfs)
"""


@pytest.mark.parametrize(
    ("mounts", "path", "type_"),
    [
        (LINUX, "/srv/data", "ext4"),
        (LINUX, "/home/ana/.local/share/Dialsheet", "nfs4"),
        (LINUX, "/home", "nfs4"),
        (LINUX, "/homes", "ext4"),
        (LINUX, "/home/ana/local/Dialsheet", "ext4"),
        (LINUX, "/mnt/team share/Dialsheet", "cifs"),
        (LINUX, "/home/ana/far", "tmpfs"),
        (MACOS, "/Users/ana/Library/Application Support/Dialsheet", "apfs"),
        (MACOS, "/Volumes/team (on the left)/Dialsheet", "smbfs"),
        (MACOS, "/Volumes/old/x", "nfs"),
        ("", "/home", ""),
    ],
)
def test_which_file_system_holds_a_folder(mounts: str, path: str, type_: str) -> None:
    assert folder.filesystem(Path(path), mounts) == type_


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
    here = folder.filesystem(tmp_path.resolve(), mounts)
    assert here not in folder.NETWORK
    monkeypatch.setattr(folder, "NETWORK", frozenset({here}))
    with pytest.raises(BadInput) as refused:
        open_library(tmp_path / "not yet" / "made")
    assert refused.value.reason.code == "store.network_drive"
    assert not list(tmp_path.iterdir())


def test_a_newer_library_is_left_untouched(desk: Desk, open_desk: Callable[[], Desk]) -> None:
    campaign = desk.add("+14155550101")
    desk.sql("UPDATE alembic_version SET version_num = '0999'")
    desk.library.close()
    before = (desk.home / "library.sqlite3").read_bytes()
    with pytest.raises(OutsideFault) as refused:
        open_desk()
    assert refused.value.reason.code == "store.newer_library"
    assert (desk.home / "library.sqlite3").read_bytes() == before
    desk.sql(f"UPDATE alembic_version SET version_num = '{REVISION}'")
    assert open_desk().library.campaign(campaign.id) == campaign


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 99])
def test_what_is_no_library_is_left_untouched(tmp_path: Path, content: bytes) -> None:
    home = tmp_path / "home"
    open_library(home).close()
    (home / "library.sqlite3").write_bytes(content)
    with pytest.raises(OutsideFault) as refused:
        open_library(home)
    assert refused.value.reason.code == "store.damaged"
    assert (home / "library.sqlite3").read_bytes() == content


def test_a_library_is_used_by_one_thread(desk: Desk) -> None:
    caught: list[str] = []

    def trespass() -> None:
        try:
            desk.library.campaigns()
        except Exception as error:  # noqa: BLE001  whatever it is, it is to be seen below
            caught.append(type(error).__name__)

    other = threading.Thread(target=trespass)
    other.start()
    other.join()
    assert caught == ["Bug"]
    assert desk.library.campaigns() == ()


def test_processes_that_open_a_new_library_at_once_all_get_it(tmp_path: Path) -> None:
    script = (
        "import sys; from dialsheet.store import open_library\n"
        "sys.stdin.readline()\n"
        "library = open_library(); library.campaigns(); library.close()\n"
    )
    environment = {**os.environ, "DIALSHEET_HOME": str(tmp_path / "home")}
    processes = [
        subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, env=environment)
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0]


def test_a_library_that_is_up_to_date_does_without_alembic(desk: Desk) -> None:
    script = (
        "import sys; from dialsheet.store import open_library\n"
        "open_library().close(); sys.exit('alembic' in sys.modules)\n"
    )
    environment = {**os.environ, "DIALSHEET_HOME": str(desk.home)}
    assert (
        subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == 0
    )


def test_a_file_in_the_place_of_the_folder_is_named_and_left(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("mine")
    with pytest.raises(BadInput, match="no_folder"):
        open_library(tmp_path / "home")
    assert (tmp_path / "home").read_text() == "mine"
