"""Rows are added by the command line to a campaign that was dialed, and then they are dialed."""

import csv
from pathlib import Path

from dialsheet.store.locks import exclusive
from programs import dialsheet, practice_service

FAST = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}


def test_a_campaign_grows_and_only_the_new_ones_are_called(
    tmp_path: Path, dialsheet_home: Path
) -> None:
    sheet, more, result = (tmp_path / name for name in ("people.csv", "more.csv", "result.csv"))
    sheet.write_text("Name,Phone\nAnn,+12125550101\nBen,+12125550102\n", encoding="utf-8")
    more.write_text("Phone;Name\n+12125550103;Cid\n+12125550101;Ann\n12;Dan\n", encoding="utf-8")
    with practice_service("--speed", "400") as service:
        run = ("run", sheet, "--out", result, "--api-url", service.url, "--pace", "0", "--json")
        campaign = dialsheet(*run, **FAST).json["campaign"]
        with exclusive(dialsheet_home / "dialing.lock", "store.dialing_elsewhere"):
            refused = dialsheet("add", campaign, more)
        assert (refused.status, refused.out) == (3, "")
        added = dialsheet("add", campaign, more, "--json")
        assert added.status == 0, added.err
        assert added.json == {
            "campaign": campaign,
            "first_row": 5,
            "contacts": 3,
            "counts": {"ready": 1, "held": 0, "skipped": 2},
        }
        other = dialsheet("add", campaign, more, "--delimiter", ",")
        assert (other.status, "Phone" in other.err) == (2, True)
        ended = dialsheet("resume", campaign, "--out", result, "--json", **FAST)
        assert ended.status == 0, ended.err
        called = sorted(call["telephony_params"]["to"] for call in service.calls())
    assert called == ["+12125550101", "+12125550102", "+12125550103"]
    with result.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            (row["Dialsheet row"], row["Name"], row["File"], row["Decision"])
            for row in csv.DictReader(file)
        ]
    assert rows == [
        ("2", "Ann", "people.csv", "called"),
        ("3", "Ben", "people.csv", "called"),
        ("5", "Cid", "more.csv", "called"),
        ("6", "Ann", "more.csv", "skipped"),
        ("7", "Dan", "more.csv", "skipped"),
    ]
