"""A text told apart by the block is what it is line by line, wherever the blocks are cut."""

from array import array
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialsheet.errors import Reason
from dialsheet.sheets.blocks import TextRecords
from dialsheet.sheets.delimited import Dialect, parse
from dialsheet.sheets.dialects import detect
from dialsheet.sheets.odd_rows import OddRows
from dialsheet.sheets.packing import Packing, TooLarge, is_filled

DIALECTS = [
    *[Dialect(mark) for mark in (",", ";", "\t", " ", ", ", "§", ",,", "日")],
    *[Dialect(",", "'"), Dialect(",", ""), Dialect(", ", "'")],
    *[Dialect(",", '"', "\\"), Dialect(";", "'", "^"), Dialect(", ", '"', "\\")],
]
# Pieces that make lines which are nearly plain, and now and then are not.
PIECES = st.sampled_from(
    [*'a1",;\n ', "\r\n", "\r", "\t", ", ", "§", "日", "'", "\\", "^", '""', '",', ',"']
    + ['"a,b",', "'a;b'", "Ann,1,x\n", 'Bob,"2,3",y\r\n', "\n\n", ",,\n"] * 2
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def packed(packing: Packing) -> list[tuple[int, list[str]]]:
    columns = packing.columns()
    return [
        (row, [column[index] for column in columns][:width])
        for index, (row, width) in enumerate(zip(packing.rows, packing.widths, strict=True))
    ]


@given(TEXTS, st.sampled_from(DIALECTS), st.integers(1, 60), st.booleans())
@example('a,"b\n', Dialect(","), 2, False)
@example('a,"b\nc",d\ne', Dialect(","), 4, False)
@example('a,"b""c\r\n', Dialect(","), 6, False)
@example("\r\n\n\r", Dialect(","), 1, False)
@example('"a"\r"b"\r\r\n', Dialect(","), 3, False)
@settings(max_examples=300)
def test_blocks_say_what_lines_say(
    text: str, dialect: Dialect, size: int, has_profile: bool
) -> None:
    data = text.encode()
    profile = detect([data], dialect.delimiter, dialect.quote, dialect.escape).profile
    known = profile if has_profile else None
    strays: dict[int, Reason] = {}
    odd_rows = OddRows(dialect, known)
    expected = list(parse(data, dialect, strays, known, odd_rows.read))
    found_strays: dict[int, Reason] = {}
    records = TextRecords(lambda: cut(data, size), dialect, known, found_strays, odd_rows)
    assert records.head(10**6) == expected
    assert records.head(2) == expected[:2]
    filled = [
        (number, [cell.decode() for cell in record])
        for number, record in enumerate(expected, 1)
        if is_filled(record)
    ]
    assert packed(records.pack(1, None)) == filled
    assert found_strays == strays
    assert packed(records.pack(3, 4)) == [row for row in filled if row[0] in (3, 4)]


@pytest.mark.parametrize("size", [1 << 16, 1 << 20])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_many_blocks(end: str, size: int) -> None:
    """Every kind of odd row among plain ones, each kind once near every place of a block."""
    plain = f'Ann,"a, b",12{end}'
    odd = [
        f'Bob,"two{end}lines",1{end}',
        f"{end}",
        f"Cy,1,2,3{end}",
        f'Dee,"say ""hi""",2{end}',
        f'Eve,"5,3{end}',
        f"{end} , {end}",
    ]
    data = "".join(
        plain * (97 * (number % 50)) + odd[number % 6] for number in range(0, 300, 5)
    ).encode()
    dialect = Dialect(",")
    strays: dict[int, Reason] = {}
    profile = detect([data[:40_000]], ",").profile
    expected = [
        (number, [cell.decode() for cell in record])
        for number, record in enumerate(parse(data, dialect, strays, profile), 1)
        if is_filled(record)
    ]
    found: dict[int, Reason] = {}
    records = TextRecords(lambda: cut(data, size), dialect, profile, found)
    assert packed(records.pack(1, None)) == expected
    assert found == strays
    assert len(strays) == 10


def test_columns_longer_than_32_bits_can_count() -> None:
    packing = Packing()
    end = (1 << 32) + 7
    packing.extend(array("Q", [1]), array("I", [1]), [(b"a", array("I", [1]))])
    packing.extend(array("Q", [2]), array("I", [1]), [(b"", array("Q", [end]))])
    assert list(packing.columns()[0].ends) == [1, end]
    assert packing.columns()[0][0] == "a"


def test_a_record_wider_than_any_spreadsheet_is_refused() -> None:
    for data in (b"a," * 20_000, b'"a"b,' * 20_000):
        with pytest.raises(TooLarge):
            TextRecords(lambda data=data: iter([data]), Dialect(","), None, {}).pack(1, None)
