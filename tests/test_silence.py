"""The rules that hold for every test are kept: each kind of noise fails a test."""

import os
import re
import subprocess
import sys
from pathlib import Path

from source_tree import ROOT

TESTS = """
import logging, os, socket, warnings
from pathlib import Path

def test_quiet_is_fine():
    logging.getLogger("somebody.else").info("a detail")

def test_bad_our_log_line():
    logging.getLogger("dialsheet.store").debug("hello")

def test_bad_their_warning():
    logging.getLogger("somebody.else").warning("hello")

def test_expected_line_is_fine(expect_log):
    expect_log(r"^INFO dialsheet\\.store: hel+o")
    logging.getLogger("dialsheet.store").info("hello")

def test_bad_expected_line_never_came(expect_log):
    expect_log("hello")

def test_bad_number_in_expected_line(expect_log):
    expect_log("called")
    logging.getLogger("dialsheet.store").info("called %s", "+14155559876")

def test_bad_python_warning():
    warnings.warn("old ways", DeprecationWarning)

def test_bad_qt_message(qapp):
    from PySide6.QtCore import qDebug
    qDebug("hello")

def test_bad_connection():
    socket.create_connection(("192.0.2.1", 80), timeout=0.01)

def test_bad_swallowed_lookup():
    try:
        socket.getaddrinfo("example.invalid", 80)
    except RuntimeError:
        pass

def test_loopback_is_fine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()

def test_surroundings_are_neutral(dialsheet_home, tmp_path):
    assert os.environ["DIALSHEET_HOME"] == str(dialsheet_home)
    assert tmp_path.parent.parent in dialsheet_home.parents
    assert not dialsheet_home.exists()
    assert not {"DISPLAY", "CARTESIA_API_KEY", "https_proxy"} & set(os.environ)
"""


def test_each_kind_of_noise_fails_a_test(tmp_path: Path) -> None:
    (tmp_path / "test_noise.py").write_text(TESTS)
    surroundings = {
        "PYTHONPATH": str(ROOT / "tests"),
        "DISPLAY": ":77",
        "CARTESIA_API_KEY": "x",
        "https_proxy": "http://127.0.0.1:9",
        "DIALSHEET_HOME": "/nowhere",
    }
    options = ["-rA", "-p", "conftest", "-p", "no:cacheprovider"]
    places = ["-c", ROOT / "pyproject.toml", f"--basetemp={tmp_path / 'base'}", tmp_path]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *places],
        cwd=tmp_path,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )
    outcomes = re.findall(r"^(PASSED|FAILED|ERROR) .+?::(test_\w+)", run.stdout, re.MULTILINE)
    noisy = {name for outcome, name in outcomes if outcome != "PASSED"}
    assert len({name for _, name in outcomes}) == TESTS.count("def test_"), run.stdout
    assert noisy == set(re.findall(r"test_bad_\w+", TESTS)), run.stdout
