"""Encodings: found out, overruled, and characters that cannot be read are said."""

from collections.abc import Callable
from contextlib import suppress
from encodings.aliases import aliases

import pytest

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets import Sheet
from dialsheet.sheets.encodings import examine

Read = Callable[..., Sheet]

JAPANESE = (
    "氏名,電話番号,備考\r\n佐藤 花子,090-1234-5678,折り返し希望\r\n鈴木一郎,03-1234-5678,\r\n"
)
BANK = "氏名,ｶﾅ\r\n髙橋 健,ﾀｶﾊｼ ｹﾝ\r\n山﨑,ﾔﾏｻﾞｷ\r\n①㈱,ﾃｽﾄ\r\n"  # what cp932 alone has
WESTERN = "Nom;Société\r\nRené Lefèvre;Café «Étoile»\r\nJörg Müller;Süß & Söhne – 12 €\r\n"
SHORT = "Name,Phone\r\nJosé,+34 600 000 000\r\nAnna,1\r\n"
NORDIC = "Name,Phone\r\nÅse,1\r\nBob,2\r\n"  # of cp932, too, but no kana begins a Latin word
MIXED = "品名,電話\r\niPhone用ケース,03-1234-5678\r\nTシャツA社,090-1234-5678\r\n"
RUSSIAN = "Имя,Город\r\nИван Петров,Москва\r\nОльга Смирнова,Петербург\r\n"
POLISH = "Imię,Miasto\r\nŁukasz Żółć,Łódź\r\nGrażyna Święta,Kraków\r\n"
KOREAN = "이름,전화\r\n김철수,02 123\r\n이영희,010\r\n"
CHINESE = "姓名,电话\r\n王小明,10 123\r\n李娜,21\r\n"
ENGLISH = "Name,Phone\r\nAnn,1\r\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "utf-8"),
        (JAPANESE, "utf-8-sig"),
        (JAPANESE, "utf-16"),
        (JAPANESE, "utf-16-le"),
        (JAPANESE, "utf-16-be"),
        (JAPANESE, "utf-32"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (BANK, "cp932"),
        (WESTERN, "cp1252"),
        (SHORT, "cp1252"),
        (NORDIC, "cp1252"),
        (MIXED, "cp932"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (KOREAN, "cp949"),
        (CHINESE, "gb18030"),
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH * 5000 + JAPANESE, "cp932"),
    ],
)
def test_an_encoding_is_found_out(text: str, encoding: str, read: Read) -> None:
    data = text.encode(encoding)
    sheet = read(data, "sheet.csv")
    assert sheet.source.encoding == encoding
    blocks = [data[at : at + 4099] for at in range(0, len(data), 4099)]
    found = examine(lambda: iter(blocks))
    assert b"".join(found.utf8(blocks)).decode() == text
    certain = encoding.startswith(("utf", "iso"))
    guessed = Reason("sheets.encoding_guessed", {"encoding": encoding})
    assert (guessed in sheet.findings) == (not certain)


def test_utf16_with_the_other_mark(read: Read) -> None:
    sheet = read(b"\xfe\xff" + JAPANESE.encode("utf-16-be"))
    assert sheet.source.encoding == "utf-16"
    assert sheet.table.headers == ("氏名", "電話番号", "備考")


@pytest.mark.parametrize("note", ["\0", "a\0b\0c", "\0" * 13])
def test_zeros_do_not_make_it_utf16(note: str, read: Read) -> None:
    sheet = read(f"Name,Note\nAnn,{note}\nBob,x\n")
    assert sheet.source.encoding == "utf-8"
    assert sheet.table.column("Note")[0] == note.replace("\0", "")
    assert Reason("sheets.null_characters", {"count": note.count("\0")}) in sheet.findings


def test_an_encoding_can_be_overruled(read: Read) -> None:
    sheet = read("Name\r\nÃ©\r\n".encode(), encoding="latin-1")
    assert list(sheet.table.column("Name")) == ["Ã\x83Â©"]
    assert sheet.source.encoding == "latin-1"
    with_mark = read(ENGLISH.encode("utf-8-sig"), encoding="utf-8")
    assert with_mark.table.headers == ("Name", "Phone"), "the mark is no part of the header"


@pytest.mark.parametrize(
    ("kept", "told", "read_as"),
    [
        ("utf-16-le", "utf-16", "utf-16-le"),
        ("utf-16-be", "utf_16", "utf-16-be"),
        ("utf-16", "utf-16", "utf-16"),
    ],
)
def test_wide_characters_are_read_with_and_without_a_mark(
    kept: str, told: str, read_as: str, read: Read
) -> None:
    sheet = read(JAPANESE.encode(kept), encoding=told)
    assert sheet.source.encoding == read_as
    assert sheet.table.headers == ("氏名", "電話番号", "備考")


@pytest.mark.parametrize("encoding", sorted({*aliases.values(), "utf-16", "utf-32", "idna"}))
@pytest.mark.parametrize("data", [b"", b"\xff", ENGLISH.encode(), bytes(range(256)) * 3])
def test_no_encoding_that_is_told_ends_in_a_crash(encoding: str, data: bytes) -> None:
    with suppress(BadInput):
        examine(lambda: iter([data]), encoding)


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "base64"])
def test_an_unknown_encoding_is_refused(encoding: str, read: Read) -> None:
    with pytest.raises(BadInput) as raised:
        read(ENGLISH, encoding=encoding)
    assert raised.value.reason == Reason("sheets.unknown_encoding", {"encoding": encoding})


def test_what_cannot_be_read_is_replaced_and_said(read: Read) -> None:
    broken = JAPANESE.encode().replace("佐".encode(), b"\xe4\xbd")
    sheet = read(broken)
    assert sheet.source.encoding == "utf-8"
    assert sheet.table.column("氏名")[0] == "\ufffd藤 花子"
    assert Reason("sheets.unreadable_characters", {"count": 1}) in sheet.findings
    told = read(JAPANESE.encode("cp932"), encoding="ascii", delimiter=",")
    assert any(finding.code == "sheets.unreadable_characters" for finding in told.findings)


def test_a_text_longer_than_a_block(read: Read) -> None:
    text = "氏名,番号\n" + "".join(f"山田太郎{n},{n}\n" for n in range(60_000))
    column = read(text.encode("cp932")).table.column("氏名")
    assert len(column) == 60_000
    assert column[-1] == "山田太郎59999"
    assert "\ufffd" not in "".join(column)
