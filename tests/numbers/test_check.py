"""Cells and their verdicts, in the order in which the rules are told."""

import pytest

from dialsheet.numbers import RULES, check_number, readings
from dialsheet.numbers.rules import CERTAIN, Problem, Rule

NBSP, ZWSP, BOM, LRE = "\u00a0", "\u200b", "\ufeff", "\u202a"

VALID = """
    +14155552671
    +1 415 555 2671
    +1 (415) 555-2671
    +1.415.555.2671
    (+81) 90-1234-5678
    +81 90‐1234‐5678
    +81 90–1234—5678
    +81 90－1234ー5678
    +81 90−1234−5678
    +81 ［90］ （1234） 5678
    +390612345678
    +80012345678
"""

# cell | country chosen | rule | number
REPAIRED = f"""
    090-1234-5678           | JP | country      | +819012345678
    9012345678              | JP | country      | +819012345678
    (03) 1234-5678          | JP | country      | +81312345678
    415-555-2671            | US | country      | +14155552671
    1 415 555 2671          | US | country      | +14155552671
    4155552671              | CA | country      | +14155552671
    020 7946 0958           | GB | country      | +442079460958
    030/1234567             | DE | country      | +49301234567
    06 1234 5678            | IT | country      | +390612345678
    ０９０－１２３４－５６７８       | JP | country      | +819012345678
    '09012345678            | JP | country      | +819012345678
    9012345678.0            | JP | country      | +819012345678
    011 15-2345-6789        | AR | country      | +5491123456789
    011-234-5678            | JP | country      | +81112345678
    0081 90 1234 5678       | US | idd-prefix   | +819012345678
    0081 90 1234 5678       |    | idd-prefix   | +819012345678
    011 81 90 1234 5678     | US | idd-prefix   | +819012345678
    011 81 90 1234 5678     | JP | idd-prefix   | +819012345678
    010 1 415 555 2671      | JP | idd-prefix   | +14155552671
    010 1 415 555 2671      | US | idd-prefix   | +14155552671
    010 1 415 555 2671      |    | idd-prefix   | +14155552671
    +0044 20 7946 0958      |    | idd-prefix   | +442079460958
    +44 (0)20 7946 0958     |    | trunk-zero   | +442079460958
    +81 (0)90-1234-5678     | US | trunk-zero   | +819012345678
    tel:+81-90-1234-5678    |    | uri          | +819012345678
    TEL:+14155552671        |    | uri          | +14155552671
    tel://+14155552671      |    | uri          | +14155552671
    tel:%2B14155552671      |    | uri          | +14155552671
    whatsapp:+14155552671   |    | uri          | +14155552671
    sms:+14155552671?body=0 |    | uri          | +14155552671
    +14155552671.0          |    | decimal-zero | +14155552671
    '+14155552671           |    | apostrophe   | +14155552671
    ’+14155552671           |    | apostrophe   | +14155552671
    ="+14155552671"         |    | apostrophe   | +14155552671
    =+14155552671           |    | apostrophe   | +14155552671
    ＋１４１５５５５２６７１            |    | other-digits | +14155552671
    +١٤١٥٥٥٥٢٦٧١            |    | other-digits | +14155552671
    +१४१५५५५२६७१            |    | other-digits | +14155552671
    +𝟏𝟒𝟏𝟓𝟓𝟓𝟓𝟐𝟔𝟕𝟏            |    | other-digits | +14155552671
    +1{NBSP}415 555 2671    |    | invisible    | +14155552671
    +1{ZWSP}4155552671      |    | invisible    | +14155552671
    {BOM}+14155552671       |    | invisible    | +14155552671
    {LRE}+14155552671\u202c |    | invisible    | +14155552671
    +1\x004155552671        |    | invisible    | +14155552671
"""

