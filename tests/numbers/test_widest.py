"""Every number that a cell of a do-not-call list may mean."""

import phonenumbers
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dialsheet.numbers import Check, Finder, check_number, every_number, joined, readings

A, B, C = "+12124564101", "+12124564102", "+12124564103"
DIALABLE = (Check.VALID, Check.REPAIRED, Check.PROPOSED, Check.UNLISTED)
REGIONS = ("US", "GB", "DE", "JP", "FR", "IT", "AR", "MX", "BR", "AU")
JOINTS = (" / ", "; ", ", ", "\n", " or ", " und ", " & ", " | ", "/", ";", "\n\n", " oder ")
PIECES = ["+", "00", "011", "0", "1", "81", "44", "(0)", "90", "1234", "5678", "415", "555", "2671"]
PIECES += [
    " ",
    "-",
    "(",
    ")",
    "/",
    ".",
    ",",
    ";",
    "\n",
    "x",
    "#",
    "*",
    "ext",
    "tel:",
    "Tel ",
    "fax ",
]
PIECES += [
    "'",
    '="',
    ".0",
    "E+11",
    "E9",
    "\u00a0",
    "０９",
    "FLOWERS",
    "電話",
    ";ext=",
    "²",
    "\u202e",
]
any_text = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
AROUND = ("{}", "home {}", "{} (old)", "fax: {}", "({})", "call {} after five", "Ann, {}, Bob")


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("212-456-4101 / 212-456-4102", [A, B]),
        ("212-456-4101; 212.456.4102, (212) 456-4103", [A, B, C]),
        ("212-456-4101 or 212-456-4102", [A, B]),
        ("212-456-4101 und 212-456-4102", [A, B]),
        ("212-456-4101\n212-456-4102", [A, B]),
        ("2124564101 2124564102 2124564103", [A, B, C]),
        ("212 456 4101 212 456 4102", [A, B]),
        ("21245641012124564102", [A, B]),
        ("212-456-4101 / 4102", [A, B]),
        ("212-456-4101/02", [A, B]),
        ("212-456-4101 or 456-4102", [A, B]),
        ("212 456 4101 fax", [A]),
        ("Fax: 212 456 4101", [A]),
        ("212 456 4101 (home), old: 212 456 4102", [A, B]),
        ("DO NOT CALL 212 456 4101", [A]),
        ("+1 212 456 4101 ext 12", [A]),
        ("+1 212 456 4101 1234", [A]),
        ("*67 212 456 4101", [A]),
        ("-2124564101", [A]),
        ("'2124564101", [A]),
        ('="2124564101"', [A]),
        ("2.124564101E9", [A]),
        ("2,124,564,101", [A]),
        ("2124564101.0", [A]),
        ("２１２－４５６－４１０１", [A]),
        ("\u200e+1\u00a0212\u00a0456\u00a04101\u202c", [A]),
        ("tel:+1-212-456-4101;ext=12, tel:+12124564102", [A, B]),
        ("415,5559876", ["+14155559876"]),
        ("1-800-FLOWERS or 212-456-4101", [A, "+18003569377"]),
        ("; ".join(f"212-456-{n}" for n in range(4101, 4131)), [A, B, C, "+12124564130"]),
    ],
)
def test_a_cell_of_a_list(cell: str, numbers: list[str]) -> None:
    found = every_number(cell, "US")
    assert set(numbers) <= set(found.numbers)
    assert found.is_whole


@pytest.mark.parametrize(
    ("cell", "numbers"), [("01/23/45/67/89", "+33123456789"), ("01 23 45 67 89", "+33123456789")]
)
def test_numbers_that_look_like_something_else(cell: str, numbers: str) -> None:
    assert numbers in every_number(cell, "FR").numbers


@pytest.mark.parametrize(
    "cell",
    [
        *("456-4102", "100234", "2.12E+09", "2l2-456-41O1", "212-456-410"),
        "212-456-4101 acct 12345678",
    ],
)
def test_what_is_not_understood_is_said(cell: str) -> None:
    assert not every_number(cell, "US").is_whole


@pytest.mark.parametrize("cell", ["", "Ann", "2024-01-05", "05/01/2024 10:30", "n/a 12", "4102"])
def test_what_is_no_number_is_whole(cell: str) -> None:
    found = every_number(cell, "US")
    assert (found.numbers, found.is_whole) == ((), True)


@pytest.mark.parametrize(
    ("cell", "lacks"),
    [
        ("212-456-4101", True),
        ("13012345678", True),  # of China, or of Maryland
        ("+1 212 456 4101", False),
        ("0044 20 7946 0958", False),
        ("+1 212 456 4101 / 212 456 4102", True),
    ],
)
def test_a_national_number_lacks_its_country(cell: str, lacks: bool) -> None:
    assert every_number(cell, None).lacks_country is lacks


def test_a_number_in_several_cells() -> None:
    assert joined(["415", "5559876"], ["US"], with_code=False) == ("+14155559876",)
    assert joined(["(415)", "555", "9876"], ["US"], with_code=False) == ("+14155559876",)
    assert joined(["+44", "020 7946 0958"], [], with_code=True) == ("+442079460958",)
    assert joined(["17", "5559876"], ["US"], with_code=False) == ()
    assert joined(["Ann", "4155559876"], ["US"], with_code=False) == ()


def test_each_country_has_its_reading() -> None:
    finder = Finder(["US", "GB"])
    assert set(finder.find("2079460958").numbers) == {"+12079460958", "+442079460958"}
    assert "+81334567890" in finder.find("03-3456-7890", "Japan").numbers
    assert finder.find("+1 212 456 4101", "Japan").numbers == (A,)


def dialable(cell: str, region: str | None) -> set[str]:
    """The numbers that a contact with that cell may be called on, whoever accepts what."""
    check = check_number(cell, region).check
    return set(readings(cell, region)) if check in DIALABLE else set()


@given(any_text, st.sampled_from([None, *REGIONS]))
def test_whoever_could_be_called_is_covered(cell: str, region: str | None) -> None:
    numbers = dialable(cell, region)
    assert numbers <= set(every_number(cell, region).numbers)
    if region is not None:
        assert numbers <= set(Finder([region]).find(cell).numbers)
        assert numbers <= set(Finder(["KR", region]).find(cell).numbers)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """A country, and a number of it as people write them."""
    region = draw(st.sampled_from(REGIONS))
    number = phonenumbers.example_number_for_type(
        region,
        draw(st.sampled_from([0, 1])),  # of a house, of a person
    )
    assume(number is not None)
    assert number is not None
    digits = str(number.national_number)
    last = draw(st.integers(0, 99))
    number.national_number = int(f"{digits[:-2]}{last:02}")
    style = draw(st.sampled_from([0, 1, 2, 3]))
    text = phonenumbers.format_number(number, style)
    text = draw(st.sampled_from([text, text.replace("-", " "), text.replace(" ", ".")]))
    return region, draw(st.sampled_from([text, f"{text} x12", f"Tel. {text}", f"'{text}"]))


@given(written(), st.sampled_from(AROUND), st.sampled_from(JOINTS), st.data())
@example(("DE", "030/1234567"), "{}", "; ", None)
def test_company_hides_nobody(
    one: tuple[str, str], around: str, joint: str, data: st.DataObject | None
) -> None:
    region, cell = one
    other = cell if data is None else data.draw(written().filter(lambda each: each[0] == region))[1]
    wanted = dialable(cell, region)
    for text in (around.format(cell), f"{cell}{joint}{other}", f"{other}{joint}{cell}"):
        missing = wanted - set(every_number(text, region).numbers)
        assert not missing, text
