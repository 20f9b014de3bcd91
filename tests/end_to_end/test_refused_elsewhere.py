"""While another process dials, a run is refused and leaves nothing behind."""

from pathlib import Path

import pytest

from practice_process import LASTING
from programs import dialsheet, practice_service, start_dialsheet


@pytest.mark.parametrize("test_call", [(), ("--test-call", "+12125550111")])
def test_a_run_that_is_refused_leaves_no_campaign(
    tmp_path: Path, test_call: tuple[str, ...]
) -> None:
    env = {"DIALSHEET_HOME": str(tmp_path / "home"), "CARTESIA_API_KEY": "test"}
    for nth, name in enumerate(("first", "second")):
        people = f"Name,Phone\nAnn,+1212555010{nth}\n"
        (tmp_path / f"{name}.csv").write_text(people, encoding="utf-8")
    with practice_service("--speed", LASTING) as service:
        to = ("--api-url", service.url)
        first = ("run", tmp_path / "first.csv", "--out", tmp_path / "first.xlsx", *to)
        other = start_dialsheet(*first, **env)
        assert other.stderr
        assert other.stderr.readline().startswith("campaign: ")
        while not service.calls():
            assert other.poll() is None

        second = ("run", tmp_path / "second.csv", "--out", tmp_path / "second.xlsx", *to)
        refused = dialsheet(*second, *test_call, **env)
        assert (refused.status, "campaign:" in refused.err) == (3, False)
        assert "already calling from this library" in refused.err
        listed = dialsheet("campaigns", "--json", **env).json["campaigns"]
        assert [each["sheet"] for each in listed] == ["first.csv"]
        other.kill()
        other.communicate()


def test_a_pilot_goes_on_where_the_rest_is_refused(tmp_path: Path) -> None:
    env = {"DIALSHEET_HOME": str(tmp_path / "home"), "CARTESIA_API_KEY": "test"}
    env["DIALSHEET_PRACTICE_SPEED"] = "400"
    people = "Name,Phone\nAnn,+12125550100\nBen,+12125550101\n"
    (tmp_path / "pilot.csv").write_text(people, encoding="utf-8")
    (tmp_path / "other.csv").write_text("Name,Phone\nCid,+12125550102\n", encoding="utf-8")
    pilot = ("run", tmp_path / "pilot.csv", "--out", tmp_path / "p.xlsx", "--limit", "1", "--json")
    with practice_service("--speed", "400") as quick:
        campaign = dialsheet(*pilot, "--api-url", quick.url, **env).json["campaign"]
        with practice_service("--speed", LASTING) as service:
            run = ("run", tmp_path / "other.csv", "--out", tmp_path / "o.xlsx")
            other = start_dialsheet(*run, "--api-url", service.url, **env)
            while not service.calls():
                assert other.poll() is None
            assert dialsheet("resume", campaign, "--whole-list", **env).status == 3
            other.kill()
            other.communicate()
        listed = dialsheet("campaigns", "--json", **env).json["campaigns"]
    states = {each["id"]: each["state"] for each in listed}
    assert states[campaign] == "pilot_over"
