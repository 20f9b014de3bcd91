"""A real Secret Service for tests: GNOME Keyring on a D-Bus of its own, in a home of its own.

A command is run inside of it and sees nothing of the machine's own keyring:

    subprocess.run(session(home, sys.executable, "-m", "dialsheet", "key", "set", "acme"), ...)
    subprocess.Popen(session(home, sys.executable, "-c", "..."))

The session ends with the command and passes its exit status on. What it stores stays under
`home`, so that a later session with the same `home` finds it again, as after a new login;
with `locked=True` the keyring is then still locked and nobody is there to unlock it.
The environment is that of the caller, but for `HOME`, the XDG folders and D-Bus.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_PASSWORD = b"not an empty one"  # without one, GNOME Keyring stores everything in the clear


def session(home: Path, *command: str, locked: bool = False) -> list[str]:
    """The command line that runs `command` in a session whose home folder is `home`."""
    options = ["--locked"] if locked else []
    return [sys.executable, __file__, *options, str(home), *command]


def _open_session(home: Path, command: list[str], locked: bool) -> int:
    """Start a bus, and this file again on it. Only the command speaks on standard error."""
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dialsheet-bus-") as runtime:
        environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_RUNTIME_DIR": runtime,
        }
        unwanted = ["DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL"]
        if locked:
            unwanted += ["DISPLAY", "WAYLAND_DISPLAY"]  # where the daemon would ask, and wait
        for name in unwanted:
            environment.pop(name, None)
        stderr = os.dup(2)
        options = ["--stderr", str(stderr), *(["--locked"] if locked else [])]
        again = [sys.executable, __file__, *options, str(home), *command]
        return subprocess.run(
            ["dbus-run-session", "--", *again],
            check=False,
            env=environment,
            pass_fds=[stderr],
            stderr=subprocess.DEVNULL,
        ).returncode


def _with_keyring(command: list[str], locked: bool, stderr: int) -> int:
    """Run the command beside the keyring's daemon."""
    daemon = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
    if not locked:
        daemon.append("--unlock")
    with subprocess.Popen(daemon, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as keyring:
        assert keyring.stdin is not None
        assert keyring.stdout is not None
        if not locked:
            keyring.stdin.write(_PASSWORD)
        keyring.stdin.close()
        keyring.stdout.readline()  # where it listens: it is there
        try:
            return subprocess.run(command, check=False, stderr=stderr).returncode
        finally:
            keyring.terminate()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--locked", action="store_true")
    parser.add_argument("--stderr", type=int)
    parser.add_argument("home", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    if asked.stderr is not None:  # on the bus
        sys.exit(_with_keyring(asked.command, asked.locked, asked.stderr))
    sys.exit(_open_session(asked.home, asked.command, asked.locked))