# cell | country chosen | rule | number | what else it may mean
PROPOSED = """
    819012345678                | US | lost-plus         | +819012345678 |
    819012345678                | JP | lost-plus         | +819012345678 |
    819012345678                |    | lost-plus         | +819012345678 |
    819012345678.0              | US | lost-plus         | +819012345678 |
    612345678                   | IT | lost-zero         | +390612345678 |
    +39 6 1234 5678             |    | lost-zero         | +390612345678 |
    +09012345678                | JP | stray-plus        | +819012345678 |
    +7 8 495 123-45-67          |    | national-prefix   | +74951234567  |
    +1 1 415 555 2671           |    | national-prefix   | +14155552671  |
    33612345678                 | DE | two-readings      | +4933612345678 | +33612345678
    6444345537                  | IT | two-readings      | +3906444345537 | +6444345537
    1-800-FLOWERS               | US | letters           | +18003569377  |
    1-800-GO-FEDEX              | US | letters           | +18004633339  |
    8.19012345678E+11           | US | lost-plus+scientific | +819012345678 |
    9.012345678E9               | JP | scientific        | +819012345678 |
    9,012,345,678               | JP | thousands         | +819012345678 |
    Tel: 03-1234-5678           | JP | label             | +81312345678  |
    TEL 03-1234-5678            | JP | label             | +81312345678  |
    Mobile No. 03-1234-5678     | JP | label             | +81312345678  |
    no mobile 03-1234-5678      | JP | text              | +81312345678  |
    電話番号：03-1234-5678          | JP | label             | +81312345678  |
    03-1234-5678（自宅）            | JP | label             | +81312345678  |
    ☎ 03-1234-5678              | JP | label             | +81312345678  |
    03-1234-5678;               | JP | label             | +81312345678  |
    Phone (home): +14155552671  |    | label             | +14155552671  |
    Tel: 819012345678           | US | lost-plus+label   | +819012345678 |
    do not call 03-1234-5678    | JP | text              | +81312345678  |
    03-1234-5678 （解約）           | JP | text              | +81312345678  |
    Room 12, 03-1234-5678       | JP | text              | +81312345678  |
    Tel/Fax 03-1234-5678        | JP | text              | +81312345678  |
    Hotel 03-1234-5678          | JP | text              | +81312345678  |
    03-1234-5678 ext. 12        | JP | extension         | +81312345678  |
    03-1234-5678 x12            | JP | extension         | +81312345678  |
    03-1234-5678 #12            | JP | extension         | +81312345678  |
    03-1234-5678 (内線12)         | JP | extension         | +81312345678  |
    tel:+81312345678;ext=12     |    | extension         | +81312345678  |
    Tel: 03-1234-5678 ext 12    | JP | label+extension   | +81312345678  |
    03-1234-5678 / 090-1234-5678 | JP | two-numbers      | +81312345678  | +819012345678
    03-1234-5678, 090-1234-5678 | JP | two-numbers       | +81312345678  | +819012345678
    03-1234-5678 090-1234-5678  | JP | two-numbers       | +81312345678  | +819012345678
    +81312345678+819012345678   |    | two-numbers       | +81312345678  | +819012345678
    Tel 03-1234-5678 Mobile 090-1234-5678 | JP | two-numbers | +81312345678 | +819012345678
    03-1234-5678 or 090-1234-5678 | JP | text+two-numbers | +81312345678 | +819012345678
    Tel 03-1234-5678 Fax 03-1234-5679 | JP | label       | +81312345678  |
    Fax 03-1234-5679 Tel 03-1234-5678 | JP | label       | +81312345678  |
    03-1234-5679 (Fax) 03-1234-5678 (Tel) | JP | text+two-numbers | +81312345679 | +81312345678
    030 123456/78               | DE | text              | +4930123456   |
    0990 123 456                | JP | premium-rate      | +81990123456  |
    +19005551234                |    | premium-rate      | +19005551234  |
    1-900-555-HOME              | US | letters+premium-rate | +19005554663 |
"""

# cell | country chosen | number
UNLISTED = """
    +1 123 456 7890          |    | +11234567890
    123 456 7890             | US | +11234567890
    Tel: 123 456 7890        | US | +11234567890
"""

# cell | country chosen | problem
INVALID = """
    +1 415 555               |    | too_short
    +81 3 123                |    | too_short
    7                        | US | too_short
    +14155552671000          |    | too_long
    4155552671123            | US | too_long
    +49800123456789012       |    | too_long
    555-2671                 | US | area_code_missing
    +34 6123 456 789         |    | too_long
    +852 1234 5678 90        |    | wrong_length
    48067882087              | PL | not_in_country
    888790071039             | BY | not_in_country
    +7 8 100 123-45-67       |    | not_in_country
    +999 1234 5678           |    | unknown_calling_code
    +0 415 555 2671          |    | unknown_calling_code
    090-1234-5678            |    | no_country
    090-1234-5678            | ?? | unknown_country
    911                      | US | emergency
    110                      | JP | emergency
    +43112                   |    | emergency
    0112                     | AT | emergency
    12345                    | US | short_code
    48184                    | IT | short_code
    N/A                      | US | no_digits
    なし                       | JP | no_digits
    #N/A                     | US | error_cell
    #DIV/0!                  | JP | error_cell
    Err:502                  | DE | error_cell
    O9O-1234-5678            | JP | letters_in_number
    call Taro at 5           | JP | letters_in_number
    0800 REV                 | GB | letters_in_number
    1234 / 5678 / 9012       | JP | characters
    12:30:00                 | JP | characters
    8.19012E+11              | US | lost_digits
    8,19E+11                 | DE | lost_digits
    1.4155552671E+15         | US | lost_digits
    -6921                    | JP | negative
    -9012345678              | JP | negative
    2024-01-15               | NO | date
    15.01.2024 10:30         | NO | date
    1/15/2024                | NO | date
    2024年1月15日              | JP | date
    *67 415 555 2671         | US | dial_code
    *31#0312345678           | JP | dial_code
    Fax: 03-1234-5678        | JP | fax
    03-1234-5678 (FAX)       | JP | fax
    ＦＡＸ03-1234-5678          | JP | fax
    ﾌｧｯｸｽ 03-1234-5678        | JP | fax
    \u202e+14155552671       |    | characters
    011 15 2349 97597        | AR | too_long
"""


