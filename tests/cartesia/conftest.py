"""Practice services for the tests of this room."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dialsheet.cartesia import PracticeChild
from practice_process import start_service

# Certificates are made with what the keyring of Linux brings along, and trusted as OpenSSL does.
collect_ignore = [] if sys.platform.startswith("linux") else ["test_tls.py"]


@pytest.fixture(scope="session")
def fast_url() -> Iterator[str]:
    """A service in which a minute passes in 60 ms."""
    child = start_service(speed=1000.0)
    yield child.base_url
    child.stop()


@pytest.fixture
def start() -> Iterator[Callable[..., PracticeChild]]:
    """Starts services that end with the test."""
    children: list[PracticeChild] = []

    def started(**options: Any) -> PracticeChild:
        children.append(start_service(**options))
        return children[-1]

    yield started
    for child in children:
        child.stop()
