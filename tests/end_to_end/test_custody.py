"""What remained unknown is settled by a person, and the decision log is verified."""

import json
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import httpx

from programs import Practice, dialsheet, practice_service, start_dialsheet

FAST = ("--speed", "400")
KEY = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}
PEOPLE = "Name,Phone\nAnn,+12125550101\nBen,+12125550102\n"


def ran(folder: Path, service: Practice) -> str:
    """A campaign whose creates all lost their answers; its ID."""
    sheet = folder / "people.csv"
    sheet.write_text(PEOPLE, encoding="utf-8")
    ended = dialsheet(
        "run", sheet, "--out", folder / "result.xlsx", "--api-url", service.url, "--pace", "0",
        "--json", **KEY,
    )  # fmt: skip
    assert ended.status == 1, ended.err
    assert ended.json["counts"]["unknown"] == 2
    campaign: str = ended.json["campaign"]
    return campaign


def called_by_hand(service: Practice, number: str, **row_data: str) -> str:
    """Somebody calls that number without this Dialsheet; the call's ID."""
    order = {
        "agent_id": "agent_practice_survey",
        "from_number_id": "ap_practice_world",
        "outbound_calls": [{"to_number": number, "metadata": row_data}],
    }
    headers = {"Authorization": "Bearer test", "Cartesia-Version": "2026-03-01"}
    url = f"{service.url}/agents/calls"
    answer = httpx.post(url, json=order, headers=headers, trust_env=False)
    call_id: str = answer.raise_for_status().json()["calls"][0]["agent_call_id"]
    return call_id


LOSSY = "500-without-call=1"  # every create loses its answer, and places nothing


def test_a_person_settles_what_nobody_can_tell(tmp_path: Path, dialsheet_home: Path) -> None:
    state = tmp_path / "calls"
    with practice_service(*FAST, "--fault", LOSSY, "--state", state) as service:
        campaign = ran(tmp_path, service)
        port = service.url.rpartition(":")[2]
    with practice_service(*FAST, "--port", port, "--state", state) as service:
        by_hand = called_by_hand(service, "+12125550101")
        other = called_by_hand(service, "+12125550199")

        def review(*arguments: str) -> tuple[int, str, str]:
            ended = dialsheet("review", campaign, *arguments, **KEY)
            return ended.status, ended.out, ended.err

        shown = dialsheet("review", campaign, "--json", **KEY)
        assert shown.status == 1, shown.err
        assert [
            (each["row"], each["number"], [call["call_id"] for call in each["candidates"]])
            for each in shown.json["unknown"]
        ] == [(2, "+12125550101", [by_hand]), (3, "+12125550102", [])]
        assert all(each["reason"]["text"] for each in shown.json["unknown"])
        status, _, told = review("--row", "2", "--as", "maybe")
        assert (status, "not-placed" in told) == (2, True)
        assert review("--row", "2")[0] == 2
        assert "another number" in review("--row", "2", "--as", f"placed:{other}")[2]

        placed = dialsheet(
            "review", campaign, "--row", "2", "--as", f"placed:{by_hand}", "--json", **KEY
        )
        assert placed.status == 1, placed.err
        assert placed.json["settled"]["call_id"] == by_hand
        assert placed.json["settled"]["state"] in ("placed", "ended")
        assert review("--row", "3", "--as", "not-placed")[0] == 0
        assert len(service.calls()) == 2
        again = dialsheet("resume", campaign, "--out", tmp_path / "again.xlsx", "--json", **KEY)
        assert again.status == 0, again.err
        called = [call["telephony_params"]["to"] for call in service.calls()]
        assert sorted(called) == ["+12125550101", "+12125550102", "+12125550199"]
    audited = dialsheet("audit", campaign)
    assert (audited.status, len(audited.out.splitlines())) == (0, 1)
    with closing(sqlite3.connect(dialsheet_home / "library.sqlite3")) as raw, raw:
        raw.execute("DROP TRIGGER event_no_update")
        raw.execute("UPDATE event SET account = 'nobody' WHERE seq = 3")
    altered = dialsheet("audit", campaign, "--json")
    assert (altered.status, altered.json["intact"]) == (1, False)
    assert altered.json["text"].startswith("Entry 3 ")


