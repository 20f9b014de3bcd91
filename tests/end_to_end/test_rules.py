"""Rules by the command line: who must not be called is not, and the result sheet says why."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from programs import Practice, dialsheet, practice_service

PLACES = ("America/Los_Angeles", "America/New_York", "Europe/London")
RULES = """
window = "{window}"
suppression = ["never.csv"]
order = ["-Name"]
"""


def dial(service: Practice, folder: Path, window: str, *more: str) -> tuple[int, dict[str, int]]:
    """Run the sheet under a window: exit status and counts."""
    (folder / "rules.toml").write_text(RULES.format(window=window), encoding="utf-8")
    done = dialsheet(
        *("run", folder / "list.csv", "--out", folder / "result.csv", "--region", "US", "--json"),
        *("--api-url", service.url, "--rules", folder / "rules.toml", *more),
        DIALSHEET_HOME=str(folder / "home"),
        CARTESIA_API_KEY="local",
    )
    return done.status, done.json["counts"]


def told(folder: Path) -> dict[str, tuple[str, str]]:
    """What the result sheet tells of each contact: the decision and its reason."""
    with (folder / "result.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return {row["Name"]: (row["Decision"], row["Decision reason"]) for row in rows}


def closed_everywhere() -> str:
    """A window that is closed in all three places, and will be for more than an hour."""
    now = datetime.now(UTC)
    hours = {now.astimezone(ZoneInfo(zone)).hour for zone in PLACES}
    soon = {(hour + ahead) % 24 for hour in hours for ahead in range(3)}
    opens = next(hour for hour in range(24) if hour not in soon)
    return f"{opens:02}:00-{opens:02}:01"


def test_the_rules_of_a_file_are_kept(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "Name,Phone\nAnn,+14155550101\nBob,+12125550102\nCid,+442079460103\n", encoding="utf-8"
    )
    (tmp_path / "never.csv").write_text("Phone\n(212) 555-0102\n", encoding="utf-8")
    with practice_service("--speed", "400") as service:
        window = closed_everywhere()
        status, counts = dial(service, tmp_path, window)
        assert (status, counts["held"]) == (1, 3)
        assert {decision for decision, _ in told(tmp_path).values()} == {"held"}
        assert f"calling window, {window}" in told(tmp_path)["Cid"][1]
        status, counts = dial(service, tmp_path, "00:00-24:00", "--call-again", "--force")
        assert (status, counts["held"]) == (1, 1)
        assert [name for name, (decision, _) in told(tmp_path).items() if decision == "held"] == [
            "Bob"
        ]
        assert "suppression list" in told(tmp_path)["Bob"][1]
