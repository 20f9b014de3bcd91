"""A window that is ended from outside: as politely as if a person had closed it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from dialsheet import outside
from dialsheet.campaign import AttemptState, CampaignState
from patience import PATIENCE_S
from practice_process import LASTING
from programs import practice_service
from refusing_service import refusing

WINDOW = Path(__file__).parents[1] / "window_dialing.py"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Forty people."""
    path = tmp_path / "people.csv"
    rows = "".join(f"Ann {n},+1 202 555 {100 + n:04}\n" for n in range(40))
    path.write_text(f"Name,Phone\n{rows}", encoding="utf-8")
    return path


@contextmanager
def window(*arguments: str | Path, **env: str) -> Iterator[subprocess.Popen[str]]:
    """A window of its own, as in a terminal of its own, once it is ready."""
    process = subprocess.Popen(
        [sys.executable, WINDOW, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_LOGGING_RULES": "*.warning=false", **env},
        start_new_session=True,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


@pytest.mark.parametrize("number", SIGNALS)
def test_an_idle_window_is_closed(number: signal.Signals, sheet: Path) -> None:
    with window(sheet) as process:
        os.killpg(process.pid, number)  # as a terminal does, to all that was started in it
        _, told = process.communicate(timeout=PATIENCE_S)
        assert (process.returncode, told) == (0, "")


@pytest.mark.parametrize("number", SIGNALS)
def test_a_window_that_dials_waits_for_the_answers_in_flight(
    number: signal.Signals, sheet: Path
) -> None:
    are_answered = threading.Event()

    def hold(_number: str) -> None:
        are_answered.wait(PATIENCE_S)

    with practice_service("--speed", LASTING) as behind, refusing(behind) as service:
        service.refuses = hold
        env = {"DIALSHEET_API_URL": service.url, "CARTESIA_API_KEY": "test"}
        with window(sheet, "dial", **env) as process:
            while not service.creates:
                assert process.poll() is None
            process.send_signal(number)
            are_answered.set()
            _, told = process.communicate(timeout=PATIENCE_S)
            assert (process.returncode, told) == (0, "")
        called = [call["telephony_params"]["to"] for call in behind.calls()]
    with closing(outside.library_opener()()) as library:
        (summary,) = library.campaigns()
        attempts = library.attempts(summary.campaign.id)
    assert summary.state is CampaignState.UNFINISHED
    placed = [each.number.e164 for each in attempts if each.state is AttemptState.PLACED]
    assert sorted(placed) == sorted(called) != []
    others = {each.state for each in attempts} - {AttemptState.PLACED}
    assert others <= {AttemptState.WITHDRAWN}, "an answer was not waited for"
