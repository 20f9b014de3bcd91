"""A network that accepts and answers nothing: said within seconds, and nothing unproven."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from odd_service import Odd, odd_service
from patience import PATIENCE_S
from programs import practice_service, start_dialsheet

WAITING = "waiting for an answer for"


@pytest.fixture
def service() -> Iterator[Odd]:
    with practice_service("--speed", "1") as behind, odd_service(behind) as odd:
        yield odd


def start(service: Odd, folder: Path) -> "subprocess.Popen[str]":
    sheet = folder / "people.csv"
    people = "".join(f"P{nth},+1212555010{nth}\n" for nth in range(8))
    sheet.write_text(f"Name,Phone\n{people}", encoding="utf-8")
    return start_dialsheet(
        *("run", sheet, "--out", folder / "result.xlsx", "--json"),
        *("--api-url", service.url, "--pace", "0"),
        DIALSHEET_HOME=str(folder / "home"),
        CARTESIA_API_KEY="test",
    )


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    """What a command says up to the line that has these words."""
    assert process.stderr
    said = ""
    for line in process.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


@pytest.mark.parametrize("frozen", ["POST", "GET /agents/calls", ""])
def test_what_waits_for_an_answer_is_told_and_a_ctrl_c_waits_for_calls_alone(
    service: Odd, tmp_path: Path, frozen: str
) -> None:
    def freezes(asked: str) -> bool:
        return asked.startswith(frozen) and "/agents/calls" in asked

    service.freezes = freezes
    process = start(service, tmp_path)
    said = read_until(process, WAITING)
    assert "placed" not in said.replace("may have been placed or not", "")
    process.send_signal(signal.SIGINT)
    if service.creates:  # an answer that was asked for is waited for
        read_until(process, "Interrupted: nothing more is sent")
        process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in err
    assert process.returncode in ((130,) if not service.creates else (-signal.SIGINT, 130))


def test_what_the_service_is_asked_before_a_run_is_told_too(service: Odd, tmp_path: Path) -> None:
    service.freezes = lambda asked: asked.startswith("GET /agents?") or asked == "GET /agents"
    process = start(service, tmp_path)
    read_until(process, WAITING)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