def rows(table: str) -> list[tuple[str, ...]]:
    """The cells of a table, blanks around them taken off."""
    return [
        tuple(cell.strip(" ") for cell in line.split("|"))
        for line in table.strip("\n").split("\n")
        if line.strip()
    ]


@pytest.mark.parametrize("cell", [cell for (cell,) in rows(VALID)])
@pytest.mark.parametrize("region", [None, "JP", "US"])
def test_valid(cell: str, region: str | None) -> None:
    verdict = check_number(cell, region)
    assert (verdict.check, verdict.reason, verdict.rule) == ("valid", None, None)
    assert verdict.callable
    assert verdict.region


@pytest.mark.parametrize(("cell", "region", "rule", "e164"), rows(REPAIRED))
def test_repaired(cell: str, region: str, rule: str, e164: str) -> None:
    verdict = check_number(cell, region or None)
    assert (verdict.check, verdict.rule, verdict.e164) == ("repaired", rule, e164)
    assert verdict.reason is not None
    assert verdict.reason.code == f"numbers.{rule.replace('-', '_')}"
    assert verdict.callable


@pytest.mark.parametrize(("cell", "region", "rule", "e164", "other"), rows(PROPOSED))
def test_proposed(cell: str, region: str, rule: str, e164: str, other: str) -> None:
    verdict = check_number(cell, region or None)
    assert (verdict.check, verdict.rule, verdict.e164) == ("proposed", rule, e164)
    assert verdict.rules == tuple(rule.split("+"))
    assert set(verdict.rules) <= set(RULES) - set(CERTAIN)
    assert readings(cell, region or None) == (e164, *other.split())
    assert not verdict.callable


@pytest.mark.parametrize(("cell", "region", "e164"), rows(UNLISTED))
def test_unlisted(cell: str, region: str, e164: str) -> None:
    verdict = check_number(cell, region or None)
    assert (verdict.check, verdict.e164) == ("unlisted", e164)
    assert verdict.reason is not None
    assert verdict.reason.code == "numbers.unlisted"
    assert not verdict.callable


@pytest.mark.parametrize(("cell", "region", "problem"), rows(INVALID))
def test_invalid(cell: str, region: str, problem: str) -> None:
    verdict = check_number(cell, region or None)
    assert verdict.reason is not None
    assert (verdict.check, verdict.reason.code) == ("invalid", f"numbers.{problem}")
    assert (verdict.e164, verdict.region, readings(cell, region or None)) == (None, None, ())
    assert not verdict.callable


@pytest.mark.parametrize("cell", ["", " ", "\t\r\n", NBSP, ZWSP, BOM, "\u3000"])
def test_empty(cell: str) -> None:
    verdict = check_number(cell, "JP")
    assert verdict.reason is not None
    assert (verdict.check, verdict.reason.code) == ("empty", "numbers.empty")


def test_the_tables_above_leave_no_rule_and_no_problem_out() -> None:
    ruled = {
        rule for _, _, rules, *_ in rows(REPAIRED) + rows(PROPOSED) for rule in rules.split("+")
    }
    ruled.add(Rule.COUNTRY_CONTRADICTS)  # in the tests of `contradiction`
    assert ruled == set(RULES) == set(Rule) - {Rule.PERSON}
    told = {problem for _, _, problem in rows(INVALID)}
    elsewhere = {Problem.EMPTY, Problem.UNLISTED, Problem.TOO_MUCH_TEXT}
    assert told | elsewhere == set(Problem)


@pytest.mark.parametrize(
    "cell", ["x" * 300, "1" * 10_000, "1 " * 5_000, "0312345678;" * 20, "1,\n" * 900]
)
def test_too_much_text(cell: str) -> None:
    reason = check_number(cell, "JP").reason
    assert reason is not None
    assert reason.code == "numbers.too_much_text"


def test_two_readings_name_both_countries() -> None:
    reason = check_number("33612345678", "DE").reason
    assert reason is not None
    assert (reason.params["country"], reason.params["other"]) == ("Germany", "France")


def test_several_repairs_are_named() -> None:
    reason = check_number("Tel: 819012345678", "US").reason
    assert reason is not None
    assert reason.params["rules"] == "lost-plus, label"


@pytest.mark.parametrize("region", ["jp", "Jp", "JP"])
def test_the_country_is_taken_in_any_case(region: str) -> None:
    assert check_number("090-1234-5678", region).callable
