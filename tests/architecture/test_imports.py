"""What importing costs: the command line pays for nothing that it does not use."""

import subprocess
import sys

import pytest

LATE = {"PySide6", "httpx", "numpy", "openpyxl", "pandas", "sqlalchemy", "starlette", "uvicorn"}


def loaded_by(module: str) -> set[str]:
    """The top-level names that a fresh interpreter has loaded after importing `module`."""
    script = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-c", script]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_the_command_line_imports_late() -> None:
    assert not loaded_by("dialsheet.cli") & LATE


def test_without_a_window_there_is_no_qt() -> None:
    assert "PySide6" not in loaded_by("dialsheet.headless")


@pytest.mark.parametrize("room", ["campaign", "dialing", "ports", "errors", "columns"])
def test_decisions_know_no_library(room: str) -> None:
    assert not loaded_by(f"dialsheet.{room}") & LATE