def test_a_campaign_goes_on_on_another_desktop(tmp_path: Path) -> None:
    sheet, file, result = (tmp_path / name for name in ("people.csv", "file", "result.xlsx"))
    sheet.write_text(PEOPLE, encoding="utf-8")
    there = {**KEY, "DIALSHEET_HOME": str(tmp_path / "another desktop")}
    with practice_service(*FAST) as service:
        run = ("run", sheet, "--out", result, "--api-url", service.url)
        stopped = start_dialsheet(*run, "--pace", "0.001", **KEY)
        while not service.calls():
            assert stopped.poll() is None
        stopped.terminate()
        campaign = stopped.communicate()[1].partition("\n")[0].removeprefix("campaign: ")

        handed = dialsheet("hand-over", campaign, file)
        assert handed.status == 0, handed.err
        assert dialsheet("hand-over", campaign, file).status == 2, "nothing is written over"
        refused = dialsheet("resume", campaign, "--out", result, **KEY)
        assert (refused.status, "handed over" in refused.err) == (2, True)

        ref = f"{campaign}.3.{uuid.uuid4()}"  # somebody resumed an older copy, say
        called_by_hand(service, "+12125550102", dialsheet_ref=ref)
        unknown = dialsheet("take-over", file, **there)
        assert (unknown.status, service.url in unknown.err) == (2, True)
        taken = dialsheet("take-over", file, "--api-url", service.url, **there)
        assert taken.status == 1, taken.err
        assert "1 call was made" in taken.out
        there_too = tmp_path / "result there.xlsx"
        ended = dialsheet("resume", campaign, "--out", there_too, "--json", **there)
        assert ended.status == 0, ended.err
        assert ended.json["counts"]["unknown"] == 0
        called = [call["telephony_params"]["to"] for call in service.calls()]
    assert sorted(called) == ["+12125550101", "+12125550102"]
    assert dialsheet("take-over", sheet, **there).status == 2


def test_no_key_goes_where_a_file_says(tmp_path: Path) -> None:
    sheet, file, result = (tmp_path / name for name in ("people.csv", "file", "result.xlsx"))
    sheet.write_text(PEOPLE, encoding="utf-8")
    there = {**KEY, "DIALSHEET_HOME": str(tmp_path / "another desktop")}
    log = tmp_path / "requests"
    with practice_service(*FAST) as known, practice_service(*FAST, "--log", log) as elsewhere:
        run = ("run", sheet, "--api-url", known.url, "--pace", "0", "--json")
        made = dialsheet(*run, "--out", tmp_path / "there.xlsx", **there)  # it knows that address
        assert made.status == 0, made.err
        campaign = dialsheet(*run, "--out", result, "--limit", "1", **KEY).json["campaign"]
        assert dialsheet("hand-over", campaign, file).status == 0
        with closing(sqlite3.connect(file)) as raw, raw:
            raw.execute(
                "UPDATE campaign SET base_url = :url, connection = json_set(connection,"
                " '$.base_url', :url, '$.key_header', 'X-API-Key', '$.proxy', :url)",
                {"url": elsewhere.url},
            )
        refused = dialsheet("take-over", file, **there)
        assert (refused.status, elsewhere.url in refused.err) == (2, True)
        for command in (("resume", campaign, "--out", result), ("review", campaign)):
            assert dialsheet(*command, **there).status == 2
        assert log.read_bytes() == b""
        with closing(sqlite3.connect(tmp_path / "another desktop/library.sqlite3")) as raw:
            kept = raw.execute("SELECT connection FROM campaign ORDER BY key DESC").fetchone()[0]
        assert json.loads(kept)["proxy"] == ""
        assert json.loads(kept)["key_header"] == "Authorization"
