"""`dialsheet check --json` over a sheet that reads like the list of what a careful colleague does.

Each row: what the cell says, what its country column says, and what must come of it.
"""

import csv
from pathlib import Path

import pytest

from programs import Ended, dialsheet

NBSP, ZWSP = "\u00a0", "\u200b"

# cell | country column | check | the rule that repairs it, or what is wrong | E.164
LIST = f"""
    +14155552671                 |             | valid    |                      | +14155552671
    +1 (415) 555-2671            |             | valid    |                      | +14155552671
    +81 90‐1234–5678             |             | valid    |                      | +819012345678
    +81 90－1234ー5678           |             | valid    |                      | +819012345678
    +81.90−1234.5678             |             | valid    |                      | +819012345678

    090-1234-5670                | JP          | repaired | country              | +819012345670
    (0)20 7946 0950              | England     | repaired | country              | +442079460950
    030/1234567                  | Deutschland | repaired | country              | +49301234567
    090-1234-5671                | 日本        | repaired | country              | +819012345671
    +44 (0)20 7946 0958          |             | repaired | trunk-zero           | +442079460958
    0081 90 1234 5672            | US          | repaired | idd-prefix           | +819012345672
    011 81 90 1234 5673          | US          | repaired | idd-prefix           | +819012345673
    010 1 415 555 2672           | JP          | repaired | idd-prefix           | +14155552672
    tel:+1-415-555-2673          |             | repaired | uri                  | +14155552673
    whatsapp:+14155552674        |             | repaired | uri                  | +14155552674
    '+14155552675                |             | repaired | apostrophe           | +14155552675
    ＋１４１５５５５２６７６     |             | repaired | other-digits         | +14155552676
    +١٤١٥٥٥٥٢٦٧٧                 |             | repaired | other-digits         | +14155552677
    +1{ZWSP}4155552678           |             | repaired | invisible            | +14155552678
    +1{NBSP}415{NBSP}5552679     |             | repaired | invisible            | +14155552679
    4155552680.0                 | US          | repaired | country              | +14155552680
    +14155552681.0               |             | repaired | decimal-zero         | +14155552681

    819012345674                 | US          | proposed | lost-plus            | +819012345674
    612345678                    | Italia      | proposed | lost-zero            | +390612345678
    1-800-FLOWERS                | USA         | proposed | letters              | +18003569377
    Tel: 03-1234-5670            | Japan       | proposed | label                | +81312345670
    03-1234-5671 ext. 12         | JP          | proposed | extension            | +81312345671
    03-1234-5672 / 03-1234-5673  | JP          | proposed | two-numbers          | +81312345672
    +19005551234                 |             | proposed | premium-rate         | +19005551234

    +1 123 456 7890              |             | unlisted | unlisted             | +11234567890

    +1 415 555                   |             | invalid  | too_short            |
    +14155552671000              |             | invalid  | too_long             |
    +999 1234 5678               |             | invalid  | unknown_calling_code |
    48067882087                  | Polska      | invalid  | not_in_country       |
    090-1234-5675                |             | invalid  | no_country           |
    090-1234-5675                | Atlantis    | invalid  | unknown_country      |
    O9O-1234-5678                | JP          | invalid  | letters_in_number    |
    8.19012E+11                  | US          | invalid  | lost_digits          |
    110                          | JP          | invalid  | emergency            |
    12345                        | US          | invalid  | short_code           |
                                 | US          | empty    | empty                |
"""
ROWS = [[cell.strip(" ") for cell in line.split("|")] for line in LIST.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    sheet = tmp_path_factory.mktemp("checked") / "sheet.csv"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Name", "Phone", "Country"])
        writer.writerows([f"Person {n}", row[0], row[1]] for n, row in enumerate(ROWS))
    options = ("--phone-column", "Phone", "--region-column", "Country", "--json")
    return dialsheet("check", sheet, *options, LANG="C", LC_ALL="C")


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row[0] or "empty" for row in ROWS])
def test_each_cell_has_its_verdict(checked: Ended, number: int) -> None:
    cell, _, check, why, e164 = ROWS[number]
    contact = checked.json["contacts"][number]
    assert [contact["raw"], contact["check"], contact["e164"] or ""] == [cell, check, e164]
    assert contact["rule"] == (why if check in ("repaired", "proposed") else None)
    told = contact["reason"]
    assert (told["code"] if told else "") == (f"numbers.{why.replace('-', '_')}" if why else "")
    assert not told or told["text"].endswith("."), "in words"


