"""A call-back by the command line: a contact that was called is called once more, at its time."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

from programs import dialsheet, practice_service

FAST = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}
FOUR_HOURS_S = 4 * 3600


def test_a_contact_is_called_once_more_and_says_until_when_it_waits(tmp_path: Path) -> None:
    sheet, result = tmp_path / "people.csv", tmp_path / "result.csv"
    sheet.write_text("Name,Phone\nAnn,+12125550101\nBen,+12125550102\n", encoding="utf-8")
    state = ("--speed", "400", "--state", tmp_path / "calls")
    with practice_service(*state) as service:
        run = ("run", sheet, "--out", result, "--api-url", service.url, "--pace", "0", "--json")
        campaign = dialsheet(*run, **FAST).json["campaign"]

        def call_back(*arguments: str) -> tuple[int, str]:
            ended = dialsheet("call-back", campaign, *arguments)
            return ended.status, ended.out + ended.err

        def resume(ahead_s: int = 0) -> list[str]:
            order = ("resume", campaign, "--out", result, "--json")
            again = dialsheet(*order, ahead_s=ahead_s, **FAST)
            assert again.status in (0, 1), again.err
            return sorted(call["telephony_params"]["to"] for call in service.calls())

        later = datetime.now().astimezone().replace(tzinfo=None) + timedelta(hours=3)
        assert call_back("--row", "3", "--at", later.isoformat())[0] == 0
        assert resume() == ["+12125550101", "+12125550102"]
        with result.open(encoding="utf-8-sig", newline="") as file:
            reasons = [row["Decision reason"] for row in csv.DictReader(file)]
        assert reasons[0] == ""
        assert f"{later:%Y-%m-%d %H:%M}" in reasons[1]
        assert call_back("--row", "3", "--cancel")[0] == 0
        assert resume() == ["+12125550101", "+12125550102"]
        assert call_back("--row", "3", "--at", later.isoformat())[0] == 0
        port = service.port
    with practice_service(*state, "--port", port, ahead_s=FOUR_HOURS_S) as service:
        assert resume(FOUR_HOURS_S) == ["+12125550101", "+12125550102", "+12125550102"]
        status, told = call_back("--row", "3", "--at", "2020-03-02T14:30+01:00")
        assert (status, "is past" in told) == (2, True)
        assert call_back("--row", "9", "--at", later.isoformat())[0] == 2
        assert call_back("--row", "3", "--at", "tomorrow")[0] == 2
        assert call_back("--row", "3")[0] == 2
