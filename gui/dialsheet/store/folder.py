"""Where the library lives: a private folder on a local drive."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

from platformdirs import user_data_path

from dialsheet.errors import BadInput
from dialsheet.store.database import translated

# File locks, and the shared memory of SQLite's WAL, cannot be relied on over these.
NETWORK = frozenset(
    {"acfs", "afp", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs"}
    | {"gpfs", "lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "smb2", "smb3", "smbfs", "webdav"}
    | {"fuse.ceph", "fuse.cifs", "fuse.davfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs"}
    | {"fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"}
)


def home_folder(home: Path | None = None) -> Path:
    """The folder, made private; `home` overrides `DIALSHEET_HOME`, and that the usual place.

    Raises `BadInput` when it is on a network drive or is one that many users share, and
    `OutsideFault` when it cannot be made.
    """
    named = home or os.environ.get("DIALSHEET_HOME")
    folder = Path(named) if named else user_data_path("Dialsheet", appauthor=False, roaming=False)
    with translated():
        folder = folder.expanduser().resolve()
        if is_on_network(folder):
            raise BadInput("store.network_drive")
        private_folder(folder)
    return folder


def private_folder(folder: Path) -> None:
    """Make `folder`, with its parents, and close it to others."""
    if folder.exists() and not folder.is_dir():
        raise BadInput("store.no_folder", path=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = folder.stat().st_mode
    if mode & stat.S_ISVTX:
        raise BadInput("store.shared_folder")  # /tmp and its like: not ours to close
    if mode & 0o077:
        folder.chmod(0o700)


def private_file(path: Path) -> None:
    """Make `path`, empty, or close an existing one to others."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        # Not opened: closing it would drop the locks that SQLite holds on it in this process.
        path.chmod(0o600)


def is_on_network(folder: Path) -> bool:
    """Whether `folder`, which need not exist yet, is (or would be) on a network drive."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  only Windows has the part that is needed

        remote = 4
        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == remote)
    if sys.platform == "darwin":
        mounts = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
    else:
        told = Path("/proc/self/mounts")
        mounts = told.read_text("utf-8", "surrogateescape") if told.exists() else ""
    return filesystem(folder, mounts) in NETWORK


def filesystem(folder: Path, mounts: str) -> str:
    """The type of the file system that holds `folder`, out of a list of mounts; "" if not told.

    `mounts` has lines like `/dev/sda1 /home ext4 rw 0 0` (Linux) or
    `//host/share on /Volumes/share (smbfs, nodev)` (macOS).
    """
    held, found = -1, ""
    for line in mounts.splitlines():
        bsd = re.fullmatch(r".* on (/.*) \(([^,)]+).*\)", line)
        parts = list(bsd.groups()) if bsd else line.split(" ")[1:3]
        if len(parts) != 2:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), parts[0])
        if folder.is_relative_to(point) and len(point) >= held:  # a later mount hides an earlier
            held, found = len(point), parts[1]
    return found
