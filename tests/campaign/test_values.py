"""Cells become the values of fields as the sheet shows them, or the row is held with a reason."""

import json
import math
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialsheet import assets
from dialsheet.campaign import Field, FieldType, Held, Json, WhenEmpty, row_values, with_ref
from dialsheet.errors import Reason

NUMBERS: dict[str, Json] = {
    "0": 0,
    "42": 42,
    "-7": -7,
    "+7": 7,
    " 42 ": 42,
    "007": 7,
    "3.50": 3.5,
    "-0.25": -0.25,
    "4.0": 4.0,
    "0.3333333333333333": 1 / 3,
    "−3": -3,  # the minus sign of typographers
    "１２３": 123,  # full width, as Japanese sheets have them
    "１．５": 1.5,
    "9007199254740992": 2**53,
    "100000000000000000": 10**17,  # long, but read as a double it loses nothing
}
NOT_NUMBERS = [
    *("nan", "NaN", "inf", "-inf", "Infinity", "1e5", "1E5", "0x10", "1_000", "1,000", "1 000"),
    *("1.", ".5", "+", "-", "1.2.3", "12a", "$5", "5%", "½", "²", "10²", "①", "٣", "四", "TRUE"),
    "1" * 19,
]
TOO_LONG = ["9007199254740993", "123456789012345678", "0.12345678901234567"]
YES = ["true", "TRUE", " Yes ", "y", "1", "on", "はい", "真", "oui", "Ja", "sí", "ＹＥＳ", "✓"]
NO = ["false", "FALSE", "No", "n", "0", "off", "いいえ", "偽", "non", "nein", "✗"]
NEITHER = ["maybe", "2", "01", "①", "truee", "-", "nan", "yes please"]
SHOWN = ["山田 太郎", " x ", "2026-03-01", "01234", "nan", "45991", "=1+1"]


def value_of(text: str, type_: FieldType) -> Json:
    """What one cell sends."""
    return row_values((Field("f", type_, "C"),), {"C": text})["f"]


def reason_of(field: Field, text: str) -> Reason:
    """Why the row with this cell is held."""
    with pytest.raises(Held) as held:
        row_values((field,), {"C": text})
    assert assets.has_text(held.value.reason.code)
    return held.value.reason


@pytest.mark.parametrize("text", NUMBERS)
def test_plain_numbers(text: str) -> None:
    value = value_of(text, FieldType.NUMBER)
    assert (value, type(value)) == (NUMBERS[text], type(NUMBERS[text]))


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_not_a_plain_number_is_held(text: str) -> None:
    reason = reason_of(Field("age", FieldType.NUMBER, "C"), text)
    assert reason == Reason("campaign.not_a_number", {"field": "age", "column": "C"})


@pytest.mark.parametrize("text", TOO_LONG)
def test_a_number_that_would_lose_digits_on_its_way_is_held(text: str) -> None:
    reason = reason_of(Field("account", FieldType.NUMBER, "C"), text)
    assert reason == Reason("campaign.number_too_long", {"field": "account", "column": "C"})


@pytest.mark.parametrize("text", YES)
def test_yes_in_many_words(text: str) -> None:
    assert value_of(text, FieldType.BOOLEAN) is True


@pytest.mark.parametrize("text", NO)
def test_no_in_many_words(text: str) -> None:
    assert value_of(text, FieldType.BOOLEAN) is False


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_yes_nor_no_is_held(text: str) -> None:
    reason = reason_of(Field("vip", FieldType.BOOLEAN, "C"), text)
    assert reason == Reason("campaign.not_yes_or_no", {"field": "vip", "column": "C"})


@pytest.mark.parametrize("text", SHOWN)
def test_text_is_sent_as_the_sheet_shows_it(text: str) -> None:
    assert value_of(text, FieldType.TEXT) == text


EMPTY = ["", " ", "\t", "\u3000", "\xa0 "]
WHEN_EMPTY: dict[WhenEmpty, dict[str, Json]] = {
    WhenEmpty.NOTHING: {"kept": "x"},
    WhenEmpty.DEFAULT: {"age": 18, "kept": "x"},
}


