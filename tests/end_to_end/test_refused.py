"""Refused is not called: by the real program, against a service that refuses as it is told."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from programs import Ended, Practice, dialsheet, practice_service
from refusing_service import Refusing, refusing, words

PEOPLE = 6
NUMBERS = [f"+1212555{100 + at:04}" for at in range(PEOPLE)]
GONE = "This version of the API is no longer supported."


@pytest.fixture
def behind() -> Iterator[Practice]:
    with practice_service("--speed", "400") as running:
        yield running


@pytest.fixture
def service(behind: Practice) -> Iterator[Refusing]:
    with refusing(behind) as running:
        yield running


def people(folder: Path, numbers: list[str] = NUMBERS) -> Path:
    sheet = folder / "people.csv"
    rows = "".join(f"Person {at},{number}\n" for at, number in enumerate(numbers))
    sheet.write_text(f"Name,Phone\n{rows}", encoding="utf-8")
    return sheet


def run(service: Refusing, folder: Path, sheet: Path, *options: str | Path) -> Ended:
    return dialsheet(
        *("run", sheet, "--out", folder / "result.csv", "--api-url", service.url, "--json"),
        *("--pace", "20", "--map", "name=Name", *options),
        DIALSHEET_HOME=str(folder / "home"),
        CARTESIA_API_KEY="local",
    )


def resume(folder: Path, campaign: str) -> Ended:
    return dialsheet(
        *("resume", campaign, "--out", folder / "result.csv", "--json"),
        DIALSHEET_HOME=str(folder / "home"),
        CARTESIA_API_KEY="local",
    )


def results(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("as_entries", "live"), [(False, "1"), (True, "8")], ids=["400", "entries, several at once"]
)
def test_a_service_that_refuses_every_request_burns_nobody(
    service: Refusing, tmp_path: Path, as_entries: bool, live: str
) -> None:
    ids = iter(range(99))
    service.as_entries = as_entries
    service.refuses = lambda number: words("Bad Request", GONE, f"req-{next(ids)}")
    ended = run(service, tmp_path, people(tmp_path), "--max-live", live)
    campaign = ended.json["campaign"]
    for asked_before in (0, None):
        assert ended.status == 3
        assert GONE in ended.err
        assert sum(ended.json["counts"].values()) == 0
        assert ended.json["state"] == "unfinished"
        (said,) = ended.json["refusals"]
        assert (said["title"], said["message"]) == ("Bad Request", GONE)
        if asked_before is not None:
            assert said["request_id"].startswith("req-")
            assert len(service.creates) <= (2 if live == "1" else 8)
            ended = resume(tmp_path, campaign)
    assert {row["Decision"] for row in results(tmp_path / "result.csv")} == {"ready"}
    service.refuses = lambda _number: None
    ended = resume(tmp_path, campaign)
    assert ended.status == 0, ended.err
    assert ended.json["counts"]["refused"] == 0
    assert (sum(ended.json["counts"].values()), ended.json["state"]) == (PEOPLE, "finished")
    assert ended.json["refusals"] == []
    assert {row["Decision"] for row in results(tmp_path / "result.csv")} == {"called"}


def test_two_wrong_numbers_end_refused_and_are_ready_when_the_result_comes_back(
    service: Refusing, tmp_path: Path
) -> None:
    wrong = NUMBERS[2:4]
    service.refuses = lambda number: (
        words("Bad Request", f"{number} is no valid number.") if number in wrong else None
    )
    ended = run(service, tmp_path, people(tmp_path), "--max-live", "1")
    assert (ended.status, ended.json["state"]) == (3, "unfinished")
    assert ended.json["counts"]["refused"] == 0
    ended = resume(tmp_path, ended.json["campaign"])
    assert (ended.status, ended.json["state"]) == (0, "finished"), ended.err
    assert ended.json["counts"]["refused"] == 2
    assert [(each["title"], each["count"]) for each in ended.json["refusals"]] == [
        ("Bad Request", 2)
    ]
    rows = results(tmp_path / "result.csv")
    told = [(row["Decision"], row["Outcome"]) for row in rows if row["Phone"] in wrong]
    assert told == [("refused", "refused")] * 2
    (error,) = [row["Error"] for row in rows if row["Phone"] == wrong[0]]
    assert error.endswith(f"{wrong[0]} is no valid number.")
    listed = dialsheet("campaigns", "--json", DIALSHEET_HOME=str(tmp_path / "home"))
    assert [each["counts"]["refused"] for each in listed.json["campaigns"]] == [2]

    service.refuses = lambda _number: None
    before = len(service.creates)
    again = dialsheet(
        *("run", tmp_path / "result.csv", "--out", tmp_path / "again.csv", "--json"),
        *("--api-url", service.url, "--pace", "20"),
        DIALSHEET_HOME=str(tmp_path / "another home"),
        CARTESIA_API_KEY="local",
    )
    assert again.status == 0, again.err
    assert sorted(service.creates[before:]) == wrong
    assert again.json["counts"]["refused"] == 0


def test_a_campaign_whose_last_numbers_are_wrong_comes_to_an_end(
    service: Refusing, tmp_path: Path
) -> None:
    wrong = NUMBERS[-2:]
    service.refuses = lambda number: words("No", "Not a number.") if number in wrong else None
    ended = run(service, tmp_path, people(tmp_path), "--max-live", "1")
    statuses = [ended.status]
    while ended.json["state"] != "finished" and len(statuses) < 9:
        ended = resume(tmp_path, ended.json["campaign"])
        statuses.append(ended.status)
    assert statuses == [3, 3, 1, 0], "exit 1 is for a person to look at the two"
    assert ended.json["counts"]["refused"] == 2


def test_answered_calls_that_all_go_wrong_end_the_run_for_a_person(
    service: Refusing, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("broken_agent = 3\n", encoding="utf-8")
    broken: dict[str, object] = {
        "status": "failed",
        "end_reason": "error",
        "error_message": "The model is gone.",
    }
    broken |= {"start_time": "2026-03-01T12:00:00Z", "end_time": "2026-03-01T12:00:20Z"}
    said = {"role": "assistant", "text": "Hello", "start_timestamp": 0.0, "end_timestamp": 1.0}
    broken["transcript"] = [said]
    over = ("completed", "failed")
    service.tells = lambda call: {**call, **broken} if call["status"] in over else call
    ended = run(service, tmp_path, people(tmp_path), "--rules", rules, "--max-live", "1")
    assert (ended.status, ended.json["state"]) == (1, "needs_person")
    assert "The model is gone." in ended.err
    assert ended.json["counts"]["error"] == 3
    ended = resume(tmp_path, ended.json["campaign"])
    assert (ended.status, ended.json["state"]) == (1, "needs_person"), "the count starts anew"
    service.tells = lambda call: call
    ended = resume(tmp_path, ended.json["campaign"])
    assert (ended.status, ended.json["state"]) == (0, "finished")
    assert len(service.creates) == PEOPLE
