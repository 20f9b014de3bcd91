"""Do-not-call lists by the command line: whoever is on one is not called, or nobody is."""

import csv
import json
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from dialsheet.store import open_library
from programs import Ended, dialsheet, practice_service

CONTACTS = """Name,Phone,Home
Ann,+12124564101,
Bob,212-456-4102,
Cid,2124564103,+12124564104
Dee,(212) 456-4105,
"""


def run(folder: Path, rules: str, *more: str, sheet: str = CONTACTS, **env: str) -> Ended:
    """A practice run of the contacts by these rules."""
    (folder / "people.csv").write_text(sheet, encoding="utf-8")
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    return dialsheet(
        *("run", folder / "people.csv", "--out", folder / "out.csv", "--practice", "--json"),
        *("--pace", "0", "--rules", folder / "rules.toml", *more),
        DIALSHEET_HOME=str(folder / "home"),
        DIALSHEET_PRACTICE_SPEED="400",
        **env,
    )


def decisions(folder: Path) -> dict[str, str]:
    """What the result tells of each contact."""
    with (folder / "out PRACTICE.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["Name"]: row["Decision"].split(": ")[1] for row in csv.DictReader(file)}


def test_practice_honours_a_list_and_says_what_it_read(tmp_path: Path) -> None:
    text = "Mobile,Home\n212 456 4101 / 4102 fax,\n,212-456-4104\n"
    (tmp_path / "never.csv").write_text(text, encoding="utf-8")
    numbers = ("--region", "US", "--phone-column", "Phone", "--phone-column", "Home")
    done = run(tmp_path, 'suppression = ["never.csv"]', *numbers)
    assert done.status == 1, done.err
    assert decisions(tmp_path) == {"Ann": "held", "Bob": "held", "Cid": "held", "Dee": "called"}
    assert "numbers from columns Mobile, Home of “never.csv” are never called" in done.err
    assert "as numbers of US" in done.err
    assert done.json["counts"]["held"] == 3


@pytest.mark.parametrize(
    ("never", "rules", "said"),
    [
        ("Phone\n2124564101\n456-4102\n", 'suppression = ["never.csv"]', "row 3, column Phone"),
        ("Name\nAnn\nBob\n", 'suppression = ["never.csv"]', "No telephone number"),
        ("Phone\n2124564101\n", 'suppression = ["gone.csv"]', "gone.csv"),
        ("Phone\n2124564101\n", 'suppression = ["never.csv", "gone.csv"]', "gone.csv"),
        ("Phone\n2124564101\n", "suppression = [{file = 'never.csv', region = 'X'}]", "country"),
    ],
)
def test_nothing_is_half_listed(tmp_path: Path, never: str, rules: str, said: str) -> None:
    (tmp_path / "never.csv").write_text(never, encoding="utf-8")
    done = run(tmp_path, rules, "--region", "US")
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert "456-4102" not in done.err
    with closing(open_library(tmp_path / "home")) as library:
        assert not library.suppressions()
        assert not library.campaigns()


def test_a_person_skips_what_cannot_be_read_and_it_is_on_record(tmp_path: Path) -> None:
    (tmp_path / "never.csv").write_text("Phone\n2124564101\n456-4102\n", encoding="utf-8")
    rules = 'suppression = [{file = "never.csv", name = "Asked by phone"}]'
    done = run(tmp_path, rules, "--region", "US", "--skip-unreadable")
    assert done.status == 1, done.err
    assert decisions(tmp_path)["Ann"] == "held"
    assert decisions(tmp_path)["Dee"] == "called"
    assert "skipped as you asked" in done.err
    home, campaign = str(tmp_path / "home"), done.json["campaign"]
    out = tmp_path / "again.xlsx"
    again = dialsheet("export", campaign, "--out", out, DIALSHEET_HOME=home)
    page = openpyxl.load_workbook(again.out.strip())["Campaign"]
    facts = dict(page.iter_rows(min_row=2, max_col=2, values_only=True))
    assert facts["Unreadable cells skipped in Asked by phone"] == 1
    assert facts["Do-not-call list Asked by phone"].startswith("1 numbers from columns Phone")
    with closing(open_library(tmp_path / "home")) as library:
        created = next(iter(library.events(library.campaigns()[0].campaign.id)))
        assert json.loads(json.dumps(created.detail))["rules"]["lists"][0]["skipped"] == 1
        assert library.suppressions() == {"Asked by phone": 1}


def test_a_list_without_a_country_is_refused(tmp_path: Path) -> None:
    (tmp_path / "never.csv").write_text("Phone\n2124564102\n", encoding="utf-8")
    international = "Name,Phone\nAnn,+12124564102\nBob,+12124564105\n"
    where = {"LC_ALL": "C", "LC_TELEPHONE": "C", "LANG": "C"}
    done = run(tmp_path, 'suppression = ["never.csv"]', sheet=international, **where)
    assert done.status == 2
    assert "which country" in done.err
    rules = 'format = 2\nsuppression = [{file = "never.csv", region = "US"}]'
    done = run(tmp_path, rules, sheet=international, **where)
    assert done.status == 1, done.err
    assert decisions(tmp_path) == {"Ann": "held", "Bob": "called"}


def test_national_numbers_of_the_countries_of_the_contacts(tmp_path: Path) -> None:
    (tmp_path / "never.csv").write_text("Phone\n020 7946 0958\n2124564102\n", encoding="utf-8")
    sheet = "Name,Phone,Country\nAnn,2079460958,UK\nBob,2124564102,US\nCid,2124564103,US\n"
    done = run(
        *(tmp_path, 'suppression = ["never.csv"]', "--region-column", "Country"),
        *("--accept-repairs", "two-readings"),
        sheet=sheet,
        LC_ALL="C",
    )
    assert done.status == 1, done.err
    assert decisions(tmp_path) == {"Ann": "held", "Bob": "held", "Cid": "called"}


def test_two_lists_of_one_name_are_two_lists(tmp_path: Path) -> None:
    for folder, number in (("a", "2124564101"), ("b", "2124564102")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "never.csv").write_text(f"Phone\n{number}\n", encoding="utf-8")
    done = run(tmp_path, 'suppression = ["a/never.csv", "b/never.csv"]', "--region", "US")
    assert done.status == 1, done.err
    assert [name for name, told in decisions(tmp_path).items() if told == "held"] == ["Ann", "Bob"]


def test_a_real_run_and_the_one_that_goes_on(tmp_path: Path) -> None:
    """Who comes on the list after a pilot is not called by `resume`."""
    (tmp_path / "people.csv").write_text(CONTACTS, encoding="utf-8")
    (tmp_path / "rules.toml").write_text('suppression = ["never.csv"]', encoding="utf-8")
    (tmp_path / "never.csv").write_text("2124564101 2124564105\n", encoding="utf-8")
    env = {"DIALSHEET_HOME": str(tmp_path / "home"), "CARTESIA_API_KEY": "local"}
    with practice_service("--speed", "400") as service:
        done = dialsheet(
            *("run", tmp_path / "people.csv", "--out", tmp_path / "out.csv", "--region", "US"),
            *("--api-url", service.url, "--rules", tmp_path / "rules.toml", "--json"),
            *("--limit", "1", "--pace", "0"),
            **env,
        )
        assert done.status == 1, done.err
        with closing(open_library(tmp_path / "home")) as library:
            now = library.campaigns()[0].campaign.created_at
            library.suppress({"+12124564103": ""}, "by phone", now)
        campaign = done.json["campaign"]
        where = ("--out", tmp_path / "again.csv", "--whole-list", "--json")
        dialsheet("resume", campaign, *where, **env)
        called = {call["telephony_params"]["to"] for call in service.calls()}
    assert called == {"+12124564102"}


def test_who_is_put_on_a_list_after_the_start_is_not_called_by_who_goes_on(tmp_path: Path) -> None:
    """The file is read again; one that is gone is told of, one that is not understood stops all."""
    (tmp_path / "people.csv").write_text(CONTACTS, encoding="utf-8")
    (tmp_path / "rules.toml").write_text('suppression = ["never.csv"]', encoding="utf-8")
    never = tmp_path / "never.csv"
    never.write_text("2124564101 2124564105\n", encoding="utf-8")
    env = {"DIALSHEET_HOME": str(tmp_path / "home"), "CARTESIA_API_KEY": "local"}
    with practice_service("--speed", "400") as service:
        done = dialsheet(
            *("run", tmp_path / "people.csv", "--out", tmp_path / "out.csv", "--region", "US"),
            *("--api-url", service.url, "--rules", tmp_path / "rules.toml", "--json"),
            *("--limit", "1", "--pace", "0"),
            **env,
        )
        assert done.status == 1, done.err
        resume = ("resume", done.json["campaign"], "--whole-list", "--json")
        before = len(service.calls())
        never.write_text("2124564101 2124564105\n555-0101\n", encoding="utf-8")
        refused = dialsheet(*resume, **env)
        assert (refused.status, "never.csv" in refused.err) == (2, True)
        assert len(service.calls()) == before
        never.write_text("2124564101 2124564105\n(212) 456-4103\n", encoding="utf-8")
        grown = dialsheet(*resume, **env)
        assert "1 number was added to “never.csv” since" in grown.err
        assert {call["telephony_params"]["to"] for call in service.calls()} == {"+12124564102"}
        never.unlink()
        assert f"is not at “{never}” any more" in dialsheet(*resume, **env).err