@pytest.mark.parametrize("cell", EMPTY)
@pytest.mark.parametrize("choice", WHEN_EMPTY)
def test_an_empty_cell_sends_what_was_chosen(choice: WhenEmpty, cell: str) -> None:
    fields = (Field("age", FieldType.NUMBER, "C", "", choice, "18"), Field("kept", constant="x"))
    assert row_values(fields, {"C": cell}) == WHEN_EMPTY[choice]


@pytest.mark.parametrize("cell", EMPTY)
def test_an_empty_cell_holds_the_row_when_that_was_chosen(cell: str) -> None:
    reason = reason_of(Field("age", FieldType.NUMBER, "C", when_empty=WhenEmpty.HOLD), cell)
    assert reason == Reason("campaign.empty_cell", {"field": "age", "column": "C"})


def test_dotted_names_make_objects() -> None:
    fields = (
        Field("customer.name", column="Name"),
        Field("customer.address.zip", column="Zip"),
        Field("customer.vip", FieldType.BOOLEAN, "VIP"),
        Field("source", constant="spring sale"),
    )
    values = row_values(fields, {"Name": "山田", "Zip": "01234", "VIP": "yes"})
    assert values == {
        "customer": {"name": "山田", "address": {"zip": "01234"}, "vip": True},
        "source": "spring sale",
    }


def test_a_name_that_is_a_value_cannot_be_an_object() -> None:
    with pytest.raises(Held) as held:
        row_values((Field("a", constant="x"), Field("a.b", constant="y")), {})
    assert held.value.reason == Reason("campaign.field_twice", {"field": "a.b"})


def test_the_reference_goes_out_beside_the_values() -> None:
    values: dict[str, Json] = {"name": "山田"}
    assert with_ref(values, "c.2.a") == {"name": "山田", "dialsheet_ref": "c.2.a"}
    assert values == {"name": "山田"}, "the row's own values stay as they are"
    assert with_ref({"dialsheet_ref": "theirs"}, "c.2.a") == {"dialsheet_ref": "c.2.a"}


FIELDS = st.builds(
    Field,
    name=st.sampled_from(["a", "b.c", "b.d"]),
    type=st.sampled_from(FieldType),
    column=st.just("C"),
    when_empty=st.sampled_from(WhenEmpty),
    default=st.sampled_from(["", "1", "yes", "none"]),
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.floats().map(repr),
    st.integers().map(str),
)


def numbers_in(value: Json) -> Iterator[int | float]:
    """Every number in a value, however deep."""
    match value:
        case dict():
            for inner in value.values():
                yield from numbers_in(inner)
        case int() | float():
            yield value


def sent_or_held(field: Field, text: str) -> dict[str, Json] | Reason:
    """What a cell sends, or why its row is held."""
    try:
        return row_values((field,), {"C": text})
    except Held as held:
        return held.reason


@given(FIELDS, TEXTS)
@example(Field("a", FieldType.NUMBER, "C"), "1" * 18 + "." + "1" * 18)
def test_any_text_gives_json_or_holds_the_row(field: Field, text: str) -> None:
    values = sent_or_held(field, text)
    if isinstance(values, Reason):
        assert assets.has_text(values.code)
        return
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert all(math.isfinite(number) for number in numbers_in(values))


DIGITS = st.text("0123456789", min_size=1, max_size=20)
DECIMALS = st.builds(
    "{}{}{}".format, st.sampled_from(["", "-"]), DIGITS, st.just("") | DIGITS.map(".{}".format)
)


@given(DECIMALS)
@example("20000000000000010")
def test_a_number_that_is_sent_is_the_number_in_the_cell(text: str) -> None:
    values = sent_or_held(Field("f", FieldType.NUMBER, "C"), text)
    if isinstance(values, Reason):
        return
    value = values["f"]
    assert isinstance(value, int | float)
    assert Decimal(json.dumps(value)) == Decimal(text)
    assert float(json.dumps(value)) == value, "also for those who read every number as a double"
