"""A test call by the command line: first the telephone of whoever asks rings, then the others."""

from pathlib import Path

import pytest

from programs import dialsheet, practice_service

MINE = "+442079460100"
FAST = {"CARTESIA_API_KEY": "test", "DIALSHEET_PRACTICE_SPEED": "400"}
PEOPLE = "Name,Phone\nAnn,+12125550101\nBen,+12125550102\n"


def test_first_ones_own_telephone_rings_and_then_those_of_the_sheet(tmp_path: Path) -> None:
    sheet, result = tmp_path / "people.csv", tmp_path / "result.csv"
    sheet.write_text(PEOPLE, encoding="utf-8")
    with practice_service("--speed", "400", "--seed", "3") as service:
        run = ("run", sheet, "--out", result, "--api-url", service.url, "--pace", "0", "--json")
        wrong = dialsheet(*run, "--test-call", "555-0100", **FAST)
        assert (wrong.status, "own number" in wrong.err) == (2, True)
        for half in (("--test-call", ""), ("--test-row", "3")):
            assert dialsheet(*run, *half, **FAST).status == 2, "a slip never dials the sheet"
        assert dialsheet("campaigns", "--json").json == {"campaigns": []}, "nothing is made"

        tested = dialsheet(
            *run, "--map", "name=Name", "--test-call", MINE, "--test-row", "3", **FAST
        )
        campaign, told = tested.json["campaign"], tested.json["test_call"]
        assert tested.status == (0 if told["outcome"] == "completed" else 1), tested.err
        assert tested.err.startswith(f"campaign: {campaign}\n")
        assert f"dialsheet resume {campaign}" in tested.err
        assert f"Test call: {told['outcome']}" in tested.err
        assert not result.exists()
        assert sum(tested.json["counts"].values()) == 0
        (call,) = service.calls()
        assert (call["id"], call["telephony_params"]["to"]) == (told["call_id"], MINE)
        ref = call["metadata"].pop("dialsheet_ref")
        assert ref.startswith(f"{told['campaign']}.3.")
        assert call["metadata"] == {"name": "Ben", "dialsheet_test": True}

        listed = {each["id"]: each for each in dialsheet("campaigns", "--json").json["campaigns"]}
        assert (listed[campaign]["test"], listed[campaign]["state"]) == (False, "new")
        assert listed[told["campaign"]]["test"] is True
        exported = dialsheet("export", told["campaign"], "--out", result)
        assert Path(exported.out.strip()).name == "result TEST.csv"

        ended = dialsheet("resume", campaign, "--out", result, "--json", **FAST)
        assert ended.status == 0, ended.err
        assert len(service.calls()) == 3
        assert all("dialsheet_test" not in call["metadata"] for call in service.calls()[:2])


@pytest.mark.parametrize("test_call", [True, False])
def test_practice_takes_a_test_call_and_asks_for_none(tmp_path: Path, test_call: bool) -> None:
    sheet = tmp_path / "people.csv"
    sheet.write_text(PEOPLE, encoding="utf-8")
    more = ("--test-call", MINE) if test_call else ()
    run = ("run", sheet, "--out", tmp_path / "result.csv", "--practice", "--pace", "0")
    ended = dialsheet(*run, *more, **FAST)
    assert ended.status in (0, 1), ended.err
    assert ("Test call: " in ended.err) is test_call
    assert "No test call" not in ended.err
