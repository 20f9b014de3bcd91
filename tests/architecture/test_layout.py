"""The house, in plain words: what stands where, and how long it may get.

Who may import whom is in `pyproject.toml`, for import-linter.
"""

import ast
import re

import pytest

from source_tree import GUI, RESOURCES, ROOT, modules, tracked_files

TOP_LEVEL = {"README.md", "gui", "packaging", "pyproject.toml", "resources", "tests"}
TESTS_BESIDE_ROOMS = {"architecture", "benchmarks", "end_to_end", "simulation"}

# Files and classes that are longer than one sitting, each with the reason.
_ONE_PORT = "one port, a method for each thing that is kept, each a line or two"
_WIRING = "a few lines above: what it joins is told elsewhere"
LONG_CLASSES = {
    "ports/library.py:Library": _ONE_PORT,
    "store/library.py:SqliteLibrary": _ONE_PORT,
    "dialing/agenda.py:Agenda": "every change to who is called next goes through it",
    "dialing/dialer.py:Dialer": _WIRING,
    "ui/main_window.py:MainWindow": _WIRING,
    "ui/session.py:Session": _WIRING,
}
# Tests that may be skipped, each with the reason.
SKIPS: dict[str, str] = {}

VAGUE = {"common", "helpers", "manager", "managers", "misc", "util", "utils"}
REGISTRIES = [  # in pieces, so that this file does not name one either
    "py" + "pi.org",
    "py" + "thonhosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "crates" + ".io",
    "anaconda" + ".org",
]

PYTHON_FILES = [path for path in tracked_files() if path.suffix == ".py"]


def test_the_top_level_holds_what_the_design_allows() -> None:
    top = {path.parts[0] for path in tracked_files()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_files_can_be_read_in_a_sitting() -> None:
    long = {
        path.as_posix()
        for path in PYTHON_FILES
        if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > 400
    }
    assert not long


def test_classes_can_be_read_in_a_sitting() -> None:
    long = {
        f"{path}:{node.name}"
        for path, module in modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef) and (node.end_lineno or 0) - node.lineno >= 250
    }
    assert long == set(LONG_CLASSES)


def test_names_say_something() -> None:
    vague = [path for path in PYTHON_FILES if VAGUE & {path.stem, *path.parent.parts}]
    assert not vague


def test_every_module_says_its_responsibility() -> None:
    assert not [path for path, module in modules().items() if not ast.get_docstring(module)]


def test_only_assets_reads_the_resources() -> None:
    readers = {
        path.relative_to(GUI).as_posix()
        for path in GUI.rglob("*.py")
        if "dialsheet_resources" in path.read_text(encoding="utf-8")
    }
    assert readers == {"assets.py"}


def test_the_resources_hold_no_code() -> None:
    assert [path.name for path in RESOURCES.rglob("*.py")] == ["__init__.py"]
    body = ast.parse((RESOURCES / "__init__.py").read_text(encoding="utf-8")).body
    assert [type(node) for node in body] == [ast.Expr], "a docstring, and nothing else"


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_registry(host: str) -> None:
    assert not [
        path.as_posix()
        for path in tracked_files()
        if host.encode() in (ROOT / path).read_bytes().lower()
    ]


def test_tests_mirror_the_rooms() -> None:
    rooms = {path.name for path in GUI.iterdir() if path.is_dir()} - {"__pycache__"}
    tested = {
        path.parts[1] for path in PYTHON_FILES if path.parts[0] == "tests" and len(path.parts) > 2
    }
    assert rooms <= tested, "each room has its tests"
    assert tested <= rooms | TESTS_BESIDE_ROOMS, "each folder of tests is a room's"


def test_folders_of_tests_are_not_packages() -> None:
    """`tests` is on the path: a package `tests/numbers` would hide the standard library's."""
    assert not [path for path in PYTHON_FILES if path.match("tests/**/__init__.py")]


def test_no_test_is_skipped() -> None:
    skip = re.compile(r"\b(importorskip|mark\.skip|mark\.xfail|pytest\.skip|pytest\.xfail)")
    skipping = {
        path.as_posix()
        for path in PYTHON_FILES
        if path.match("tests/**/test_*.py")
        and path.name != "test_layout.py"
        and skip.search((ROOT / path).read_text(encoding="utf-8"))
    }
    assert skipping == set(SKIPS)


def test_every_wait_has_the_one_bound() -> None:
    """How long a test waits is said in `tests/patience.py`; speed is measured in `benchmarks`."""
    bound = re.compile(r"\b(deadline|patience_m?s|timeout)=[1-9]")
    bounding = [
        path.as_posix()
        for path in PYTHON_FILES
        if path.match("tests/**/*.py")
        and not path.is_relative_to("tests/benchmarks")
        and bound.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert bounding == []
