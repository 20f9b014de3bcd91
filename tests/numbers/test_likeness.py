"""Columns that are telephone numbers, and columns that are not."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialsheet.columns import TextColumn
from dialsheet.numbers import phone_likeness

DICE = random.Random(7)


def digits(pattern: str) -> str:
    """`pattern` with a digit for each `#`."""
    return "".join(DICE.choice("0123456789") if char == "#" else char for char in pattern)


def column(*patterns: str) -> list[str]:
    return [digits(patterns[row % len(patterns)]) for row in range(200)]


DAYS = [date(2024, 1, 1) + timedelta(days=3 * row) for row in range(200)]

TELEPHONES = [  # cells, country chosen
    (column("090-####-####", "080-####-####", "03-3###-####"), "JP"),
    (column("+1415555####", "+4420794#####", "+819012345###"), None),
    (column("(415) 555-####", "415-555-####", "415.555.####", "1 212 555 ####"), "US"),
    (column("415555####", "212555####"), "US"),
    (column("090-####-####", "", "", "090-####-####", "090-####-####", "n/a"), "JP"),
    (column("Tel: 03-3###-####", "03-3###-#### ext 12"), "JP"),
    (column("0170 #######", "030/########"), "DE"),
    (column("90########"), "JP"),
    (column("81901#######"), "US"),
]

OTHERS = {
    "dates": [day.isoformat() for day in DAYS],
    "dates and times": [f"{day} 10:30:00" for day in DAYS],
    "German dates": [day.strftime("%d.%m.%Y") for day in DAYS],
    "compact dates": [day.strftime("%Y%m%d") for day in DAYS],
    "Japanese dates": [day.strftime("%Y年%m月%d日") for day in DAYS],
    "Excel's days": [str(45292 + 3 * row) for row in range(200)],
    "Excel's moments": [f"{45292 + row}.{row:06}" for row in range(200)],
    "Japanese postcodes": column("###-####"),
    "American postcodes": column("9####", "9####-####"),
    "German postcodes": column("1####"),
    "British postcodes": column("SW# #AA", "N## #BB"),
    "amounts": column("#,###.##", "##.##", "1,###,###", "¥##,###", "####.00"),
    "counts": [str(row) for row in range(200)],
    "order numbers": [str(4_155_550_000 + row) for row in range(200)],
    "padded IDs": [f"{row:010}" for row in range(200)],
    "lettered IDs": column("A-#########", "ORD-##########", "AB##########"),
    "hexadecimal": column("a#b#c#d#-12#f-4a#b-#e#f", "0x##ff##"),
    "cards": column("4### #### #### ####"),
    "insurance numbers": column("###-##-####"),
    "machines": column("10.##.1##.2##", "192.168.###.###"),
    "coordinates": column("35.######", "139.######"),
    "seconds": [str(1_700_000_000 + 86_400 * row) for row in range(200)],
    "names": ["Tarō Yamada", "山田太郎", "O'Neil"] * 60,
    "mail": column("a##@example.com"),
    "addresses": column("12 Main Street, Apt ##", "東京都千代田区#-#-#"),
    "nothing": ["", " ", "\u200b"] * 60,
    "exponents": column("8.19#E+11"),
}


@pytest.mark.parametrize(("cells", "region"), TELEPHONES)
def test_telephone_numbers(cells: list[str], region: str | None) -> None:
    assert phone_likeness(cells, region) > 0.6


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_no_telephone_number(what: str) -> None:
    for region in ("JP", "US", "DE", "NO", "ES", None):
        assert phone_likeness(OTHERS[what], region) <= 0.5, region


def test_numbers_of_another_country_than_the_chosen_one_still_look_like_some() -> None:
    assert phone_likeness(column("090-####-####"), "US") == 0.5
    assert phone_likeness(column("(415) 555-####"), None) == 0.5


def test_numbers_that_take_a_guess_look_less_like_some() -> None:
    assert phone_likeness(["819012345678"], "US") == 0.75


def test_only_a_sample_is_read() -> None:
    class Counting(TextColumn):
        read = 0

        def __getitem__(self, index: int | slice) -> "str | TextColumn":  # type: ignore[override]
            Counting.read += 1
            return super().__getitem__(index)

    packed = TextColumn.of(["+819012345678"] * 100_000)
    assert phone_likeness(Counting(packed.data, packed.ends), None) == 1.0
    assert Counting.read < 5_000


@given(st.lists(st.text(), max_size=5), st.sampled_from([None, "JP", "XX"]))
def test_any_cells(cells: list[str], region: str | None) -> None:
    assert 0 <= phone_likeness(cells, region) <= 1
