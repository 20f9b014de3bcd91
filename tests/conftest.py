"""What holds for every test: it is silent, and reaches neither the network nor the user's things.

A log line, a Qt message (pytest-qt) or a Python warning that nobody expected fails the test.
"""

import itertools
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from patience import PATIENCE_MS, PATIENCE_S
from window_session import WindowSession

TESTS = Path(__file__).parent

# What a shell may hold that would lead a test to a real library, service, keyring or display.
FOREIGN = re.compile(
    r"DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|CARTESIA_.*|DIALSHEET_.*|.*_PROXY"
)
PRIVATE = re.compile(r"\+[1-9]\d{7,14}|sk_car_\w")  # never in a log line, expected or not

for name in [name for name in os.environ if FOREIGN.fullmatch(name.upper())]:
    del os.environ[name]
os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt

# These drive programs of Linux: Xvfb, xdotool, a Secret Service, strace, mount.
of_linux = [
    *("test_window_session.py", "test_credentials.py", "end_to_end/test_window.py"),
    *("end_to_end/test_fsync.py", "end_to_end/test_disk.py"),
]
collect_ignore = [] if sys.platform.startswith("linux") else of_linux

# What `dev.py test --quick` leaves out: folders, files, and what stands on one of these fixtures.
SLOW_PLACES = (
    *("end_to_end/", "simulation/", "test_credentials.py", "test_window_session.py"),
    *("cartesia/practice/", "cartesia/test_client.py", "numbers/test_ranges.py"),
    *("dialing/test_calling_back.py", "dialing/test_following.py", "dialing/test_metrics.py"),
    *("sheets/test_blocks.py", "sheets/test_hostile_text.py", "sheets/test_polluted.py"),
    *("sheets/test_worksheet_xml.py", "workflow/test_adopting.py", "workflow/test_generations.py"),
    *("workflow/test_work.py", "workflow/test_any_sheet.py", "store/test_any_archive.py"),
    "test_any_environment.py",
)
SLOW_FIXTURES = {"day", "wheel", "window_session"}  # whole windows, and a build

# Examples are not judged by their speed: the machine may be busy.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow."""
    for item in items:
        if not item.path.is_relative_to(TESTS):
            continue  # a test that a test has written
        place = item.path.relative_to(TESTS).as_posix()
        if place.startswith(SLOW_PLACES) or SLOW_FIXTURES & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.slow)


# Requests of the tests themselves; the product says how long it waits for an answer.
_BY_DEFAULT = httpx._config.DEFAULT_TIMEOUT_CONFIG
_BY_DEFAULT.connect = _BY_DEFAULT.read = _BY_DEFAULT.write = _BY_DEFAULT.pool = PATIENCE_S


class LogLines(logging.Handler):
    """Collects what is logged in a test: every line of ours, and the warnings of all others."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line as `LEVEL logger: message`."""
        if record.name.partition(".")[0] == "dialsheet" or record.levelno >= logging.WARNING:
            self._lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def expect(self, pattern: str) -> None:
        """One or more lines in which this regular expression is found belong to the test."""
        self._expected.append(pattern)

    def complaints(self) -> list[str]:
        """What is wrong with the lines; empty when they are just those that were expected."""
        lines, expected = self._lines, self._expected
        return [
            *(f"unexpected: {x}" for x in lines if not any(re.search(e, x) for e in expected)),
            *(f"never came: {e}" for e in expected if not any(re.search(e, x) for x in lines)),
            *(f"tells a number or a key: {line}" for line in lines if PRIVATE.search(line)),
        ]


@pytest.fixture(autouse=True)
def log_lines() -> Iterator[LogLines]:
    """Fails the test over log lines that it did not expect."""
    lines = LogLines()
    ours = logging.getLogger("dialsheet")
    logging.getLogger().addHandler(lines)
    ours.setLevel(logging.DEBUG)
    yield lines
    ours.setLevel(logging.NOTSET)
    logging.getLogger().removeHandler(lines)
    if complaints := lines.complaints():
        pytest.fail("Log lines:\n" + "\n".join(complaints), pytrace=False)


@pytest.fixture
def expect_log(log_lines: LogLines) -> Callable[[str], None]:
    """`expect_log(r"WARNING dialsheet.dialing: .*slower")`: the line must come, and may."""
    return log_lines.expect


@pytest.fixture(scope="session", autouse=True)
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """Folders for libraries, one after another; none is made before it is used."""
    folder = tmp_path_factory.mktemp("homes")
    os.environ["DIALSHEET_HOME"] = str(folder / "session")
    yield (folder / str(number) for number in itertools.count())
    del os.environ["DIALSHEET_HOME"]


@pytest.fixture(autouse=True)
def dialsheet_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library's folder of this test."""
    home = next(homes)
    monkeypatch.setenv("DIALSHEET_HOME", str(home))
    return home


class Trespass(RuntimeError):
    """A test tried to reach beyond this machine."""


def _forbid_network() -> list[str]:
    """From now on, connections and look-ups beyond loopback fail; returns those that were tried."""
    tried: list[str] = []
    address_of = {
        "socket.connect": lambda arguments: arguments[1],
        "socket.sendto": lambda arguments: arguments[1],
        "socket.sendmsg": lambda arguments: arguments[1],
        "socket.getaddrinfo": lambda arguments: arguments,
        "socket.gethostbyname": lambda arguments: arguments,
    }

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in address_of:
            return
        address = address_of[event](arguments)
        host = address[0] if isinstance(address, tuple) else None  # else a local socket's path
        if isinstance(host, bytes):
            host = host.decode()
        if host and host not in ("localhost", "::1") and not host.startswith("127."):
            tried.append(f"{event} {host}")
            raise Trespass(f"no test may reach {host}")

    sys.addaudithook(guard)
    return tried


TRESPASSES = _forbid_network()


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Fails the test over an attempt to reach beyond this machine, also one that was swallowed."""
    yield
    tried = TRESPASSES.copy()
    TRESPASSES.clear()
    if tried:
        pytest.fail(f"Reached beyond this machine: {tried}", pytrace=False)


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's, which by itself waits no longer than five seconds for anything."""
    for wait in ("waitActive", "waitExposed", "waitSignal", "waitSignals", "waitUntil"):
        setattr(qtbot, wait, partial(getattr(qtbot, wait), timeout=PATIENCE_MS))
    return qtbot


@pytest.fixture
def window_session(tmp_path: Path) -> Iterator[WindowSession]:
    """A display of its own with a window manager, and a hand on its mouse and keys."""
    with WindowSession(tmp_path / "display") as session:
        yield session
