"""Two refusals say the same, or they do not: numbers, IDs and the contacts' own data apart."""

import json

import pytest

from dialsheet.campaign import Refusal

UUID = "3f2a4c1e-abcd-4bcd-8bcd-abcdefabcdef"


def refusal(
    message: str, title: str | None = None, request_id: str | None = None, **data: object
) -> Refusal:
    order = {"to_number": "+14155550101", "metadata": data}
    return Refusal.of(title, message, request_id, json.dumps({"outbound_calls": [order]}))


SAME = [
    (
        refusal("This version is no longer supported."),
        refusal("this VERSION is no longer supported"),
    ),
    (refusal("Row 12 is wrong."), refusal("Row 13 is wrong.")),
    (refusal("No.", request_id="req_abcd"), refusal("No.", request_id="req_efgh")),
    (refusal("No (req_abcd).", request_id="req_abcd"), refusal("No (efgh).", request_id="efgh")),
    (refusal(f"No, {UUID}."), refusal("No, 11111111-aaaa-aaaa-aaaa-aaaaaaaaaaaa.")),
    (refusal("Ann Lee is no name.", name="Ann Lee"), refusal("Bob is no name.", name="bob")),
    (refusal("+14155550101 is wrong"), refusal("415-555 0102 is wrong")),
    (refusal("“山田” は無効", name="山田"), refusal("“鈴木” は無効", name="鈴木")),
    (refusal("x: Kim", tags=["Kim"]), refusal("x: Lee", more={"deep": "Lee"})),
    # a cell that says a word of the message does not make it another message
    (refusal("no longer supported", letter="no"), refusal("no longer supported", letter="yes")),
    (refusal("Bad: worse", "Bad"), refusal("worse", "Bad")),
    (refusal(""), refusal("")),
]
OTHER = [
    (refusal("The number is invalid."), refusal("The version is not supported.")),
    (refusal("No.", "Bad Request"), refusal("No.", "Conflict")),
    (refusal("番号が無効です"), refusal("版が無効です")),
    (refusal("Ann is no name.", name="Bo"), refusal("Bob is no name.", name="Bob")),
    (refusal("Annex is wrong.", name="Ann"), refusal("Bobex is wrong.", name="Bob")),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_what_differs_in_numbers_and_own_data_alone_says_the_same(
    first: Refusal, second: Refusal
) -> None:
    assert first.says_same(second)
    assert second.says_same(first)


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_other_words_say_something_else(first: Refusal, second: Refusal) -> None:
    assert not first.says_same(second)
    assert not second.says_same(first)


def test_what_is_told_has_nothing_of_the_contact() -> None:
    said = refusal(
        "Ann Lee (ann@example.org) is barred", "No", name="ann lee", mail="ann@example.org"
    )
    assert said.told == "No: … (…) is barred"
    assert Refusal(**json.loads(json.dumps(said.to_json()))) == said