def test_country_type_and_zones_are_told(checked: Ended) -> None:
    by_cell = {contact["raw"]: contact for contact in checked.json["contacts"]}
    tokyo = by_cell["Tel: 03-1234-5670"]
    assert [tokyo["country"], tokyo["type"], tokyo["zones"]] == ["JP", "fixed", ["Asia/Tokyo"]]
    assert by_cell["1-800-FLOWERS"]["type"] == "toll_free"
    assert by_cell["+19005551234"]["type"] == "premium"
    assert by_cell["090-1234-5670"]["type"] == "mobile"
    assert checked.json["region_column"] == "Country"


DUPLICATES = """Name,Mobile,Home
Ann,+14155552671,
Ben,(415) 555-2672,+81 3 1234 5678
Cleo,+14155552673,+1 415 555 2671
Dora,,03-1234-5678
"""


@pytest.mark.parametrize(
    ("policy", "twins"),
    [
        ("first", [None, None, 2, 3]),
        ("last", [4, 5, None, None]),
        ("all", [None] * 4),
        ("none", [4, 5, 2, 3]),
    ],
)
def test_duplicates_in_any_number_column_point_at_their_twins(
    tmp_path: Path, policy: str, twins: list[int | None]
) -> None:
    sheet = tmp_path / "twins.csv"
    sheet.write_text(DUPLICATES, encoding="utf-8")
    columns = ("--phone-column", "Mobile", "--phone-column", "Home", "--region", "JP")
    ended = dialsheet("check", sheet, *columns, "--duplicates", policy, "--json")
    assert [contact["duplicate_of"] for contact in ended.json["contacts"]] == twins
    assert ended.json["counts"]["duplicate"] == sum(map(bool, twins))


@pytest.mark.parametrize(
    ("option", "words"),
    [(("--region-column", "Land"), "Land"), (("--duplicates", "some"), "first, last, all, none")],
)
def test_what_is_not_understood_is_said_in_a_sentence(
    tmp_path: Path, option: tuple[str, str], words: str
) -> None:
    sheet = tmp_path / "twins.csv"
    sheet.write_text(DUPLICATES, encoding="utf-8")
    ended = dialsheet("check", sheet, *option)
    assert (ended.status, ended.out) == (2, "")
    assert words in ended.err


@pytest.mark.parametrize(
    ("header", "cells", "taken"),
    [
        ("Country", ("Japan", "JP", "日本"), "Country"),
        ("Land", ("Japan", "", "Deutschland"), "Land"),
        ("Country", ("Japan", "Mars", "Venus"), None),  # who is not sure asks
        ("Born in", ("Japan", "JP", "日本"), None),
    ],
)
def test_a_country_column_is_taken_only_beyond_doubt(
    tmp_path: Path, header: str, cells: tuple[str, ...], taken: str | None
) -> None:
    sheet = tmp_path / "countries.csv"
    rows = "".join(f"P{n},090-1234-567{n},{cell}\n" for n, cell in enumerate(cells))
    sheet.write_text(f"Name,Phone,{header}\n{rows}", encoding="utf-8")
    assert dialsheet("check", sheet, "--json").json["region_column"] == taken
    chosen = dialsheet("check", sheet, "--json", "--region", "JP").json
    assert chosen["region_column"] is None, "a country that was asked for is not overruled"
    if taken:
        assert taken in dialsheet("check", sheet).out, "it is said"


def test_who_has_a_number_in_another_column_only_is_told_before_anybody_is_called(
    tmp_path: Path,
) -> None:
    sheet = tmp_path / "two.csv"
    sheet.write_text(
        "Name,Mobile,Home,Fax\nAnn,+12124560123,,\nBen,,+12124560124,+12124560190\n"
        "Cy,n/a,+12124560125,\nDee,+12124560126,,+12124560191\nEve,+12124560127,,\n",
        encoding="utf-8",
    )
    said = "2 contacts have no number in “Mobile”, but one in “Home”"
    checked = dialsheet("check", str(sheet), "--json")
    assert checked.json["phone_columns"] == ["Mobile"]
    (finding,) = checked.json["findings"]
    assert finding["code"] == "workflow.number_elsewhere"
    assert finding["text"].startswith(said)
    result = tmp_path / "result.xlsx"
    run = ("run", sheet, "--practice", "--out", result, "--pace", "0", "--json")
    ran = dialsheet(*run, DIALSHEET_PRACTICE_SPEED="400")
    assert said in ran.err
    assert '--phone-column "Mobile" --phone-column "Home"' in ran.err
    both = ("--phone-column", "Mobile", "--phone-column", "Home")
    assert dialsheet("check", str(sheet), "--json", *both).json["findings"] == []

    again = dialsheet("check", ran.json["result"], "--phone-column", "Home", "--json")
    assert again.json["phone_columns"] == ["Home"]
    again = dialsheet("check", ran.json["result"], "--json")
    assert again.json["phone_columns"] == ["Mobile"], "what the result sheet brings along"
