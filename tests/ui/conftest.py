"""What the tests of the window share."""

from pathlib import Path

import pytest

# The offscreen platform says so whenever a window is shown; it is about the platform, not about us.
OFFSCREEN = r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)\(?\)?"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the platform says of itself fails no test of the window."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN))
