"""A campaign whose process is killed again and again at random moments, at a service that fails.

    .venv/bin/python -m kills [how many kills, 200] [seed]

(in the folder `tests`) prints what was seen; the exit status is 1 when anything is wrong.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from programs import Practice, dialsheet, practice_service, start_dialsheet

FAULTS = {
    "reset-before": 0.02,
    "reset-after-acceptance": 0.04,
    "500-without-call": 0.02,
    "500-with-call": 0.04,
    "cut-json": 0.02,
    "html-502": 0.02,
    "429": 0.05,
    "list-without-row-data": 0.3,
    "list-lag": 0.3,
}
PACE = 25  # calls a second
ROOM = "1000"  # for the calls that nobody can tell of: each takes a place below the ceiling
LONGEST_LIFE_S = 0.8  # of a process, from its first word on
ENVIRONMENT = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}


@dataclass(frozen=True)
class Ending:
    """How it came out in the end."""

    kills: int
    calls: int
    unknown: int
    wrongs: list[str]


def play(folder: Path, kills: int, seed: int) -> Ending:
    """Kill a campaign that often, let it come to its end in fine weather, and compare."""
    chance = random.Random(seed)
    sheet, result, state = (folder / name for name in ("sheet.xlsx", "result.xlsx", "calls"))
    numbers = _make_sheet(sheet, 40 + round(kills * LONGEST_LIFE_S / 2 * PACE))
    faults = [part for name, rate in FAULTS.items() for part in ("--fault", f"{name}={rate}")]
    common = ("--speed", "400", "--concurrency", ROOM, "--state", state)
    fresh = (
        *("run", sheet, "--out", result, "--api-url"),
        *("--pace", str(PACE), "--max-live", ROOM, "--set", "firm=Acme"),
    )
    done, campaign = 0, ""
    with practice_service(*common, *faults, "--seed", str(seed)) as service:
        port = service.url.rpartition(":")[2]
        while done < kills:
            command = ("resume", campaign) if campaign else (*fresh[:5], service.url, *fresh[5:])
            said, killed = _killed(command, chance)
            campaign = campaign or said
            done += killed
    with practice_service(*common, "--port", port) as service:
        while _state() == "unfinished":  # too many unknowns in a row stop a run
            dialsheet("resume", campaign, "--out", result, **ENVIRONMENT)
        return Ending(done, *compare(service, result, numbers))


def _killed(command: tuple[str | Path, ...], chance: random.Random) -> tuple[str, bool]:
    """Start a command and kill it: its campaign, and whether it had not ended by itself."""
    process = start_dialsheet(*command, **ENVIRONMENT)
    assert process.stderr
    _, _, campaign = process.stderr.readline().strip().partition("campaign: ")
    time.sleep(chance.uniform(0.0, LONGEST_LIFE_S))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return campaign, process.returncode == -signal.SIGKILL


def _state() -> str:
    (listed,) = dialsheet("campaigns", "--json").json["campaigns"]
    state: str = listed["state"]
    return state


def _make_sheet(path: Path, rows: int) -> dict[int, str]:
    """Write a workbook of contacts that can all be called; each row's number."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Name", "Phone"])
    numbers = {row: f"+1212{5_550_000 + row}" for row in range(2, rows + 2)}
    for row, number in numbers.items():
        page.append([f"Contact {row}", number])
    book.save(path)
    return numbers


def compare(service: Practice, result: Path, numbers: dict[int, str]) -> tuple[int, int, list[str]]:
    """The service's own list and the result sheet, one to one: calls, unknown rows, wrongs."""
    pages: dict[str, list[dict[str, Any]]] = {}
    for page in openpyxl.load_workbook(result):
        headers, *rows = page.iter_rows(values_only=True)
        pages[page.title] = [dict(zip(map(str, headers), row, strict=True)) for row in rows]
    listed = {call["id"]: call for call in service.calls()}
    results, wrongs, unknown = pages["Results"], [], 0
    for number, times in Counter(
        call["telephony_params"]["to"] for call in listed.values()
    ).items():
        if times > 1:
            wrongs.append(f"{number} was called {times} times")
    told = {row["Call ID"]: row for row in results if row["Call ID"]}
    wrongs += [f"call {call} is in no row" for call in listed.keys() - told.keys()]
    wrongs += [f"call {call} was never placed" for call in told.keys() - listed.keys()]
    if {row["Dialsheet row"] for row in results} != numbers.keys():
        wrongs.append("the result sheet has other rows")
    for row in results:
        call = listed.get(row["Call ID"])
        unknown += row["Outcome"] == "unknown"
        if call is None:
            if row["Outcome"] != "unknown":
                wrongs.append(f"row {row['Dialsheet row']} was forgotten")
            continue
        if call["telephony_params"]["to"] != numbers[row["Dialsheet row"]]:
            wrongs.append(f"row {row['Dialsheet row']} has another contact's call")
        if call["status"] != row["Status"]:
            wrongs.append(f"row {row['Dialsheet row']} is {row['Status']}, not {call['status']}")
    attempts = [row["Call ID"] for row in pages["Attempts"] if row["Call ID"]]
    if Counter(attempts) != Counter(list(listed)):
        wrongs.append("the attempts are not the calls, one to one")
    return len(listed), unknown, wrongs


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    drawn = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    sys.stdout.write(f"seed {drawn}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["DIALSHEET_HOME"] = f"{temporary}/home"
        ending = play(Path(temporary), wanted, drawn)
    sys.stdout.write(f"{ending}\n")
    sys.exit(bool(ending.wrongs))
