"""A number against the country that its row names."""

import pytest

from dialsheet.assets import sentence
from dialsheet.numbers import check_number, contradicted

# the cell | read with | what the row says | check | rule | number | reason
CASES = """
    2079460958 | US | UK | proposed | country-contradicts | +12079460958 | contradicts
    2079460958 | US | GBR | proposed | country-contradicts | +12079460958 | contradicts
    +442079460958 | US | UK | valid |  | +442079460958 |
    +442079460958 | US | USA | proposed | country-contradicts | +442079460958 | contradicts
    Tel 2124567890 | US | UK | proposed | label+country-contradicts | +12124567890 | contradicts
    19005551234 | US | UK | proposed | premium-rate+country-contradicts | +19005551234 | contradicts
    +11234567890 | US | UK | unlisted | country-contradicts | +11234567890 | contradicts
    +80012345678 | US | UK | valid |  | +80012345678 |
    412345678 | US | AU | proposed | country-contradicts |  | elsewhere
    12 | US | AU | invalid |  |  |
     | US | AU | empty |  |  |
    2124567890 | US | Atlantis | proposed | country-contradicts | +12124567890 | not_known
    +12124567890 | US | Atlantis | valid |  | +12124567890 |
    2124567890 | US |  | repaired | country | +12124567890 |
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_cases(line: str) -> None:
    cell, region, said, check, rule, number, reason = (part.strip() for part in line.split("|"))
    before = check_number(cell, region)
    verdict = contradicted(before, cell, said)
    assert (verdict.check, verdict.rule or "", verdict.e164 or "") == (check, rule, number)
    if not reason:
        assert verdict is before
        return
    assert verdict.reason is not None
    assert verdict.reason.code == f"numbers.country_{reason}"
    assert verdict.reason.code not in sentence(verdict.reason)


def test_what_a_person_said_contradicts_nothing() -> None:
    said = check_number("2079460958", "US").by_person(accepted=True)
    assert contradicted(said, "2079460958", "UK") is said


def test_a_column_that_names_few_countries_is_feared_less() -> None:
    verdict = check_number("2124567890", "US")
    assert contradicted(verdict, "2124567890", "Atlantis", strict=False) is verdict
