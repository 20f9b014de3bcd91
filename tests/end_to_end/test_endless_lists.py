"""Lists that never end: nobody waits for their end, nobody is called, and one sentence says so."""

import itertools
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from odd_service import Odd, odd_service
from patience import PATIENCE_S
from programs import dialsheet, practice_service, start_dialsheet

CALLS = "/agents/calls?"


def page(first: int, next_page: str, *, timed: bool = True) -> dict[str, Any]:
    """A page of calls that nobody knows of."""
    told = {"start_time": datetime.now(UTC).isoformat()} if timed else {}
    number = {"direction": "outbound", "to": "+442079460999"}
    data = [
        {"id": f"ac_odd_{nth}", "status": "completed", "telephony_params": number, **told}
        for nth in range(first, first + 5)
    ]
    return {"data": data, "has_more": True, "next_page": next_page}


def to_each_other(path: str) -> dict[str, Any]:
    """Two pages, each of which names the other as the next one."""
    return page(5, "a") if "starting_after=b" in path else page(0, "b")


def made_up(*, timed: bool, same: bool = False) -> Callable[[str], dict[str, Any]]:
    """Pages under ever new cursors: the same one, or ever new calls."""
    count = itertools.count(1)

    def answer(_path: str) -> dict[str, Any]:
        nth = next(count)
        return page(0 if same else 5 * nth, f"cursor {nth}", timed=timed)

    return answer


ENDLESS: dict[str, Callable[[str], dict[str, Any]]] = {
    "two pages that lead to each other": to_each_other,
    "the same page under new cursors": made_up(timed=True, same=True),
    "ever new calls of this moment": made_up(timed=True),
    "ever new calls of no time": made_up(timed=False),
}


def of_calls(answer: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any] | None]:
    return lambda path: answer(path) if path.startswith(CALLS) else None


class Desk:
    """A campaign whose pilot is over, and the service that it dials by."""

    def __init__(self, service: Odd, folder: Path) -> None:
        self.service = service
        self.env = {"DIALSHEET_HOME": str(folder / "home"), "CARTESIA_API_KEY": "test"}
        self.env["DIALSHEET_PRACTICE_SPEED"] = "400"
        sheet = folder / "people.csv"
        sheet.write_text("Name,Phone\nAnn,+12125550101\nBen,+12125550102\n", encoding="utf-8")
        out = ("--out", folder / "result.xlsx", "--json")
        to = ("--api-url", service.url, "--limit", "1", "--pace", "0")
        self.campaign = dialsheet("run", sheet, *out, *to, **self.env).json["campaign"]
        self.resume = ("resume", self.campaign, "--whole-list", *out)
        assert service.creates == 1


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with practice_service("--speed", "400") as behind, odd_service(behind) as service:
        yield Desk(service, tmp_path)


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_list_of_calls_without_an_end_is_told_once_and_nobody_is_called(
    desk: Desk, kind: str
) -> None:
    desk.service.answers = of_calls(ENDLESS[kind])
    ended = dialsheet(*desk.resume, **desk.env)
    assert ended.status == 3, ended.err
    assert ended.err.count("has no end") == 1
    assert "nobody is called" in ended.err
    assert desk.service.creates == 1

    desk.service.answers = lambda _path: None
    assert dialsheet(*desk.resume, **desk.env).status == 0
    assert desk.service.creates == 2


def test_one_ctrl_c_ends_a_look_back_that_takes_long(desk: Desk) -> None:
    desk.service.answers = of_calls(to_each_other)
    desk.service.freezes = lambda path: "starting_after" in path
    process = start_dialsheet(*desk.resume, **desk.env)
    assert desk.service.frozen.wait(PATIENCE_S)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert desk.service.creates == 1


def test_what_metrics_say_without_an_end_holds_up_no_run(desk: Desk) -> None:
    count = itertools.count(1)

    def results(path: str) -> dict[str, Any] | None:
        if not path.startswith("/agents/metrics/results"):
            return None
        nth = next(count)
        told = {"id": "mr_1", "callId": "ac_odd", "metricName": "mood", "value": 1}
        return {"data": [told], "has_more": True, "next_page": f"cursor {nth}"}

    desk.service.answers = results
    ended = dialsheet(*desk.resume, **desk.env)
    assert ended.status == 0, ended.err
    assert desk.service.creates == 2


@pytest.mark.parametrize("path", ["/agents", "/agents/phone-numbers"])
def test_lists_of_the_account_without_an_end_make_no_campaign(
    desk: Desk, tmp_path: Path, path: str
) -> None:
    count = itertools.count(1)

    def endless(asked: str) -> dict[str, Any] | None:
        if asked.partition("?")[0] != path:
            return None
        nth = next(count)
        return {"data": [{"id": f"x{nth}", "number": "+12125550000"}], "has_more": True}

    desk.service.answers = endless
    sheet = tmp_path / "others.csv"
    sheet.write_text("Name,Phone\nCid,+12125550103\n", encoding="utf-8")
    run = ("run", sheet, "--out", tmp_path / "r.csv", "--api-url", desk.service.url)
    ended = dialsheet(*run, **desk.env)
    assert (ended.status, "campaign:" in ended.err) == (3, False)
    assert "has no end" in ended.err
