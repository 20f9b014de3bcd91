"""A whole campaign under one fault, compared with what the service really did.

It is dialed by `dialsheet run`, or by a person at the window. The truth is the service's state
file: the calls that it accepted, and the life that each led.
"""

import json
import math
import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from dialsheet.campaign import AttemptState, Outcome, attempt_outcome, parse_ref
from dialsheet.cartesia.practice.lives import Fate, PracticeCall, life
from dialsheet.store import open_library
from practice_process import KEY
from programs import Ended, dialsheet, practice_service

DIALECTS = ("2026-03-01", "2026-08-14")
FAULTS = {  # each with a rate that a campaign meets often
    "": 0.0,
    "timeout-before": 0.02,
    "timeout-after-acceptance": 0.02,
    "reset-before": 0.05,
    "reset-after-acceptance": 0.05,
    "500-without-call": 0.05,
    "500-with-call": 0.05,
    "429": 0.05,
    "429-retry-after": 0.05,
    "402": 0.02,
    "401": 0.02,
    "slow": 0.05,
    "cut-json": 0.05,
    "html-502": 0.05,
    "stuck-created": 0.02,
    "list-without-row-data": 0.5,
    "list-lag": 60.0,
}
SPEED = 100
MOST_RUNS = 40
_LOST = {"timeout-before", "reset-before", "500-without-call", "html-502"}  # nothing was accepted
_OUTCOMES = {
    Fate.CONVERSATION: Outcome.COMPLETED,
    Fate.VOICEMAIL: Outcome.VOICEMAIL,
    Fate.NO_ANSWER: Outcome.NO_ANSWER,
    Fate.BUSY: Outcome.BUSY,
    Fate.NOT_CONNECTED: Outcome.NOT_CONNECTED,
    Fate.ERROR: Outcome.ERROR,
}


@dataclass
class Played:
    """How it went; `wrongs` are contacts whose outcome is not what became of them."""

    runs: int
    faults: int  # how often the fault hit
    outcomes: Counter[str]
    wrongs: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)  # what the window said when the run had stopped


def play(
    dialect: str,
    fault: str,
    contacts: int,
    folder: Path,
    *,
    by_window: bool = False,
    rate: float | None = None,
) -> Played:
    """Dial `contacts` contacts to the end, resuming as often as it takes.

    `rate` is the fault's, where it is not to be that of a large campaign.
    """
    sheet, state, log = folder / "sheet.csv", folder / "state", folder / "log"
    home = folder / "home"
    numbers = [f"+1{area}55501{at:02}" for area in (212, 310, 415) for at in range(100)]
    lines = ["Name,Phone", *(f"Person {at},{numbers[at]}" for at in range(contacts))]
    sheet.write_text("\n".join(lines))
    options = ["--seed", "2", "--speed", str(SPEED), "--state", str(state), "--log", str(log)]
    if fault:
        options += ["--fault", f"{fault}={FAULTS[fault] if rate is None else rate}"]
    environment = {
        "DIALSHEET_HOME": str(home),
        "DIALSHEET_PRACTICE_SPEED": str(SPEED),
        "CARTESIA_API_KEY": KEY,
    }
    with practice_service(*options) as service:
        environment["DIALSHEET_API_URL"] = service.url
        if by_window:
            runs, stops = _by_window(sheet, dialect, environment)
        else:
            runs, stops = _by_command_line(sheet, dialect, contacts, environment), []
    with closing(open_library(home)) as library:
        (campaign,) = library.campaigns()
    lines = log.read_text().splitlines()
    hits = sum(json.loads(line)["fault"] == fault for line in lines)
    played = Played(runs, hits, Counter(), stops=stops)
    return _compared(home, campaign.campaign.id, contacts, fault, state, played)


def _by_command_line(sheet: Path, dialect: str, contacts: int, environment: dict[str, str]) -> int:
    """How many commands it took."""
    order = [
        *("run", str(sheet), "--out", str(sheet.with_name("result.xlsx"))),
        *("--api-url", environment["DIALSHEET_API_URL"], "--api-version", dialect),
        *("--pace", "0", "--max-live", "50", "--map", "name=Name", "--json", "--region", "US"),
        *("--ringing-timeout", "30", "--max-minutes", "1"),  # so long is a stuck call awaited
    ]
    home, campaign = Path(environment["DIALSHEET_HOME"]), ""
    for run in range(1, MOST_RUNS + 1):
        ended = dialsheet(*order, **environment)
        campaign = campaign or _campaign(ended)
        if campaign:
            order = ["resume", campaign, "--json"]
            if _called(home, campaign) == contacts:
                return run
    return MOST_RUNS


def _by_window(sheet: Path, dialect: str, environment: dict[str, str]) -> tuple[int, list[str]]:
    """How often Start was pressed, and what was said whenever the run had stopped."""
    program = Path(__file__).with_name("window_campaign.py")
    ended = subprocess.run(
        [sys.executable, program, sheet, dialect],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = json.loads(ended.stdout)
    return told["starts"], told["stops"]


def _campaign(ended: Ended) -> str:
    """The campaign that a run made; empty when it ended before it had one."""
    first = ended.err.partition("\n")[0]
    return first.removeprefix("campaign: ") if first.startswith("campaign: ") else ""


def _called(home: Path, campaign: str) -> int:
    """How many contacts need no dialing any more."""
    back = (AttemptState.NOT_PLACED, AttemptState.WITHDRAWN)
    with closing(open_library(home)) as library:
        return len({each.row for each in library.attempts(campaign) if each.state not in back})


def _compared(
    home: Path, campaign: str, contacts: int, fault: str, state: Path, played: Played
) -> Played:
    truth: dict[str, PracticeCall] = {}
    rows: Counter[int] = Counter()
    for line in state.read_text().splitlines()[1:]:
        call = PracticeCall.from_json(json.loads(line)["call"])
        ref = parse_ref((call.values or {})["dialsheet_ref"])
        assert ref is not None
        truth[ref.attempt_id] = call
        rows[ref.row] += 1
    wrongs = [f"row {row} was called {times} times" for row, times in rows.items() if times > 1]
    with closing(open_library(home)) as library:
        attempts = library.attempts(campaign)
    known = {each.id for each in attempts}
    wrongs += [f"the library does not know attempt {each}" for each in truth.keys() - known]
    last = {each.row: each for each in attempts}
    if len(last) != contacts:
        wrongs.append(f"{len(last)} of {contacts} contacts were tried")
    for attempt in attempts:
        outcome, real = attempt_outcome(attempt), truth.get(attempt.id)
        wanted: set[Outcome | None]
        if real is None:  # an answer that was lost may not be taken for a call that was not made
            never_left = attempt.state in (AttemptState.NOT_PLACED, AttemptState.WITHDRAWN)
            wanted = {None} if never_left else {Outcome.UNKNOWN}
            if not never_left and fault not in _LOST:
                wrongs.append(f"row {attempt.row}: {attempt.state} without a call")
        elif math.isinf(life(real).ended_at):
            wanted = {None}  # stuck: it still rings
        else:
            wanted = {_OUTCOMES[life(real).fate]}
        if outcome not in wanted:
            wrongs.append(f"row {attempt.row}: {outcome}, not {wanted}")
        if last[attempt.row] is attempt:
            played.outcomes[outcome or attempt.state] += 1
    played.wrongs = wrongs
    return played
