"""Ranges and wildcards in a do-not-call list: whoever they mean is not called."""

import pytest

from dialsheet.numbers import Finder, every_number

A, B, C = "+12124564101", "+12124564102", "+12124564103"


@pytest.mark.parametrize(
    "cell",
    [
        "212-456-4101-4103",
        "212-456-4101 - 4103",
        "212-456-4101 to 4103",
        "212-456-4101 to 03",
        "(212) 456-4101 through (212) 456-4103",
        "212-456-4101 - 212-456-4103",
        "212-456-4101–212-456-4103",
        "212-456-4101 thru 212-456-4103",
        "212.456.4101 bis 212.456.4103",
        "2124564101-2124564103",
        "2124564101..2124564103",
        "2124564101～2124564103",
        "+1 212 456 4101 - +1 212 456 4103",
        "from 212-456-4101 to 212-456-4103 (office)",
        "212-456-4103 to 212-456-4101",
        "212-456-4101-4103, 212-456-4188",
    ],
)
def test_a_range_is_every_number_of_it(cell: str) -> None:
    for found in (
        every_number(cell, "US"),
        Finder(["US"]).find(cell),
        Finder(["US", "GB"]).find(cell),
    ):
        assert {A, B, C} <= set(found.numbers)
        assert found.is_whole


@pytest.mark.parametrize(
    "cell",
    [
        "212-456-4101 to 917-555-4103",
        "212-456-4101 to 212-459-4101",
        "212-456-4101 to 4103, 4107 to 4109",
        "+49301234567*",
        "212456410*",
        "+1212456410?",
        "212456410%",
        "212-456-41xx",
        "212-456-XXXX",
        "212-456-####",
        "XXX-XXX-4101",
        "***-***-4101",
        "212-456-4102, XXX-XXX-4101",
        "2124564101…",
    ],
)
def test_what_stands_for_more_numbers_than_can_be_told_is_said(cell: str) -> None:
    assert not every_number(cell, "US").is_whole
    assert not Finder(["US", "GB"]).find(cell).is_whole


@pytest.mark.parametrize(
    ("cell", "region", "numbers"),
    [
        ("212-456-4101 x5", "US", {A}),
        ("212-456-4101x5", "US", {A}),
        ("212-456-4101, ext. 12", "US", {A}),
        ("212-456-4101 #12", "US", {A}),
        ("212-456-4101#12", "US", {A}),
        ("212-456-4101 (9-17)", "US", {A}),
        ("212-456-4101 9 to 5", "US", {A}),
        ("*67 212 456 4101", "US", {A}),
        ("212-456-4101 / 4103", "US", {A, C}),
        ("212-456-4101 - 917-555-1234", "US", {A, "+19175551234"}),
        ("2024-01-05", "US", set()),
        ("2024-01-05 to 2024-02-05", "US", set()),
        ("030 - 901820", "DE", {"+4930901820"}),
        ("030 / 901820-345", "DE", {"+4930901820345"}),
    ],
)
def test_what_is_no_range_stays_what_it_is(cell: str, region: str, numbers: set[str]) -> None:
    found = every_number(cell, region)
    assert found.is_whole
    assert numbers <= set(found.numbers)
    assert len(found.numbers) <= len(numbers) + 2


def test_a_range_is_no_more_than_that() -> None:
    for cell in ("212-456-4101 - 212-456-4103", "212-301-4101 - 212-301-4103", "2124564101-4103"):
        assert len(every_number(cell, "US").numbers) == 3


def test_a_range_has_an_end() -> None:
    assert len(every_number("+12124560000 to +12124569999", None).numbers) == 10_000
    assert len(every_number("+12124560000 to +12124570000", None).numbers) == 2
