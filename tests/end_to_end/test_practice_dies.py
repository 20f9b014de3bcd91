"""The practice service of the command line is killed in a run: it comes back, and the run ends."""

import os
import signal
from pathlib import Path

from patience import PATIENCE_S
from programs import practice_of, start_dialsheet


def test_a_run_outlives_its_practice_service(tmp_path: Path) -> None:
    sheet = tmp_path / "people.csv"
    people = "".join(f"P{nth},+1212555010{nth}\n" for nth in range(6))
    sheet.write_text(f"Name,Phone\n{people}", encoding="utf-8")
    run = ("run", sheet, "--out", tmp_path / "result.csv", "--practice", "--pace", "2", "--json")
    env = {"DIALSHEET_HOME": str(tmp_path / "home"), "DIALSHEET_PRACTICE_SPEED": "60"}
    process = start_dialsheet(*run, **env)
    assert process.stderr
    said = ""
    for line in process.stderr:
        said += line
        if line.startswith("campaign: "):
            break
    calls = tmp_path / "home" / "practice-calls.jsonl"
    while '"call"' not in calls.read_text():  # somebody is being called
        assert process.poll() is None
    os.kill(practice_of(process.pid), signal.SIGKILL)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert "was started again, with all of its calls" in err
    assert "Traceback" not in err
    assert process.returncode in (0, 1), (out, err)
    assert len([line for line in calls.read_text().splitlines() if '"call"' in line]) in (5, 6)
