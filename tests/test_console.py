"""What a terminal would obey is shown."""

import json

import pytest

from dialsheet.console import print_json, print_line, say

HOSTILE = "a\x1b[2Jb\x9b31mc\x07\r\nd\u202ee\u2066f\x7f\u061cg\tü日"
SEEN = r"a\x1b[2Jb\x9b31mc\x07\r\nd\u202ee\u2066f\x7f\u061cg\tü日"


def test_lines_show_what_a_terminal_would_obey(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    print_line(HOSTILE)
    assert tuple(capsys.readouterr()) == (SEEN + "\n", SEEN + "\n")


def test_every_control_character_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        print_line(chr(code))
        out = capsys.readouterr().out
        assert out.endswith("\n")
        assert out[:-1].isascii()
        assert out[:-1].isprintable()


def test_json_says_the_same_and_sends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({HOSTILE: HOSTILE})
    out = capsys.readouterr().out
    assert json.loads(out) == {HOSTILE: HOSTILE}
    assert out[:-1].isprintable()
    assert "ü日" in out
